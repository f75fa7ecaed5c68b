import { isObject, type Json, type JsonObject } from "../json.ts";
import { diffLines, type LineChange } from "./diffLines.ts";

/** One place where two documents differ, as people read it and as programs do. */
export interface Difference {
  /** `trigger.where.parts[1].value`; empty for the document itself. */
  readonly path: string;
  readonly kind: "added" | "removed" | "changed";
  /** Absent where it was added. */
  readonly before?: Json;
  /** Absent where it was removed. */
  readonly after?: Json;
  /** `priority changes from 50 to 80`: no full stop. */
  readonly sentence: string;
  /** Line by line, for texts of several lines (a mail's source). */
  readonly lines?: readonly LineChange[];
}

/** Longest value that a sentence quotes whole. */
const QUOTED_MAX = 120;

/**
 * Where two documents differ, in the order of the new one. The order of keys means nothing, the order of a list does;
 * list items are compared after the common start and end are set aside, so that one inserted item is one difference.
 */
export function diffDocuments(before: Json, after: Json): Difference[] {
  const differences: Difference[] = [];
  compare("", before, after, differences);
  return differences;
}

/** Whether two documents say the same, whatever the order of their keys. */
export function sameDocument(before: Json, after: Json): boolean {
  return diffDocuments(before, after).length === 0;
}

function compare(path: string, before: Json, after: Json, found: Difference[]): void {
  if (isObject(before) && isObject(after)) compareObjects(path, before, after, found);
  else if (Array.isArray(before) && Array.isArray(after)) compareLists(path, before, after, found);
  else if (before !== after) found.push(changed(path, before, after));
}

function compareObjects(path: string, before: JsonObject, after: JsonObject, found: Difference[]): void {
  for (const key of Object.keys(after)) {
    const inner = path === "" ? key : `${path}.${key}`;
    const old = own(before, key);
    const now = own(after, key);
    if (now === undefined) continue;
    if (old === undefined) found.push(added(inner, now));
    else compare(inner, old, now, found);
  }
  for (const key of Object.keys(before)) {
    const old = own(before, key);
    if (old !== undefined && own(after, key) === undefined) found.push(removed(path === "" ? key : `${path}.${key}`, old));
  }
}

function compareLists(path: string, before: readonly Json[], after: readonly Json[], found: Difference[]): void {
  let start = 0;
  while (start < before.length && start < after.length && same(before[start], after[start])) start++;
  let end = 0;
  while (end < before.length - start && end < after.length - start && same(before[before.length - 1 - end], after[after.length - 1 - end])) end++;
  const old = before.slice(start, before.length - end);
  const now = after.slice(start, after.length - end);
  for (let i = 0; i < Math.max(old.length, now.length); i++) {
    const inner = `${path}[${start + i}]`;
    const was = old[i];
    const is = now[i];
    if (was === undefined && is !== undefined) found.push(added(inner, is));
    else if (is === undefined && was !== undefined) found.push(removed(inner, was));
    else if (was !== undefined && is !== undefined) compare(inner, was, is, found);
  }
}

function same(a: Json | undefined, b: Json | undefined): boolean {
  return a !== undefined && b !== undefined && sameDocument(a, b);
}

/** A key's own value; `undefined` values (optional fields of typed documents) count as absent, as they do in JSON. */
function own(object: JsonObject, key: string): Json | undefined {
  return Object.hasOwn(object, key) ? object[key] : undefined;
}

function added(path: string, after: Json): Difference {
  return { path, kind: "added", after, sentence: `${named(path)} is added: ${quoted(after)}` };
}

function removed(path: string, before: Json): Difference {
  return { path, kind: "removed", before, sentence: `${named(path)} is removed (was ${quoted(before)})` };
}

function changed(path: string, before: Json, after: Json): Difference {
  if (typeof before === "string" && typeof after === "string" && (before.includes("\n") || after.includes("\n"))) {
    const lines = diffLines(before, after);
    return { path, kind: "changed", before, after, sentence: `${named(path)} changes: ${counted(lines)}`, lines };
  }
  return { path, kind: "changed", before, after, sentence: `${named(path)} changes from ${quoted(before)} to ${quoted(after)}` };
}

function counted(lines: readonly LineChange[]): string {
  const count = (sign: LineChange["sign"]) => lines.filter((line) => line.sign === sign).length;
  const say = (n: number, what: string) => `${n} ${n === 1 ? "line" : "lines"} ${what}`;
  return `${say(count("+"), "added")}, ${say(count("-"), "removed")}`;
}

function named(path: string): string {
  return path === "" ? "the document" : path;
}

function quoted(value: Json): string {
  const text = JSON.stringify(value);
  return text.length <= QUOTED_MAX ? text : `${text.slice(0, QUOTED_MAX - 1)}…`;
}
