import type { ConditionNode } from "@beckon/core";
import { DndContext, type DragEndEvent, PointerSensor, pointerWithin, useSensor, useSensors } from "@dnd-kit/core";
import { VisuallyHidden } from "@mantine/core";
import { createContext, useContext, useEffect, useRef, useState } from "react";
import { ConditionGroupEditor } from "./ConditionGroupEditor.tsx";
import { conditionCount, type Moved, moved, type Place, type Step, stepped, type Target } from "./conditionTree.ts";

interface ConditionEditorProps {
  readonly label: string;
  readonly value: ConditionNode | undefined;
  readonly onChange: (value: ConditionNode | undefined) => void;
  /** Where the conditions stand in the document: its problems are shown beside what they concern. */
  readonly path?: string;
}

/** Moves the parts of one tree. */
interface Mover {
  readonly step: (from: Place, step: Step) => void;
  /** Whether there is anything to move. */
  readonly isUseful: boolean;
}

const MoverContext = createContext<Mover>({ step: () => undefined, isUseful: false });

export function useMover(): Mover {
  return useContext(MoverContext);
}

/** The pointer goes so far before a press is a drag. */
const DRAG_AFTER_PX = 5;

/** A tree of conditions as nested groups, whose parts can be dragged, or moved by the keyboard: Alt and an arrow. */
export function ConditionEditor({ label, value, onChange, path = "" }: ConditionEditorProps) {
  const root = useRef<HTMLDivElement>(null);
  const [said, setSaid] = useState("");
  const focusOn = useRef<Place | null>(null);
  const take = (change: Moved | null) => {
    if (change === null) {
      setSaid("It cannot go further that way.");
      return;
    }
    focusOn.current = change.place;
    setSaid(`Moved to place ${(change.place.at(-1) ?? 0) + 1} ${change.place.length > 1 ? "of a group" : "of the outermost group"}.`);
    onChange(change.node);
  };
  // biome-ignore lint/correctness/useExhaustiveDependencies: once the moved part stands where it was moved to.
  useEffect(() => {
    if (focusOn.current === null) return;
    root.current?.querySelector<HTMLElement>(`[data-handle="${focusOn.current.join(".")}"]`)?.focus();
    focusOn.current = null;
  }, [value]);
  const drop = ({ active, over }: DragEndEvent) => {
    const target = over?.data.current as Target | undefined;
    const from = active.data.current?.["place"] as Place | undefined;
    if (target && from) take(moved(value, from, target));
  };
  return (
    <MoverContext.Provider value={{ step: (from, step) => take(stepped(value, from, step)), isUseful: conditionCount(value) > 1 }}>
      <DndContext
        sensors={useSensors(useSensor(PointerSensor, { activationConstraint: { distance: DRAG_AFTER_PX } }))}
        collisionDetection={pointerWithin}
        onDragEnd={drop}
      >
        <div ref={root}>
          <ConditionGroupEditor label={label} value={value} onChange={onChange} path={path} place={[]} />
        </div>
      </DndContext>
      <VisuallyHidden role="status">{said}</VisuallyHidden>
    </MoverContext.Provider>
  );
}
