import type { EventProblem } from "../engine/eventCheck.ts";

/** Segment's own limits; the depth is ours. */
const MAX_EVENT_BYTES = 32 * 1024;
const MAX_PROPERTIES = 10_000;
const MAX_KEY_LENGTH = 1_000;
const MAX_DEPTH = 32;

/** A UTF-16 unit is at most three bytes of UTF-8, or six as an escape. */
const BYTES_PER_UNIT = 6;

/**
 * Looks once at every value of a parsed event and answers what is too much of it, or null. Mends on the way what JSON lets
 * through and JavaScript or PostgreSQL would trip over: `__proto__` keys and numbers too large for a double are left out.
 */
export function boundsProblem(item: object): EventProblem | null {
  const walk: Walk = { properties: 0, units: 0, problem: null };
  visit(item, "", 0, walk);
  if (walk.problem) return walk.problem;
  // The units are counted on the way and bound the bytes; only what may be too large is written out to be measured.
  if (walk.units * BYTES_PER_UNIT <= MAX_EVENT_BYTES) return null;
  const bytes = Buffer.byteLength(JSON.stringify(item));
  if (bytes <= MAX_EVENT_BYTES) return null;
  return { code: "event_too_large", path: "", message: `The event has ${bytes} bytes; ${MAX_EVENT_BYTES} are allowed.` };
}

interface Walk {
  properties: number;
  units: number;
  problem: EventProblem | null;
}

function visit(container: object, path: string, depth: number, walk: Walk): void {
  if (depth > MAX_DEPTH) {
    walk.problem = { code: "too_deep", path: path.slice(0, 200), message: `The event is nested more than ${MAX_DEPTH} levels deep.` };
    return;
  }
  const members = container as { [key: string]: unknown };
  const isList = Array.isArray(container);
  for (const key in members) {
    const value = members[key];
    walk.properties += 1;
    walk.units += isList ? 2 : key.length + 4;
    if (key.length > MAX_KEY_LENGTH)
      walk.problem = { code: "key_too_long", path: path.slice(0, 200), message: `A key has ${key.length} characters; ${MAX_KEY_LENGTH} are allowed.` };
    if (walk.properties > MAX_PROPERTIES)
      walk.problem = { code: "too_many_properties", path: "", message: `The event has more than ${MAX_PROPERTIES} properties.` };
    if (walk.problem) return;
    if (typeof value === "string") walk.units += value.length;
    else if (typeof value === "number") visitNumber(members, key, value, isList, walk);
    else if (typeof value === "object" && value !== null) visit(value, path === "" ? key : `${path}.${key}`, depth + 1, walk);
    else walk.units += 5;
    if (key === "__proto__") delete members[key];
  }
}

/** JSON may say 1e400, which no double holds: without it the rest of the event is still good. */
function visitNumber(members: { [key: string]: unknown }, key: string, value: number, isList: boolean, walk: Walk): void {
  walk.units += 24;
  if (Number.isFinite(value)) return;
  if (isList) members[key] = null;
  else delete members[key];
}
