import { setTimeout } from "node:timers/promises";
import {
  BUCKETS,
  type ConditionNode,
  DAY,
  type Decide,
  decide,
  deriveId,
  type Event,
  formatInstant,
  type Instant,
  lifeCycleOf,
  type SegmentDocument,
  STAGE_SETS,
} from "@beckon/core";
import { DefinitionsCache } from "../packages/server/src/engine/definitionsCache.ts";
import { buildSegments } from "../packages/server/src/engine/jobs/buildSegments.ts";
import type { JobTools } from "../packages/server/src/engine/jobs/job.ts";
import { newId } from "../packages/server/src/ids.ts";
import type { Db, Query } from "../packages/server/src/store/db.ts";
import { putInInbox } from "../packages/server/src/store/inbox.ts";
import type { JobRow } from "../packages/server/src/store/jobs.ts";
import { processBatch } from "../packages/server/src/store/process.ts";
import { addBuild, joinBuild } from "../packages/server/src/store/segmentBuilds.ts";
import { addSegmentVersion, insertSegment, makeLive } from "../packages/server/src/store/segments.ts";
import { insertWorkspace } from "../packages/server/src/store/workspaces.ts";
import { cpuTime, perEvent } from "./cpuTime.ts";
import { type Bench, openBench, percentile, progress, report } from "./harness.ts";
import type { BenchOptions } from "./options.ts";

const NOW = Date.UTC(2026, 10, 23, 12);
const SETTINGS = { timeZone: "UTC", sessionTimeout: "PT30M", quietHours: null, frequencyCaps: [], holdout: 0, topics: [], sender: null };
const ALL = Array.from({ length: BUCKETS }, (_, bucket) => bucket);
const EVENTS = Number(process.env["BENCH_EVENTS"] ?? 1_000_000);
const PEOPLE = EVENTS / 10;
/** As many as a worker's. */
const BATCH_SIZE = 500;
const LAPSING = Number(process.env["BENCH_LAPSING"] ?? 100_000);

const PARTS = { cost: costOfMany, backfill, lapse };

/**
 * What segments cost: an event beside many of them, a build beside the bare count, and a great many windows that pass at one instant.
 * `--only cost`, `backfill` or `lapse` measures one of them.
 */
export async function run({ only }: BenchOptions): Promise<void> {
  const bench = await openBench();
  const { db } = bench.database;
  try {
    await db.query("update buckets set owner = 'bench'");
    await insertWorkspace(db, { id: 1, name: "Shop", settings: SETTINGS, createdAt: NOW });
    for (const [name, part] of Object.entries(PARTS)) if (only === null || name.includes(only)) await part(bench);
  } finally {
    await bench.close();
  }
}

const ROUNDS = 7;
const EVENTS_A_ROUND = 4_000;

/** Two workspaces in one database, in turns: what else the machine does meets both. */
async function costOfMany({ database: { db } }: Bench): Promise<void> {
  const sizes = [10, 1000] as const;
  const times: { [many: number]: number[] } = { 10: [], 1000: [] };
  const definitions = new DefinitionsCache();
  for (const many of sizes) {
    await insertWorkspace(db, { id: many, name: String(many), settings: SETTINGS, createdAt: NOW });
    await db.transaction(async (tx) => {
      for (let place = 0; place < many; place++) await goLive(tx, many, `s${place}`, did(place < 2 ? "Order Completed" : `Event ${place}`, `P${30 + place}D`));
    });
  }
  for (let round = 0; round <= ROUNDS; round++)
    for (const many of sizes) {
      await give(db, many, EVENTS_A_ROUND, NOW + round);
      const began = performance.now();
      await work(db, NOW + round, definitions);
      // The first round finds everything cold.
      if (round > 0) times[many]?.push((performance.now() - began) / EVENTS_A_ROUND);
    }
  const [few, many] = [median(times[10] ?? []), median(times[1000] ?? [])];
  report({ bench: "segments", figure: "cost_1000_vs_10", value: many * 1_000, unit: "µs/event", limit: few * 1_000 });
}

