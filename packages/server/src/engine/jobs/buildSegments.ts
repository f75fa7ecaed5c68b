import { BUCKETS, type Instant } from "@beckon/core";
import { newId } from "../../ids.ts";
import { journeysAwaiting, noteCampaignChanges } from "../../store/campaignChanges.ts";
import { abandonComputed, computedOfBuild, finishComputed } from "../../store/computedAttributes.ts";
import type { Query } from "../../store/db.ts";
import { builtBuckets } from "../../store/definitions.ts";
import { addJob, type JobRow, type NewJob } from "../../store/jobs.ts";
import { fillBuild } from "../../store/segmentBuilder.ts";
import { abandonBuild, addSameVersion, beginBuild, eventsAbout, findBuild, finishBuild, noteBuilt, type SegmentBuildRow } from "../../store/segmentBuilds.ts";
import { holdBuckets } from "../../store/segmentFill.ts";
import { allSegments, type KeptKind, type SegmentRow } from "../../store/segments.ts";
import { bumpDefinitions, lockWorkspace } from "../../store/workspaces.ts";
import { DefinitionsCache } from "../definitionsCache.ts";
import { namesAttribute } from "../namesAttribute.ts";
import { segmentsNamedIn } from "../segmentCheck.ts";
import type { JobKind, JobTools } from "./job.ts";

/** So many events are counted and their people judged within a second or so, while batches wait: as many buckets are taken at once as hold them. */
const EVENTS_OF_STEP = 50_000;
const LOOK_AGAIN_MS = 1_000;

const ALL = Array.from({ length: BUCKETS }, (_, bucket) => bucket);

/**
 * Fills new versions of segments and computed attributes from history, some buckets at a time: each step holds them as a batch does, and from its commit on
 * every batch keeps the new versions up to date in them. When all are through, the new versions hold in one statement. Whoever dies
 * has done whole steps only, and the next goes on with the buckets that are missing: they say themselves which. `input` is `{ buildId }`.
 */
export const buildSegments: JobKind = {
  kind: "build_segments",
  needs: "segments:publish",

  async *run(job, tools) {
    const { db, clock } = tools;
    const build = await findBuild(db, String(job.input["buildId"]));
    const definitions = new DefinitionsCache();
    const size = stepOf(await eventsAbout(db));
    if (build !== null) {
      while (!(await begun(tools, build))) yield { cursor: null, done: 0, total: BUCKETS, notBefore: clock.now() + LOOK_AGAIN_MS };
      for (let open = await openBuckets(db, build.id); open.length > 0; open = open.slice(size)) {
        await db.transaction((tx) => fill(tx, tools, build, definitions, open.slice(0, size)));
        yield { cursor: null, done: BUCKETS - Math.max(0, open.length - size), total: BUCKETS };
      }
      await db.transaction(async (tx) => {
        await lockWorkspace(tx, job.workspaceId);
        await tellWaiting(tx, job.workspaceId, await finishBuild(tx, build.id), clock.now());
        const computed = await finishComputed(tx, build.id);
        await bumpDefinitions(tx, job.workspaceId);
        await addJob(tx, followUp(job, "sweep_segments", "Clean-up after a build", {}, clock.now()));
        if (computed.length > 0) await addJob(tx, followUp(job, "write_computed", titleOf(computed), { names: computed, asOf: clock.now() }, clock.now()));
      });
    }
    return { summary: {} };
  },

  async abandoned(job, { db }) {
    const buildId = String(job.input["buildId"]);
    await db.transaction(async (tx) => {
      await lockWorkspace(tx, job.workspaceId);
      if (!(await findBuild(tx, buildId))) return;
      await abandonComputed(tx, buildId, job.error ?? "The build was stopped; save it again to start anew.");
      await abandonBuild(tx, buildId, job.error ?? "The build was stopped; publish again to start anew.");
      await bumpDefinitions(tx, job.workspaceId);
    });
  },
};

/** A build tells nobody who came in by it; people in journeys who wait for just that look again, each by an input of their own. */
async function tellWaiting(tx: Query, workspaceId: number, segments: readonly string[], now: Instant): Promise<void> {
  const journeys = await journeysAwaiting(tx, workspaceId, segments);
  const changes = journeys.map(({ id, version }) => ({ id: newId(now), workspaceId, campaignId: id, version, change: "refilled", at: now }) as const);
  await noteCampaignChanges(tx, changes);
}

/** What held before is removed in the background, and what was computed is written into the profiles. */
function followUp({ workspaceId, startedBy }: JobRow, kind: string, title: string, input: NewJob["input"], now: Instant): NewJob {
  return { id: newId(now), workspaceId, kind, title, input, startedBy, createdAt: now, readyAt: now };
}

function titleOf(computed: readonly string[]): string {
  return `Values of ${computed.map((name) => `“${name}”`).join(", ")} into the profiles`;
}

function stepOf(events: number): number {
  return Math.max(1, Math.min(BUCKETS, Math.round((BUCKETS * EVENTS_OF_STEP) / Math.max(events, 1))));
}

/** Takes its turn. Whatever names one of its segments is built with it: together their answers change. @returns whether it runs */
async function begun({ db, clock }: JobTools, build: SegmentBuildRow): Promise<boolean> {
  if (build.state === "running") return true;
  return db.transaction(async (tx) => {
    // As publications do, before any of its segments.
    await lockWorkspace(tx, build.workspaceId);
    if (!(await beginBuild(tx, build))) return (await findBuild(tx, build.id))?.state === "running";
    const all = await allSegments(tx, build.workspaceId);
    for (const segment of dependentsOf(all, build.id, await computedOfBuild(tx, build.id)))
      if (segment.live) await addSameVersion(tx, segment.id, build.id, segment.live, clock.now());
    await bumpDefinitions(tx, build.workspaceId);
    return true;
  });
}

/** Live segments that name a segment or a computed attribute of the build, or one that does. */
function dependentsOf(all: readonly SegmentRow<KeptKind>[], buildId: string, computed: readonly string[]): SegmentRow<KeptKind>[] {
  const keys = new Set(all.filter(({ build }) => build?.id === buildId).map(({ key }) => key));
  const found: SegmentRow<KeptKind>[] = [];
  for (let grown = true; grown; ) {
    const more = all.filter(
      ({ key, build, live }) =>
        !keys.has(key) && build === null && (segmentsNamedIn(live).some((named) => keys.has(named)) || computed.some((name) => namesAttribute(live, name))),
    );
    for (const segment of more) keys.add(segment.key);
    found.push(...more);
    grown = more.length > 0;
  }
  return found;
}

async function openBuckets(db: Query, buildId: string): Promise<number[]> {
  const built = new Set(await builtBuckets(db, buildId, ALL));
  return ALL.filter((bucket) => !built.has(bucket));
}

async function fill(tx: Query, { clock }: JobTools, build: SegmentBuildRow, cache: DefinitionsCache, buckets: readonly number[]): Promise<void> {
  await holdBuckets(tx, buckets);
  const definitions = (await cache.current(tx, buckets))(build.workspaceId);
  const [running] = definitions?.building ?? [];
  if (!definitions || !running || (await findBuild(tx, build.id)) === null) return;
  await fillBuild(tx, { workspaceId: build.workspaceId, buckets, profileIds: null }, running, definitions, clock.now());
  await noteBuilt(tx, build.id, buckets);
}
