import type { Overview, OverviewDay } from "@beckon/contract";
import { SimpleGrid, Stack, Text } from "@mantine/core";
import { Panel } from "../../ui/Panel.tsx";
import { moneyText } from "../campaigns/report/money.ts";
import { differenceText } from "./differenceText.ts";
import { Sparkline } from "./Sparkline.tsx";

const WEEK = 7;

/** The last seven days beside the seven before them. */
export function Week({ overview: { days, activePeople, timeZone } }: { readonly overview: Overview }) {
  const week = days.slice(-WEEK);
  const figure = (name: string, of: (day: OverviewDay) => number, note?: string) => (
    <Figure name={name} values={week.map(of)} before={sum(days.slice(0, -WEEK).map(of))} note={note} />
  );
  const counted = days.every(({ events }) => events !== null);
  return (
    <Panel title="Last 7 days" lead={`With today so far, beside the 7 days before; days of ${timeZone}`}>
      <SimpleGrid cols={{ base: 2, sm: 3 }} spacing="xl">
        {counted ? figure("Events", ({ events }) => events ?? 0) : <Plain name="Events" value="Counting" note="Here in a moment" />}
        {figure("New people", ({ newPeople }) => newPeople)}
        <Plain name="Active people" value={activePeople.week.toLocaleString("en")} note={`${activePeople.day.toLocaleString("en")} in the last 24 hours`} />
        {figure("Messages sent", ({ sent }) => sent, opensText(week))}
        {figure("Clicked", ({ clicked }) => clicked)}
        {figure("Goals reached", ({ converted }) => converted, moneyText(revenueOf(week)) || undefined)}
      </SimpleGrid>
    </Panel>
  );
}

function Figure({
  name,
  values,
  before,
  note,
}: {
  readonly name: string;
  readonly values: readonly number[];
  readonly before: number;
  readonly note?: string;
}) {
  const now = sum(values);
  const change = differenceText(now, before);
  return (
    <Stack gap={4}>
      <Plain name={name} value={now.toLocaleString("en")} note={change} />
      <Sparkline label={`${name}, day by day: ${values.join(", ")}`} values={values} />
      {note && (
        <Text size="xs" c="dimmed">
          {note}
        </Text>
      )}
    </Stack>
  );
}

function Plain({ name, value, note }: { readonly name: string; readonly value: string; readonly note: string }) {
  return (
    <Stack gap={0}>
      <Text size="sm" c="dimmed">
        {name}
      </Text>
      <Text size="xl" fw={600}>
        {value}
      </Text>
      <Text size="xs" c="dimmed">
        {note}
      </Text>
    </Stack>
  );
}

function sum(values: readonly number[]): number {
  return values.reduce((total, value) => total + value, 0);
}

function opensText(week: readonly OverviewDay[]): string {
  return `${sum(week.map(({ opened }) => opened)).toLocaleString("en")} of them opened`;
}

function revenueOf(week: readonly OverviewDay[]): { currency: string; amount: number }[] {
  const amounts = new Map<string, number>();
  for (const { currency, amount } of week.flatMap(({ revenue }) => revenue)) amounts.set(currency, (amounts.get(currency) ?? 0) + amount);
  return [...amounts].map(([currency, amount]) => ({ currency, amount }));
}
