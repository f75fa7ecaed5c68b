import { blocksNamedInDocument, type ContentBlock, diffDocuments, type JsonObject } from "@beckon/core";
import type { ContentBlockRow } from "../store/contentBlocks.ts";
import { type ContentBlockDesk, documentOfBlock } from "./contentBlockDesk.ts";
import { type GivenDefinition, innerFirst, invalidStep, keyOf, type PlannedChange, type Step } from "./definitionStep.ts";

const CHANGED = "The change is saved as a draft: publish it in the app, where you choose whether campaigns that run take the new text.";

/** Content blocks as documents: what each becomes by a push. */
export class ContentBlockDefinitions {
  readonly #desk: ContentBlockDesk;
  readonly #workspaceId: number;
  readonly #rows: ReadonlyMap<string, ContentBlockRow>;
  readonly #given: ReadonlyMap<string, JsonObject>;
  readonly #places: readonly string[];

  constructor(desk: ContentBlockDesk, workspaceId: number, rows: readonly ContentBlockRow[], definitions: readonly GivenDefinition[]) {
    this.#desk = desk;
    this.#workspaceId = workspaceId;
    this.#rows = new Map(rows.map((row) => [row.key, row]));
    this.#given = new Map(definitions.flatMap(({ kind, document }) => (kind === "content_block" ? [[keyOf(kind, document), document] as const] : [])));
    this.#places = innerFirst(this.#given, (key) => [...blocksNamedInDocument(this.#given.get(key) ?? this.#rows.get(key)?.published)]);
  }

  /** Those that nobody has published yet: a launch publishes them before the campaigns that name them. */
  get coming(): readonly ContentBlock[] {
    return [...this.#given].flatMap(([key, document]) => ((this.#rows.get(key)?.version ?? 0) === 0 ? [document as unknown as ContentBlock] : []));
  }

  async step(document: JsonObject, launch: boolean): Promise<Step> {
    const key = keyOf("content_block", document);
    const row = this.#rows.get(key) ?? null;
    const status = row === null ? null : row.version === 0 ? "draft" : "live";
    const problems = await this.#desk.problems(this.#workspaceId, document, this.coming);
    if (problems.some(({ severity }) => severity === "error")) return invalidStep("content_block", key, status, problems);
    const launches = launch && status !== "live";
    const diff = row === null ? [] : diffDocuments(documentOfBlock(row) as unknown as JsonObject, document);
    const isSame = row !== null && diff.length === 0 && !launches;
    const action = row === null ? "create" : isSame ? "unchanged" : "update";
    const note = launch && action === "update" && !launches ? CHANGED : null;
    const change: PlannedChange = { kind: "content_block", key, action, status, launches, note, diff, problems };
    return { change, apply: isSame ? null : (by) => this.#write(row, document, launches, by), place: this.#places.indexOf(key) };
  }

  /** Those that only the workspace has, where any are given. A push leaves them alone. */
  missing(): Step[] {
    if (this.#given.size === 0) return [];
    const note = "Only the workspace has it; a push leaves it as it is. Delete it in the app where nothing uses it.";
    return [...this.#rows.values()]
      .filter(({ key }) => !this.#given.has(key))
      .map(({ key, version }) => {
        const status = version === 0 ? "draft" : "live";
        return { change: { kind: "content_block", key, action: "missing", status, launches: false, note, diff: [], problems: [] }, apply: null };
      });
  }

  async #write(row: ContentBlockRow | null, document: JsonObject, launches: boolean, by: string): Promise<void> {
    const { id } = row === null ? await this.#desk.create(this.#workspaceId, document) : await this.#desk.save(this.#workspaceId, row.id, document, null);
    // Nothing that runs can have it yet.
    if (launches) await this.#desk.publish(this.#workspaceId, id, by, "keep");
  }
}
