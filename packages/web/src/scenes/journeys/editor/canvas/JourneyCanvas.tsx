import "@xyflow/react/dist/base.css";
import { type Edge, type EdgeTypes, MarkerType, type Node, type NodeTypes, ReactFlow, ReactFlowProvider, useReactFlow } from "@xyflow/react";
import { type KeyboardEvent, useEffect, useMemo, useRef } from "react";
import { useJourneyDesk } from "../journeyDesk.ts";
import { CanvasControls } from "./CanvasControls.tsx";
import classes from "./JourneyCanvas.module.css";
import { layOut, type PlacedWay, START } from "./journeyLayout.ts";
import { nextInDirection } from "./nextInDirection.ts";
import { EndCard, StartCard, StepCard } from "./nodes.tsx";
import { WayLine } from "./WayLine.tsx";

const NODE_TYPES: NodeTypes = { start: StartCard, step: StepCard, end: EndCard };
const EDGE_TYPES: EdgeTypes = { way: WayLine };
const FIT = { maxZoom: 1, minZoom: 0.45, padding: 0.08 };
const ARROW = { type: MarkerType.ArrowClosed, width: 16, height: 16, color: "var(--mantine-color-dimmed)" };

/** The journey as it is walked, from above. */
export function JourneyCanvas() {
  return (
    <ReactFlowProvider>
      <Canvas />
    </ReactFlowProvider>
  );
}

function Canvas() {
  const { document, countsOf } = useJourneyDesk();
  const counted = document.steps.filter(({ id }) => countsOf(id) !== undefined).map(({ id }) => id);
  const countedKey = counted.join(" ");
  const drawn = useMemo(() => layOut(document, (id) => countedKey.split(" ").includes(id)), [document, countedKey]);
  const nodes = useMemo(
    () =>
      drawn.nodes.map(
        ({ id, kind, x, y, width, height }): Node => ({ id, type: kind, position: { x, y }, width, height, data: {}, draggable: false, connectable: false }),
      ),
    [drawn],
  );
  const edges = useMemo(
    () =>
      drawn.ways.map(
        (way): Edge<{ way: PlacedWay }> => ({
          id: way.id,
          source: way.source,
          target: way.target,
          type: "way",
          data: { way },
          markerEnd: ARROW,
        }),
      ),
    [drawn],
  );
  const frame = useRef<HTMLDivElement>(null);
  const keys = useCanvasKeys(frame, drawn.nodes);
  return (
    // biome-ignore lint/a11y/noStaticElementInteractions: the keys act on the step that has the focus.
    <div ref={frame} className={classes.canvas} onKeyDown={keys}>
      <ReactFlow
        nodes={nodes}
        edges={edges}
        nodeTypes={NODE_TYPES}
        edgeTypes={EDGE_TYPES}
        fitView
        fitViewOptions={FIT}
        minZoom={0.15}
        maxZoom={1.5}
        panOnScroll
        zoomOnScroll={false}
        zoomOnDoubleClick={false}
        nodesDraggable={false}
        nodesConnectable={false}
        nodesFocusable={false}
        edgesFocusable={false}
        elementsSelectable={false}
        disableKeyboardA11y
        deleteKeyCode={null}
        selectionKeyCode={null}
        panActivationKeyCode={null}
      >
        <CanvasControls fit={FIT} />
        <Follow />
      </ReactFlow>
    </div>
  );
}

/** Keeps the step whose form is open in sight, when it is new and when the room beside the form gets less. */
function Follow() {
  const { selected } = useJourneyDesk();
  const flow = useReactFlow();
  useEffect(() => {
    if (selected === null) return;
    const timer = setTimeout(() => void bringIntoSight(flow, selected), FORM_OPENS_MS);
    return () => clearTimeout(timer);
  }, [selected, flow]);
  return null;
}

/** The form takes its room first. */
const FORM_OPENS_MS = 60;

async function bringIntoSight(flow: ReturnType<typeof useReactFlow>, id: string): Promise<void> {
  const node = flow.getNode(id);
  const frame = window.document.querySelector(`.${classes.canvas}`)?.getBoundingClientRect();
  if (!node || !frame) return;
  const { width = 0, height = 0, position } = node;
  const { x, y, zoom } = flow.getViewport();
  const left = position.x * zoom + x;
  const top = position.y * zoom + y;
  const isSeen = left >= 0 && top >= 0 && left + width * zoom <= frame.width && top + height * zoom <= frame.height;
  if (!isSeen) await flow.setCenter(position.x + width / 2, position.y + height / 2, { zoom });
}

/** Arrows go from step to step; the focused step is opened by Enter, as every button is, and closed by Escape. */
function useCanvasKeys(frame: React.RefObject<HTMLDivElement | null>, placed: ReturnType<typeof layOut>["nodes"]) {
  const { document, edits, readOnly, copied, selected, select } = useJourneyDesk();
  const flow = useReactFlow();
  return (event: KeyboardEvent) => {
    const focused = (event.target as HTMLElement).dataset["node"];
    if (focused === undefined) return;
    const step = document.steps.find(({ id }) => id === focused);
    if (event.key === "Escape" && selected !== null) {
      select(null);
      return;
    }
    const isCommand = event.ctrlKey || event.metaKey;
    const next = isCommand ? undefined : nextInDirection(placed, focused, event.key);
    const goTo = (id: string) => {
      frame.current?.querySelector<HTMLElement>(`[data-node="${CSS.escape(id)}"]`)?.focus({ preventScroll: true });
      void bringIntoSight(flow, id);
    };
    if (next !== undefined) {
      event.preventDefault();
      goTo(next);
      return;
    }
    if (step === undefined || readOnly) return;
    const key = event.key.toLowerCase();
    if (!isCommand && (key === "delete" || key === "backspace")) {
      // The step that goes would take the focus with it.
      goTo(nextInDirection(placed, focused, "ArrowUp") ?? START);
      edits.remove(step);
    } else if (isCommand && key === "c") edits.copy(step);
    else if (isCommand && key === "v" && copied) edits.pasteAfter(step);
    else return;
    event.preventDefault();
  };
}
