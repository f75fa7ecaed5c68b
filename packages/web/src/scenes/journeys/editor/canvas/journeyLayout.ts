import { type JourneyDocument, type StepNode, stepKindOf, type Way } from "@beckon/core";
import { Graph, layout } from "@dagrejs/dagre";
import { WAY_IN, type WayPlace } from "../stepWays.ts";

/** Sizes on the canvas, in its own pixels. */
const STEP_SIZE = { width: 256, height: 84 };
/** With the figures of the step below its words. */
const COUNTED_SIZE = { width: 256, height: 108 };
const START_SIZE = { width: 304, height: 84 };
const END_SIZE = { width: 76, height: 32 };
/** The label of a way and the button below it, for which room is kept. */
const LABEL = { width: 150, height: 62 };
const PLAIN_LABEL = { width: 44, height: 44 };

export interface Point {
  readonly x: number;
  readonly y: number;
}

/** A thing at its place: `x` and `y` are its upper left corner. */
export interface PlacedNode extends Point {
  readonly id: string;
  readonly kind: "start" | "step" | "end";
  readonly width: number;
  readonly height: number;
}

export interface PlacedWay {
  readonly id: string;
  readonly source: string;
  readonly target: string;
  readonly place: WayPlace;
  readonly label: string;
  /** Whether it ends the journey. */
  readonly ends: boolean;
  /** From the one to the other, bends included. */
  readonly points: readonly Point[];
  /** The middle of its label. */
  readonly at: Point;
}

export interface JourneyLayout {
  readonly nodes: readonly PlacedNode[];
  readonly ways: readonly PlacedWay[];
}

export const START = "start:";

/**
 * Where everything stands: the trigger on top, what follows below it, an end for each way that leads nowhere.
 * @param isCounted whether the step shows its figures
 */
export function layOut({ steps }: Pick<JourneyDocument, "steps">, isCounted: (step: string) => boolean = () => false): JourneyLayout {
  const graph = new Graph({ directed: true, multigraph: true });
  graph.setGraph({ rankdir: "TB", ranksep: 24, nodesep: 36, edgesep: 20, marginx: 24, marginy: 24 });
  const kinds = new Map<string, PlacedNode["kind"]>();
  const put = (id: string, kind: PlacedNode["kind"], size: { width: number; height: number }) => {
    kinds.set(id, kind);
    graph.setNode(id, { ...size });
  };
  put(START, "start", START_SIZE);
  for (const { id } of steps) put(id, "step", isCounted(id) ? COUNTED_SIZE : STEP_SIZE);
  const drawn = waysOf(steps).map((way) => {
    const target = way.target ?? `end:${way.id}`;
    if (way.target === undefined) put(target, "end", END_SIZE);
    graph.setEdge(way.source, target, { ...(way.label === "" ? PLAIN_LABEL : LABEL), labelpos: "c", weight: 1 }, way.id);
    return { ...way, target, ends: way.target === undefined };
  });
  // As they are ranked, from the left: the heuristic would part ways so that they cross least, and put "all others" anywhere.
  layout(graph, { disableOptimalOrderHeuristic: true });
  const nodes = [...kinds].map(([id, kind]) => {
    const { x, y, width, height } = graph.node(id) as Required<Point & { width: number; height: number }>;
    return { id, kind, width, height, x: x - width / 2, y: y - height / 2 };
  });
  const ways = drawn.map((way) => {
    const { points = [], x = 0, y = 0 } = graph.edge(way.source, way.target, way.id) as { points?: Point[]; x?: number; y?: number };
    return { ...way, points: points.map((point) => ({ x: point.x, y: point.y })), at: { x, y } };
  });
  return { nodes, ways };
}

function waysOf(steps: readonly StepNode[]) {
  const known = new Set(steps.map(({ id }) => id));
  const leads = (to: string | undefined) => (to !== undefined && known.has(to) ? to : undefined);
  const own = (step: StepNode) =>
    stepKindOf(step)
      .ways(step)
      .map(({ key, label, to }: Way) => ({
        id: `${step.id}/${key}`,
        source: step.id,
        target: leads(to),
        place: { from: step.id, way: key } satisfies WayPlace,
        label,
      }));
  return [{ id: "start", source: START, target: steps[0]?.id, place: WAY_IN, label: "" }, ...steps.flatMap(own)];
}
