import type { CampaignReport } from "@beckon/contract";
import { formatDay, parseDay } from "@beckon/core";
import { Select, Table, Text, VisuallyHidden } from "@mantine/core";
import { useState } from "react";
import { Panel } from "../../../ui/Panel.tsx";
import { DayBars } from "./DayBars.tsx";

const SHOWN_MAX = 120;

type Day = CampaignReport["daily"][number];
const MEASURES = [
  { value: "sent", label: "Sent" },
  { value: "entered", label: "Entered" },
  { value: "opened", label: "Opened" },
  { value: "clicked", label: "Clicked" },
  { value: "converted", label: "Goal reached" },
] as const;
type Measure = (typeof MEASURES)[number]["value"];

/** One measure per day as bars, days without anything too; all of them as a table for those who do not see bars. */
export function DailyChart({ days, timeZone }: { readonly days: CampaignReport["daily"]; readonly timeZone: string }) {
  const [measure, setMeasure] = useState<Measure>("sent");
  const all = withEmptyDays(days).slice(-SHOWN_MAX);
  const most = Math.max(1, ...all.map((day) => day[measure]));
  const label = MEASURES.find(({ value }) => value === measure)?.label ?? "";
  return (
    <Panel
      title="Day by day"
      lead={`Days as in ${timeZone}. Opens, clicks and goals count on the day of their message.`}
      actions={
        all.length > 0 && (
          <Select
            size="xs"
            w={140}
            allowDeselect={false}
            aria-label="What the bars show"
            data={MEASURES.map((each) => ({ ...each }))}
            value={measure}
            onChange={(next) => next && setMeasure(next as Measure)}
          />
        )
      }
    >
      {all.length === 0 ? (
        <Text size="sm" c="dimmed">
          Nothing happened in this period.
        </Text>
      ) : (
        <>
          <Text size="xs" c="dimmed" mb="xs">
            {label}, most on one day: {most.toLocaleString("en")}
          </Text>
          <DayBars days={all.map((day) => ({ date: day.date, value: day[measure] }))} />
          <VisuallyHidden>
            <DayTable days={all} />
          </VisuallyHidden>
        </>
      )}
    </Panel>
  );
}

function DayTable({ days }: { readonly days: readonly Day[] }) {
  return (
    <Table>
      <Table.Caption>Figures per day</Table.Caption>
      <Table.Thead>
        <Table.Tr>
          <Table.Th>Day</Table.Th>
          {MEASURES.map(({ value, label }) => (
            <Table.Th key={value}>{label}</Table.Th>
          ))}
        </Table.Tr>
      </Table.Thead>
      <Table.Tbody>
        {days.map((day) => (
          <Table.Tr key={day.date}>
            <Table.Th>{day.date}</Table.Th>
            {MEASURES.map(({ value }) => (
              <Table.Td key={value}>{day[value]}</Table.Td>
            ))}
          </Table.Tr>
        ))}
      </Table.Tbody>
    </Table>
  );
}

/** A gap in the bars is a day on which nothing happened, not a day that is missing. */
function withEmptyDays(days: readonly Day[]): Day[] {
  const first = parseDay(days[0]?.date ?? "");
  const last = parseDay(days.at(-1)?.date ?? "");
  if (first === null || last === null) return [];
  const known = new Map(days.map((day) => [day.date, day]));
  return Array.from({ length: last - first + 1 }, (_, place) => {
    const date = formatDay(first + place);
    return known.get(date) ?? { date, entered: 0, sent: 0, opened: 0, clicked: 0, converted: 0 };
  });
}
