import {
  type ContentBlock,
  campaignAround,
  checkContentBlockShape,
  contentBlockKey,
  type Instant,
  type Json,
  type Problem,
  placeInBlock,
  sameDocument,
} from "@beckon/core";
import type { Clock } from "../clock.ts";
import { newId } from "../ids.ts";
import { type PinnedVersion, runningVersionsWith, setPins } from "../store/campaignBlocks.ts";
import { knownNames } from "../store/campaigns.ts";
import {
  type ContentBlockFilter,
  type ContentBlockRow,
  type ContentBlockVersionRow,
  contentBlockKeyTaken,
  contentBlockVersions,
  countContentBlocks,
  insertContentBlock,
  listContentBlocks,
  lockContentBlock,
  pinnedBlocks,
  publishContentBlock,
  readContentBlock,
  saveContentBlockDraft,
  setContentBlockDeleted,
} from "../store/contentBlocks.ts";
import type { Db, Query } from "../store/db.ts";
import { bumpDefinitions, lockWorkspace } from "../store/workspaces.ts";
import { asContentBlocks, blocksFor, namedBlocks, pinsOf } from "./contentBlocks.ts";
import { type ContentBlockUse, ContentBlockUses } from "./contentBlockUses.ts";
import { firstError, type MessageCheck } from "./documentCheck.ts";
import { Refusal } from "./refusal.ts";

/** What a publication does with campaigns that run: they take the new text at once, or keep theirs until they are launched again. */
export type RunningCampaigns = "update" | "keep";

/** More than this nobody overlooks, and finding who names whom reads them all. */
const BLOCKS_MAX = 1_000;

const NOTHING: ReadonlySet<string> = new Set();

/** Where pieces of messages are written, published, and taken out of use. */
export class ContentBlockDesk {
  readonly #db: Db;
  readonly #clock: Clock;
  readonly #checkMessage: MessageCheck;
  readonly #definitionsChanged: () => void;

  /** @param definitionsChanged called after a change that senders must see */
  constructor(db: Db, clock: Clock, checkMessage: MessageCheck, definitionsChanged: () => void) {
    this.#db = db;
    this.#clock = clock;
    this.#checkMessage = checkMessage;
    this.#definitionsChanged = definitionsChanged;
  }

