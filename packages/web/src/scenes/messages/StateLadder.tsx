import type { LadderRung } from "@beckon/contract";
import { Text, Timeline } from "@mantine/core";
import { inWords } from "../../ui/states.ts";
import { Time } from "../../ui/Time.tsx";

/** Every state that the message went through, and those that it may still reach, greyed. */
export function StateLadder({ ladder }: { readonly ladder: readonly LadderRung[] }) {
  const reached = ladder.filter((rung) => rung.at !== null).length;
  return (
    <Timeline active={reached - 1} bulletSize={14} lineWidth={2} color="sea">
      {ladder.map((rung) => (
        <Timeline.Item
          key={rung.state}
          title={
            <Text size="sm" fw={rung.at ? 600 : 400} c={rung.at ? undefined : "dimmed"}>
              {inWords(rung.state)}
            </Text>
          }
        >
          <Text size="xs" c="dimmed">
            {rung.at ? <Time at={rung.at} /> : "not yet"}
            {rung.detail && ` · ${rung.detail}`}
          </Text>
        </Timeline.Item>
      ))}
    </Timeline>
  );
}
