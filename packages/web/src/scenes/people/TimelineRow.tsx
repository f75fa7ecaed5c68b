import type { TimelineItem } from "@beckon/contract";
import { Anchor, Group, Stack } from "@mantine/core";
import { Activity, Clock, GitMerge, type LucideIcon, Mail, PencilLine, Scale, ShieldCheck } from "lucide-react";
import { Link } from "react-router";
import { Disclosure } from "../../ui/Disclosure.tsx";
import { EventFlags } from "../../ui/EventFlags.tsx";
import { Facts } from "../../ui/Facts.tsx";
import { flagWords } from "../../ui/flagWords.ts";
import { JsonBlock } from "../../ui/JsonBlock.tsx";
import { inWords } from "../../ui/states.ts";
import { fullTime, timeOfDay } from "../../ui/time.ts";
import classes from "./Timeline.module.css";

const ICONS: { readonly [kind in TimelineItem["kind"]]: LucideIcon } = {
  event: Activity,
  attribute: PencilLine,
  message: Mail,
  decision: Scale,
  consent: ShieldCheck,
  session: Clock,
  merge: GitMerge,
};

/** One line of the story; opened it shows the exact time, where it came from, and its data. */
export function TimelineRow({ item }: { readonly item: TimelineItem }) {
  const Icon = ICONS[item.kind];
  return (
    <Disclosure
      summary={
        <span className={classes.row}>
          <span className={classes.icon} data-kind={item.kind}>
            <Icon size={15} aria-label={inWords(item.kind)} />
          </span>
          <span>
            <span className={classes.title}>
              {item.title} <EventFlags flags={item.flags} />
            </span>
            {item.body && <span className={classes.body}>{item.body}</span>}
          </span>
          <span className={classes.time}>{timeOfDay(Date.parse(item.at))}</span>
        </span>
      }
    >
      {() => <Details item={item} />}
    </Disclosure>
  );
}

function Details({ item }: { readonly item: TimelineItem }) {
  return (
    <Stack gap="sm">
      <Facts
        facts={[
          { name: "Exact time", value: fullTime(Date.parse(item.at)) },
          ...(item.source ? [{ name: "Source", value: item.source }] : []),
          ...(item.flags.length > 0 ? [{ name: "Marked", value: flagWords(item.flags) }] : []),
        ]}
      />
      {Object.keys(item.data).length > 0 && <JsonBlock value={item.data} label={`data of ${item.title}`} />}
      <Group gap="md">
        {item.links.map((link) => (
          <TimelineLink key={`${link.to} ${link.id}`} {...link} />
        ))}
      </Group>
    </Stack>
  );
}

const PLACES: { readonly [to in TimelineItem["links"][number]["to"]]: string | null } = {
  campaign: "/campaigns",
  message: "/messages",
  profile: "/people",
  event: null,
  enrollment: null,
};

function TimelineLink({ to, id, label }: TimelineItem["links"][number]) {
  const place = PLACES[to];
  return place === null ? null : (
    <Anchor component={Link} to={`${place}/${id}`} size="sm">
      {label}
    </Anchor>
  );
}
