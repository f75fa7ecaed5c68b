import { Grid, Stack } from "@mantine/core";
import { useRead } from "../../api/hooks.ts";
import { Loaded } from "../../ui/Loaded.tsx";
import { Page } from "../../ui/Page.tsx";
import { ConnectSnippets } from "./ConnectSnippets.tsx";
import { FirstEvents } from "./FirstEvents.tsx";
import { WriteKey } from "./WriteKey.tsx";

/** How a shop, an app or Stripe reaches Beckon, and the proof that it does. */
export function ConnectPage() {
  const keys = useRead("listKeys");
  return (
    <Page
      title="Connect"
      lead="Send Beckon what your customers do. Anything that speaks Segment's protocol works unchanged; so do Stripe's webhooks."
      width="wide"
    >
      <Grid gap="lg">
        <Grid.Col span={{ base: 12, md: 7 }}>
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
        </Grid.Col>
        <Grid.Col span={{ base: 12, md: 5 }}>
          <FirstEvents />
        </Grid.Col>
      </Grid>
    </Page>
  );
}
