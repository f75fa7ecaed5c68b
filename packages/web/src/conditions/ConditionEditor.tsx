import { type CollisionDetection, DndContext, type DragEndEvent, PointerSensor, useSensor, useSensors } from "@dnd-kit/core";
import { VisuallyHidden } from "@mantine/core";
import { useEffect, useRef, useState } from "react";
import { ConditionGroupEditor } from "./ConditionGroupEditor.tsx";
import { conditionCount, type Moved, moved, type Place, stepped, type Target } from "./conditionTree.ts";
import { type ConditionEditorProps, InnerEditorProvider } from "./innerEditor.ts";
import { MoverProvider } from "./mover.ts";

/** The pointer goes so far before a press is a drag. */
const DRAG_AFTER_PX = 5;

/** The place between two conditions that is nearest above or below the pointer, of those that begin left of it: deeper ones begin further right. */
const nearestGap: CollisionDetection = ({ pointerCoordinates, droppableContainers, droppableRects }) => {
  if (pointerCoordinates === null) return [];
  const { x, y } = pointerCoordinates;
  return droppableContainers
    .flatMap((droppableContainer) => {
      const rect = droppableRects.get(droppableContainer.id);
      if (rect === undefined || rect.left > x || rect.right < x) return [];
      return [{ id: droppableContainer.id, data: { droppableContainer, value: Math.abs(rect.top + rect.height / 2 - y) } }];
    })
    .sort((a, b) => a.data.value - b.data.value);
};

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
    <MoverProvider value={{ step: (from, step) => take(stepped(value, from, step)), isUseful: conditionCount(value) > 1 }}>
      <DndContext
        sensors={useSensors(useSensor(PointerSensor, { activationConstraint: { distance: DRAG_AFTER_PX } }))}
        collisionDetection={nearestGap}
        onDragEnd={drop}
      >
        <div ref={root}>
          <InnerEditorProvider value={ConditionEditor}>
            <ConditionGroupEditor label={label} value={value} onChange={onChange} path={path} place={[]} />
          </InnerEditorProvider>
        </div>
      </DndContext>
      <VisuallyHidden role="status">{said}</VisuallyHidden>
    </MoverProvider>
  );
}
