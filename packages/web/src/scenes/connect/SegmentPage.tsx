import { Stack } from "@mantine/core";
import { useRead } from "../../api/hooks.ts";
import { Loaded } from "../../ui/Loaded.tsx";
import { ConnectSnippets } from "./ConnectSnippets.tsx";
import { GuidedPage } from "./GuidedPage.tsx";
import { WriteKey } from "./WriteKey.tsx";

export function SegmentPage() {
  const keys = useRead("listKeys");
  return (
    <GuidedPage
      title="Website or server"
      lead="Copy a snippet; it has your key and address in it. Anything that speaks Segment's protocol works unchanged."
      hint="Run one of the snippets; what it sends shows up here within a second."
    >
      <Loaded query={keys}>
        {({ items }) => {
          const key = items.find((candidate) => candidate.kind === "write" && !candidate.revokedAt && candidate.value)?.value ?? null;
          return (
            <Stack gap="lg">
              <WriteKey value={key} />
              <ConnectSnippets writeKey={key ?? "YOUR_WRITE_KEY"} origin={window.location.origin} />
            </Stack>
          );
        }}
      </Loaded>
    </GuidedPage>
  );
}