/**
 * A build beside two bare statements: one that counts the same events per person and throws the counts away, and one that keeps them in
 * a table with a key, as a build must, which keeps memberships and timers besides.
 */
async function backfill({ dataDir, database: { db } }: Bench): Promise<void> {
  for (const table of ["segments", "memberships", "stage_counts", "aggregates", "timers", "events", "profiles"]) await db.query(`delete from ${table}`);
  progress(`Writing ${EVENTS} events of ${PEOPLE} people.`);
  await fillPeople(db, PEOPLE);
  await db.query(
    `insert into events (bucket, id, workspace_id, profile_id, at, received_at, name, kind, properties, context, extra, source, message_id)
     select p.bucket, gen_random_uuid(), 1, p.id, at, at, case when n % 2 = 0 then 'Order Completed' else 'Page Viewed' end, 'track', '{"total": 12}', '{}', null, 'bench', n::text
     from generate_series(1, $1::int) as n
     cross join lateral (select $2::timestamptz - (n % 90) * interval '1 day' - n * interval '1 millisecond' as at) as t
     join (select bucket, id, row_number() over (order by id) - 1 as place from profiles) as p on p.place = (n::bigint * 7919) % $3::int`,
    [EVENTS, formatInstant(NOW), PEOPLE],
  );
  await db.query("vacuum analyze events");
  await db.query("vacuum analyze profiles");
  // The same events, counted per person as the build counts them: ever, first, last, and in the window.
  const count = `select bucket, profile_id, count(*) as times, min(at) as first, max(at) as last, count(*) filter (where at > $1::timestamptz) as recent
     from events where workspace_id = 1 and name = 'Order Completed' group by bucket, profile_id`;
  const since = [formatInstant(NOW - 60 * DAY)];
  const bare = await best(3, () => db.query(`select count(*) from (${count} having count(*) filter (where at > $1::timestamptz) >= 3) as buyers`, since));
  const kept = await best(3, async () => {
    await db.query("drop table if exists bare_counts");
    await db.query(
      "create table bare_counts (bucket int, profile_id uuid, times bigint, first timestamptz, last timestamptz, recent bigint, primary key (bucket, profile_id))",
    );
    await db.query(`insert into bare_counts ${count}`, since);
  });
  // All that must be kept for the membership to stay right by itself: the counts, who is in it, and when that lapses.
  const all = await best(3, async () => {
    for (const table of ["bare_counts", "bare_members", "bare_lapses"]) await db.query(`drop table if exists ${table}`);
    await db.query("create table bare_counts (bucket int, profile_id uuid, times bigint, recent timestamptz[], primary key (bucket, profile_id))");
    await db.query("create table bare_members (bucket int, profile_id uuid, since timestamptz, until timestamptz, primary key (bucket, profile_id))");
    await db.query("create table bare_lapses (bucket int, at timestamptz, profile_id uuid, primary key (bucket, at, profile_id))");
    await db.query(
      `with counts as (
         insert into bare_counts select bucket, profile_id, count(*), array_agg(at order by at) filter (where at > $1::timestamptz)
         from events where workspace_id = 1 and name = 'Order Completed' group by bucket, profile_id returning *
       ), members as (
         insert into bare_members select bucket, profile_id, $2::timestamptz, recent[cardinality(recent) - 2] + interval '60 days' from counts where cardinality(recent) >= 3 returning *
       )
       insert into bare_lapses select bucket, until, profile_id from members`,
      [...since, formatInstant(NOW)],
    );
  });
  const condition = { kind: "did", event: "Order Completed", count: { op: "at_least", value: 3 }, within: "P60D" } as ConditionNode;
  const before = cpuTime(dataDir);
  const took = await build(db, { key: "backfilled", name: "backfilled", condition }, NOW);
  progress(`The build: ${perEvent(before, cpuTime(dataDir), EVENTS)}.`);
  const { rows } = await db.query<{ count: number }>("select count(*) as count from memberships where member");
  progress(
    `${rows[0]?.count} members; bare count ${Math.round(bare)} ms, kept ${Math.round(kept)} ms, all kept ${Math.round(all)} ms, build ${Math.round(took)} ms.`,
  );
  report({ bench: "segments", figure: "backfill_vs_sql", value: took, unit: "ms", limit: bare });
  report({ bench: "segments", figure: "backfill_vs_sql_kept", value: took, unit: "ms", limit: kept });
  report({ bench: "segments", figure: "backfill_vs_sql_all_kept", value: took, unit: "ms", limit: all });
  const { stages = [] } = STAGE_SETS.find(({ key }) => key === "shop") ?? {};
  report({ bench: "segments", figure: "backfill_stages_vs_sql", value: await build(db, lifeCycleOf(stages), NOW), unit: "ms", limit: bare });
}

