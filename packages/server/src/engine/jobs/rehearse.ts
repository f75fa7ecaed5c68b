import { BUCKETS, type Json, type JsonObject, type Rehearsal, RehearsalSum, type RehearsedPerson } from "@beckon/core";
import { hasMoreProfilesThan } from "../../store/profileSearch.ts";
import { countHappened } from "../../store/reachSample.ts";
import { peopleConcerned } from "../../store/rehearsalPasts.ts";
import {
  deleteRehearsalPeople,
  earlierRehearsalIsOpen,
  findRehearsal,
  finishRehearsal,
  type RehearsalPerson,
  type RehearsalRow,
  writeRehearsalPeople,
} from "../../store/rehearsals.ts";
import { familyOf } from "../../store/segmentFill.ts";
import { Leisure } from "../rehearsals/leisure.ts";
import { placeWords } from "../rehearsals/pathWords.ts";
import { planOf, type RehearsalPlan } from "../rehearsals/rehearsalPlan.ts";
import { replayPeople } from "../rehearsals/rehearsedPasts.ts";
import { JobFailure, type JobKind, type JobStep, type JobTools } from "./job.ts";

/** People whose beginnings are in memory at once. */
const CHUNK = 100;
/** A step is kept so often: its sums cost as much as some people. */
const STEP_MS = 500;
/** So many things that may be a trigger are looked through at once. */
const HAPPENED_AT_ONCE = 20_000;
const HAPPENED_MAX = 2_000_000;
/** More paths than this nobody reads; the figures count all. */
const KEPT_MAX = 20_000;
const DELETED_AT_ONCE = 5_000;
const TURN_MS = 1_000;

/** Where a rehearsal is: whose turn it is, and what was counted so far. */
interface Cursor extends JsonObject {
  /** So many buckets at once; the first `buckets` of all, where a sample is enough. */
  readonly size: number;
  readonly buckets: number;
  /** Of the people in these buckets this part is looked at. */
  readonly share: number;
  readonly next: number;
  readonly after: string | null;
  readonly looked: number;
  readonly cutShort: number;
  readonly kept: number;
  readonly totals: (Rehearsal & JsonObject) | null;
}

/**
 * Lets the past of people happen again under a draft and all that is live beside it, a few at a time and only as fast as live processing
 * leaves room. One at a time, on whichever server. `input` is `{ rehearsalId }`.
 */
export const rehearse: JobKind = {
  kind: "rehearse",
  needs: "campaigns:write",

  async *run(job, { db, clock }) {
    while (await earlierRehearsalIsOpen(db, job.id)) yield { cursor: job.cursor, done: job.done, notBefore: clock.now() + TURN_MS };
    const row = await findRehearsal(db, job.workspaceId, String(job.input["rehearsalId"]));
    if (!row) throw new JobFailure("This rehearsal was deleted; start another.");
    const plan = await planOf(db, row, job.createdAt);
    let cursor = (job.cursor as Cursor | null) ?? (await beginning({ db }, row, plan));
    const sum = new RehearsalSum(plan.draft, plan.replay.definitions, { from: row.from, until: row.until }, cursor.totals);
    const work: Work = { row, plan, sum, leisure: new Leisure(db), stepBegan: performance.now() };
    while (cursor.next < cursor.buckets) {
      const ids = await peopleOfGroup({ db }, row, plan, cursor);
      for (let place = 0; place < ids.length; place += CHUNK) {
        const within = (id: string) => (ids.indexOf(id, place) + 1) / ids.length;
        cursor = yield* rehearseChunk({ db }, work, ids.slice(place, place + CHUNK), cursor, within);
      }
      cursor = { ...cursor, next: Math.min(cursor.buckets, cursor.next + cursor.size), after: null };
      yield stepOf(cursor, sum, 0);
      work.stepBegan = performance.now();
    }
    const { looked, cutShort, kept } = cursor;
    await finishRehearsal(db, row.id, { totals: sum.totals, looked, cutShort, kept, factor: BUCKETS / (cursor.buckets * cursor.share) });
    return { summary: soFar(sum, looked) };
  },

  async abandoned(job, { db }) {
    while (await deleteRehearsalPeople(db, String(job.input["rehearsalId"]), DELETED_AT_ONCE));
  },
};

type Store = Pick<JobTools, "db">;

/** A rehearsal at work. */
interface Work {
  readonly row: RehearsalRow;
  readonly plan: RehearsalPlan;
  readonly sum: RehearsalSum;
  readonly leisure: Leisure;
  /** When the last step was kept. */
  stepBegan: number;
}

