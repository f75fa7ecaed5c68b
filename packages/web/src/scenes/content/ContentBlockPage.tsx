import type { ContentBlockDetail } from "@beckon/contract";
import { Button, Group } from "@mantine/core";
import { useNavigate, useParams } from "react-router";
import { useRead } from "../../api/hooks.ts";
import { useMay } from "../../api/me.ts";
import { LeaveGuard } from "../../ui/LeaveGuard.tsx";
import { Loaded } from "../../ui/Loaded.tsx";
import { Page } from "../../ui/Page.tsx";
import { BlockActions } from "./BlockActions.tsx";
import { BlockEditor } from "./BlockEditor.tsx";
import { BlockBadge } from "./ContentPage.tsx";
import { useBlockDraft } from "./useBlockDraft.ts";

const BACK = { to: "/content", label: "Content" };

export function ContentBlockPage() {
  const { id = "" } = useParams();
  const block = useRead("getContentBlock", { params: { id } });
  if (block.data) return <OpenBlock key={id} block={block.data} />;
  return (
    <Page title="Content block" back={BACK} width="wide">
      <Loaded query={block} missing={{ noun: "content block", to: "/content", list: "To the content" }}>
        {() => null}
      </Loaded>
    </Page>
  );
}

export function NewContentBlockPage() {
  const draft = useBlockDraft(null);
  const navigate = useNavigate();
  const make = async () => {
    const made = await draft.save();
    if (made) void navigate(`/content/${made.id}`, { replace: true });
  };
  return (
    <Page
      title="New content block"
      back={BACK}
      width="wide"
      lead="Nothing goes out before it is published and a message names it."
      actions={
        <Button loading={draft.busy} disabled={draft.document.name === "" || draft.document.source === ""} onClick={() => void make()}>
          Save draft
        </Button>
      }
    >
      <BlockEditor draft={draft} block={null} readOnly={false} />
    </Page>
  );
}

function OpenBlock({ block }: { readonly block: ContentBlockDetail }) {
  const draft = useBlockDraft(block);
  const mayWrite = useMay("campaigns:write");
  return (
    <Page
      title={draft.document.name || "Block without a name"}
      back={BACK}
      width="wide"
      badge={<BlockBadge block={block} />}
      actions={
        <Group gap="sm">
          <BlockActions block={block} draft={draft} />
        </Group>
      }
    >
      <LeaveGuard unsaved={draft.isChanged} save={async () => (await draft.save()) !== null} problem={draft.error?.message ?? ""} />
      <BlockEditor draft={draft} block={block} readOnly={!mayWrite} />
    </Page>
  );
}
