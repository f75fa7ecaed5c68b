import type { EventItem } from "@beckon/contract";
import { Alert, Anchor, Button, Group, List, Stack, Text } from "@mantine/core";
import { CircleCheck } from "lucide-react";
import { Link } from "react-router";
import { useRead } from "../../api/hooks.ts";
import { useMay } from "../../api/me.ts";
import { Disclosure } from "../../ui/Disclosure.tsx";
import { JsonBlock } from "../../ui/JsonBlock.tsx";
import { Loaded } from "../../ui/Loaded.tsx";
import { Panel } from "../../ui/Panel.tsx";
import { personName } from "../../ui/personName.ts";
import { Time } from "../../ui/Time.tsx";
import classes from "./FirstEvents.module.css";

const POLL_MS = 1_500;
const SHOWN = 6;
/** Among these those are looked for that came in, and by the door asked for. */
const LOOK_THROUGH = 100;
/** Beckon's own, such as a session that began, did not arrive. */
const MADE_HERE = "beckon";

interface FirstEventsProps {
  /** What to do for the first one. */
  readonly hint: string;
  readonly source?: string;
  /** Whether somebody sends by hand here, and may be helped by what a refusal means. */
  readonly byHand?: boolean;
}

/** Waits for the first event before one's eyes, then shows what came and what to do next. */
export function FirstEvents({ hint, source, byHand }: FirstEventsProps) {
  const events = useRead("listEvents", { query: { limit: LOOK_THROUGH } }, { every: POLL_MS });
  const isWanted = (event: EventItem) => (source === undefined ? event.source !== MADE_HERE : event.source === source);
  return (
    <div className={classes.sticky}>
      <Panel title="What arrives" lead="Live, newest first" flush>
        <div aria-live="polite">
          <Loaded query={events}>
            {({ items }) => {
              const wanted = items.filter(isWanted);
              return wanted.length === 0 ? <Waiting hint={hint} byHand={byHand} /> : <Arrived events={wanted} />;
            }}
          </Loaded>
        </div>
      </Panel>
    </div>
  );
}

function Waiting({ hint, byHand }: FirstEventsProps) {
  const letters = useRead("listDeadLetters", { query: { state: "open", limit: 1 } }, { every: POLL_MS }).data?.items ?? [];
  return (
    <Stack align="center" gap="xs" p="xl" pb={40}>
      <span className={classes.pulse} aria-hidden />
      <Text fw={600}>Waiting for the first event</Text>
      <Text size="sm" c="dimmed" ta="center">
        {hint}
      </Text>
      {byHand && (
        <List size="sm" c="dimmed" mt="sm" spacing={4}>
          <List.Item>An answer of 401 means that the key is not this one, or was revoked.</List.Item>
          <List.Item>An answer of 400 says what is wrong with the event, in words.</List.Item>
          <List.Item>No answer at all: is {window.location.host} reachable from where you send?</List.Item>
        </List>
      )}
      {letters[0] && (
        <Alert color="yellow" title="Something came, and could not be taken" mt="sm">
          {letters[0].detail}{" "}
          <Anchor component={Link} to="/events?tab=dead-letters" size="sm">
            Look at it
          </Anchor>
        </Alert>
      )}
    </Stack>
  );
}

function Arrived({ events }: { readonly events: readonly EventItem[] }) {
  const mayWrite = useMay("campaigns:write");
  // A campaign rather begins with what somebody did than with who they are.
  const first = events.find(({ kind }) => kind === "track") ?? events[0];
  return (
    <Stack gap={0}>
      <Group gap="xs" px="var(--beckon-inset)" pb="sm" c="var(--mantine-color-green-light-color)">
        <CircleCheck size={18} aria-hidden />{" "}
        <Text fw={600} size="sm">
          Events are arriving
        </Text>
      </Group>
      <div className={classes.list}>
        {events.slice(0, SHOWN).map((event) => (
          <Disclosure key={event.id} summary={<EventLine event={event} />}>
            {() => <JsonBlock value={event.properties} label={`properties of ${event.name}`} />}
          </Disclosure>
        ))}
      </div>
      <Group px="var(--beckon-inset)" py="lg" gap="sm">
        {mayWrite && (
          <Button component={Link} to={`/campaigns/new?event=${encodeURIComponent(first?.name ?? "")}`}>
            Write a campaign
          </Button>
        )}
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
