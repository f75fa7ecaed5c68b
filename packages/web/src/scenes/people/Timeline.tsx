import { CloseButton, Group, SegmentedControl, TextInput } from "@mantine/core";
import { History } from "lucide-react";
import { useList } from "../../api/hooks.ts";
import { EmptyState } from "../../ui/EmptyState.tsx";
import { Loaded } from "../../ui/Loaded.tsx";
import { MoreButton } from "../../ui/MoreButton.tsx";
import { Panel } from "../../ui/Panel.tsx";
import { useParameter } from "../../ui/useParameter.ts";
import { foldSessions, type StoryLine } from "./foldSessions.ts";
import { SessionRow } from "./SessionRow.tsx";
import classes from "./Timeline.module.css";
import { TimelineRow } from "./TimelineRow.tsx";

const REFRESH_MS = 5_000;
const FILTERS = [
  { value: "all", label: "All" },
  { value: "event", label: "Events" },
  { value: "message", label: "Messages" },
  { value: "decision", label: "Decisions" },
  { value: "attribute,consent,merge", label: "Changes" },
];

/** All that happened with one person, newest first, in one list. */
export function Timeline({ profileId }: { readonly profileId: string }) {
  const [kind, setKind] = useParameter("show");
  const [day, setDay] = useParameter("day");
  const until = endOfDay(day);
  const query = { ...(kind ? { kinds: kind } : {}), ...(until ? { until } : {}) };
  const list = useList("getTimeline", { params: { id: profileId }, query }, { every: until ? false : REFRESH_MS, keep: true });
  return (
    <>
      <Group mb="sm" gap="sm" justify="space-between">
        <SegmentedControl
          className={classes.filter}
          size="xs"
          aria-label="Show in the timeline"
          data={FILTERS}
          value={kind || "all"}
          onChange={(value) => setKind(value === "all" ? null : value)}
        />
        <TextInput
          type="date"
          size="xs"
          aria-label="Jump to a day"
          value={day}
          onChange={(event) => setDay(event.currentTarget.value || null)}
          rightSection={day && <CloseButton size="xs" aria-label="Back to now" onClick={() => setDay(null)} />}
        />
      </Group>
      <Panel flush>
        <Loaded query={list}>
          {(items) =>
            items.length === 0 ? (
              <EmptyState icon={History} title="Nothing here yet">
                What this person does, every message they get and every decision about them will be listed here.
              </EmptyState>
            ) : (
              <>
                {byDay(foldSessions(items)).map((day) => (
                  <Day key={day.name} {...day} />
                ))}
                <MoreButton list={list} />
              </>
            )
          }
        </Loaded>
      </Panel>
    </>
  );
}

/** The instant after a day of the reader's own calendar. */
function endOfDay(day: string): string | null {
  const start = day === "" ? Number.NaN : new Date(`${day}T00:00:00`).setHours(24);
  return Number.isNaN(start) ? null : new Date(start).toISOString();
}

interface StoryDay {
  readonly name: string;
  readonly lines: readonly StoryLine[];
}

function Day({ name, lines }: StoryDay) {
  return (
    <section aria-label={name}>
      <h2 className={classes.day}>{name}</h2>
      {lines.map((line) =>
        "item" in line ? (
          <TimelineRow key={`${line.item.kind} ${line.item.id}`} item={line.item} />
        ) : (
          <SessionRow key={line.session.id} session={line.session} />
        ),
      )}
    </section>
  );
}

const dayName = new Intl.DateTimeFormat("en-GB", { weekday: "long", day: "numeric", month: "long", year: "numeric" });

function byDay(lines: readonly StoryLine[]): StoryDay[] {
  const days = new Map<string, StoryLine[]>();
  for (const line of lines) {
    const name = dayName.format("item" in line ? Date.parse(line.item.at) : line.session.lastAt);
    const day = days.get(name);
    if (day) day.push(line);
    else days.set(name, [line]);
  }
  return [...days].map(([name, inside]) => ({ name, lines: inside }));
}
