import {
  type CampaignChange,
  type CampaignDocument,
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
  type CampaignRow,
  deleteCampaign,
  insertCampaign,
  keyTaken,
  listCampaigns,
  listVersions,
  lockCampaign,
  publishVersion,
  readCampaign,
  saveDraft,
  setStatus,
  type VersionRow,
} from "../store/campaigns.ts";
import type { Db, Query } from "../store/db.ts";
import { allSegments } from "../store/segments.ts";
import { bumpDefinitions, lockWorkspace } from "../store/workspaces.ts";
import { pinsFor } from "./contentBlocks.ts";
import { type Coming, type DocumentCheck, firstError, pathIn, readDocument } from "./documentCheck.ts";
import { Refusal } from "./refusal.ts";
import { segmentsNamedIn } from "./segmentCheck.ts";
import { percentOf } from "./segmentDesk.ts";

/** What a launch does with the people inside older versions: they finish there, go on by the new one, or leave. */
export type PeopleInside = "finish" | "move" | "exit";

export type CampaignAction = "launch" | "pause" | "resume" | "stop" | "archive" | "restore" | "delete" | "duplicate";

/** A version with what it changed against the one before. */
export interface VersionWithDiff extends VersionRow {
  readonly diff: readonly Difference[];
}

/** What may be done to a campaign in its state. Everything else is refused with a sentence. */
export function actionsOf(campaign: Pick<CampaignRow, "status" | "version" | "draft">): CampaignAction[] {
  const drop: CampaignAction[] = campaign.version === 0 || campaign.draft ? ["delete"] : [];
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

/** Where campaigns are made, changed, launched and stopped. Every change is one transaction that the engine sees as a whole. */
export class CampaignDesk {
  readonly #db: Db;
  readonly #clock: Clock;
  readonly #documentCheck: DocumentCheck;
  readonly #definitionsChanged: () => void;

  /** @param definitionsChanged called after a change that workers must see, to wake them */
  constructor(db: Db, clock: Clock, documentCheck: DocumentCheck, definitionsChanged: () => void) {
    this.#db = db;
    this.#clock = clock;
    this.#documentCheck = documentCheck;
    this.#definitionsChanged = definitionsChanged;
  }

  list(workspaceId: number, filter: CampaignFilter): ReturnType<typeof listCampaigns> {
    return listCampaigns(this.#db, workspaceId, filter);
  }

  async get(workspaceId: number, id: string): Promise<CampaignRow> {
    return found(await readCampaign(this.#db, workspaceId, id), id);
  }

  /**
   * What is wrong with any document, without saving it.
   * @param coming what will be published before it is kept
   */
  check(workspaceId: number, document: unknown, coming: Coming = {}): Promise<Problem[]> {
    return this.#documentCheck.problems(workspaceId, document, coming);
  }

  /** @throws Refusal `campaign_invalid`, `campaign_key_taken` */
  async create(workspaceId: number, document: unknown): Promise<CampaignRow> {
    const draft = readDocument(document);
    const id = newId(this.#clock.now());
    const made = await insertCampaign(this.#db, { id, workspaceId, draft, now: this.#clock.now() });
    if (!made) throw new Refusal("campaign_key_taken", { key: draft.key }, "body.document.key");
    return this.get(workspaceId, id);
  }

  /**
   * Saves the draft; what is live stays as it is. A draft that says the same as the launched document is no draft.
   * @param basedOn `updatedAt` of what was read, or null to save over whatever is there
   */
  async save(workspaceId: number, id: string, document: unknown, basedOn: Instant | null): Promise<CampaignRow> {
    const draft = readDocument(document);
    await this.#change(workspaceId, id, async (tx, campaign) => {
      if (campaign.status === "archived") throw new Refusal("campaign_state", { problem: "An archived campaign cannot be edited; restore or duplicate it." });
      if (basedOn !== null && basedOn !== campaign.updatedAt) throw new Refusal("campaign_changed", { changedAt: new Date(campaign.updatedAt).toISOString() });
      await this.#keepKey(tx, campaign, draft);
      const same = campaign.launched !== null && sameDocument(campaign.launched as unknown as Json, draft as unknown as Json);
      await saveDraft(tx, id, draft.key, same ? null : draft, this.#now(campaign));
    });
    return this.get(workspaceId, id);
  }

  async #keepKey(tx: Query, campaign: CampaignRow, draft: CampaignDocument): Promise<void> {
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
  async duplicate(workspaceId: number, id: string): Promise<CampaignRow> {
    const document = documentOf(await this.get(workspaceId, id));
    for (let copy = 1; ; copy++) {
      const suffix = copy === 1 ? "copy" : `copy-${copy}`;
      const draft = { ...document, key: `${document.key}-${suffix}`, name: `${document.name} (${suffix.replace("-", " ")})` };
      const newCampaign = { id: newId(this.#clock.now()), workspaceId, draft, now: this.#clock.now() };
      if (await insertCampaign(this.#db, newCampaign)) return this.get(workspaceId, newCampaign.id);
    }
  }

  /**
   * Freezes the draft as the next version.
   * @param by who launches it, for the list of versions
   */
  async launch(workspaceId: number, id: string, by: string, inside: PeopleInside = "finish"): Promise<CampaignRow> {
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
      await publishVersion(tx, id, version, document, by, now, await pinsFor(tx, workspaceId, document));
      await this.#announce(tx, campaign, version, launchChanges(campaign, document, inside, now));
    });
    this.#definitionsChanged();
    return this.get(workspaceId, id);
  }

  pause(workspaceId: number, id: string): Promise<CampaignRow> {
    return this.#move(workspaceId, id, "pause", "paused", []);
  }

  resume(workspaceId: number, id: string): Promise<CampaignRow> {
    return this.#move(workspaceId, id, "resume", "live", ["resumed"]);
  }

  stop(workspaceId: number, id: string): Promise<CampaignRow> {
    return this.#move(workspaceId, id, "stop", "stopped", ["stopped"]);
  }

  /** Puts it away; one that runs is stopped first. */
  async archive(workspaceId: number, id: string): Promise<CampaignRow> {
    return this.#move(workspaceId, id, "archive", "archived", ["stopped"]);
  }

  /** Takes it out of the archive. It stays stopped: who was inside when it was stopped does not come back. */
  restore(workspaceId: number, id: string): Promise<CampaignRow> {
    return this.#move(workspaceId, id, "restore", "stopped", []);
  }

  /** Newest first, each with what it changed. */
  async versions(workspaceId: number, id: string): Promise<VersionWithDiff[]> {
    await this.get(workspaceId, id);
    const versions = await listVersions(this.#db, id);
    return versions.map((version, index) => {
      const before = versions[index + 1];
      return { ...version, diff: before ? diffDocuments(before.document as unknown as Json, version.document as unknown as Json) : [] };
    });
  }

  async #move(workspaceId: number, id: string, action: CampaignAction, to: CampaignRow["status"], tell: readonly CampaignChange[]): Promise<CampaignRow> {
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

  #allow(campaign: CampaignRow, action: CampaignAction): void {
    if (actionsOf(campaign).includes(action)) return;
    const possible = actionsOf(campaign).join(", ");
    throw new Refusal("campaign_state", { problem: `A ${campaign.status} campaign cannot be ${PAST[action]}; it can: ${possible}.`, status: campaign.status });
  }

  /** Leaves in one transaction what workers and the campaign starter need to see of a change. */
  async #announce(
    tx: Query,
    campaign: CampaignRow,
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

  async #change(workspaceId: number, id: string, work: (tx: Query, campaign: CampaignRow) => Promise<void>): Promise<void> {
    await this.#db.transaction(async (tx) => work(tx, found(await lockCampaign(tx, workspaceId, id), id)));
  }

  /** Always later than the last change, so that `basedOn` tells two changes within one millisecond apart. */
  #now(campaign: CampaignRow): Instant {
    return Math.max(this.#clock.now(), campaign.updatedAt + 1);
  }
}

/** The document people see and launch next: the draft where there is one. */
export function documentOf(campaign: CampaignRow): CampaignDocument {
  const document = campaign.draft ?? campaign.launched;
  if (!document) throw new Error(`The campaign ${campaign.id} has neither a draft nor a version.`);
  return document;
}

/** A segment that is being filled for the first time holds nobody yet: a campaign that asks for it would reach nobody. */
async function refuseMissing(tx: Query, workspaceId: number, document: CampaignDocument): Promise<void> {
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
  campaign: CampaignRow,
  document: CampaignDocument,
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

const PAST: { readonly [action in CampaignAction]: string } = {
  launch: "launched",
  pause: "paused",
  resume: "resumed",
  stop: "stopped",
  archive: "archived",
  restore: "taken out of the archive",
  delete: "deleted",
  duplicate: "duplicated",
};

function found(campaign: CampaignRow | null, id: string): CampaignRow {
  if (!campaign) throw new Refusal("not_found", { what: "campaign", id });
  return campaign;
}
