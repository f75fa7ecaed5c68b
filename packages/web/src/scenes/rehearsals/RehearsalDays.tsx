import type { RehearsalResult } from "@beckon/contract";
import { Select, Table, Text, VisuallyHidden } from "@mantine/core";
import { useState } from "react";
import { Panel } from "../../ui/Panel.tsx";
import { sentenceCase } from "../../ui/sentenceCase.ts";
import { DayBars } from "../campaigns/report/DayBars.tsx";
import { countText, sumOf } from "./rehearsalWords.ts";

interface RehearsalDaysProps {
  readonly days: RehearsalResult["daily"];
  readonly channels: readonly string[];
  readonly timeZone: string;
  /** Messages after the period. */
  readonly later: number;
}

/** Who would have entered, and messages by channel, day by day. */
export function RehearsalDays({ days, channels, timeZone, later }: RehearsalDaysProps) {
  const [measure, setMeasure] = useState("sent");
  const measures = [
    { value: "sent", label: "Messages" },
    { value: "entered", label: "Entered" },
    ...(channels.length > 1 ? channels.map((channel) => ({ value: `by ${channel}`, label: sentenceCase(channel) })) : []),
  ];
  const figureOf = (day: RehearsalResult["daily"][number], what: string) =>
    what === "entered" ? day.entered : what === "sent" ? sumOf(day.sent) : (day.sent[what.slice(3)] ?? 0);
  const most = Math.max(0, ...days.map((day) => figureOf(day, measure)));
  const label = measures.find(({ value }) => value === measure)?.label ?? "";
  return (
    <Panel
      title="Day by day"
      lead={`Days as in ${timeZone}.${later > 0 ? ` ${countText(later, "message", "messages")} would have gone after the period, to people who came in during it.` : ""}`}
      actions={
        <Select
          size="xs"
          w={140}
          allowDeselect={false}
          aria-label="What the bars show"
          data={measures}
          value={measure}
          onChange={(next) => next && setMeasure(next)}
        />
      }
    >
      {most === 0 ? (
        <Text size="sm" c="dimmed">
          {label}: none in this period.
        </Text>
      ) : (
        <>
          <Text size="xs" c="dimmed" mb="xs">
            {label}, most on one day: {most.toLocaleString("en")}
          </Text>
          <DayBars days={days.map((day) => ({ date: day.date, value: figureOf(day, measure) }))} />
          <VisuallyHidden>
            <Table>
              <Table.Caption>Figures per day</Table.Caption>
              <Table.Thead>
                <Table.Tr>
                  <Table.Th>Day</Table.Th>
                  {measures.map(({ value, label: header }) => (
                    <Table.Th key={value}>{header}</Table.Th>
                  ))}
                </Table.Tr>
              </Table.Thead>
              <Table.Tbody>
                {days.map((day) => (
                  <Table.Tr key={day.date}>
                    <Table.Th>{day.date}</Table.Th>
                    {measures.map(({ value }) => (
                      <Table.Td key={value}>{figureOf(day, value)}</Table.Td>
                    ))}
                  </Table.Tr>
                ))}
              </Table.Tbody>
            </Table>
          </VisuallyHidden>
        </>
      )}
    </Panel>
  );
}
