import type { ComparedSide, RehearsalComparison } from "@beckon/contract";
import { SimpleGrid, Stack, Table, Text } from "@mantine/core";
import { useRead } from "../../api/hooks.ts";
import { Loaded } from "../../ui/Loaded.tsx";
import { Panel } from "../../ui/Panel.tsx";
import { reasonName } from "../../ui/reasonName.ts";
import { SCROLLS_BY_KEYBOARD } from "../../ui/scrollsByKeyboard.ts";
import { fullTime } from "../../ui/time.ts";
import { DayBars } from "../campaigns/report/DayBars.tsx";
import { countText, periodText } from "./rehearsalWords.ts";

/** A rehearsal beside another one, or beside what really went out. */
export function Comparison({ id, against }: { readonly id: string; readonly against: string }) {
  const comparison = useRead("compareRehearsal", { params: { id }, query: against === "real" ? {} : { with: against } });
  return <Loaded query={comparison}>{(data) => <Compared comparison={data} />}</Loaded>;
}

function Compared({ comparison: { first, second, people, diff } }: { readonly comparison: RehearsalComparison }) {
  const scale = (side: ComparedSide, value: number) => Math.round(value * side.factor);
  const rows: readonly (readonly [string, (side: ComparedSide) => number])[] = [
    ["Trigger met", (side) => side.triggered],
    ["Entered", (side) => side.entered],
    ["Messages", (side) => side.messages],
    ["Held out", (side) => side.heldOut],
    ["Goal reached", (side) => side.converted],
  ];
  const steps = [...new Map([...first.steps, ...second.steps].map((step) => [step.step, step.title]))];
  const reasons = [...new Set([...Object.keys(first.ends), ...Object.keys(second.ends)])];
  const ofStep = (step: string, what: "passed" | "sent") => (side: ComparedSide) => side.steps.find((one) => one.step === step)?.[what] ?? 0;
  const all = [
    { title: "As a whole", rows },
    { title: "Went through the step", rows: steps.map(([step, title]) => [title, ofStep(step, "passed")] as const) },
    { title: "Messages of the step", rows: steps.map(([step, title]) => [title, ofStep(step, "sent")] as const) },
    { title: "How it ended", rows: reasons.map((reason) => [reasonName(reason), (side: ComparedSide) => side.ends[reason] ?? 0] as const) },
  ];
  return (
    <Stack gap="lg">
      <SimpleGrid cols={{ base: 1, md: 2 }} spacing="lg">
        {[first, second].map((side) => (
          <Panel key={side.id ?? side.what} title={nameOf(side, side === first ? "This rehearsal" : "The other rehearsal")} lead={leadOf(side)}>
            <DayBars days={side.daily.map(({ date, messages }) => ({ date, value: messages }))} />
            <Text size="xs" c="dimmed" mt="xs">
              {countText(scale(side, side.messages), "message", "messages")}, by day
            </Text>
          </Panel>
        ))}
      </SimpleGrid>
      <Panel title="Side by side" flush>
        <Table.ScrollContainer minWidth={480} scrollAreaProps={SCROLLS_BY_KEYBOARD}>
          <Table aria-label="Side by side">
            <Table.Thead>
              <Table.Tr>
                <Table.Th>Figure</Table.Th>
                {[nameOf(first, "This one"), nameOf(second, "The other"), "Difference"].map((header) => (
                  <Table.Th key={header} ta="right">
                    {header}
                  </Table.Th>
                ))}
              </Table.Tr>
            </Table.Thead>
            {all.map(
              (group) =>
                group.rows.some(([, figureOf]) => figureOf(first) + figureOf(second) > 0) && (
                  <Table.Tbody key={group.title}>
                    <Table.Tr>
                      <Table.Th colSpan={4} scope="colgroup">
                        {group.title}
                      </Table.Th>
                    </Table.Tr>
                    {group.rows
                      .filter(([, figureOf]) => group.title === "As a whole" || figureOf(first) + figureOf(second) > 0)
                      .map(([label, figureOf]) => {
                        const [one, other] = [scale(first, figureOf(first)), scale(second, figureOf(second))];
                        return (
                          <Table.Tr key={label}>
                            <Table.Td>{label}</Table.Td>
                            <Table.Td ta="right">{one.toLocaleString("en")}</Table.Td>
                            <Table.Td ta="right">{other.toLocaleString("en")}</Table.Td>
                            <Table.Td ta="right">{differenceText(other - one)}</Table.Td>
                          </Table.Tr>
                        );
                      })}
                  </Table.Tbody>
                ),
            )}
          </Table>
        </Table.ScrollContainer>
      </Panel>
      {people && first.factor + second.factor < 2.01 && (
        <Panel title="Person by person" lead="Of the people who are kept in both lists.">
          <Stack gap={4}>
            <Text size="sm">{countText(people.same, "person gets", "people get")} as many messages by both.</Text>
            <Text size="sm">
              {countText(people.moreInFirst, "person gets", "people get")} more by this one, {countText(people.moreInSecond, "person", "people")} by the other.
            </Text>
            <Text size="sm">
              {countText(people.onlyFirst, "person enters", "people enter")} only by this one, {countText(people.onlySecond, "person", "people")} only by the
              other.
            </Text>
          </Stack>
        </Panel>
      )}
      <Text size="sm" c="dimmed">
        {diff.length === 0 ? "Both are of the same document." : `The documents differ in ${countText(diff.length, "place", "places")}.`}
      </Text>
    </Stack>
  );
}

function nameOf({ what }: ComparedSide, rehearsed: string): string {
  return what === "real" ? "Really went out" : rehearsed;
}

function leadOf(side: ComparedSide): string {
  const begun = side.createdAt === null ? "" : `, begun ${fullTime(Date.parse(side.createdAt))}`;
  return `${periodText(side)}${begun}${side.factor > 1.005 ? ", scaled up from a sample" : ""}`;
}

function differenceText(difference: number): string {
  return difference === 0 ? "same" : `${difference > 0 ? "+" : "−"}${Math.abs(difference).toLocaleString("en")}`;
}
