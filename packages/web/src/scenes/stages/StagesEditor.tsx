import type { LifeCycle, Problem } from "@beckon/contract";
import type { StageDocument } from "@beckon/core";
import { ActionIcon, Button, Group, SimpleGrid, Stack, Text, Textarea, TextInput } from "@mantine/core";
import { useDebouncedValue } from "@mantine/hooks";
import { ArrowDown, ArrowUp, Plus, Trash2 } from "lucide-react";
import { useRead } from "../../api/hooks.ts";
import { ConditionEditor } from "../../conditions/ConditionEditor.tsx";
import { ConditionProblemsProvider, isInside } from "../../conditions/problems.ts";
import { ConditionScopeProvider } from "../../conditions/scope.ts";
import { sentenceOf } from "../../conditions/sentenceOf.ts";
import { ProblemList } from "../../drafting/ProblemList.tsx";
import { Steps } from "../../drafting/Steps.tsx";
import { keyOf } from "../../ui/keyOf.ts";
import { Panel } from "../../ui/Panel.tsx";
import classes from "./StagesEditor.module.css";
import type { StagesDraft } from "./useStages.ts";

interface StagesEditorProps {
  readonly lifeCycle: LifeCycle;
  readonly draft: StagesDraft;
  readonly readOnly: boolean;
}

const TYPING_PAUSE_MS = 350;
const SCOPE = { hasProperties: false, entryEvent: null, hasPast: true };

/** The stages in their order, each with its rules; the first that fits decides. */
export function StagesEditor({ lifeCycle, draft, readOnly }: StagesEditorProps) {
  const { stages } = draft.document;
  const [settled] = useDebouncedValue(stages, TYPING_PAUSE_MS);
  const checked = useRead("checkStages", { body: { stages: settled as never } }, { keep: true });
  const problems = checked.data?.problems ?? lifeCycle.problems;
  const put = (next: readonly StageDocument[]) => draft.change({ stages: next });
  const change = (place: number, stage: StageDocument) => put(stages.map((one, i) => (i === place ? stage : one)));
  const kept = new Set((lifeCycle.live ?? []).map(({ key }) => key));
  return (
    <fieldset className={classes.fieldset} disabled={readOnly}>
      <ConditionProblemsProvider value={problems}>
        <ConditionScopeProvider value={SCOPE}>
          <Stack gap="lg">
            <Group justify="space-between">
              <Text size="sm" c="dimmed" maw="40rem">
                Read from the top: the first stage whose rule holds is where a person is. A rule to stay keeps whoever is in it already, so that nobody goes
                back and forth at the edge.
              </Text>
              <Steps draft={draft} readOnly={readOnly} />
            </Group>
            <ProblemList problems={problems.filter(({ path }) => !isInside(path, "stages") || path === "stages")} />
            {stages.map((stage, place) => (
              <StageCard
                // biome-ignore lint/suspicious/noArrayIndexKey: a stage whose key is typed is the same stage.
                key={place}
                stage={stage}
                place={place}
                count={stages.length}
                keyFixed={kept.has(stage.key)}
                problems={problems}
                onChange={(next) => change(place, next)}
                onMove={(step) => put(moved(stages, place, step))}
                onRemove={() => put(withoutStage(stages, place))}
              />
            ))}
            {!readOnly && (
              <Button variant="default" w="fit-content" leftSection={<Plus size={16} aria-hidden />} onClick={() => put(withNew(stages))}>
                Add a stage
              </Button>
            )}
          </Stack>
        </ConditionScopeProvider>
      </ConditionProblemsProvider>
    </fieldset>
  );
}

interface StageCardProps {
  readonly stage: StageDocument;
  readonly place: number;
  readonly count: number;
  readonly keyFixed: boolean;
  readonly problems: readonly Problem[];
  readonly onChange: (stage: StageDocument) => void;
  readonly onMove: (step: -1 | 1) => void;
  readonly onRemove: () => void;
}

