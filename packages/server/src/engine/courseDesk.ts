import {
  type CampaignChange,
  type CourseDocument,
  type Difference,
  diffDocuments,
  type Instant,
  type Json,
  lifeOf,
  type Problem,
  sameDocument,
} from "@beckon/core";
import type { Clock } from "../clock.ts";
import { newId } from "../ids.ts";
import { type CampaignChangeRow, noteCampaignChanges } from "../store/campaignChanges.ts";
import {
  type CampaignFilter,
  type CourseRow,
  deleteCampaign,
  insertCourse,
  keyTaken,
  listCourses,
  listVersions,
  lockCourse,
  readCourse,
  saveDraft,
  setStatus,
  type VersionRow,
} from "../store/campaigns.ts";
import type { Db, Query } from "../store/db.ts";
import { allSegments } from "../store/segments.ts";
import { bumpDefinitions, lockWorkspace } from "../store/workspaces.ts";
import { type Coming, type CourseCheck, firstError, pathIn } from "./documentCheck.ts";
import { Refusal } from "./refusal.ts";
import { segmentsNamedIn } from "./segmentCheck.ts";
import { percentOf } from "./segmentDesk.ts";

/** What a launch does with the people inside older versions: they finish there, go on by the new one, or leave. */
export type PeopleInside = "finish" | "move" | "exit";

export type CourseAction = "launch" | "pause" | "resume" | "stop" | "archive" | "restore" | "delete" | "duplicate";

/** A version with what it changed against the one before. */
export interface VersionWithDiff<D extends CourseDocument> extends VersionRow<D> {
  readonly diff: readonly Difference[];
}

/** What may be done to a campaign or a journey in its state. Everything else is refused with a sentence. */
export function actionsOf(campaign: Pick<CourseRow, "status" | "version" | "draft">): CourseAction[] {
  const drop: CourseAction[] = campaign.version === 0 || campaign.draft ? ["delete"] : [];
  switch (campaign.status) {
    case "draft":
      return ["launch", "duplicate", ...drop];
    case "live":
      return [...(campaign.draft ? (["launch"] as const) : []), "pause", "stop", "archive", "duplicate", ...drop];
    case "paused":
      return ["resume", ...(campaign.draft ? (["launch"] as const) : []), "stop", "archive", "duplicate", ...drop];
    case "stopped":
      return ["launch", "archive", "duplicate", ...drop];
    case "archived":
      return ["restore", "duplicate"];
  }
}

/** What a launch is to do beside freezing the draft. */
export interface LaunchOptions {
  readonly inside?: PeopleInside | undefined;
  /** Of a journey: where people go who stand at a step that is gone or changed. */
  readonly moves?: { readonly [step: string]: string | null } | undefined;
}

/** A version that is about to be published. */
export interface Launching<D extends CourseDocument> {
  readonly row: CourseRow<D>;
  readonly version: number;
  readonly document: D;
  readonly by: string;
  readonly now: Instant;
  readonly moves: LaunchOptions["moves"];
}

export interface CourseDeskDeps<D extends CourseDocument> {
  readonly db: Db;
  readonly clock: Clock;
  readonly check: CourseCheck<D>;
  /** Called after a change that workers must see, to wake them. */
  readonly definitionsChanged: () => void;
}

/** What campaigns and journeys do alike: they are made, changed, launched and stopped. Every change is one transaction that the engine sees as a whole. */
export abstract class CourseDesk<D extends CourseDocument> {
  readonly kind: "campaign" | "journey";
  protected readonly db: Db;
  readonly #clock: Clock;
  readonly #check: CourseCheck<D>;
  readonly #definitionsChanged: () => void;

  constructor(kind: "campaign" | "journey", { db, clock, check, definitionsChanged }: CourseDeskDeps<D>) {
    this.kind = kind;
    this.db = db;
    this.#clock = clock;
    this.#check = check;
    this.#definitionsChanged = definitionsChanged;
  }

  /** Writes the version, in the transaction that makes it live. */
  protected abstract publish(tx: Query, launching: Launching<D>): Promise<void>;

  list(workspaceId: number, filter: CampaignFilter): Promise<(CourseRow<D> & { readonly sortKey: string })[]> {
    return listCourses<D>(this.db, workspaceId, this.kind, filter);
  }

  async get(workspaceId: number, id: string): Promise<CourseRow<D>> {
    return this.#found(await readCourse<D>(this.db, workspaceId, this.kind, id), id);
  }

  /**
   * What is wrong with any document, without saving it.
   * @param coming what will be published before it is kept
   */
  check(workspaceId: number, document: unknown, coming: Coming = {}): Promise<Problem[]> {
    return this.#check.problems(workspaceId, document, coming);
  }

