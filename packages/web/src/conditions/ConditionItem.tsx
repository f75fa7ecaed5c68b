import { type ConditionNode, describeCondition } from "@beckon/core";
import { useDraggable } from "@dnd-kit/core";
import { ActionIcon, Menu } from "@mantine/core";
import { ArrowDown, ArrowUp, CopyPlus, GripVertical, IndentDecrease, IndentIncrease, X } from "lucide-react";
import type { KeyboardEvent, ReactNode } from "react";
import { ProblemList } from "../drafting/ProblemList.tsx";
import classes from "./ConditionEditor.module.css";
import { isGroup } from "./conditionGroup.ts";
import type { Place, Step } from "./conditionTree.ts";
import { useMover } from "./mover.ts";
import { useProblemsAt } from "./problems.ts";

interface ConditionItemProps {
  readonly place: Place;
  /** The word that joins it with the one before. */
  readonly joiner: string | null;
  readonly path: string;
  readonly condition: ConditionNode;
  readonly onRemove: () => void;
  readonly onDuplicate: () => void;
  readonly children: ReactNode;
}

const KEYS: { readonly [key: string]: Step } = { ArrowUp: "up", ArrowDown: "down", ArrowRight: "in", ArrowLeft: "out" };

/** One part of a group with what moves and removes it, and what is wrong with it. */
export function ConditionItem({ place, joiner, path, condition, onRemove, onDuplicate, children }: ConditionItemProps) {
  const { step, isUseful } = useMover();
  const { setNodeRef, listeners, isDragging } = useDraggable({ id: place.join("."), data: { place } });
  const inGroup = isGroup(condition);
  // A group shows its own, and `where` those of its conditions.
  const problems = useProblemsAt(path, inGroup ? [path] : [`${path}.where`]);
  const onKeyDown = (event: KeyboardEvent) => {
    const direction = event.altKey ? KEYS[event.key] : undefined;
    if (!direction || !isUseful) return;
    event.preventDefault();
    event.stopPropagation();
    step(place, direction);
  };
  const words = inGroup ? "group" : describeCondition(condition);
  return (
    // biome-ignore lint/a11y/noStaticElementInteractions: listens to a shortcut of the fields inside it.
    <div ref={setNodeRef} className={classes.item} data-dragging={isDragging || undefined} onKeyDown={onKeyDown}>
      {isUseful && <Handle words={words} place={place} listeners={listeners} onStep={(next) => step(place, next)} onDuplicate={onDuplicate} />}
      {joiner !== null && <span className={classes.joiner}>{joiner}</span>}
      <div className={classes.content}>
        {children}
        <ProblemList problems={problems} />
      </div>
      <ActionIcon variant="subtle" color="gray" aria-label={`Remove this ${inGroup ? "group" : "condition"}`} onClick={onRemove}>
        <X size={16} aria-hidden />
      </ActionIcon>
    </div>
  );
}

interface HandleProps {
  readonly words: string;
  readonly place: Place;
  readonly listeners: ReturnType<typeof useDraggable>["listeners"];
  readonly onStep: (step: Step) => void;
  readonly onDuplicate: () => void;
}

const STEPS: readonly { readonly step: Step; readonly label: string; readonly keys: string; readonly icon: typeof ArrowUp }[] = [
  { step: "up", label: "Move up", keys: "Alt ↑", icon: ArrowUp },
  { step: "down", label: "Move down", keys: "Alt ↓", icon: ArrowDown },
  { step: "in", label: "Into a group", keys: "Alt →", icon: IndentIncrease },
  { step: "out", label: "Out of the group", keys: "Alt ←", icon: IndentDecrease },
];

/** Dragged, it moves the condition; pressed, it says how else to. */
function Handle({ words, place, listeners, onStep, onDuplicate }: HandleProps) {
  return (
    <Menu position="bottom-start" width={210} returnFocus={false}>
      <Menu.Target>
        <ActionIcon
          variant="subtle"
          color="gray"
          className={classes.handle}
          data-handle={place.join(".")}
          aria-label={`Move: ${words}`}
          title="Drag it, or press Alt and an arrow"
          {...listeners}
        >
          <GripVertical size={16} aria-hidden />
        </ActionIcon>
      </Menu.Target>
      <Menu.Dropdown>
        {STEPS.map(({ step, label, keys, icon: Icon }) => (
          <Menu.Item
            key={step}
            leftSection={<Icon size={15} aria-hidden />}
            rightSection={<span className={classes.keys}>{keys}</span>}
            onClick={() => onStep(step)}
          >
            {label}
          </Menu.Item>
        ))}
        <Menu.Divider />
        <Menu.Item leftSection={<CopyPlus size={15} aria-hidden />} onClick={onDuplicate}>
          Duplicate
        </Menu.Item>
      </Menu.Dropdown>
    </Menu>
  );
}
