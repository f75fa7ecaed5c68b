import { expect, test } from "vitest";
import type { PlacedNode } from "./journeyLayout.ts";
import { nextInDirection } from "./nextInDirection.ts";

const at = (id: string, x: number, y: number, kind: PlacedNode["kind"] = "step"): PlacedNode => ({ id, kind, x, y, width: 10, height: 10 });
const NODES = [at("top", 50, 0), at("left", 0, 100), at("right", 100, 100), at("end", 50, 60, "end")];

test("an arrow key leads to the nearest step in its direction, never to an end", () => {
  expect(nextInDirection(NODES, "left", "ArrowRight")).toBe("right");
  expect(nextInDirection(NODES, "right", "ArrowUp")).toBe("top");
  expect(nextInDirection(NODES, "top", "ArrowDown")).toBe("left");
});

test("at the edge, and for any other key, the focus stays", () => {
  expect(nextInDirection(NODES, "left", "ArrowDown")).toBeUndefined();
  expect(nextInDirection(NODES, "left", "a")).toBeUndefined();
});
