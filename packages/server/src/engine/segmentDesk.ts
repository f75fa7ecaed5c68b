import { BUCKETS, type Instant, type Json, type Place, type Problem, type SegmentDocument, sameDocument } from "@beckon/core";
import type { Clock } from "../clock.ts";
import { newId } from "../ids.ts";
import { knownNames } from "../store/campaigns.ts";
import type { Db, Query } from "../store/db.ts";
import { addSameVersion, joinBuild } from "../store/segmentBuilds.ts";
import {
  addSegmentVersion,
  allSegments,
  archiveSegment,
  campaignQuestions,
  campaignsMentioning,
  deleteSegment,
  insertSegment,
  type KeptKind,
  listSegments,
  listSegmentVersions,
  lockSegment,
  makeLive,
  readSegment,
  restoreSegment,
  rewriteList,
  type SegmentFilter,
  type SegmentKind,
  type SegmentRow,
  type SegmentState,
  type SegmentVersionRow,
  saveSegmentDraft,
  segmentKeyTaken,
} from "../store/segments.ts";
import { bumpDefinitions, lockWorkspace } from "../store/workspaces.ts";
import { buildToJoin } from "./buildToJoin.ts";
import type { JobDesk } from "./jobs/jobDesk.ts";
import { changeList, type ListChange, type MemberName } from "./listMembers.ts";
import { placeChanges, placesNamedIn, refusePlace } from "./placeChanges.ts";
import { Refusal } from "./refusal.ts";
import { namesSegment, readSegmentDocument, refuseFirst, segmentProblems, segmentsNamedIn } from "./segmentCheck.ts";
import { workspaceOf } from "./setupWorkspace.ts";

export interface SegmentDeskDeps {
  readonly db: Db;
  readonly clock: Clock;
  /** Told which buckets have new rows. */
  readonly wake: (buckets: ReadonlySet<number>) => void;
  readonly jobs: Pick<JobDesk, "add" | "cancel" | "wake">;
  /** Called after a change that workers must see. */
  readonly definitionsChanged: () => void;
}

/** What names a segment. */
export interface SegmentUse {
  readonly kind: "campaign" | "journey" | "segment" | "workspace" | "stages";
  readonly id: string;
  readonly key: string;
  readonly name: string;
  readonly state: string;
  /** Only the draft names it. */
  readonly isDraft: boolean;
}

/** Where segments and lists are made, changed, published and deleted. */
export class SegmentDesk {
  readonly #deps: SegmentDeskDeps;

  constructor(deps: SegmentDeskDeps) {
    this.#deps = deps;
  }

