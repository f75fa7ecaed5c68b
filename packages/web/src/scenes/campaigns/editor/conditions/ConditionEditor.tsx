import type { ConditionNode } from "@beckon/core";
import { ActionIcon, Button, Group, Menu, Select, Stack, Text } from "@mantine/core";
import { Plus, X } from "lucide-react";
import classes from "./ConditionEditor.module.css";
import { ConditionRow } from "./ConditionRow.tsx";
import { type ConditionGroup, groupOf, isGroup, nodeOf } from "./conditionGroup.ts";
import { newCondition } from "./newCondition.ts";
import { useConditionScope } from "./scope.ts";

interface ConditionEditorProps {
  readonly label: string;
  readonly value: ConditionNode | undefined;
  readonly onChange: (value: ConditionNode | undefined) => void;
  /** How many groups this one stands in. */
  readonly depth?: number;
}

const MODES = [
  { value: "all", label: "all of these hold" },
  { value: "any", label: "any of these holds" },
  { value: "none", label: "none of these holds" },
];
/** Deeper trees are kept as they are and can be edited as JSON; three levels are more than anybody can read. */
const DEPTH_MAX = 2;

/** A tree of conditions as nested groups. */
export function ConditionEditor({ label, value, onChange, depth = 0 }: ConditionEditorProps) {
  const group = groupOf(value);
  const set = (part: Partial<ConditionGroup>) => onChange(nodeOf({ ...group, ...part }));
  const replace = (index: number, node: ConditionNode | undefined) =>
    set({
      conditions: node === undefined ? group.conditions.filter((_, at) => at !== index) : group.conditions.map((old, at) => (at === index ? node : old)),
    });
  return (
    <fieldset className={classes.group} data-depth={depth}>
      <legend className={classes.legend}>{label}</legend>
      <Stack gap="sm">
        {(group.conditions.length > 1 || group.mode !== "all") && (
          <Select
            aria-label={`${label}: how they combine`}
            size="xs"
            w={190}
            allowDeselect={false}
            data={MODES}
            value={group.mode}
            onChange={(mode) => set({ mode: mode as ConditionGroup["mode"] })}
          />
        )}
        {group.conditions.map((condition, index) => (
          // biome-ignore lint/suspicious/noArrayIndexKey: conditions have no id; a removed one re-mounts those after it, which hold no state.
          <div key={index} className={classes.item}>
            {isGroup(condition) ? (
              <ConditionEditor label="Group" value={condition} onChange={(node) => replace(index, node)} depth={depth + 1} />
            ) : (
              <ConditionRow condition={condition} onChange={(node) => replace(index, node)} />
            )}
            <ActionIcon variant="subtle" color="gray" aria-label="Remove this condition" onClick={() => replace(index, undefined)}>
              <X size={16} aria-hidden />
            </ActionIcon>
          </div>
        ))}
        <AddCondition withGroup={depth < DEPTH_MAX && group.conditions.length > 0} onAdd={(node) => set({ conditions: [...group.conditions, node] })} />
      </Stack>
    </fieldset>
  );
}

function AddCondition({ withGroup, onAdd }: { readonly withGroup: boolean; readonly onAdd: (node: ConditionNode) => void }) {
  const { hasProperties } = useConditionScope();
  const first = hasProperties ? "property" : "attribute";
  return (
    <Group>
      <Menu position="bottom-start">
        <Menu.Target>
          <Button size="xs" variant="default" leftSection={<Plus size={15} aria-hidden />}>
            Add a condition
          </Button>
        </Menu.Target>
        <Menu.Dropdown>
          {hasProperties && (
            <Menu.Item onClick={() => onAdd(newCondition("property"))}>
              About the event<Hint>a property it carries</Hint>
            </Menu.Item>
          )}
          <Menu.Item onClick={() => onAdd(newCondition("attribute"))}>
            About the person<Hint>an attribute such as plan or city</Hint>
          </Menu.Item>
          <Menu.Item onClick={() => onAdd(newCondition("consent"))}>
            About consent<Hint>who joined or left a topic</Hint>
          </Menu.Item>
          {withGroup && (
            <Menu.Item onClick={() => onAdd({ kind: "any", conditions: [newCondition(first)] } as ConditionNode)}>
              A group<Hint>any of several conditions</Hint>
            </Menu.Item>
          )}
        </Menu.Dropdown>
      </Menu>
    </Group>
  );
}

function Hint({ children }: { readonly children: string }) {
  return (
    <Text size="xs" c="dimmed">
      {children}
    </Text>
  );
}