  /** @throws Refusal `campaign_invalid`, `campaign_key_taken` */
  async create(workspaceId: number, document: unknown): Promise<CourseRow<D>> {
    const draft = this.#check.read(document);
    const id = newId(this.#clock.now());
    const made = await insertCourse(this.db, { id, workspaceId, kind: this.kind, draft, now: this.#clock.now() });
    if (!made) throw new Refusal("campaign_key_taken", { key: draft.key }, "body.document.key");
    return this.get(workspaceId, id);
  }

  /**
   * Saves the draft; what is live stays as it is. A draft that says the same as the launched document is no draft.
   * @param basedOn `updatedAt` of what was read, or null to save over whatever is there
   */
  async save(workspaceId: number, id: string, document: unknown, basedOn: Instant | null): Promise<CourseRow<D>> {
    const draft = this.#check.read(document);
    await this.#change(workspaceId, id, async (tx, campaign) => {
      if (campaign.status === "archived")
        throw new Refusal("campaign_state", { problem: `An archived ${this.kind} cannot be edited; restore or duplicate it.` });
      if (basedOn !== null && basedOn !== campaign.updatedAt) throw new Refusal("campaign_changed", { changedAt: new Date(campaign.updatedAt).toISOString() });
      await this.#keepKey(tx, campaign, draft);
      const same = campaign.launched !== null && sameDocument(campaign.launched as unknown as Json, draft as unknown as Json);
      await saveDraft(tx, id, draft.key, same ? null : draft, this.#now(campaign));
    });
    return this.get(workspaceId, id);
  }

  async #keepKey(tx: Query, campaign: CourseRow, draft: CourseDocument): Promise<void> {
    if (draft.key === campaign.key) return;
    if (campaign.version > 0) throw new Refusal("campaign_key_fixed", { key: campaign.key }, "body.document.key");
    if (await keyTaken(tx, campaign.workspaceId, draft.key, campaign.id)) throw new Refusal("campaign_key_taken", { key: draft.key }, "body.document.key");
  }

  /** Deletes a campaign that was never launched, or the draft of one that was. */
  async remove(workspaceId: number, id: string): Promise<void> {
    await this.#change(workspaceId, id, async (tx, campaign) => {
      if (campaign.version === 0) await deleteCampaign(tx, id);
      else if (campaign.draft) await saveDraft(tx, id, campaign.key, null, this.#now(campaign));
      else throw new Refusal("campaign_has_history");
    });
  }

  /** Copies its document as a new draft under a key that is free. */
  async duplicate(workspaceId: number, id: string): Promise<CourseRow<D>> {
    const document = documentOf(await this.get(workspaceId, id));
    for (let copy = 1; ; copy++) {
      const suffix = copy === 1 ? "copy" : `copy-${copy}`;
      const draft = { ...document, key: `${document.key}-${suffix}`, name: `${document.name} (${suffix.replace("-", " ")})` };
      const copied = { id: newId(this.#clock.now()), workspaceId, kind: this.kind, draft, now: this.#clock.now() };
      if (await insertCourse(this.db, copied)) return this.get(workspaceId, copied.id);
    }
  }

  /**
   * Freezes the draft as the next version.
   * @param by who launches it, for the list of versions
   */
  async launch(workspaceId: number, id: string, by: string, { inside = "finish", moves }: LaunchOptions = {}): Promise<CourseRow<D>> {
    const seen = await this.get(workspaceId, id);
    if (seen.status !== "stopped" && seen.status !== "draft" && !seen.draft) throw new Refusal("campaign_no_changes", { version: seen.version });
    this.#allow(seen, "launch");
    const problems = await this.check(workspaceId, documentOf(seen));
    const error = firstError(problems);
    if (error) throw new Refusal("campaign_invalid", { problem: error.message, problems: problems as unknown as Json }, pathIn(error.path));
    await this.#change(workspaceId, id, async (tx, campaign) => {
      // What was checked is what is launched.
      if (campaign.updatedAt !== seen.updatedAt) throw new Refusal("campaign_changed", { changedAt: new Date(campaign.updatedAt).toISOString() });
      const document = documentOf(campaign);
      const version = campaign.version + 1;
      const now = this.#now(campaign);
      // What is published or deleted meanwhile waits, so that it finds this version or this version finds it.
      await lockWorkspace(tx, workspaceId);
      await refuseMissing(tx, workspaceId, document);
      await this.publish(tx, { row: campaign, version, document, by, now, moves });
      await this.#announce(tx, campaign, version, launchChanges(campaign, document, inside, now));
    });
    this.#definitionsChanged();
    return this.get(workspaceId, id);
  }

  pause(workspaceId: number, id: string): Promise<CourseRow<D>> {
    return this.#move(workspaceId, id, "pause", "paused", []);
  }

  resume(workspaceId: number, id: string): Promise<CourseRow<D>> {
    return this.#move(workspaceId, id, "resume", "live", ["resumed"]);
  }

  stop(workspaceId: number, id: string): Promise<CourseRow<D>> {
    return this.#move(workspaceId, id, "stop", "stopped", ["stopped"]);
  }

  /** Puts it away; one that runs is stopped first. */
  async archive(workspaceId: number, id: string): Promise<CourseRow<D>> {
    return this.#move(workspaceId, id, "archive", "archived", ["stopped"]);
  }

