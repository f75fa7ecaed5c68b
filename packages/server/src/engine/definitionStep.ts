import { contentBlockKey, type Difference, type JsonObject, type Problem } from "@beckon/core";
import type { CourseRow } from "../store/campaigns.ts";
import type { SegmentState } from "../store/segments.ts";

export type DefinitionKind = "content_block" | "segment" | "workspace" | "campaign" | "journey";

export interface GivenDefinition {
  readonly kind: DefinitionKind;
  readonly document: JsonObject;
}

/** What a push does, or did, with one definition. */
export interface PlannedChange {
  readonly kind: DefinitionKind;
  readonly key: string;
  /** `missing`: in the workspace, but not among the documents. */
  readonly action: "create" | "update" | "unchanged" | "missing" | "invalid";
  /** Of the campaign, journey, segment or content block in the workspace; null for a new one and for the workspace. */
  readonly status: CourseRow["status"] | SegmentState | null;
  /** Whether it goes live by it: a segment, once it is built. */
  readonly launches: boolean;
  readonly note: string | null;
  readonly diff: readonly Difference[];
  readonly problems: readonly Problem[];
}

/** A change with what is needed to make it. */
export interface Step {
  readonly change: PlannedChange;
  /** Null where there is nothing to do. */
  readonly apply: ((by: string) => Promise<void>) | null;
  /** Among those of its kind, where their order matters. */
  readonly place?: number;
}

/** What a definition is known by. */
export function keyOf(kind: DefinitionKind, { key, name }: JsonObject): string {
  if (kind === "workspace") return kind;
  if (kind === "content_block") return typeof name === "string" ? contentBlockKey(name) : "";
  return typeof key === "string" ? key : "";
}

/** Keys of the given ones, those that others name before the others; the way may lead through some that are not given. */
export function innerFirst(given: ReadonlyMap<string, unknown>, namedBy: (key: string) => readonly string[]): readonly string[] {
  const inOrder: string[] = [];
  const seen = new Set<string>();
  const visit = (key: string): void => {
    if (seen.has(key)) return;
    seen.add(key);
    for (const named of namedBy(key)) visit(named);
    if (given.has(key)) inOrder.push(key);
  };
  for (const key of given.keys()) visit(key);
  return inOrder;
}

export function problem(path: string, code: string, message: string): Problem {
  return { severity: "error", code, path, message };
}

export function invalidStep(kind: DefinitionKind, key: string, status: PlannedChange["status"], problems: readonly Problem[]): Step {
  return { change: { kind, key, action: "invalid", status, launches: false, note: null, diff: [], problems }, apply: null };
}
