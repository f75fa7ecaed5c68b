import type { CampaignReport } from "@beckon/contract";
import { type HoldoutEffect, holdoutEffect } from "@beckon/core";
import { Anchor, Table, Text } from "@mantine/core";
import { Panel } from "../../../ui/Panel.tsx";
import { SCROLLS_BY_KEYBOARD } from "../../../ui/scrollsByKeyboard.ts";
import { moneyText, shareText } from "./money.ts";

interface ArmsProps {
  readonly report: CampaignReport;
  readonly show: (outcome: string) => void;
}

/** Those who got the mail beside those who were held out: what the campaign really brings, and how sure that is. */
export function Arms({ report, show }: ArmsProps) {
  const { sent, holdout } = report.arms;
  if (holdout.people === 0) return null;
  const rows = [
    { name: "Got the message", arm: sent, people: "sent", goal: "converted" },
    { name: "Held out", arm: holdout, people: "would_have_been_sent", goal: "converted_holdout" },
  ];
  return (
    <Panel title="What the message brings" lead="Held-out people would have got it at the same moment, and did not.">
      <Table.ScrollContainer minWidth={420} scrollAreaProps={SCROLLS_BY_KEYBOARD}>
        <Table aria-label="Both arms" verticalSpacing="xs">
          <Table.Thead>
            <Table.Tr>
              <Table.Th>Arm</Table.Th>
              <Table.Th ta="right">Messages</Table.Th>
              <Table.Th ta="right">Goal reached</Table.Th>
              <Table.Th ta="right">Share</Table.Th>
              <Table.Th ta="right">Revenue</Table.Th>
            </Table.Tr>
          </Table.Thead>
          <Table.Tbody>
            {rows.map(({ name, arm, people, goal }) => (
              <Table.Tr key={name}>
                <Table.Td>{name}</Table.Td>
                <Table.Td ta="right">
                  <Count count={arm.people} onOpen={() => show(people)} label={`${name}: show the people`} />
                </Table.Td>
                <Table.Td ta="right">
                  <Count count={arm.converted} onOpen={() => show(goal)} label={`${name}, goal reached: show the people`} />
                </Table.Td>
                <Table.Td ta="right">{shareText(arm.converted, arm.people)}</Table.Td>
                <Table.Td ta="right">{moneyText(arm.revenue) || "–"}</Table.Td>
              </Table.Tr>
            ))}
          </Table.Tbody>
        </Table>
      </Table.ScrollContainer>
      <Text size="sm" mt="sm" data-testid="holdout-effect">
        {effectText(holdoutEffect(sent, holdout))}
      </Text>
    </Panel>
  );
}

function Count({ count, label, onOpen }: { readonly count: number; readonly label: string; readonly onOpen: () => void }) {
  if (count === 0) return <>0</>;
  return (
    <Anchor component="button" size="sm" onClick={onOpen} aria-label={label}>
      {count.toLocaleString("en")}
    </Anchor>
  );
}

function effectText(effect: HoldoutEffect): string {
  if (effect.verdict === "too_few") return "Too few messages or goals to tell what the message brings. Wait, or widen the period.";
  const points = (value: number) => `${value > 0 ? "+" : ""}${(100 * value).toFixed(1)}`;
  const range = `between ${points(effect.low)} and ${points(effect.high)} points with 95 % confidence`;
  const measured = `${points(effect.difference)} percentage points reach the goal, ${range}`;
  if (effect.verdict === "unclear") return `Not clear yet: measured are ${measured}. That includes no effect at all.`;
  return effect.verdict === "more" ? `The message brings more: ${measured}.` : `With the message fewer reach the goal: ${measured}.`;
}
