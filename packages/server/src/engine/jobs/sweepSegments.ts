import { BUCKETS, type JsonObject } from "@beckon/core";
import type { Db } from "../../store/db.ts";
import { sweepBuckets } from "../../store/segmentBuilds.ts";
import { holdBuckets } from "../../store/segmentFill.ts";
import { DefinitionsCache } from "../definitionsCache.ts";
import type { JobKind } from "./job.ts";

/** Buckets of one step. */
const STEP = 8;

/** Removes, bucket by bucket, memberships of versions that neither hold nor are built, and aggregates that nobody asks for any more. */
export const sweepSegments: JobKind = {
  kind: "sweep_segments",
  needs: "segments:write",

  async *run(job, { db }) {
    const definitions = new DefinitionsCache();
    for (let { next } = (job.cursor as Cursor | null) ?? { next: 0 }; next < BUCKETS; ) {
      const buckets = Array.from({ length: Math.min(STEP, BUCKETS - next) }, (_, place) => next + place);
      await sweep(db, job.workspaceId, definitions, buckets);
      next += buckets.length;
      yield { cursor: { next }, done: next, total: BUCKETS };
    }
    return { summary: {} };
  },
};

interface Cursor extends JsonObject {
  readonly next: number;
}

async function sweep(db: Db, workspaceId: number, cache: DefinitionsCache, buckets: readonly number[]): Promise<void> {
  await db.transaction(async (tx) => {
    await holdBuckets(tx, buckets);
    const definitions = (await cache.current(tx, buckets))(workspaceId);
    if (!definitions) return;
    const wanted = [definitions.segments, ...definitions.building.map(({ segments }) => segments)].flatMap(({ aggregates }) => [...aggregates.keys()]);
    await sweepBuckets(tx, workspaceId, buckets, wanted);
  });
}