  list(workspaceId: number, filter: ContentBlockFilter): Promise<ContentBlockRow[]> {
    return listContentBlocks(this.#db, workspaceId, filter);
  }

  uses(workspaceId: number): Promise<ContentBlockUses> {
    return ContentBlockUses.read(this.#db, workspaceId);
  }

  async get(workspaceId: number, id: string): Promise<ContentBlockRow> {
    return present(await readContentBlock(this.#db, workspaceId, id), id);
  }

  async versions(workspaceId: number, id: string): Promise<ContentBlockVersionRow[]> {
    await this.get(workspaceId, id);
    return contentBlockVersions(this.#db, id);
  }

  /**
   * What is wrong with a document, without saving it.
   * @param coming blocks that will be published before it
   */
  async problems(workspaceId: number, document: unknown, coming: readonly ContentBlock[] = []): Promise<readonly Problem[]> {
    const shape = checkContentBlockShape(document);
    if (shape.length > 0) return shape;
    const block = document as ContentBlock;
    const { attributes } = await knownNames(this.#db, workspaceId);
    const { blocks, blockNames } = await namedBlocks(this.#db, workspaceId, block, coming);
    // With itself under its own name, as it is once it is published: that is how a circle shows.
    const around = { always: NOTHING, attributes, properties: [], blocks: new Map([...blocks, [contentBlockKey(block.name), block]]), blockNames };
    const problems = await this.#checkMessage(campaignAround(block), around);
    return problems.map((problem) => ({ ...problem, path: placeInBlock(problem.path) }));
  }

  /** @throws Refusal `content_block_invalid`, `content_block_name_taken` */
  async create(workspaceId: number, document: unknown): Promise<ContentBlockRow> {
    const draft = readContentBlockDocument(document);
    const id = newId(this.#clock.now());
    if ((await countContentBlocks(this.#db, workspaceId)) >= BLOCKS_MAX)
      throw new Refusal("content_block_state", { problem: `A workspace holds ${BLOCKS_MAX} content blocks; delete some that nothing uses.` });
    if (!(await insertContentBlock(this.#db, { id, workspaceId, draft, now: this.#clock.now() })))
      throw new Refusal("content_block_name_taken", { name: draft.name }, "body.document.name");
    return this.get(workspaceId, id);
  }

  /**
   * Saves the draft; what is published stays as it is.
   * @param basedOn `updatedAt` of what was read, or null to save over whatever is there
   */
  async save(workspaceId: number, id: string, document: unknown, basedOn: Instant | null): Promise<ContentBlockRow> {
    const draft = readContentBlockDocument(document);
    await this.#change(workspaceId, id, async (tx, block) => {
      if (basedOn !== null && basedOn !== block.updatedAt) throw new Refusal("content_block_changed", { changedAt: new Date(block.updatedAt).toISOString() });
      await this.#keepName(tx, block, draft);
      const same = block.published !== null && sameDocument(block.published as unknown as Json, draft as unknown as Json);
      await saveContentBlockDraft(tx, id, contentBlockKey(draft.name), same ? null : draft, this.#now(block));
    });
    return this.get(workspaceId, id);
  }

  /** What names it would look for the old name. */
  async #keepName(tx: Query, block: ContentBlockRow, draft: ContentBlock): Promise<void> {
    const key = contentBlockKey(draft.name);
    if (key === block.key) return;
    const uses = (await ContentBlockUses.read(tx, block.workspaceId)).of(block);
    if (uses.length > 0) throw new Refusal("content_block_in_use", inUse("be given another name", uses), "body.document.name");
    if (await contentBlockKeyTaken(tx, block.workspaceId, key, block.id))
      throw new Refusal("content_block_name_taken", { name: draft.name }, "body.document.name");
  }

  /** Makes the draft the version that goes out from now on. @throws Refusal where it, or a campaign that is to take it, would not work */
  async publish(workspaceId: number, id: string, by: string, running: RunningCampaigns): Promise<ContentBlockRow> {
    const seen = await this.get(workspaceId, id);
    const { draft } = seen;
    if (draft === null) throw new Refusal("content_block_state", { problem: `The draft is the same as version ${seen.version}; there is nothing to publish.` });
    const problems = await this.problems(workspaceId, draft);
    const error = firstError(problems);
    if (error) throw new Refusal("content_block_invalid", { problem: error.message, problems: problems as unknown as Json }, `body.document.${error.path}`);
    await this.#change(workspaceId, id, async (tx, block) => {
      // What was checked is what is published.
      if (block.updatedAt !== seen.updatedAt) throw new Refusal("content_block_changed", { changedAt: new Date(block.updatedAt).toISOString() });
      const version = block.version + 1;
      await publishContentBlock(tx, id, version, draft, by, this.#now(block));
      if (running === "update") await this.#updateRunning(tx, { ...block, version }, draft);
      await bumpDefinitions(tx, workspaceId);
    });
    this.#definitionsChanged();
    return this.get(workspaceId, id);
  }

  /** Campaigns that run take the new version, each with the blocks that it now names. */
  async #updateRunning(tx: Query, block: ContentBlockRow, document: ContentBlock): Promise<void> {
    const newlyNamed = await blocksFor(tx, block.workspaceId, document);
    for (const pinned of await runningVersionsWith(tx, block.workspaceId, block.id)) {
      // What it sent before stays; what the new text names beside it is as it is published now.
      const pins = { ...pinsOf(newlyNamed), ...pinned.pins, [block.id]: block.version };
      const blocks = asContentBlocks(await pinnedBlocks(tx, pins));
      const error = firstError(await this.#checkMessage(pinned.document, { always: NOTHING, attributes: [], properties: [], blocks, blockNames: [] }));
      if (error === null) await setPins(tx, pinned.campaignId, pinned.version, pins);
      // An older version that cannot take it goes on with what it has; people enter only the newest.
      else if (pinned.isNewest) throw new Refusal("content_block_invalid", { problem: cannotTake(pinned, error) });
    }
  }

  /** Goes back to a version that was published: it becomes the draft. */
  async takeVersion(workspaceId: number, id: string, version: number): Promise<ContentBlockRow> {
    const old = (await this.versions(workspaceId, id)).find((each) => each.version === version);
    if (!old) throw new Refusal("not_found", { what: "version", id: String(version) });
    // Its name may have been another then.
    const { name } = documentOfBlock(await this.get(workspaceId, id));
    return this.save(workspaceId, id, { ...old.document, name }, null);
  }

  /** @throws Refusal `content_block_in_use` with the list of what uses it */
  async remove(workspaceId: number, id: string): Promise<void> {
    await this.#change(workspaceId, id, async (tx, block) => {
      const uses = (await ContentBlockUses.read(tx, workspaceId)).of(block);
      if (uses.length > 0) throw new Refusal("content_block_in_use", inUse("be deleted", uses));
      await setContentBlockDeleted(tx, id, this.#clock.now(), this.#now(block));
    });
  }

  /** Takes a deletion back. @throws Refusal `content_block_name_taken` where another has its name by now */
  async restore(workspaceId: number, id: string): Promise<ContentBlockRow> {
    await this.#db.transaction(async (tx) => {
      await lockWorkspace(tx, workspaceId);
      const block = await lockContentBlock(tx, workspaceId, id);
      if (!block) throw new Refusal("not_found", { what: "content block", id });
      if (block.deletedAt === null) return;
      if (await contentBlockKeyTaken(tx, workspaceId, block.key, id)) throw new Refusal("content_block_name_taken", { name: documentOfBlock(block).name });
      await setContentBlockDeleted(tx, id, null, this.#now(block));
    });
    return this.get(workspaceId, id);
  }

  /** The workspace is held first: a launch does the same, so that it and a publication see each other. */
  async #change(workspaceId: number, id: string, work: (tx: Query, block: ContentBlockRow) => Promise<void>): Promise<void> {
    await this.#db.transaction(async (tx) => {
      await lockWorkspace(tx, workspaceId);
      await work(tx, present(await lockContentBlock(tx, workspaceId, id), id));
    });
  }

  /** Always later than the last change, so that `basedOn` tells two changes within one millisecond apart. */
  #now(block: ContentBlockRow): Instant {
    return Math.max(this.#clock.now(), block.updatedAt + 1);
  }
}

/** The document that people see and publish next: the draft where there is one. */
export function documentOfBlock({ id, draft, published }: ContentBlockRow): ContentBlock {
  const document = draft ?? published;
  if (!document) throw new Error(`The content block ${id} has neither a draft nor a version.`);
  return document;
}

function present(block: ContentBlockRow | null, id: string): ContentBlockRow {
  if (!block || block.deletedAt !== null) throw new Refusal("not_found", { what: "content block", id });
  return block;
}

/** @throws Refusal `content_block_invalid` with the first problem, and all of them in its details */
export function readContentBlockDocument(document: unknown): ContentBlock {
  const problems = checkContentBlockShape(document);
  const [first] = problems;
  if (first) {
    const path = first.path === "" ? "body.document" : `body.document.${first.path}`;
    throw new Refusal("content_block_invalid", { problem: first.message, problems: problems as unknown as Json }, path);
  }
  return document as ContentBlock;
}

const USES_NAMED = 5;

function inUse(what: string, uses: readonly ContentBlockUse[]) {
  const names = uses.slice(0, USES_NAMED).map(({ kind, name }) => `the ${kind === "campaign" ? "campaign" : "content block"} “${name}”`);
  const more = uses.length > USES_NAMED ? ` and ${uses.length - USES_NAMED} more` : "";
  return { problem: `It cannot ${what} while it is used by ${names.join(", ")}${more}.`, uses: uses as unknown as Json };
}

function cannotTake({ document }: PinnedVersion, error: Problem): string {
  return `The campaign “${document.name}”, which runs, could not be sent with it: ${error.message} Mend it, or publish for later launches only.`;
}