/** How the buckets are parted, and how many of them a sample needs. */
async function beginning({ db }: Store, row: RehearsalRow, plan: RehearsalPlan): Promise<Cursor> {
  const { by } = plan.concerns;
  const count = "names" in by ? (await countHappened(db, row.workspaceId, by.names, by.from, HAPPENED_MAX)).count : await manyProfiles({ db }, row);
  const size = Math.max(1, Math.min(BUCKETS, Math.floor((BUCKETS * HAPPENED_AT_ONCE) / Math.max(1, count))));
  const all: Cursor = { size, buckets: BUCKETS, share: 1, next: 0, after: null, looked: 0, cutShort: 0, kept: 0, totals: null };
  if (row.population.kind !== "sample") return all;
  const some = (await peopleOfGroup({ db }, row, plan, all)).length;
  const everybody = (some * BUCKETS) / size;
  if (everybody <= row.population.size) return all;
  const buckets = Math.max(1, Math.ceil((BUCKETS * row.population.size) / everybody));
  return { ...all, size: Math.min(size, buckets), buckets, share: Math.min(1, (row.population.size * BUCKETS) / (everybody * buckets)) };
}

async function manyProfiles({ db }: Store, { workspaceId }: RehearsalRow): Promise<number> {
  for (const people of [1_000_000, 100_000, 10_000]) if (await hasMoreProfilesThan(db, workspaceId, people)) return people * 2;
  return 0;
}

/** People of the next buckets who are concerned, after the last one that was looked at. */
async function peopleOfGroup({ db }: Store, row: RehearsalRow, { concerns }: RehearsalPlan, { next, size, buckets, share, after }: Cursor): Promise<string[]> {
  const group = Array.from({ length: Math.min(size, buckets - next) }, (_, place) => next + place);
  const family = await familyOf(db, { workspaceId: row.workspaceId, buckets: group, profileIds: null });
  const ids = await peopleConcerned(db, { workspaceId: row.workspaceId, buckets: group, ...concerns }, family);
  return ids.filter((id) => (after === null || id > after) && (share === 1 || chanceOf(id) < share));
}

/** In [0, 1), by the random part of the id beside its bucket. */
function chanceOf(id: string): number {
  return Number.parseInt(id.slice(-10, -2), 16) / 2 ** 32;
}

/** Replays these people; where it takes long, a step is kept after anybody, so that the claim holds however slowly it goes. */
async function* rehearseChunk(
  { db }: Store,
  work: Work,
  ids: readonly string[],
  from: Cursor,
  within: (id: string) => number,
): AsyncGenerator<JobStep, Cursor, void> {
  const { row, plan, sum, leisure } = work;
  let cursor = from;
  let found: RehearsedPerson[] = [];
  const keep = async (): Promise<void> => {
    const kept = found.slice(0, Math.max(0, KEPT_MAX - cursor.kept));
    found = [];
    await writeRehearsalPeople(
      db,
      row.id,
      kept.map((person) => keptOf(person, row, plan)),
    );
    cursor = { ...cursor, kept: cursor.kept + kept.length };
  };
  for await (const life of replayPeople(db, row.workspaceId, ids, plan, leisure)) {
    cursor = { ...cursor, after: life.profileId, looked: cursor.looked + 1, cutShort: cursor.cutShort + (life.cutShort ? 1 : 0) };
    const person = sum.add(life);
    if (person) found.push(person);
    if (performance.now() - work.stepBegan < STEP_MS) continue;
    await keep();
    yield stepOf(cursor, sum, within(life.profileId));
    work.stepBegan = performance.now();
  }
  await keep();
  cursor = { ...cursor, after: ids.at(-1) ?? cursor.after };
  await leisure.breathe();
  return cursor;
}

function keptOf({ path, ...person }: RehearsedPerson, { others, rules }: RehearsalRow, { draft }: RehearsalPlan): RehearsalPerson {
  const nameOf = (id: string) => others.find((other) => other.id === id)?.name ?? "another campaign";
  const told = path.filter(({ decision }) => decision.outcome !== "cleared");
  return {
    ...person,
    path: told.map((place) => ({ at: place.decision.at, step: place.step, other: place.other, ...placeWords(place, draft, rules.timeZone, nameOf) })),
  };
}

/** @param within how much of the next buckets is done */
function stepOf(cursor: Cursor, sum: RehearsalSum, within: number): JobStep {
  const groups = Math.min(cursor.size, cursor.buckets - cursor.next);
  const totals = JSON.parse(JSON.stringify(sum.totals)) as Cursor["totals"];
  return {
    cursor: { ...cursor, totals } as Json,
    done: Math.floor((1000 * (cursor.next + groups * within)) / cursor.buckets),
    total: 1000,
    summary: soFar(sum, cursor.looked),
  };
}

function soFar({ totals }: RehearsalSum, looked: number): JsonObject {
  return { looked, entered: totals.entered, messages: totals.messages };
}
