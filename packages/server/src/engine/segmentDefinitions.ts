import { type Difference, diffDocuments, type JsonObject, type KnownToSegments, type Problem, type SegmentDocument } from "@beckon/core";
import type { KeptKind, SegmentKind, SegmentRow } from "../store/segments.ts";
import { type GivenDefinition, innerFirst, invalidStep, keyOf, problem, type Step } from "./definitionStep.ts";
import { segmentProblems, segmentsNamedIn } from "./segmentCheck.ts";
import { percentOf, type SegmentDesk, stateOf } from "./segmentDesk.ts";

/** Segments and lists as documents: what there is, what is given, and what each becomes by a push. */
export class SegmentDefinitions {
  readonly #desk: SegmentDesk;
  readonly #workspaceId: number;
  readonly #rows: ReadonlyMap<string, SegmentRow<KeptKind>>;
  readonly #given: ReadonlyMap<string, SegmentDocument>;
  readonly #known: Pick<KnownToSegments, "events" | "attributes" | "places">;

  readonly #places: readonly string[];

  constructor(
    desk: SegmentDesk,
    workspaceId: number,
    rows: readonly SegmentRow<KeptKind>[],
    definitions: readonly GivenDefinition[],
    known: Pick<KnownToSegments, "events" | "attributes" | "places">,
  ) {
    this.#desk = desk;
    this.#workspaceId = workspaceId;
    this.#rows = new Map(rows.map((row) => [row.key, row]));
    this.#given = new Map(
      definitions.flatMap(({ kind, document }) => (kind === "segment" ? [[keyOf("segment", document), document as unknown as SegmentDocument] as const] : [])),
    );
    this.#known = known;
    this.#places = innerFirst(this.#given, (key) => segmentsNamedIn(this.#given.get(key) ?? this.#rows.get(key)?.published));
  }

  /** Keys of the segments and lists that are given. */
  get coming(): readonly string[] {
    return [...this.#given.keys()];
  }

  /** Lists among them: they hold at once. */
  get comingLists(): readonly string[] {
    return [...this.#given].flatMap(([key, document]) => (kindOf(document) === "list" ? [key] : []));
  }

  /** Of the segments that a document names, those that hold nobody right after the push, since they are being filled. */
  notYetLive(document: unknown): readonly string[] {
    return segmentsNamedIn(document).filter((key) => (this.#rows.get(key)?.version ?? 0) === 0 && !this.comingLists.includes(key));
  }

  step(document: JsonObject): Step {
    const key = keyOf("segment", document);
    const row = this.#rows.get(key) ?? null;
    const status = row === null ? null : stateOf(row);
    const kind = kindOf(document as unknown as SegmentDocument);
    const problems = [...this.#problems(kind, document), ...(row === null ? [] : clashes(row, kind))];
    if (problems.some(({ severity }) => severity === "error")) return invalidStep("segment", key, status, problems);
    const publishes = kind === "live";
    if (row === null) {
      const change = { kind: "segment", key, action: "create", status, launches: publishes, note: null, diff: [], problems } as const;
      return { change, apply: (by) => this.#create(kind, document, by), place: this.#places.indexOf(key) };
    }
    const diff: readonly Difference[] = row.published === null ? [] : diffDocuments(row.published as unknown as JsonObject, document);
    if (diff.length === 0 && row.published !== null)
      return { change: { kind: "segment", key, action: "unchanged", status, launches: false, note: row.buildError, diff, problems }, apply: null };
    if (row.build !== null) {
      const message = `The segment “${key}” is being built (${percentOf(row)}%). Push again when that is done.`;
      return invalidStep("segment", key, status, [problem("key", "segment_building", message)]);
    }
    const note = row.draft !== null ? "What somebody drafted in the app is replaced by it." : null;
    return {
      change: { kind: "segment", key, action: "update", status, launches: publishes, note, diff, problems },
      apply: async (by) => {
        await this.#desk.save(this.#workspaceId, row.id, document, null);
        if (publishes && (await this.#desk.get(this.#workspaceId, row.id)).draft !== null) await this.#desk.publish(this.#workspaceId, row.id, by);
      },
      place: this.#places.indexOf(key),
    };
  }

  /** Those that only the workspace has, where any are given: a folder that carries none says nothing about them. A push leaves them alone. */
  missing(): Step[] {
    if (this.#given.size === 0) return [];
    return [...this.#rows.values()].filter((row) => isCarried(row) && !this.#given.has(row.key)).map(missingStep);
  }

  async #create(kind: SegmentKind, document: JsonObject, by: string): Promise<void> {
    const { id } = await this.#desk.create(this.#workspaceId, kind, document, by);
    if (kind === "live") await this.#desk.publish(this.#workspaceId, id, by);
  }

  /** Among all others as they are after the push. */
  #problems(kind: SegmentKind, document: JsonObject): readonly Problem[] {
    const others = [...this.#rows.values()].filter(({ key }) => !this.#given.has(key));
    const given = [...this.#given].map(([key, published]) => ({ key, published, archivedAt: null }));
    return segmentProblems(kind, document, [...others, ...given], this.#known);
  }
}

/** Whether `pull` writes it: a draft that was never published stays in the app, and so does the life cycle. */
export function isCarried(row: SegmentRow<KeptKind>): boolean {
  return row.kind !== "stages" && row.archivedAt === null && row.published !== null;
}

function kindOf({ condition }: SegmentDocument): SegmentKind {
  return condition === undefined ? "list" : "live";
}

function clashes(row: SegmentRow<KeptKind>, kind: SegmentKind): Problem[] {
  const { key } = row;
  if (row.kind === "stages") return [problem("key", "segment_key_taken", `“${key}” is the life cycle of the workspace; give the segment another key.`)];
  if (row.archivedAt !== null)
    return [problem("key", "archived", `The segment “${key}” is archived in the workspace; restore it there, or give this one another key.`)];
  if (row.kind === kind) return [];
  const message =
    row.kind === "list"
      ? `“${key}” is a list in the workspace, and a list has no condition. Take the condition out, or give the segment another key.`
      : `“${key}” has a condition in the workspace, and here it has none. Say who belongs to it, or give the list another key.`;
  return [problem("key", "other_kind", message)];
}

function missingStep(row: SegmentRow<KeptKind>): Step {
  const note = "Only the workspace has it; a push leaves it as it is. Archive it in the app where nothing uses it.";
  return {
    change: { kind: "segment", key: row.key, action: "missing", status: stateOf(row), launches: false, note, diff: [], problems: [] },
    apply: null,
  };
}
