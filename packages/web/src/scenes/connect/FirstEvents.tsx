import type { EventItem } from "@beckon/contract";
import { Anchor, Button, Group, Stack, Text } from "@mantine/core";
import { CircleCheck } from "lucide-react";
import { Link } from "react-router";
import { useRead } from "../../api/hooks.ts";
import { Disclosure } from "../../ui/Disclosure.tsx";
import { JsonBlock } from "../../ui/JsonBlock.tsx";
import { Loaded } from "../../ui/Loaded.tsx";
import { Panel } from "../../ui/Panel.tsx";
import { personName } from "../../ui/personName.ts";
import { Time } from "../../ui/Time.tsx";
import classes from "./FirstEvents.module.css";

const POLL_MS = 1_500;

/** Waits for the first event before one's eyes, then shows what came and what to do next. */
export function FirstEvents() {
  const events = useRead("listEvents", { query: { limit: 6 } }, { every: POLL_MS });
  return (
    <div className={classes.sticky}>
      <Panel title="What arrives" lead="Live, newest first" flush>
        <div aria-live="polite">
          <Loaded query={events}>{({ items }) => (items.length === 0 ? <Waiting /> : <Arrived events={items} />)}</Loaded>
        </div>
      </Panel>
    </div>
  );
}

function Waiting() {
  return (
    <Stack align="center" gap="xs" p="xl" pb={40}>
      <span className={classes.pulse} aria-hidden />
      <Text fw={600}>Waiting for the first event</Text>
      <Text size="sm" c="dimmed" ta="center">
        Run one of the snippets; what it sends shows up here within a second.
      </Text>
    </Stack>
  );
}

function Arrived({ events }: { readonly events: readonly EventItem[] }) {
  return (
    <Stack gap={0}>
      <Group gap="xs" px="lg" pb="sm" c="var(--mantine-color-green-light-color)">
        <CircleCheck size={18} aria-hidden />{" "}
        <Text fw={600} size="sm">
          Events are arriving
        </Text>
      </Group>
      <div className={classes.list}>
        {events.map((event) => (
          <Disclosure key={event.id} summary={<EventLine event={event} />}>
            {() => <JsonBlock value={event.properties} label={`properties of ${event.name}`} />}
          </Disclosure>
        ))}
      </div>
      <Group p="lg" gap="sm">
        <Button component={Link} to="/campaigns/new">
          Write a campaign
        </Button>
        <Anchor component={Link} to="/events" size="sm">
          All events
        </Anchor>
      </Group>
    </Stack>
  );
}

function EventLine({ event }: { readonly event: EventItem }) {
  return (
    <Group gap="xs" wrap="nowrap" justify="space-between">
      <Stack gap={0} miw={0}>
        <Text size="sm" fw={600} truncate>
          {event.name}
        </Text>
        <Text size="xs" c="dimmed" truncate>
          {personName(event.profile)}
        </Text>
      </Stack>
      <Text size="xs" c="dimmed">
        <Time at={event.receivedAt} />
      </Text>
    </Group>
  );
}
