import { Grid, SimpleGrid, Stack, Text, Title } from "@mantine/core";
import { Code2, CreditCard, FileUp, type LucideIcon, Store } from "lucide-react";
import { Link } from "react-router";
import { Page } from "../../ui/Page.tsx";
import classes from "./ConnectPage.module.css";
import { FirstEvents } from "./FirstEvents.tsx";

interface Door {
  readonly to: string;
  readonly icon: LucideIcon;
  readonly title: string;
  readonly does: string;
}

const DOORS: readonly Door[] = [
  {
    to: "/connect/sample-shop",
    icon: Store,
    title: "Sample shop",
    does: "Look around first: made-up people with a past, live campaigns, visitors that come and go. Gone again with one click.",
  },
  {
    to: "/connect/segment",
    icon: Code2,
    title: "Website or server",
    does: "A snippet for web pages, or a few lines of Node. Anything that speaks Segment's protocol works unchanged.",
  },
  {
    to: "/connect/stripe",
    icon: CreditCard,
    title: "Stripe",
    does: "Payments that fail, trials that end, subscriptions that renew: by Stripe's own webhooks.",
  },
  {
    to: "/imports",
    icon: FileUp,
    title: "A file",
    does: "The people you know already, from a CSV file: columns mapped, every row checked before anything changes.",
  },
];

/** The doors by which events come in. */
export function ConnectPage() {
  return (
    <Page title="Connect" lead="Beckon lives on what your customers do. Choose where it learns of it; you can open all doors." width="wide">
      <Grid gap="lg">
        <Grid.Col span={{ base: 12, md: 7 }}>
          <SimpleGrid cols={{ base: 1, sm: 2 }} spacing="md">
            {DOORS.map((door) => (
              <DoorCard key={door.to} {...door} />
            ))}
          </SimpleGrid>
        </Grid.Col>
        <Grid.Col span={{ base: 12, md: 5 }}>
          <FirstEvents hint="Open one of the doors; the first event shows up here within a second." />
        </Grid.Col>
      </Grid>
    </Page>
  );
}

function DoorCard({ to, icon: Icon, title, does }: Door) {
  return (
    <Link to={to} className={classes.door}>
      <Icon size={22} aria-hidden className={classes.icon} />
      <Stack gap={4}>
        <Title order={2} size="h3">
          {title}
        </Title>
        <Text size="sm" c="dimmed">
          {does}
        </Text>
      </Stack>
    </Link>
  );
}
