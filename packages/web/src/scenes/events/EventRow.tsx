import type { EventItem } from "@beckon/contract";
import { Anchor, Stack, Tabs } from "@mantine/core";
import { Link } from "react-router";
import { Disclosure } from "../../ui/Disclosure.tsx";
import { EventFlags } from "../../ui/EventFlags.tsx";
import { Facts } from "../../ui/Facts.tsx";
import { flagWords } from "../../ui/flagWords.ts";
import { JsonBlock } from "../../ui/JsonBlock.tsx";
import { personName } from "../../ui/personName.ts";
import { reasonName } from "../../ui/reasonName.ts";
import { Time } from "../../ui/Time.tsx";
import { fullTime } from "../../ui/time.ts";
import { valueText } from "../../ui/valueText.ts";
import classes from "./LiveEvents.module.css";

/** One event; opened it shows all that it carried. */
export function EventRow({ event }: { readonly event: EventItem }) {
  return (
    <Disclosure
      summary={
        <span className={classes.row}>
          <span className={classes.name}>
            {event.name} <EventFlags flags={event.flags} />
          </span>
          <span className={classes.gist}>
            {personName(event.profile)}
            {gistOf(event)}
          </span>
          <span className={classes.time}>
            <Time at={event.receivedAt} />
          </span>
        </span>
      }
    >
      {() => <EventDetails event={event} />}
    </Disclosure>
  );
}

const GIST_PARTS = 4;

/** The first few properties on one line: ` · total 120 · currency EUR`. Ids that Beckon made itself tell a reader nothing. */
function gistOf(event: EventItem): string {
  const source = Object.keys(event.properties).length > 0 ? event.properties : (event.attributes ?? {});
  return Object.entries(source)
    .filter(([name]) => event.kind !== "internal" || !name.endsWith("_id"))
    .slice(0, GIST_PARTS)
    .map(([name, value]) => ` · ${name} ${event.kind === "internal" && name === "reason" ? reasonName(valueText(value)) : valueText(value)}`)
    .join("");
}

function EventDetails({ event }: { readonly event: EventItem }) {
  return (
    <Stack gap="sm">
      <Facts
        facts={[
          {
            name: "Person",
            value: (
              <Anchor component={Link} to={`/people/${event.profile.id}`} size="sm">
                {personName(event.profile)}
              </Anchor>
            ),
          },
          { name: "Happened", value: fullTime(Date.parse(event.at)) },
          { name: "Received", value: fullTime(Date.parse(event.receivedAt)) },
          { name: "Source", value: `${event.source}, ${event.kind}` },
          ...(event.flags.length > 0 ? [{ name: "Marked", value: flagWords(event.flags) }] : []),
          { name: "Message id", value: event.messageId },
        ]}
      />
      <Tabs defaultValue="properties" keepMounted={false}>
        <Tabs.List mb="xs">
          <Tabs.Tab value="properties">Properties</Tabs.Tab>
          {event.attributes && <Tabs.Tab value="attributes">Attributes</Tabs.Tab>}
          <Tabs.Tab value="context">Context</Tabs.Tab>
        </Tabs.List>
        <Tabs.Panel value="properties">
          <JsonBlock value={event.properties} label="properties" />
        </Tabs.Panel>
        {event.attributes && (
          <Tabs.Panel value="attributes">
            <JsonBlock value={event.attributes} label="attributes" />
          </Tabs.Panel>
        )}
        <Tabs.Panel value="context">
          <JsonBlock value={event.context} label="context" />
        </Tabs.Panel>
      </Tabs>
    </Stack>
  );
}