  /** Takes it out of the archive. It stays stopped: who was inside when it was stopped does not come back. */
  restore(workspaceId: number, id: string): Promise<CourseRow<D>> {
    return this.#move(workspaceId, id, "restore", "stopped", []);
  }

  /** Newest first, each with what it changed. */
  async versions(workspaceId: number, id: string): Promise<VersionWithDiff<D>[]> {
    await this.get(workspaceId, id);
    const versions = await listVersions<D>(this.db, id);
    return versions.map((version, index) => {
      const before = versions[index + 1];
      return { ...version, diff: before ? diffDocuments(before.document as unknown as Json, version.document as unknown as Json) : [] };
    });
  }

  async #move(workspaceId: number, id: string, action: CourseAction, to: CourseRow["status"], tell: readonly CampaignChange[]): Promise<CourseRow<D>> {
    await this.#change(workspaceId, id, async (tx, campaign) => {
      this.#allow(campaign, action);
      const now = this.#now(campaign);
      await setStatus(tx, id, to, now);
      // Nobody is inside what was stopped before it was archived.
      const changes = campaign.status === "stopped" ? [] : tell.map((change) => ({ change, at: now }));
      await this.#announce(tx, campaign, campaign.version, changes);
    });
    this.#definitionsChanged();
    return this.get(workspaceId, id);
  }

  #allow(campaign: CourseRow, action: CourseAction): void {
    if (actionsOf(campaign).includes(action)) return;
    const possible = actionsOf(campaign).join(", ");
    throw new Refusal("campaign_state", {
      problem: `A ${campaign.status} ${this.kind} cannot be ${PAST[action]}; it can: ${possible}.`,
      status: campaign.status,
    });
  }

  /** Leaves in one transaction what workers and the campaign starter need to see of a change. */
  async #announce(
    tx: Query,
    campaign: CourseRow,
    version: number,
    changes: readonly { readonly change: CampaignChange; readonly at: Instant }[],
  ): Promise<void> {
    const rows = changes.map(
      ({ change, at }): CampaignChangeRow => ({
        id: newId(this.#clock.now()),
        workspaceId: campaign.workspaceId,
        campaignId: campaign.id,
        version,
        change,
        at,
      }),
    );
    await noteCampaignChanges(tx, rows);
    await bumpDefinitions(tx, campaign.workspaceId);
  }

  async #change(workspaceId: number, id: string, work: (tx: Query, campaign: CourseRow<D>) => Promise<void>): Promise<void> {
    await this.db.transaction(async (tx) => work(tx, this.#found(await lockCourse<D>(tx, workspaceId, this.kind, id), id)));
  }

  #found(campaign: CourseRow<D> | null, id: string): CourseRow<D> {
    if (!campaign) throw new Refusal("not_found", { what: this.kind, id });
    return campaign;
  }

  /** Always later than the last change, so that `basedOn` tells two changes within one millisecond apart. */
  #now(campaign: CourseRow): Instant {
    return Math.max(this.#clock.now(), campaign.updatedAt + 1);
  }
}

/** The document people see and launch next: the draft where there is one. */
export function documentOf<D extends CourseDocument>(campaign: CourseRow<D>): D {
  const document = campaign.draft ?? campaign.launched;
  if (!document) throw new Error(`The ${campaign.kind} ${campaign.id} has neither a draft nor a version.`);
  return document;
}

/** A segment that is being filled for the first time holds nobody yet: a campaign that asks for it would reach nobody. */
async function refuseMissing(tx: Query, workspaceId: number, document: CourseDocument): Promise<void> {
  const named = segmentsNamedIn(document);
  if (named.length === 0) return;
  const all = new Map((await allSegments(tx, workspaceId)).map((segment) => [segment.key, segment]));
  for (const key of named) {
    const segment = all.get(key);
    if (!segment) throw new Refusal("campaign_invalid", { problem: `There is no segment “${key}” any more.`, problems: [] });
    if (segment.archivedAt !== null) throw new Refusal("segment_archived", { segment: key });
    if (segment.version === 0) throw new Refusal("segment_building", { segment: key, percent: percentOf(segment) });
  }
}

/** A launch concerns date triggers; a paused campaign goes on by it; an end that makes people leave waits for its instant. */
function launchChanges(
  campaign: CourseRow,
  document: CourseDocument,
  inside: PeopleInside,
  now: Instant,
): { readonly change: CampaignChange; readonly at: Instant }[] {
  const { end } = lifeOf(document);
  return [
    { change: "launched", at: now },
    ...(inside === "finish" ? [] : [{ change: inside === "move" ? "moved" : "replaced", at: now } as const]),
    ...(campaign.status === "paused" ? [{ change: "resumed", at: now } as const] : []),
    ...(end !== null && document.life?.atEnd === "exit" ? [{ change: "ended", at: end } as const] : []),
  ];
}

const PAST: { readonly [action in CourseAction]: string } = {
  launch: "launched",
  pause: "paused",
  resume: "resumed",
  stop: "stopped",
  archive: "archived",
  restore: "taken out of the archive",
  delete: "deleted",
  duplicate: "duplicated",
};
