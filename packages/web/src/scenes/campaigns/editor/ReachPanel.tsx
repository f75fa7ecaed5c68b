import type { CampaignReach } from "@beckon/contract";
import { type CampaignDocument, formatDay, type JsonObject, localDay } from "@beckon/core";
import { List, Select, Stack, Text } from "@mantine/core";
import { useDebouncedValue } from "@mantine/hooks";
import { useState } from "react";
import { useRead } from "../../../api/hooks.ts";
import { Loaded } from "../../../ui/Loaded.tsx";
import { Panel } from "../../../ui/Panel.tsx";
import { reasonName } from "../../../ui/reasonName.ts";
import { DayBars } from "../report/DayBars.tsx";
import classes from "./CampaignEditor.module.css";
import { shapeProblem } from "./shapeProblem.ts";

const TYPING_PAUSE_MS = 700;
const DAYS = ["7", "14", "30"];

/** What the draft would have done lately, by the engine's own decision over stored events. */
export function ReachPanel({ document }: { readonly document: CampaignDocument }) {
  const [days, setDays] = useState("14");
  const [settled] = useDebouncedValue(document, TYPING_PAUSE_MS);
  const complete = shapeProblem(settled) === null;
  const reach = useRead("estimateReach", { body: { document: settled as unknown as JsonObject, days: Number(days) } }, { keep: true, enabled: complete });
  return (
    <Panel
      title="Estimated reach"
      actions={
        <Select
          size="xs"
          w={100}
          allowDeselect={false}
          aria-label="Days to look back"
          data={DAYS.map((value) => ({ value, label: `${value} days` }))}
          value={days}
          onChange={(next) => next && setDays(next)}
        />
      }
    >
      {complete ? (
        <Loaded query={reach}>{(figures) => <Foreseen reach={figures} days={days} />}</Loaded>
      ) : (
        <Text size="sm" c="dimmed">
          As soon as the sentence is complete.
        </Text>
      )}
    </Panel>
  );
}

function Foreseen({ reach, days }: { readonly reach: CampaignReach; readonly days: string }) {
  const about = (count: number) => `${reach.isSample ? "about " : ""}${count.toLocaleString("en")}`;
  if (reach.triggered === 0)
    return (
      <Text size="sm" data-testid="reach">
        In the last {days} days it would not have been triggered once.
      </Text>
    );
  const nos = Object.entries({ ...reach.notEntered, ...reach.notSent }).sort(([, a], [, b]) => b - a);
  return (
    <Stack gap="xs">
      <Text size="sm" data-testid="reach">
        In the last {days} days it would have been triggered <strong>{about(reach.triggered)}</strong> {reach.triggered === 1 ? "time" : "times"} by{" "}
        <strong>{about(reach.people)}</strong> {reach.people === 1 ? "person" : "people"}, and sent <strong>{about(reach.messages)}</strong>{" "}
        {reach.messages === 1 ? "message" : "messages"} to <strong>{about(reach.recipients)}</strong> of them.
      </Text>
      <Daily reach={reach} />
      <List size="sm">
        {nos.map(([reason, count]) => (
          <List.Item key={reason}>
            {about(count)}: {reasonName(reason).toLowerCase()}
          </List.Item>
        ))}
        {reach.heldOut > 0 && <List.Item>{about(reach.heldOut)}: held out</List.Item>}
      </List>
      <Text size="xs" c="dimmed">
        {reach.isSample ? `Estimated from ${reach.peopleLookedAt.toLocaleString("en")} people. ` : ""}Attributes and consent are taken as they are today, and
        other campaigns' messages are not counted.
      </Text>
    </Stack>
  );
}

/** A bar for each day looked at, those without anything too, so that one busy day is seen as one of many. */
function Daily({ reach }: { readonly reach: CampaignReach }) {
  const timeZone = useRead("getWorkspace").data?.settings.timeZone ?? "UTC";
  const [first, last] = [localDay(timeZone, Date.parse(reach.from)), localDay(timeZone, Date.parse(reach.to))];
  const known = new Map(reach.daily.map(({ date, triggered }) => [date, triggered]));
  const days = Array.from({ length: last - first + 1 }, (_, place) => formatDay(first + place)).map((date) => ({ date, value: known.get(date) ?? 0 }));
  return (
    <div className={classes.days} role="img" aria-label={`Triggered per day: ${reach.daily.map(({ date, triggered }) => `${date} ${triggered}`).join(", ")}`}>
      <DayBars days={days} />
    </div>
  );
}
