import { BUCKETS, type JsonObject } from "@beckon/core";
import { noteWritingFailed, noteWritten } from "../../store/computedAttributes.ts";
import { writeComputed } from "../../store/computedWriter.ts";
import { holdBuckets } from "../../store/segmentFill.ts";
import { DefinitionsCache } from "../definitionsCache.ts";
import { bucketsAStep } from "./bucketsAStep.ts";
import type { JobKind } from "./job.ts";

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
    const size = await bucketsAStep(db, job.workspaceId);
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
