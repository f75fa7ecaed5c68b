import { type AggregateDefinition, aggregateOfAttribute, BUCKETS, INTERNAL, type JsonObject, type RfmSetting, rfmGroupOf } from "@beckon/core";
import type { JobRow } from "../../store/jobs.ts";
import { failRfmRun, findRfmRun, finishRfmRun, noteRfmLimits, type RfmRun } from "../../store/rfmRuns.ts";
import { noteRfmTold, type RfmChange, type RfmStanding, rfmCells, rfmChanges, rfmLimits, writeStandings } from "../../store/rfmStandings.ts";
import { foldHistory, holdBuckets } from "../../store/segmentFill.ts";
import type { IncomingEvent } from "../incoming.ts";
import { bucketsAStep } from "./bucketsAStep.ts";
import { JobFailure, type JobKind, type JobStep, type JobTools } from "./job.ts";

/**
 * Ranks everybody who ordered by how lately, how often and for how much: counts what each bought, draws the limits between the
 * fifths, and tells whoever has other scores now, by an event through the inbox. `input` is `{ runId }`.
 */
export const rankPeople: JobKind = {
  kind: "rank_people",
  needs: "segments:publish",

  async *run(job, tools) {
    const { db, clock } = tools;
    const run = await findRfmRun(db, String(job.input["runId"]));
    if (!run) throw new JobFailure("There is no such ranking any more; start another.");
    const size = await bucketsAStep(db, run.workspaceId);
    const cursor = (job.cursor as Cursor | null) ?? { phase: "count", next: 0, changed: 0 };
    if (cursor.phase === "count") yield* count(run, tools, cursor, size);
    const changed = yield* tell(run, tools, cursor.phase === "tell" ? cursor : { phase: "tell", next: 0, changed: 0 }, size);
    const cells = await rfmCells(db, run.workspaceId);
    await finishRfmRun(db, run.id, cells, clock.now());
    return { summary: { people: cells.reduce((sum, { people }) => sum + people, 0), changed } };
  },

  async abandoned(job: JobRow, { db, clock }) {
    await failRfmRun(db, String(job.input["runId"]), job.error ?? "It did not come to its end; rank people again.", clock.now());
  },
};

interface Cursor extends JsonObject {
  readonly phase: "count" | "tell";
  readonly next: number;
  readonly changed: number;
}

const TOTAL = 2 * BUCKETS;

async function* count({ id, workspaceId, setting }: RfmRun, { db, clock }: JobTools, { next: from, changed }: Cursor, size: number): AsyncGenerator<JobStep> {
  const question = setting && questionOf(setting);
  for (let next = from; next < BUCKETS; ) {
    const buckets = someBuckets(next, size);
    next += buckets.length;
    await db.transaction(async (tx) => {
      // Nobody is merged or deleted between the look and the writing.
      await holdBuckets(tx, buckets);
      const counted = question ? await foldHistory(tx, { workspaceId, buckets, profileIds: null }, [question], clock.now()) : new Map();
      await writeStandings(tx, workspaceId, buckets, question ? standingsOf(counted, question.id) : []);
    });
    if (next === BUCKETS) await noteRfmLimits(db, id, await rfmLimits(db, workspaceId));
    const cursor: Cursor = next === BUCKETS ? { phase: "tell", next: 0, changed } : { phase: "count", next, changed };
    yield { cursor, done: next, total: TOTAL };
  }
}

/** The sum as a computed attribute has it: numbers in text count, machines do not, and who was merged counts for who they are. */
function questionOf({ event, value }: RfmSetting): AggregateDefinition {
  return aggregateOfAttribute({ name: "rfm", event, function: "sum", of: value });
}

function standingsOf(counted: Awaited<ReturnType<typeof foldHistory>>, question: string): RfmStanding[] {
  return [...counted].flatMap(([profileId, own]): RfmStanding[] => {
    const aggregate = own.get(question);
    return aggregate?.last == null ? [] : [{ profileId, lastAt: aggregate.last, orders: aggregate.count, value: aggregate.sum }];
  });
}

async function* tell(run: RfmRun, { db, clock, ingest }: JobTools, { next: from, changed: before }: Cursor, size: number): AsyncGenerator<JobStep, number> {
  const limits = (await findRfmRun(db, run.id))?.limits ?? null;
  let changed = before;
  for (let next = from; next < BUCKETS; ) {
    const buckets = someBuckets(next, size);
    next += buckets.length;
    const changes = await rfmChanges(db, run.workspaceId, buckets, limits);
    // Told first, kept after: whoever dies between the two tells it again under the same id, and it is taken once.
    await ingest.accept(changes.map((change) => eventOf(run, change, clock.now())));
    await db.transaction((tx) => noteRfmTold(tx, run.workspaceId, buckets, limits));
    changed += changes.length;
    yield { cursor: { phase: "tell", next, changed }, done: BUCKETS + next, total: TOTAL };
  }
  return changed;
}

function someBuckets(next: number, size: number): number[] {
  return Array.from({ length: Math.min(size, BUCKETS - next) }, (_, place) => next + place);
}

function eventOf({ id, workspaceId, quiet }: RfmRun, { profileId, scores, group: previous, value }: RfmChange, now: number): IncomingEvent {
  const group = scores && rfmGroupOf(scores).key;
  return {
    workspaceId,
    source: "beckon",
    messageId: `rfm:${id}:${profileId}`,
    kind: "internal",
    name: INTERNAL.rfmScored,
    properties: { group, previous_group: previous, ...scores, ...(scores && { value }) },
    attributes: {
      rfm_recency: scores?.recency ?? null,
      rfm_frequency: scores?.frequency ?? null,
      rfm_monetary: scores?.monetary ?? null,
      rfm_group: group,
    },
    identifiers: [],
    profileId,
    at: now,
    context: {},
    ...(quiet ? { flags: ["quiet"] } : {}),
  };
}
