import type { RehearsedOther } from "@beckon/contract";
import { Anchor, Group, Stack, Text, UnstyledButton } from "@mantine/core";
import { Link } from "react-router";
import { Panel } from "../../ui/Panel.tsx";
import classes from "../campaigns/report/Figure.module.css";
import { countText } from "./rehearsalWords.ts";

interface RehearsalOthersProps {
  readonly others: readonly RehearsedOther[];
  readonly shown: string;
  readonly show: (what: string) => void;
}

/** What else is live and would have met the same people. */
export function RehearsalOthers({ others, shown, show }: RehearsalOthersProps) {
  return (
    <Panel title="Where it meets what else is live" lead="The other campaigns and journeys were replayed beside it, as they are now.">
      {others.length === 0 ? (
        <Text size="sm" c="dimmed">
          Nothing else that is live would have had to do with these people.
        </Text>
      ) : (
        others.map(({ id, kind, name, overlap, sameDay, messages }) => (
          <Stack key={id} gap={2} py={6}>
            <Group justify="space-between" gap="sm" wrap="nowrap">
              <Anchor component={Link} to={`/${kind}s/${id}`} size="sm" truncate>
                {name}
              </Anchor>
              <UnstyledButton
                className={classes.reason}
                w="auto"
                m={0}
                aria-pressed={shown === `with:${id}`}
                disabled={overlap === 0}
                onClick={() => show(`with:${id}`)}
              >
                {countText(overlap, "person", "people")} in both
              </UnstyledButton>
            </Group>
            <Text size="xs" c="dimmed">
              {countText(messages, "message", "messages")} to these people in the period; {sameDay === 0 ? "nobody" : countText(sameDay, "person", "people")}{" "}
              would have got both within a day.
            </Text>
          </Stack>
        ))
      )}
    </Panel>
  );
}
