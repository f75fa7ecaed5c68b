import { BUCKETS, type ComputedAttribute, checkComputedAttribute, type Json, type Problem, sameDocument } from "@beckon/core";
import type { Clock } from "../clock.ts";
import { newId } from "../ids.ts";
import { knownNames } from "../store/campaigns.ts";
import {
  addComputedVersion,
  type ComputedAttributeRow,
  deleteComputedAttribute,
  insertComputedAttribute,
  joinComputedToBuild,
  listComputedAttributes,
  readComputedAttribute,
} from "../store/computedAttributes.ts";
import type { Db, Query } from "../store/db.ts";
import { registeredProperties } from "../store/registry.ts";
import { allSegments, campaignsMentioning } from "../store/segments.ts";
import { bumpDefinitions, lockWorkspace } from "../store/workspaces.ts";
import { buildToJoin } from "./buildToJoin.ts";
import { pathIn } from "./documentCheck.ts";
import type { JobDesk } from "./jobs/jobDesk.ts";
import { namesAttribute } from "./namesAttribute.ts";
import { Refusal } from "./refusal.ts";
import { documentOf, inWords } from "./segmentDesk.ts";

export interface ComputedAttributeDeskDeps {
  readonly db: Db;
  readonly clock: Clock;
  readonly jobs: Pick<JobDesk, "add" | "wake">;
  /** Called after a change that workers must see. */
  readonly definitionsChanged: () => void;
}

/** What names a computed attribute. */
export interface ComputedAttributeUse {
  readonly kind: "campaign" | "journey" | "segment";
  readonly id: string;
  readonly key: string;
  readonly name: string;
  /** Only the draft names it. */
  readonly isDraft: boolean;
}

/** Where computed attributes are made, changed and deleted. */
export class ComputedAttributeDesk {
  readonly #deps: ComputedAttributeDeskDeps;

  constructor(deps: ComputedAttributeDeskDeps) {
    this.#deps = deps;
  }

