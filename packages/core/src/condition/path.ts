import type { Json, JsonObject } from "../json.ts";

/**
 * The value at a dotted path, or undefined. A name that is there as it is wins over a path (`plan.tier` as one key). An
 * array on the way gives the values of all its elements (`products.sku` -> every sku), a number picks one (`products.0.sku`).
 * Only own properties count: `constructor` or `__proto__` find nothing but what the sender really sent.
 */
export function valueAt(object: JsonObject, path: string): Json | undefined {
  if (Object.hasOwn(object, path)) return object[path];
  if (!path.includes(".")) return undefined;
  return walk(object, stepsOf(path), 0);
}

function walk(value: Json, steps: readonly string[], from: number): Json | undefined {
  let current = value;
  for (let i = from; i < steps.length; i++) {
    if (typeof current !== "object" || current === null) return undefined;
    const step = steps[i]!;
    if (Array.isArray(current) && !/^\d+$/.test(step)) return ofElements(current, steps, i);
    if (!Object.hasOwn(current, step)) return undefined;
    current = (current as JsonObject)[step]!;
  }
  return current;
}

function ofElements(elements: readonly Json[], steps: readonly string[], from: number): Json[] {
  const values: Json[] = [];
  for (const element of elements) {
    const value = walk(element, steps, from);
    if (Array.isArray(value)) values.push(...value);
    else if (value !== undefined) values.push(value);
  }
  return values;
}

const split = new Map<string, readonly string[]>();
/** Paths come from documents, so they are few; the bound keeps a stream of drafts from growing the map for ever. */
const SPLIT_MAX = 5_000;

function stepsOf(path: string): readonly string[] {
  const known = split.get(path);
  if (known) return known;
  if (split.size >= SPLIT_MAX) split.clear();
  const steps = path.split(".");
  split.set(path, steps);
  return steps;
}
