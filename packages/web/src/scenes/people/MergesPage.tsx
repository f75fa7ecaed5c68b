import type { MergeItem } from "@beckon/contract";
import { Anchor, Badge, Button, Text } from "@mantine/core";
import { GitMerge } from "lucide-react";
import { useState } from "react";
import { Link } from "react-router";
import { useList } from "../../api/hooks.ts";
import { useMay } from "../../api/me.ts";
import { EmptyState } from "../../ui/EmptyState.tsx";
import { Loaded } from "../../ui/Loaded.tsx";
import { MoreButton } from "../../ui/MoreButton.tsx";
import { Page } from "../../ui/Page.tsx";
import { Panel } from "../../ui/Panel.tsx";
import { personName } from "../../ui/personName.ts";
import { type Column, RecordTable } from "../../ui/RecordTable.tsx";
import { Time } from "../../ui/Time.tsx";
import { UndoMergeModal } from "./UndoMergeModal.tsx";

/** Every merge, by an event or by hand; each can be taken back. */
export function MergesPage() {
  const merges = useList("listMerges");
  const may = useMay("profiles:merge");
  return (
    <Page
      title="Merges"
      lead="Profiles that turned out to be one person. Taking a merge back gives each what it would have without the merge."
      back={{ to: "/people", label: "People" }}
    >
      <Panel flush>
        <Loaded query={merges}>
          {(items) =>
            items.length === 0 ? (
              <EmptyState icon={GitMerge} title="No merges yet">
                A visitor who signs in becomes one with their account, and two profiles can be merged by hand on a person's page. Each merge is listed here.
              </EmptyState>
            ) : (
              <>
                <RecordTable label="Merges" items={items} columns={may ? [...COLUMNS, UNDO] : COLUMNS} id={(merge) => merge.id} />
                <MoreButton list={merges} />
              </>
            )
          }
        </Loaded>
      </Panel>
    </Page>
  );
}

const COLUMNS: readonly Column<MergeItem>[] = [
  {
    header: "Goes on as",
    cell: (merge) => (
      <Anchor component={Link} to={`/people/${merge.survivor}`} size="sm">
        {personName(merge.survivorProfile)}
      </Anchor>
    ),
  },
  {
    header: "Merged",
    cell: (merge) => (
      <Anchor component={Link} to={`/people/${merge.merged}`} size="sm">
        {personName(merge.mergedProfile)}
      </Anchor>
    ),
  },
  { header: "By", wideOnly: true, cell: (merge) => <Text size="sm">{merge.by.startsWith("event ") ? "an event" : merge.by}</Text> },
  { header: "When", width: "9rem", cell: (merge) => <Time at={merge.at} /> },
];

const UNDO: Column<MergeItem> = {
  header: "Take back",
  width: "8rem",
  cell: (merge) => (merge.undoneAt ? <Badge color="gray">Taken back</Badge> : <UndoButton merge={merge} />),
};

function UndoButton({ merge }: { readonly merge: MergeItem }) {
  const [opened, setOpened] = useState(false);
  return (
    <>
      <Button variant="default" size="compact-sm" aria-label={`Take back the merge of ${personName(merge.mergedProfile)}`} onClick={() => setOpened(true)}>
        Take back
      </Button>
      <UndoMergeModal merge={merge} opened={opened} onClose={() => setOpened(false)} />
    </>
  );
}
