import { Grid } from "@mantine/core";
import type { ReactNode } from "react";
import { Page } from "../../ui/Page.tsx";
import { FirstEvents } from "./FirstEvents.tsx";

interface GuidedPageProps {
  readonly title: string;
  readonly lead: string;
  /** What to do for the first event. */
  readonly hint: string;
  /** Only events of this source are waited for. */
  readonly source?: string;
  /** Whether somebody sends by hand here, and may be helped by what a refusal means. */
  readonly byHand?: boolean;
  readonly children: ReactNode;
}

/** A door's page: what to do on one side, what arrives on the other. */
export function GuidedPage({ title, lead, hint, source, byHand, children }: GuidedPageProps) {
  return (
    <Page title={title} lead={lead} width="wide" back={{ to: "/connect", label: "Connect" }}>
      <Grid gap="lg">
        <Grid.Col span={{ base: 12, md: 7 }}>{children}</Grid.Col>
        <Grid.Col span={{ base: 12, md: 5 }}>
          <FirstEvents hint={hint} source={source} byHand={byHand} />
        </Grid.Col>
      </Grid>
    </Page>
  );
}
