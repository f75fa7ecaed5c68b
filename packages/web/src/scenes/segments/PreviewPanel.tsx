import type { SegmentPreview } from "@beckon/contract";
import type { ConditionNode } from "@beckon/core";
import { Anchor, Group, Progress, Stack, Text, Title } from "@mantine/core";
import { useDebouncedValue } from "@mantine/hooks";
import { Link } from "react-router";
import { useRead } from "../../api/hooks.ts";
import { FindingTree } from "../../conditions/FindingTree.tsx";
import { Disclosure } from "../../ui/Disclosure.tsx";
import { Loaded } from "../../ui/Loaded.tsx";
import { Panel } from "../../ui/Panel.tsx";
import { Person } from "../../ui/Person.tsx";
import { peopleText } from "../../ui/sizeText.ts";
import { conditionProblem } from "./conditionProblem.ts";
import classes from "./SegmentBuilder.module.css";

const TYPING_PAUSE_MS = 500;

/** How many the condition fits now, and some of them with the reason; asked anew whenever the editing pauses. */
export function PreviewPanel({ segmentKey, condition }: { readonly segmentKey: string; readonly condition: ConditionNode | undefined }) {
  const [settled] = useDebouncedValue(condition, TYPING_PAUSE_MS);
  const complete = conditionProblem(settled) === null;
  const preview = useRead(
    "previewSegment",
    { body: { condition: settled ?? { kind: "all" }, key: segmentKey } },
    { enabled: complete && settled !== undefined, keep: true },
  );
  const isStale = settled !== condition || preview.isPlaceholderData || !complete;
  return (
    <Panel title="In it now" flush>
      {!complete && preview.data === undefined ? (
        <Text size="sm" c="dimmed" px="var(--beckon-inset)" pb="lg">
          As soon as the conditions are complete.
        </Text>
      ) : (
        <div className={classes.calm} data-stale={isStale || undefined} aria-busy={isStale && complete}>
          <Loaded query={preview}>{(answer) => <Answer preview={answer} />}</Loaded>
        </div>
      )}
    </Panel>
  );
}

function Answer({ preview: { size, everybody, sample } }: { readonly preview: SegmentPreview }) {
  if (size === null)
    return (
      <Text size="sm" c="dimmed" px="var(--beckon-inset)" pb="lg">
        Nothing was counted: mend first what is marked.
      </Text>
    );
  const share = everybody.people === 0 ? 0 : Math.min(100, (100 * size.people) / everybody.people);
  return (
    <>
      <Stack gap={6} px="var(--beckon-inset)" pb="md" role="status" data-testid="preview">
        <div className={classes.size}>
          {size.exact ? "" : "about "}
          {peopleText(size.people)}
        </div>
        {!size.exact && (
          <Text size="sm" c="dimmed">
            Between {size.low.toLocaleString("en")} and {size.high.toLocaleString("en")}, from a sample.
          </Text>
        )}
        <Progress value={share} size="sm" aria-label="Share of everybody" />
        <Text size="sm" c="dimmed">
          {shareText(share)} of {everybody.exact ? "" : "about "}
          {peopleText(everybody.people)}
        </Text>
      </Stack>
      {sample.length > 0 && (
        <>
          <Title order={3} size="h5" px="var(--beckon-inset)" pb={4}>
            Some of them, and why
          </Title>
          {sample.map(({ profile, finding }) => (
            <Disclosure key={profile.id} summary={<Person person={profile} />}>
              {() => (
                <Stack gap="xs">
                  <FindingTree finding={finding} />
                  <Group>
                    <Anchor component={Link} to={`/people/${profile.id}`} size="sm">
                      Open this person
                    </Anchor>
                  </Group>
                </Stack>
              )}
            </Disclosure>
          ))}
        </>
      )}
      {sample.length === 0 && size.people === 0 && (
        <Text size="sm" c="dimmed" px="var(--beckon-inset)" pb="lg">
          Nobody fits today. Who comes to fit later enters at that moment.
        </Text>
      )}
    </>
  );
}

function shareText(share: number): string {
  if (share > 0 && share < 0.1) return "Under 0.1 %";
  return `${share.toLocaleString("en", { maximumFractionDigits: 1 })} %`;
}
