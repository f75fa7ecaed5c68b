import { Stack } from "@mantine/core";
import { useRead } from "../../api/hooks.ts";
import { useMay } from "../../api/me.ts";
import { Loaded } from "../../ui/Loaded.tsx";
import { ConnectSnippets } from "./ConnectSnippets.tsx";
import { GuidedPage } from "./GuidedPage.tsx";
import { WriteKey } from "./WriteKey.tsx";

export function SegmentPage() {
  const mayRead = useMay("keys:read");
  const keys = useRead("listKeys", undefined, { enabled: mayRead });
  return (
    <GuidedPage
      title="Website or server"
      lead={`Copy a snippet; it has your ${mayRead ? "key and " : ""}address in it. Anything that speaks Segment's protocol works unchanged.`}
      hint="Run one of the snippets; what it sends shows up here within a second."
      byHand
    >
      {mayRead ? (
        <Loaded query={keys}>
          {({ items }) => <Snippets writeKey={items.find(({ kind, revokedAt, value }) => kind === "write" && !revokedAt && value)?.value ?? null} />}
        </Loaded>
      ) : (
        <Snippets writeKey={null} />
      )}
    </GuidedPage>
  );
}

function Snippets({ writeKey }: { readonly writeKey: string | null }) {
  return (
    <Stack gap="lg">
      <WriteKey value={writeKey} />
      <ConnectSnippets writeKey={writeKey ?? "YOUR_WRITE_KEY"} origin={window.location.origin} />
    </Stack>
  );
}
