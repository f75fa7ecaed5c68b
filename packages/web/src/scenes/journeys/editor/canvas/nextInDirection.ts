import type { PlacedNode } from "./journeyLayout.ts";

const DIRECTIONS: { readonly [key: string]: { readonly x: number; readonly y: number } } = {
  ArrowDown: { x: 0, y: 1 },
  ArrowUp: { x: 0, y: -1 },
  ArrowLeft: { x: -1, y: 0 },
  ArrowRight: { x: 1, y: 0 },
};
/** What is aside counts so much more than what is straight ahead. */
const ASIDE = 2;

/** The step that an arrow key leads to: the nearest in its direction; undefined for other keys and at the edge. Ends are no steps. */
export function nextInDirection(nodes: readonly PlacedNode[], from: string, key: string): string | undefined {
  const direction = DIRECTIONS[key];
  const here = nodes.find(({ id }) => id === from);
  if (!direction || !here) return undefined;
  const distance = (node: PlacedNode) => {
    const x = node.x + node.width / 2 - (here.x + here.width / 2);
    const y = node.y + node.height / 2 - (here.y + here.height / 2);
    const ahead = x * direction.x + y * direction.y;
    const aside = Math.abs(x * direction.y) + Math.abs(y * direction.x);
    return ahead <= 1 ? Number.POSITIVE_INFINITY : ahead + ASIDE * aside;
  };
  const [nearest] = nodes
    .filter(({ id, kind }) => id !== from && kind !== "end")
    .map((node) => ({ id: node.id, far: distance(node) }))
    .filter(({ far }) => Number.isFinite(far))
    .sort((a, b) => a.far - b.far);
  return nearest?.id;
}