async function lapse({ dataDir, database: { db } }: Bench): Promise<void> {
  for (const table of ["segments", "memberships", "stage_counts", "aggregates", "timers", "events", "profiles"]) await db.query(`delete from ${table}`);
  await fillPeople(db, LAPSING);
  await db.query(
    `insert into events (bucket, id, workspace_id, profile_id, at, received_at, name, kind, properties, context, extra, source, message_id)
     select bucket, gen_random_uuid(), 1, id, $1, $1, 'Order Completed', 'track', '{}', '{}', null, 'bench', id::text from profiles`,
    [formatInstant(NOW)],
  );
  await db.query("vacuum analyze events");
  await build(db, { key: "lapsing", name: "lapsing", condition: did("Order Completed", "P30D") }, NOW + 1);
  const then = NOW + 30 * DAY;
  const crowd: Crowd = { db, clock: clockFrom(then - ORDINARY_MS), then, lapsed: 0, waited: { before: [], during: [] }, slowest: 0 };
  const before = cpuTime(dataDir);
  // As a worker does: two lanes, each with half of the buckets.
  await Promise.all([...[0, 1].map((lane) => workLane(crowd, lane)), keepOrdering(crowd)]);
  const took = crowd.clock() - then;
  const { rows } = await db.query<{ count: number }>("select count(*) as count from memberships where member");
  progress(`${LAPSING} lapsed, ${rows[0]?.count} members left (those who ordered meanwhile); the slowest batch took ${Math.round(crowd.slowest)} ms.`);
  progress(`The lapse with its orders: ${perEvent(before, cpuTime(dataDir), LAPSING)}.`);
  report({ bench: "segments", figure: `lapse_${LAPSING}_s`, value: took / 1_000, unit: "s", limit: 10 });
  const [usual, beside] = [percentile(crowd.waited.before, 95), percentile(crowd.waited.during, 95)];
  report({ bench: "segments", figure: "event_beside_lapse_p95_ms", value: beside, unit: "ms", limit: usual });
}

/** So long orders come before the windows pass. */
const ORDINARY_MS = 5_000;
const ORDERS_A_SECOND = 200;

interface Crowd {
  readonly db: Db;
  readonly clock: () => Instant;
  /** When everybody's window passes. */
  readonly then: Instant;
  lapsed: number;
  /** From its acceptance to the end of the transaction that took it, of each order. */
  readonly waited: { readonly before: number[]; readonly during: number[] };
  slowest: number;
}

function clockFrom(start: Instant): () => Instant {
  const began = performance.now();
  return () => start + Math.round(performance.now() - began);
}

async function workLane(crowd: Crowd, lane: number): Promise<void> {
  const { db, clock, then } = crowd;
  const buckets = ALL.filter((bucket) => bucket % 2 === lane);
  const definitions = new DefinitionsCache();
  let orders: Instant[] = [];
  const noting: Decide = (state, input, ...rest) => {
    if (input.kind === "event") orders.push(input.event.receivedAt);
    return decide(state, input, ...rest);
  };
  while (crowd.lapsed < LAPSING) {
    orders = [];
    const began = performance.now();
    const { inputs } = await processBatch(db, { owner: "bench", buckets, limit: BATCH_SIZE, now: clock(), definitions, decide: noting });
    crowd.slowest = Math.max(crowd.slowest, performance.now() - began);
    crowd.lapsed += inputs - orders.length;
    for (const at of orders) (at < then ? crowd.waited.before : crowd.waited.during).push(clock() - at);
    if (inputs === 0) await setTimeout(2);
  }
}

