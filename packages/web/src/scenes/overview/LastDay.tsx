import type { Overview } from "@beckon/contract";
import { Text } from "@mantine/core";
import { Facts } from "../../ui/Facts.tsx";
import { Panel } from "../../ui/Panel.tsx";
import { differenceText } from "./differenceText.ts";

type State = Overview["lastDay"][number]["state"];

const LINES: readonly { readonly name: string; readonly states: readonly State[] }[] = [
  { name: "Messages sent", states: ["sent"] },
  { name: "On their way", states: ["ready", "sending"] },
  { name: "Skipped", states: ["skipped"] },
  { name: "Held out", states: ["would_have_been_sent"] },
  { name: "Failed", states: ["failed"] },
];

/** What became of the messages of the last 24 hours, beside the 24 hours before. */
export function LastDay({ lastDay }: { readonly lastDay: Overview["lastDay"] }) {
  const facts = LINES.map(({ name, states }) => {
    const those = lastDay.filter(({ state }) => states.includes(state));
    const [count, before] = [those.reduce((sum, each) => sum + each.count, 0), those.reduce((sum, each) => sum + each.before, 0)];
    return { name, value: <Line count={count} before={before} /> };
  });
  return (
    <Panel title="Last 24 hours" lead="Beside the 24 hours before">
      <Facts facts={facts} />
    </Panel>
  );
}

function Line({ count, before }: { readonly count: number; readonly before: number }) {
  return (
    <>
      {count.toLocaleString("en")}{" "}
      {(count > 0 || before > 0) && (
        <Text span size="xs" c="dimmed">
          {differenceText(count, before)}
        </Text>
      )}
    </>
  );
}