  list(workspaceId: number, filter: SegmentFilter): ReturnType<typeof listSegments> {
    return listSegments(this.#deps.db, workspaceId, filter);
  }

  /** @throws Refusal `not_found` */
  async get(workspaceId: number, id: string): Promise<SegmentRow> {
    return found(await readSegment(this.#deps.db, workspaceId, id), id);
  }

  /** What is wrong with any document, without saving it. */
  async check(workspaceId: number, kind: SegmentKind, document: unknown, q: Query = this.#deps.db): Promise<Problem[]> {
    const { events, attributes, places } = await knownNames(q, workspaceId);
    return segmentProblems(kind, document, await allSegments(q, workspaceId), { events, attributes, places });
  }

  /** @throws Refusal `segment_invalid`, `segment_key_taken` */
  async create(workspaceId: number, kind: SegmentKind, document: unknown, by: string): Promise<SegmentRow> {
    const { db, clock } = this.#deps;
    const draft = readSegmentDocument(kind, document);
    const now = clock.now();
    const id = newId(now);
    await db.transaction(async (tx) => {
      if (!(await insertSegment(tx, { id, workspaceId, kind, draft, now }))) throw new Refusal("segment_key_taken", { key: draft.key }, "body.document.key");
      if (kind !== "list") return;
      await makeLive(tx, id, await addSegmentVersion(tx, id, draft, by, now));
      await bumpDefinitions(tx, workspaceId);
    });
    if (kind === "list") this.#deps.definitionsChanged();
    return this.get(workspaceId, id);
  }

  /**
   * Saves the draft of a segment; a list has no draft, and its new name holds at once.
   * @param basedOn `updatedAt` of what was read, or null to save over whatever is there
   */
  async save(workspaceId: number, id: string, document: unknown, basedOn: Instant | null): Promise<SegmentRow> {
    const { db } = this.#deps;
    const isList = await db.transaction(async (tx) => {
      await lockWorkspace(tx, workspaceId);
      const segment = found(await lockSegment(tx, workspaceId, id), id);
      const draft = readSegmentDocument(segment.kind, document);
      if (segment.archivedAt !== null) throw new Refusal("segment_archived", { segment: documentOf(segment).name });
      if (basedOn !== null && basedOn !== segment.updatedAt) throw new Refusal("segment_changed", { changedAt: new Date(segment.updatedAt).toISOString() });
      await keepKey(tx, segment, draft);
      const same = segment.published !== null && sameDocument(asJson(segment.published), asJson(draft));
      if (segment.kind === "live") await saveSegmentDraft(tx, id, draft.key, same ? null : draft, this.#now(segment));
      else {
        await rewriteList(tx, id, draft, this.#now(segment));
        await bumpDefinitions(tx, workspaceId);
      }
      return segment.kind === "list";
    });
    if (isList) this.#deps.definitionsChanged();
    return this.get(workspaceId, id);
  }

  /**
   * Publishes the draft as the next version. It is filled from history by a job, and holds when that is done.
   * @param by who publishes it, for the list of versions
   * @throws Refusal `segment_invalid`, `segment_no_changes`, `segment_building`, `segment_is_list`, `segment_changed`
   */
  async publish(workspaceId: number, id: string, by: string): Promise<SegmentRow> {
    const { db, clock, jobs } = this.#deps;
    const seen = await this.get(workspaceId, id);
    const document = documentOf(seen);
    if (seen.archivedAt !== null) throw new Refusal("segment_archived", { segment: document.name });
    if (seen.kind === "list") throw new Refusal("segment_is_list", { segment: document.name });
    if (seen.build) throw new Refusal("segment_building", { segment: document.name, percent: percentOf(seen) });
    if (!seen.draft) throw new Refusal("segment_no_changes", { version: seen.newest });
    await db.transaction(async (tx) => {
      // Two that are published at once see each other, so that they cannot come to hang on each other.
      await lockWorkspace(tx, workspaceId);
      refuseFirst(await this.check(workspaceId, "live", document, tx));
      const segment = found(await lockSegment(tx, workspaceId, id), id);
      // What was checked is what is published.
      if (segment.updatedAt !== seen.updatedAt) throw new Refusal("segment_changed", { changedAt: new Date(segment.updatedAt).toISOString() });
      await addSegmentVersion(tx, id, document, by, this.#now(segment));
      await joinBuild(tx, id, await buildToJoin(tx, { clock, jobs }, { workspaceId, title: `Build of the segment “${document.name}”`, by }));
    });
    jobs.wake();
    return this.get(workspaceId, id);
  }

  /**
   * Places are no longer where they were: whatever names one is built anew, and none goes that something names.
   * @throws Refusal `validation_failed`, `segment_building`
   */
  async followPlaces(tx: Query, workspaceId: number, before: readonly Place[], after: readonly Place[], by: string): Promise<void> {
    const { gone, moved } = placeChanges(before, after);
    if (gone.length + moved.length === 0) return;
    const all = await allSegments(tx, workspaceId);
    for (const place of gone) {
      const campaigns = (await campaignsMentioning(tx, workspaceId, JSON.stringify(place.key))).flatMap(({ name, launched, draft }) =>
        [launched, draft].map((document) => ({ name, document })),
      );
      const segments = all.flatMap((row) => [row.live, row.published, row.draft].map((document) => ({ name: documentOf(row).name, document })));
      const user = [...campaigns, ...segments].find(({ document }) => placesNamedIn(document).includes(place.key));
      if (user) refusePlace(place, user.name);
    }
    const naming = all.filter(({ live }) => moved.some((key) => placesNamedIn(live).includes(key)));
    if (naming.length === 0) return;
    const { clock, jobs } = this.#deps;
    const building = naming.find(({ build }) => build !== null);
    if (building) throw new Refusal("segment_building", { segment: documentOf(building).name, percent: percentOf(building) });
    const buildId = await buildToJoin(tx, { clock, jobs }, { workspaceId, title: "Build of what names a place that has moved", by });
    for (const { id, live } of naming) if (live) await addSameVersion(tx, id, buildId, live, clock.now());
  }

  /** @throws Refusal `segment_in_use`, `segment_building` */
  remove(workspaceId: number, id: string, by: string): Promise<void> {
    return this.#dispose(workspaceId, id, by, (tx) => deleteSegment(tx, id));
  }

  /** Puts it away: no version of it holds any more. @throws Refusal `segment_in_use`, `segment_building` */
  async archive(workspaceId: number, id: string, by: string): Promise<SegmentRow> {
    await this.#dispose(workspaceId, id, by, (tx, segment) => archiveSegment(tx, id, this.#now(segment)));
    return this.get(workspaceId, id);
  }

  /** What nothing uses goes. */
  async #dispose(workspaceId: number, id: string, by: string, work: (tx: Query, segment: SegmentRow) => Promise<void>): Promise<void> {
    const { db, jobs } = this.#deps;
    await db.transaction(async (tx) => {
      // A launch, or a publication that names it, waits, so that it finds this one gone or this one finds it.
      await lockWorkspace(tx, workspaceId);
      const uses = await this.uses(workspaceId, id, tx);
      if (uses.length > 0) throw new Refusal("segment_in_use", { uses: inWords(uses), items: uses as unknown as Json });
      const segment = found(await lockSegment(tx, workspaceId, id), id);
      if (segment.build) throw new Refusal("segment_building", { segment: documentOf(segment).name, percent: percentOf(segment) });
      await work(tx, segment);
      await bumpDefinitions(tx, workspaceId);
      const title = `Clean-up after the segment “${documentOf(segment).name}”`;
      await jobs.add(tx, { workspaceId, kind: "sweep_segments", title, input: {}, startedBy: by });
    });
    this.#deps.definitionsChanged();
    jobs.wake();
  }

  /** Takes it out of the archive. What was live is built anew; where it cannot be, it comes back as a draft that says why. */
  async restore(workspaceId: number, id: string, by: string): Promise<SegmentRow> {
    const { db } = this.#deps;
    await db.transaction(async (tx) => {
      const segment = found(await lockSegment(tx, workspaceId, id), id);
      if (segment.archivedAt !== null) await restoreSegment(tx, id, this.#now(segment));
    });
    const segment = await this.get(workspaceId, id);
    if (segment.kind === "list" || segment.newest === 0) return segment;
    return this.publish(workspaceId, id, by).catch((error: unknown) => {
      if (error instanceof Refusal) return this.get(workspaceId, id);
      throw error;
    });
  }

  /** Newest first. */
  async versions(workspaceId: number, id: string): Promise<SegmentVersionRow[]> {
    await this.get(workspaceId, id);
    return listSegmentVersions(this.#deps.db, id);
  }

  /** Campaigns and segments that name it, and the workspace where no marketing goes to it. */
  async uses(workspaceId: number, id: string, q: Query = this.#deps.db): Promise<SegmentUse[]> {
    const { key } = found(await readSegment(q, workspaceId, id), id);
    const campaigns = (await campaignsMentioning(q, workspaceId, JSON.stringify(key))).flatMap(({ launched, draft, status, ...campaign }): SegmentUse[] => {
      const [live, planned] = [namesSegment(launched, key), namesSegment(draft, key)];
      return live || planned ? [{ ...campaign, state: status, isDraft: !live }] : [];
    });
    const segments = (await allSegments(q, workspaceId)).flatMap((segment): SegmentUse[] => {
      if (segment.id === id) return [];
      const [live, planned] = [namesSegment(segment.live, key) || namesSegment(segment.published, key), namesSegment(segment.draft, key)];
      return live || planned
        ? [
            {
              kind: segment.kind === "stages" ? "stages" : "segment",
              id: segment.id,
              key: segment.key,
              name: documentOf(segment).name,
              state: stateOf(segment),
              isDraft: !live,
            },
          ]
        : [];
    });
    const workspace = await workspaceOf(q, workspaceId);
    const never: SegmentUse[] = workspace.settings.neverSend.includes(key)
      ? [{ kind: "workspace", id: String(workspaceId), key: "never-send", name: "Never send to", state: "live", isDraft: false }]
      : [];
    return [...campaigns, ...segments, ...never];
  }

  /** How many campaigns, segments and settings name each, by key. */
  async countUses(workspaceId: number): Promise<ReadonlyMap<string, number>> {
    const { db } = this.#deps;
    const { neverSend } = (await workspaceOf(db, workspaceId)).settings;
    const asked = await campaignQuestions(db, workspaceId);
    const others = (await allSegments(db, workspaceId)).map(({ live, published, draft }) => [live, published, draft]);
    const counts = new Map<string, number>();
    for (const key of [...[...asked, ...others].flatMap(segmentsNamedIn), ...neverSend]) counts.set(key, (counts.get(key) ?? 0) + 1);
    return counts;
  }

  /** Puts people on a list, or takes them off. @throws Refusal `segment_is_live` */
  async changeMembers(workspaceId: number, id: string, members: readonly MemberName[], member: boolean): Promise<ListChange> {
    const segment = await this.get(workspaceId, id);
    if (segment.kind !== "list") throw new Refusal("segment_is_live", { segment: documentOf(segment).name });
    return changeList(this.#deps, segment, members, member);
  }

  /** Always later than the last change, so that `basedOn` tells two changes within one millisecond apart. */
  #now(segment: SegmentRow): Instant {
    return Math.max(this.#deps.clock.now(), segment.updatedAt + 1);
  }
}

async function keepKey(tx: Query, segment: SegmentRow, draft: SegmentDocument): Promise<void> {
  if (draft.key === segment.key) return;
  if (segment.newest > 0) throw new Refusal("segment_key_fixed", { key: segment.key }, "body.document.key");
  if (await segmentKeyTaken(tx, segment.workspaceId, draft.key, segment.id)) throw new Refusal("segment_key_taken", { key: draft.key }, "body.document.key");
}

/** The document that people see and publish next. */
export function documentOf(segment: SegmentRow<KeptKind>): SegmentDocument {
  const document = segment.draft ?? segment.published;
  if (!document) throw new Error(`The segment ${segment.id} has neither a draft nor a version.`);
  return document;
}

/** How much of the build is done. */
export function percentOf({ build }: Pick<SegmentRow<KeptKind>, "build">): number {
  return build === null ? 100 : Math.floor((build.buckets * 100) / BUCKETS);
}

export function stateOf(segment: Pick<SegmentRow, "archivedAt" | "version" | "build" | "buildError">): SegmentState {
  return segment.archivedAt === null ? buildStateOf(segment) : "archived";
}

/** The state of what cannot be put away. */
export function buildStateOf({ version, build, buildError }: Pick<SegmentRow, "version" | "build" | "buildError">): Exclude<SegmentState, "archived"> {
  if (version > 0) return "live";
  if (build) return "building";
  return buildError === null ? "draft" : "failed";
}

const NAMED_MAX = 3;

const NOUNS: { readonly [kind in SegmentUse["kind"]]: string } = {
  campaign: "campaign",
  journey: "journey",
  segment: "segment",
  workspace: "setting",
  stages: "setting",
};

/** What uses something, as part of a sentence. */
export function inWords(uses: readonly Pick<SegmentUse, "kind" | "name">[]): string {
  const named = uses.slice(0, NAMED_MAX).map(({ kind, name }) => `the ${NOUNS[kind]} “${name}”`);
  const more = uses.length - named.length;
  return more > 0 ? `${named.join(", ")} and ${more} more` : named.join(" and ");
}

function asJson(document: unknown): Json {
  return document as Json;
}

function found(segment: SegmentRow | null, id: string): SegmentRow {
  if (!segment) throw new Refusal("not_found", { what: "segment", id });
  return segment;
}
