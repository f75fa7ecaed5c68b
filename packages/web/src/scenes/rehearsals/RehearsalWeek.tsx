import type { RehearsalResult } from "@beckon/contract";
import { Group, NumberInput, Text, UnstyledButton } from "@mantine/core";
import { useState } from "react";
import { Panel } from "../../ui/Panel.tsx";
import classes from "../campaigns/report/Figure.module.css";
import { countText } from "./rehearsalWords.ts";

interface RehearsalWeekProps {
  readonly weekly: RehearsalResult["weekly"];
  readonly shown: string;
  readonly show: (what: string) => void;
}

const BEARABLE = 3;

/** Who would have got how much in their fullest week, of all that is live. */
export function RehearsalWeek({ weekly, shown, show }: RehearsalWeekProps) {
  const [limit, setLimit] = useState(BEARABLE);
  const over = weekly.filter(({ messages }) => messages > limit).reduce((sum, { people }) => sum + people, 0);
  const key = `weekly:${limit + 1}`;
  return (
    <Panel title="In a person’s fullest week" lead="Messages of all that is live, counted over any seven days, for people who came in.">
      {weekly.length === 0 ? (
        <Text size="sm" c="dimmed">
          Nobody would have got a message.
        </Text>
      ) : (
        <>
          <Group gap="xs" mb="sm">
            <Text size="sm">More than</Text>
            <NumberInput
              aria-label="Messages in a week"
              size="xs"
              w={70}
              min={1}
              max={100}
              allowDecimal={false}
              value={limit}
              onChange={(value) => typeof value === "number" && setLimit(value)}
            />
            <Text size="sm">in a week:</Text>
            <UnstyledButton
              className={classes.reason}
              w="auto"
              c="anchor"
              fw={600}
              aria-pressed={shown === key}
              disabled={over === 0}
              onClick={() => show(key)}
            >
              {countText(over, "person", "people")}
            </UnstyledButton>
          </Group>
          {weekly.map(({ messages, people }) => (
            <Group key={messages} justify="space-between" py={4}>
              <Text size="sm">{countText(messages, "message", "messages")} at most</Text>
              <Text size="sm" fw={600}>
                {people.toLocaleString("en")}
              </Text>
            </Group>
          ))}
        </>
      )}
    </Panel>
  );
}
