import {
  checkJson,
  checkSegment,
  isObject,
  type Json,
  type KnownToSegments,
  LIFE_CYCLE,
  type Problem,
  type SegmentDocument,
  segmentSchema,
} from "@beckon/core";
import type { KeptKind, SegmentKind, SegmentRow } from "../store/segments.ts";
import { pathIn } from "./documentCheck.ts";
import { Refusal } from "./refusal.ts";

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

/** Everything that is wrong with a document, among all that the workspace knows. */
export function segmentProblems(
  kind: SegmentKind,
  document: unknown,
  all: readonly Pick<SegmentRow<KeptKind>, "key" | "published" | "archivedAt">[],
  known: Pick<KnownToSegments, "events" | "attributes" | "places"> = {},
): Problem[] {
  const shape = shapeProblems(kind, document);
  if (shape.length > 0) return shape;
  // The draft itself stands in for what is published of it.
  const segments = all.flatMap(({ published, key, archivedAt }) =>
    published && archivedAt === null && key !== (document as SegmentDocument).key ? [published] : [],
  );
  const unpublished = all.flatMap(({ published, key, archivedAt }) => (published === null && archivedAt === null ? [key] : []));
  return checkSegment(document, { ...known, segments, unpublished });
}

/** A segment goes by a condition, a list has none. */
function shapeProblems(kind: SegmentKind, document: unknown): Problem[] {
  const problems = checkJson(segmentSchema, document, segmentSchema.$defs);
  if (problems.length > 0) return problems;
  const { condition } = document as SegmentDocument;
  const problem = (message: string): Problem => ({ severity: "error", code: "missing_field", path: "condition", message });
  if (kind === "live" && condition === undefined)
    return [problem("Say who belongs to the segment: it has no condition. To name people one by one, make a list.")];
  return kind === "list" && condition !== undefined ? [problem("A list has no condition: people are put on it and taken off.")] : [];
}

/** Keys of the segments that a document asks for or listens to, wherever in it: whatever is of a kind `segment...` names one, and stages the life cycle. */
export function segmentsNamedIn(document: unknown): readonly string[] {
  const named = new Set<string>();
  const look = (value: unknown): void => {
    if (Array.isArray(value)) value.forEach(look);
    else if (isObject(value as Json)) {
      const { kind, segment } = value as { kind?: unknown; segment?: unknown };
      if (typeof kind === "string" && kind.startsWith("segment") && typeof segment === "string") named.add(segment);
      if (kind === "stage" || kind === "stage_changed") named.add(LIFE_CYCLE);
      Object.values(value as object).forEach(look);
    }
  };
  look(document);
  return [...named];
}

export function namesSegment(document: unknown, key: string): boolean {
  return segmentsNamedIn(document).includes(key);
}
