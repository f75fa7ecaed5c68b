import type { ConditionNode } from "@beckon/core";
import { useDndContext, useDroppable } from "@dnd-kit/core";
import { Select, Stack } from "@mantine/core";
import { Fragment } from "react";
import { ProblemList } from "../drafting/ProblemList.tsx";
import { AddCondition } from "./AddCondition.tsx";
import classes from "./ConditionEditor.module.css";
import { ConditionItem } from "./ConditionItem.tsx";
import { ConditionRow } from "./ConditionRow.tsx";
import { type ConditionGroup, groupOf, isGroup, nodeOf } from "./conditionGroup.ts";
import { DEPTH_MAX, type Place, partPath, type Target } from "./conditionTree.ts";
import { useProblemsAt } from "./problems.ts";

interface ConditionGroupEditorProps {
  readonly label: string;
  readonly value: ConditionNode | undefined;
  readonly onChange: (value: ConditionNode | undefined) => void;
  readonly path: string;
  readonly place: Place;
}

const MODES = [
  { value: "all", label: "all of these hold" },
  { value: "any", label: "any of these holds" },
  { value: "none", label: "none of these holds" },
];
const JOINERS: { readonly [mode in ConditionGroup["mode"]]: string } = { all: "and", any: "or", none: "nor" };

/** One group: how its parts combine, the parts, and what can be added. */
export function ConditionGroupEditor({ label, value, onChange, path, place }: ConditionGroupEditorProps) {
  const group = groupOf(value);
  const set = (part: Partial<ConditionGroup>) => onChange(nodeOf({ ...group, ...part }));
  const replace = (index: number, node: ConditionNode | undefined) =>
    set({
      conditions: node === undefined ? group.conditions.filter((_, at) => at !== index) : group.conditions.map((old, at) => (at === index ? node : old)),
    });
  const insert = (node: ConditionNode, index: number) => set({ conditions: group.conditions.toSpliced(index, 0, node) });
  const paths = group.conditions.map((_, index) => partPath(value, path, index));
  const problems = useProblemsAt(path, paths);
  return (
    <fieldset className={classes.group} data-depth={place.length}>
      <legend className={classes.legend}>{label}</legend>
      <Stack gap={0}>
        {(group.conditions.length > 1 || group.mode !== "all") && (
          <Select
            aria-label={`${label}: how they combine`}
            size="xs"
            w={190}
            mb={4}
            allowDeselect={false}
            data={MODES}
            value={group.mode}
            onChange={(mode) => set({ mode: mode as ConditionGroup["mode"] })}
          />
        )}
        {group.conditions.map((condition, index) => (
          // biome-ignore lint/suspicious/noArrayIndexKey: conditions have no id; a removed one re-mounts those after it, which hold no state.
          <Fragment key={index}>
            <DropGap target={{ group: place, index }} />
            <ConditionItem
              place={[...place, index]}
              joiner={index > 0 ? JOINERS[group.mode] : null}
              path={paths[index] ?? path}
              condition={condition}
              onRemove={() => replace(index, undefined)}
              onDuplicate={() => insert(structuredClone(condition), index + 1)}
            >
              {isGroup(condition) ? (
                <ConditionGroupEditor
                  label="Group"
                  value={condition}
                  onChange={(node) => replace(index, node)}
                  path={paths[index] ?? path}
                  place={[...place, index]}
                />
              ) : (
                <ConditionRow condition={condition} onChange={(node) => replace(index, node)} path={paths[index] ?? path} />
              )}
            </ConditionItem>
          </Fragment>
        ))}
        <DropGap target={{ group: place, index: group.conditions.length }} />
        <ProblemList problems={problems} />
        <AddCondition withGroup={place.length < DEPTH_MAX && group.conditions.length > 0} onAdd={(node) => insert(node, group.conditions.length)} />
      </Stack>
    </fieldset>
  );
}

/** A place between two conditions, on which one can be let go. */
function DropGap({ target }: { readonly target: Target }) {
  const { active } = useDndContext();
  const { setNodeRef, isOver } = useDroppable({ id: `${target.group.join(".")}:${target.index}`, data: { ...target } });
  return <div ref={setNodeRef} className={classes.gap} data-open={active !== null || undefined} data-over={isOver || undefined} />;
}
