import { Autocomplete, Button, Group, Text } from "@mantine/core";
import { Activity, Pause, Play } from "lucide-react";
import { useState } from "react";
import { Link } from "react-router";
import { useRead } from "../../api/hooks.ts";
import { EmptyState } from "../../ui/EmptyState.tsx";
import { Loaded } from "../../ui/Loaded.tsx";
import { Panel } from "../../ui/Panel.tsx";
import { useParameter } from "../../ui/useParameter.ts";
import { EventRow } from "./EventRow.tsx";
import classes from "./LiveEvents.module.css";
import { useEventNames } from "./useEventNames.ts";

const POLL_MS = 1_000;
const SHOWN = 100;

/** The debugger: events as they arrive. Pausing keeps what one is reading from moving away. */
export function LiveEvents() {
  const [name, setName] = useParameter("name");
  const [paused, setPaused] = useState(false);
  const names = useEventNames();
  const events = useRead("listEvents", { query: { name: name || undefined, limit: SHOWN } }, { every: paused ? false : POLL_MS, keep: true });
  return (
    <>
      <Group mb="md" gap="sm">
        <Autocomplete
          aria-label="Only events named"
          placeholder="All events"
          w={260}
          value={name}
          onChange={(value) => setName(value || null)}
          data={names.map((event) => event.name)}
          limit={30}
          clearable
          clearButtonProps={{ "aria-label": "Show all events" }}
        />
        <Button variant="default" leftSection={paused ? <Play size={16} aria-hidden /> : <Pause size={16} aria-hidden />} onClick={() => setPaused(!paused)}>
          {paused ? "Go on" : "Pause"}
        </Button>
        <Text size="sm" c="dimmed" role="status" className={classes.state} data-paused={paused || undefined}>
          {paused ? "Paused" : "Live"}
        </Text>
      </Group>
      <Panel flush>
        <Loaded query={events}>
          {({ items }) => (items.length === 0 ? <NoEvents name={name} /> : items.map((event) => <EventRow key={event.id} event={event} />))}
        </Loaded>
      </Panel>
    </>
  );
}

function NoEvents({ name }: { readonly name: string }) {
  if (name)
    return (
      <EmptyState icon={Activity} title={`No event is named “${name}”`}>
        Names are compared exactly, upper and lower case apart. The registry lists every name seen.
      </EmptyState>
    );
  return (
    <EmptyState
      icon={Activity}
      title="No events yet"
      action={
        <Button component={Link} to="/connect">
          Connect a shop or app
        </Button>
      }
    >
      As soon as a website, an app or Stripe sends something, it appears here within a second, with everything it carried.
    </EmptyState>
  );
}
