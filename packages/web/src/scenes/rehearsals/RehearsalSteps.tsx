import type { RehearsedStep } from "@beckon/contract";
import { Stack, Table, Text, UnstyledButton } from "@mantine/core";
import { Panel } from "../../ui/Panel.tsx";
import { SCROLLS_BY_KEYBOARD } from "../../ui/scrollsByKeyboard.ts";
import classes from "../campaigns/report/Figure.module.css";
import { sumOf } from "./rehearsalWords.ts";

interface RehearsalStepsProps {
  readonly steps: readonly RehearsedStep[];
  readonly shown: string;
  readonly show: (what: string) => void;
}

/** How many would have come through each step, by which way, and what would have become of its message. */
export function RehearsalSteps({ steps, shown, show }: RehearsalStepsProps) {
  const figure = (value: number, isOfMessage: boolean, sends: boolean) => (
    <Table.Td ta="right">{isOfMessage && !sends ? "" : value.toLocaleString("en")}</Table.Td>
  );
  return (
    <Panel title="Step by step" flush>
      <Table.ScrollContainer minWidth={560} scrollAreaProps={SCROLLS_BY_KEYBOARD}>
        <Table aria-label="Step by step">
          <Table.Thead>
            <Table.Tr>
              {["Step", "Went through", "Sent", "Not sent", "Put off"].map((header, place) => (
                <Table.Th key={header} ta={place === 0 ? "left" : "right"}>
                  {header}
                </Table.Th>
              ))}
            </Table.Tr>
          </Table.Thead>
          <Table.Tbody>
            {steps.map(({ step, title, kind, passed, ways, sent, unsent, held }) => (
              <Table.Tr key={step}>
                <Table.Td>
                  <Stack gap={2}>
                    <Text size="sm">{title}</Text>
                    {ways.length > 1 &&
                      ways.map(({ way, label, count }) => (
                        <UnstyledButton
                          key={way}
                          className={classes.reason}
                          aria-pressed={shown === `way:${step}:${way}`}
                          disabled={count === 0}
                          onClick={() => show(`way:${step}:${way}`)}
                        >
                          <Text span size="xs" c="dimmed">
                            {label || "next"}
                          </Text>
                          <Text span size="xs">
                            {count.toLocaleString("en")}
                          </Text>
                        </UnstyledButton>
                      ))}
                  </Stack>
                </Table.Td>
                {figure(passed, false, false)}
                {figure(sent, true, kind === "send")}
                {figure(sumOf(unsent), true, kind === "send")}
                {figure(sumOf(held), true, kind === "send")}
              </Table.Tr>
            ))}
          </Table.Tbody>
        </Table>
      </Table.ScrollContainer>
    </Panel>
  );
}