/** Ingest goes on. */
async function keepOrdering(crowd: Crowd): Promise<void> {
  const start = crowd.clock();
  for (let given = 0; crowd.lapsed < LAPSING; await setTimeout(20)) {
    const wanted = Math.floor(((crowd.clock() - start) * ORDERS_A_SECOND) / 1_000);
    if (wanted > given) await give(crowd.db, 1, wanted - given, crowd.clock());
    given = wanted;
  }
}

function did(event: string, within: string): ConditionNode {
  return { kind: "did", event, within } as ConditionNode;
}

async function goLive(db: Query, workspaceId: number, key: string, condition: ConditionNode): Promise<void> {
  const id = newId(NOW);
  const document: SegmentDocument = { key, name: key, condition };
  await insertSegment(db, { id, workspaceId, kind: "live", draft: document, now: NOW });
  await makeLive(db, id, await addSegmentVersion(db, id, document, "bench", NOW));
}

/** Publishes a segment or the life cycle and does its job. @returns milliseconds */
async function build(db: Db, document: SegmentDocument, now: Instant): Promise<number> {
  const [id, buildId] = [newId(now), newId(now)];
  await insertSegment(db, { id, workspaceId: 1, kind: document.stages === undefined ? "live" : "stages", draft: document, now });
  await addSegmentVersion(db, id, document, "bench", now);
  await addBuild(db, { id: buildId, workspaceId: 1, jobId: buildId }, now);
  await joinBuild(db, id, buildId);
  const job = { id: buildId, workspaceId: 1, kind: "build_segments", input: { buildId }, cursor: null, startedBy: "bench" } as unknown as JobRow;
  const began = performance.now();
  const work = buildSegments.run(job, { db, clock: { now: () => now } } as unknown as JobTools);
  while (!(await work.next()).done);
  return performance.now() - began;
}

function fillPeople(db: Db, count: number): Promise<unknown> {
  return db.query(
    `insert into profiles (bucket, id, workspace_id, attributes, consent, state, created_at)
     select get_byte(uuid_send(id), 15), id, 1, '{"plan": "pro"}', '{"channels": {}, "topics": {}}', '{}', $2 from (select gen_random_uuid() as id from generate_series(1, $1::int)) as u`,
    [count, formatInstant(NOW)],
  );
}

let serial = 0;

async function give(db: Db, workspaceId: number, count: number, now: Instant): Promise<void> {
  const rows = Array.from({ length: count }, () => {
    const id = newId(now);
    serial += 1;
    const event: Event = {
      id,
      kind: "track",
      name: "Order Completed",
      properties: { total: 10 },
      at: now,
      receivedAt: now,
      source: "bench",
      messageId: id,
      context: {},
    };
    const profileId = deriveId(NOW, "person", String(workspaceId), String(serial % 2_000));
    return { id, workspaceId, profileId, kind: "event" as const, body: event, acceptedAt: now };
  });
  for (let place = 0; place < rows.length; place += 1_000) await putInInbox(db, rows.slice(place, place + 1_000));
}

async function work(db: Db, now: Instant, definitions: DefinitionsCache): Promise<void> {
  for (;;) {
    const { inputs } = await processBatch(db, { owner: "bench", buckets: ALL, limit: 1_000, now, definitions, decide });
    if (inputs === 0) return;
  }
}

function median(values: readonly number[]): number {
  return [...values].sort((a, b) => a - b)[Math.floor(values.length / 2)] ?? Number.NaN;
}

async function best(rounds: number, measured: () => Promise<unknown>): Promise<number> {
  let least = Number.POSITIVE_INFINITY;
  for (let round = 0; round < rounds; round++) {
    const began = performance.now();
    await measured();
    least = Math.min(least, performance.now() - began);
  }
  return least;
}
