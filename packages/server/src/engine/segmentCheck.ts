import { checkCondition, checkJson, isObject, type Json, type JsonSchema, type Problem, type SegmentDocument } from "@beckon/core";
import type { SegmentKind, SegmentRow } from "../store/segments.ts";
import { pathIn } from "./documentCheck.ts";
import { Refusal } from "./refusal.ts";

const words = {
  key: { type: "string", pattern: "^[a-z0-9]+(?:-[a-z0-9]+)*$", maxLength: 100, description: "Lower-case letters, digits and single hyphens." },
  name: { type: "string", minLength: 1, maxLength: 200 },
  description: { type: "string", maxLength: 2_000 },
};
const SCHEMAS: { readonly [kind in SegmentKind]: JsonSchema } = {
  live: { type: "object", properties: { ...words, condition: { type: "object" } }, required: ["key", "name", "condition"], additionalProperties: false },
  list: { type: "object", properties: words, required: ["key", "name"], additionalProperties: false },
};

/**
 * A document that has its shape. What else may be wrong with it keeps it from being published, not from being saved.
 * @throws Refusal `segment_invalid`
 */
export function readSegmentDocument(kind: SegmentKind, document: unknown): SegmentDocument {
  refuseFirst(shapeProblems(kind, document));
  return document as SegmentDocument;
}

/** @throws Refusal `segment_invalid` with the first problem, and all of them in its details */
export function refuseFirst(problems: readonly Problem[]): void {
  const first = problems.find(({ severity }) => severity === "error");
  if (first) throw new Refusal("segment_invalid", { problem: first.message, problems: problems as unknown as Json }, pathIn(first.path));
}

/** Everything that is wrong with a document, among the segments that there are. */
export function segmentProblems(kind: SegmentKind, document: unknown, all: readonly SegmentRow[]): Problem[] {
  const shape = shapeProblems(kind, document);
  return shape.length > 0 || kind === "list" ? shape : nestingProblems(document as SegmentDocument, all);
}

function shapeProblems(kind: SegmentKind, document: unknown): Problem[] {
  const shape = checkJson(SCHEMAS[kind], document, {});
  return shape.length > 0 || kind === "list" ? shape : checkCondition((document as SegmentDocument).condition, "condition");
}

/** Segments that it names must be there, and must not name it in turn. */
function nestingProblems({ key, condition }: SegmentDocument, all: readonly SegmentRow[]): Problem[] {
  const byKey = new Map(all.map((segment) => [segment.key, segment]));
  return segmentsNamedIn(condition).flatMap((named): Problem[] => {
    const problem = (code: string, message: string): Problem => ({ severity: "error", code, path: "condition", message });
    if (named === key) return [problem("segment_circle", "A segment cannot ask for itself.")];
    const segment = byKey.get(named);
    if (!segment) return [problem("segment_unknown", `There is no segment “${named}”.`)];
    if (segment.newest === 0) return [problem("segment_not_published", `The segment “${named}” was never published; publish it first.`)];
    return reaches(segment, key, byKey, new Set())
      ? [problem("segment_circle", `The segment “${named}” asks for “${key}” itself; one of the two must do without the other.`)]
      : [];
  });
}

function reaches(from: SegmentRow, key: string, byKey: ReadonlyMap<string, SegmentRow>, seen: Set<string>): boolean {
  if (seen.has(from.key)) return false;
  seen.add(from.key);
  return segmentsNamedIn(from.published).some((named) => {
    const next = byKey.get(named);
    return named === key || (next !== undefined && reaches(next, key, byKey, seen));
  });
}

/** Keys of the segments that a document asks for or listens to, wherever in it: whatever is of a kind `segment...` names one. */
export function segmentsNamedIn(document: unknown): readonly string[] {
  const named = new Set<string>();
  const look = (value: unknown): void => {
    if (Array.isArray(value)) value.forEach(look);
    else if (isObject(value as Json)) {
      const { kind, segment } = value as { kind?: unknown; segment?: unknown };
      if (typeof kind === "string" && kind.startsWith("segment") && typeof segment === "string") named.add(segment);
      Object.values(value as object).forEach(look);
    }
  };
  look(document);
  return [...named];
}

export function namesSegment(document: unknown, key: string): boolean {
  return segmentsNamedIn(document).includes(key);
}
