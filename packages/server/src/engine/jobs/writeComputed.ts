import { BUCKETS, type JsonObject } from "@beckon/core";
import { noteWritingFailed, noteWritten } from "../../store/computedAttributes.ts";
import { writeComputed } from "../../store/computedWriter.ts";
import type { Db } from "../../store/db.ts";
import { hasMoreProfilesThan } from "../../store/profileSearch.ts";
import { holdBuckets } from "../../store/segmentFill.ts";
import { DefinitionsCache } from "../definitionsCache.ts";
import type { JobKind } from "./job.ts";

/** Buckets of one step, by how many people there are at least. */
const STEPS = [
  { people: 100_000, buckets: 1 },
  { people: 5_000, buckets: 16 },
] as const;

/**
 * Writes the values of computed attributes into the profiles once they have been built, and takes out those that are no longer:
 * conditions go by them from the moment of the build on. `input` is `{ names, asOf }`.
 */
export const writeComputedJob: JobKind = {
  kind: "write_computed",
  needs: "segments:publish",
  cannotStop: true,

  async *run(job, { db, clock }) {
    const cache = new DefinitionsCache();
    const { names, asOf } = job.input as unknown as { readonly names: readonly string[]; readonly asOf: number };
    const size = await stepOf(db, job.workspaceId);
    for (let { next } = (job.cursor as Cursor | null) ?? { next: 0 }; next < BUCKETS; ) {
      const buckets = Array.from({ length: Math.min(size, BUCKETS - next) }, (_, place) => next + place);
      next += buckets.length;
      await db.transaction(async (tx) => {
        await holdBuckets(tx, buckets);
        const definitions = (await cache.current(tx, buckets))(job.workspaceId);
        if (definitions) await writeComputed(tx, { workspaceId: job.workspaceId, buckets, names, asOf }, definitions, clock.now());
        await noteWritten(tx, job.workspaceId, names, next);
      });
      yield { cursor: { next }, done: next, total: BUCKETS };
    }
    return { summary: {} };
  },

  async abandoned(job, { db }) {
    const names = (job.input["names"] ?? []) as string[];
    await noteWritingFailed(db, job.workspaceId, names, job.error ?? "Its values were not written into all profiles; build it again.");
  },
};

interface Cursor extends JsonObject {
  readonly next: number;
}

async function stepOf(db: Db, workspaceId: number): Promise<number> {
  for (const { people, buckets } of STEPS) if (await hasMoreProfilesThan(db, workspaceId, people)) return buckets;
  return BUCKETS;
}