function StageCard({ stage, place, count, keyFixed, problems, onChange, onMove, onRemove }: StageCardProps) {
  const isLast = place === count - 1;
  const path = `stages[${place}]`;
  const own = problems.filter((problem) => isInside(problem.path, path) && ![`${path}.enter`, `${path}.stay`].some((rule) => isInside(problem.path, rule)));
  const missing = problems.filter(({ code, path: where }) => code === "missing_rule" && where === `${path}.enter`);
  const rename = (name: string) => onChange({ ...stage, name, ...(keyFixed || keyOf(name) === "" ? {} : { key: keyOf(name) }) });
  return (
    <Panel
      title={`${place + 1}. ${stage.name || "Stage without a name"}`}
      lead={isLast ? "Takes everybody whom no stage above takes." : leadOf(stage)}
      actions={
        <Group gap={4} wrap="nowrap">
          <ActionIcon variant="subtle" color="gray" aria-label={`Move ${stage.name} up`} disabled={place === 0 || isLast} onClick={() => onMove(-1)}>
            <ArrowUp size={16} aria-hidden />
          </ActionIcon>
          <ActionIcon variant="subtle" color="gray" aria-label={`Move ${stage.name} down`} disabled={place >= count - 2} onClick={() => onMove(1)}>
            <ArrowDown size={16} aria-hidden />
          </ActionIcon>
          <ActionIcon variant="subtle" color="gray" aria-label={`Remove ${stage.name}`} disabled={isLast || count <= 2} onClick={onRemove}>
            <Trash2 size={16} aria-hidden />
          </ActionIcon>
        </Group>
      }
    >
      <Stack gap="md">
        <ProblemList problems={[...own, ...missing]} />
        <SimpleGrid cols={{ base: 1, sm: 2 }}>
          <TextInput
            label="Name"
            description={`Named ${stage.key} in conditions and events`}
            maxLength={100}
            value={stage.name}
            onChange={(event) => rename(event.currentTarget.value)}
          />
          <Textarea
            label="Description"
            description="What it means, for whoever reads the board"
            miw={260}
            autosize
            minRows={1}
            maxLength={1_000}
            value={stage.description ?? ""}
            onChange={(event) => onChange(withText(stage, event.currentTarget.value))}
          />
        </SimpleGrid>
        {!isLast && (
          <>
            <ConditionEditor label="Comes in when" value={stage.enter} path={`${path}.enter`} onChange={(enter) => onChange(withRule(stage, "enter", enter))} />
            {stage.stay === undefined ? (
              <Button
                variant="subtle"
                size="xs"
                w="fit-content"
                disabled={stage.enter === undefined}
                onClick={() => onChange(withRule(stage, "stay", stage.enter))}
              >
                Add a rule to stay
              </Button>
            ) : (
              <ConditionEditor label="Stays while" value={stage.stay} path={`${path}.stay`} onChange={(stay) => onChange(withRule(stage, "stay", stay))} />
            )}
          </>
        )}
      </Stack>
    </Panel>
  );
}

function leadOf({ enter, stay }: StageDocument): string {
  const comes = enter ? sentenceOf(enter) : "Nobody comes in yet: it has no rule.";
  return stay ? `${comes} Stays: ${sentenceOf(stay)}` : comes;
}

function withRule(stage: StageDocument, rule: "enter" | "stay", condition: StageDocument["enter"]): StageDocument {
  const { [rule]: _before, ...others } = stage;
  return condition === undefined ? others : { ...others, [rule]: condition };
}

function withText({ description: _before, ...stage }: StageDocument, description: string): StageDocument {
  return description === "" ? stage : { ...stage, description };
}

/** The last stays the last: it takes everybody else. */
function moved(stages: readonly StageDocument[], place: number, step: -1 | 1): readonly StageDocument[] {
  const next = [...stages];
  const [stage] = next.splice(place, 1);
  if (stage) next.splice(place + step, 0, stage);
  return next;
}

function withoutStage(stages: readonly StageDocument[], place: number): readonly StageDocument[] {
  return stages.filter((_, i) => i !== place);
}

function withNew(stages: readonly StageDocument[]): readonly StageDocument[] {
  const keys = new Set(stages.map(({ key }) => key));
  let number = stages.length;
  while (keys.has(`stage-${number}`)) number += 1;
  return [...stages.slice(0, -1), { key: `stage-${number}`, name: `Stage ${number}` }, ...stages.slice(-1)];
}
