import type { Point } from "./journeyLayout.ts";

/** A path that leaves and reaches each point straight up or down. */
export function curveThrough(points: readonly Point[]): string {
  const [first, ...rest] = points;
  if (!first) return "";
  let from = first;
  const parts = rest.map((to) => {
    const middle = (from.y + to.y) / 2;
    const part = `C ${from.x},${middle} ${to.x},${middle} ${to.x},${to.y}`;
    from = to;
    return part;
  });
  return `M ${first.x},${first.y} ${parts.join(" ")}`;
}
