import { type AttributeCondition, type Branch, type BranchStep, type ConditionNode, describeCondition } from "@beckon/core";
import { ActionIcon, Button, Group, Paper, Stack, Text, TextInput } from "@mantine/core";
import { ArrowDown, ArrowUp, GitBranch, Plus, X } from "lucide-react";
import { ConditionEditor } from "../../../../conditions/ConditionEditor.tsx";
import { ConditionScopeProvider } from "../../../../conditions/scope.ts";
import { entryEventOf } from "../../../campaigns/editor/parts/triggers/triggerChoices.ts";
import type { StepEditing, StepFormProps } from "./stepEditing.ts";

const BRANCHES_MAX = 20;

/** What a branch asks before anybody has said it. */
const FIRST_QUESTION = { kind: "attribute", name: "plan", op: "equals", value: "pro" } satisfies AttributeCondition as ConditionNode;

export const branchEditing: StepEditing<BranchStep> = {
  kind: "branch",
  icon: GitBranch,
  tone: "blue",
  idBase: "branch",
  blank: () => ({ kind: "branch", branches: [{ if: FIRST_QUESTION }] }),
  Form: BranchForm,
};

function BranchForm({ journey, step, onChange, path }: StepFormProps<BranchStep>) {
  const { branches } = step;
  const put = (next: readonly Branch[]) => onChange({ ...step, branches: next });
  const entryEvent = entryEventOf(journey.trigger);
  const swap = (place: number, other: number) =>
    put(branches.map((branch, at) => (at === place ? (branches[other] ?? branch) : at === other ? (branches[place] ?? branch) : branch)));
  return (
    <ConditionScopeProvider value={{ event: entryEvent, hasProperties: true, entryEvent: null }}>
      <Stack>
        <Text size="sm" c="dimmed">
          Each person goes the first way whose conditions hold, from above. What is asked of the event is asked of the one that started the journey.
        </Text>
        {branches.map((branch, place) => (
          // biome-ignore lint/suspicious/noArrayIndexKey: branches have no other identity than their rank.
          <Paper key={place} withBorder p="sm">
            <Stack gap="sm">
              <Group gap={4} wrap="nowrap" align="flex-end">
                <TextInput
                  label={`Way ${place + 1}`}
                  placeholder={describeCondition(branch.if)}
                  flex={1}
                  maxLength={100}
                  value={branch.name ?? ""}
                  onChange={(event) =>
                    put(branches.map((old, at) => (at === place ? ({ ...old, name: event.currentTarget.value || undefined } as Branch) : old)))
                  }
                />
                <RankButton label={`Ask way ${place + 1} earlier`} icon={ArrowUp} disabled={place === 0} onClick={() => swap(place, place - 1)} />
                <RankButton
                  label={`Ask way ${place + 1} later`}
                  icon={ArrowDown}
                  disabled={place === branches.length - 1}
                  onClick={() => swap(place, place + 1)}
                />
                <RankButton
                  label={`Remove way ${place + 1}`}
                  icon={X}
                  disabled={branches.length === 1}
                  onClick={() => put(branches.filter((_, at) => at !== place))}
                />
              </Group>
              <ConditionEditor
                label="People for whom"
                value={branch.if}
                path={`${path}.branches[${place}].if`}
                onChange={(condition) => put(branches.map((old, at) => (at === place ? { ...old, if: condition ?? FIRST_QUESTION } : old)))}
              />
            </Stack>
          </Paper>
        ))}
        <Group>
          <Button
            size="xs"
            variant="default"
            leftSection={<Plus size={15} aria-hidden />}
            disabled={branches.length === BRANCHES_MAX}
            onClick={() => put([...branches, { if: FIRST_QUESTION }])}
          >
            Add a way
          </Button>
        </Group>
        <Text size="sm" c="dimmed">
          All others go the last way.
        </Text>
      </Stack>
    </ConditionScopeProvider>
  );
}

interface RankButtonProps {
  readonly label: string;
  readonly icon: typeof ArrowUp;
  readonly disabled: boolean;
  readonly onClick: () => void;
}

function RankButton({ label, icon: Icon, disabled, onClick }: RankButtonProps) {
  return (
    <ActionIcon variant="subtle" color="gray" size="lg" aria-label={label} title={label} disabled={disabled} onClick={onClick}>
      <Icon size={16} aria-hidden />
    </ActionIcon>
  );
}