  list(workspaceId: number, filter: Parameters<typeof listComputedAttributes>[2]): Promise<ComputedAttributeRow[]> {
    return listComputedAttributes(this.#deps.db, workspaceId, filter);
  }

  /** @throws Refusal `not_found` */
  async get(workspaceId: number, id: string, q: Query = this.#deps.db): Promise<ComputedAttributeRow> {
    const row = await readComputedAttribute(q, workspaceId, id);
    if (!row) throw new Refusal("not_found", { what: "computed attribute", id });
    return row;
  }

  /** What is wrong with a document. @param isNew its name must not be that of an attribute that arrives from elsewhere */
  async check(workspaceId: number, document: unknown, isNew: boolean, q: Query = this.#deps.db): Promise<Problem[]> {
    const { events } = await knownNames(q, workspaceId);
    if (!isNew) return checkComputedAttribute(document, { events });
    const arriving = await registeredProperties(q, workspaceId, ATTRIBUTES, NAMES_MAX);
    return checkComputedAttribute(document, { events, attributes: arriving.map(({ name }) => name) });
  }

  /** @throws Refusal `computed_attribute_invalid`, `computed_attribute_name_taken` */
  async create(workspaceId: number, document: unknown, by: string): Promise<ComputedAttributeRow> {
    const { db, clock, jobs } = this.#deps;
    const id = newId(clock.now());
    await db.transaction(async (tx) => {
      await lockWorkspace(tx, workspaceId);
      const attribute = refuseFirst(await this.check(workspaceId, document, true, tx), document);
      if (!(await insertComputedAttribute(tx, { id, workspaceId, document: attribute, now: clock.now() })))
        throw new Refusal("computed_attribute_name_taken", { name: attribute.name }, "body.document.name");
      await this.#build(tx, workspaceId, id, attribute.name, by);
    });
    jobs.wake();
    return this.get(workspaceId, id);
  }

  /**
   * Writes the next version and has it built; the one before holds until then. The same document builds again what failed.
   * @throws Refusal `computed_attribute_invalid`, `computed_attribute_name_fixed`, `computed_attribute_no_changes`, `computed_attribute_building`
   */
  async change(workspaceId: number, id: string, document: unknown, by: string): Promise<ComputedAttributeRow> {
    const { db, clock, jobs } = this.#deps;
    await db.transaction(async (tx) => {
      await lockWorkspace(tx, workspaceId);
      const attribute = refuseFirst(await this.check(workspaceId, document, false, tx), document);
      const before = await this.get(workspaceId, id, tx);
      if (before.name !== attribute.name) throw new Refusal("computed_attribute_name_fixed", { name: before.name }, "body.document.name");
      refuseWhileBuilding(before);
      const isSame = sameDocument(before.document as unknown as Json, attribute as unknown as Json);
      if (isSame && before.buildError === null) throw new Refusal("computed_attribute_no_changes", { name: before.name });
      await addComputedVersion(tx, id, attribute, clock.now());
      await this.#build(tx, workspaceId, id, attribute.name, by);
    });
    jobs.wake();
    return this.get(workspaceId, id);
  }

  async #build(tx: Query, workspaceId: number, id: string, name: string, by: string): Promise<void> {
    await joinComputedToBuild(tx, id, await buildToJoin(tx, this.#deps, { workspaceId, title: `Build of the computed attribute “${name}”`, by }));
  }

  /** @throws Refusal `computed_attribute_in_use`, `computed_attribute_building` */
  async remove(workspaceId: number, id: string, by: string): Promise<void> {
    const { db, clock, jobs } = this.#deps;
    await db.transaction(async (tx) => {
      // A launch, or a publication that names it, waits, so that it finds this one gone or this one finds it.
      await lockWorkspace(tx, workspaceId);
      const row = await this.get(workspaceId, id, tx);
      const uses = await this.uses(workspaceId, row.name, tx);
      if (uses.length > 0) throw new Refusal("computed_attribute_in_use", { uses: inWords(uses), items: uses as unknown as Json });
      refuseWhileBuilding(row);
      await deleteComputedAttribute(tx, id);
      await bumpDefinitions(tx, workspaceId);
      const title = `Clean-up after the computed attribute “${row.name}”`;
      const input = { names: [row.name], asOf: clock.now() };
      await jobs.add(tx, { workspaceId, kind: "write_computed", title, input, startedBy: by });
      await jobs.add(tx, { workspaceId, kind: "sweep_segments", title, input: {}, startedBy: by });
    });
    this.#deps.definitionsChanged();
    jobs.wake();
  }

  /** Campaigns and segments that name it, in what is live or in a draft. */
  async uses(workspaceId: number, name: string, q: Query = this.#deps.db): Promise<ComputedAttributeUse[]> {
    const campaigns = (await campaignsMentioning(q, workspaceId, name)).flatMap(({ launched, draft, kind, id, key, name: title }): ComputedAttributeUse[] => {
      const [live, planned] = [namesAttribute(launched, name), namesAttribute(draft, name)];
      return live || planned ? [{ kind, id, key, name: title, isDraft: !live }] : [];
    });
    const segments = (await allSegments(q, workspaceId)).flatMap((segment): ComputedAttributeUse[] => {
      const [live, planned] = [namesAttribute(segment.live, name) || namesAttribute(segment.published, name), namesAttribute(segment.draft, name)];
      return live || planned ? [{ kind: "segment", id: segment.id, key: segment.key, name: documentOf(segment).name, isDraft: !live }] : [];
    });
    return [...campaigns, ...segments];
  }
}

const ATTRIBUTES = "";
const NAMES_MAX = 2_000;

function refuseFirst(problems: readonly Problem[], document: unknown): ComputedAttribute {
  const first = problems.find(({ severity }) => severity === "error");
  if (first) throw new Refusal("computed_attribute_invalid", { problem: first.message, problems: problems as unknown as Json }, pathIn(first.path));
  return document as ComputedAttribute;
}

function refuseWhileBuilding(row: ComputedAttributeRow): void {
  if (row.build) throw new Refusal("computed_attribute_building", { name: row.name, percent: percentBuilt(row) });
}

/** How much is done until the newest version stands in all profiles: counting is the first half, writing the second. */
export function percentBuilt({ build, written, version }: Pick<ComputedAttributeRow, "build" | "written" | "version">): number {
  if (build) return Math.floor((build.buckets * 50) / BUCKETS);
  return version === 0 ? 0 : 50 + Math.floor((written * 50) / BUCKETS);
}
