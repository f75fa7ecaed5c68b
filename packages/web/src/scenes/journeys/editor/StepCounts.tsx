import type { JourneyStepCounts } from "@beckon/contract";
import { Anchor, Group, Text } from "@mantine/core";
import { useParameter } from "../../../ui/useParameter.ts";

/** How many stand at the step now, and how many went through it; both lead to the people. */
export function StepCounts({ counts }: { readonly counts: JourneyStepCounts }) {
  const [, setPeople] = useParameter("people");
  const number = (count: number, words: string, people: string) =>
    count === 0 ? (
      <Text size="xs" c="dimmed" component="span">
        0 {words}
      </Text>
    ) : (
      <Anchor component="button" type="button" size="xs" mih={24} onClick={() => setPeople(people)}>
        {count.toLocaleString("en")} {words}
      </Anchor>
    );
  return (
    <Group gap="md" px="sm" pb={2} mih={26} wrap="nowrap" style={{ pointerEvents: "all" }}>
      {number(counts.waiting, "here now", `inside:${counts.step}`)}
      {number(counts.passed, "passed", `stepped:${counts.step}`)}
    </Group>
  );
}
