import { BUCKETS, type CampaignDocument, DAY, decide, deriveId, type Event, formatInstant, HOUR, type Instant, type JourneyDocument } from "@beckon/core";
import { DefinitionsCache } from "../packages/server/src/engine/definitionsCache.ts";
import { newId } from "../packages/server/src/ids.ts";
import { insertCourse, publishVersion, setStatus } from "../packages/server/src/store/campaigns.ts";
import type { Db, Query } from "../packages/server/src/store/db.ts";
import { putInInbox } from "../packages/server/src/store/inbox.ts";
import { processBatch } from "../packages/server/src/store/process.ts";
import { bumpDefinitions, insertWorkspace } from "../packages/server/src/store/workspaces.ts";
import { cpuTime, perEvent } from "./cpuTime.ts";
import { type Bench, openBench, progress, report } from "./harness.ts";
import type { BenchOptions } from "./options.ts";
import { RecordingDb, replay } from "./recording.ts";

const NOW = Date.UTC(2026, 10, 23, 12);
const SETTINGS = { timeZone: "UTC", sessionTimeout: "PT30M", quietHours: null, frequencyCaps: [], holdout: 0, topics: [], sender: null };
const ALL = Array.from({ length: BUCKETS }, (_, bucket) => bucket);
/** As many as a worker's. */
const BATCH_SIZE = 500;
/** Of all who wait, these are due at one instant. */
const DUE_OF_HUNDRED = 10;

/**
 * What journeys cost: an event beside many of them, and a great many people whose waits are over at one instant, among ten times as many
 * who wait on. `--only cost` or `timers` measures one of them; `--people N` so many wait.
 */
export async function run({ only, people }: BenchOptions): Promise<void> {
  const bench = await openBench();
  const { db } = bench.database;
  try {
    await db.query("update buckets set owner = 'bench'");
    if (only === null || only === "cost") await costOfMany(bench);
    if (only === null || only === "timers") await timers(bench, people);
  } finally {
    await bench.close();
  }
}

const ROUNDS = 5;
const EVENTS_A_ROUND = Number(process.env["BENCH_EVENTS"] ?? 4_000);
const CUSTOMERS = 2_000;

/** Two workspaces in one database, in turns: what else the machine does meets both. */
async function costOfMany({ database: { db }, dataDir }: Bench): Promise<void> {
  const sizes = [10, 1000] as const;
  const costs: { [many: number]: { readonly clock: number; readonly processor: number }[] } = { 10: [], 1000: [] };
  const definitions = new DefinitionsCache();
  for (const many of sizes) {
    await insertWorkspace(db, { id: many, name: String(many), settings: SETTINGS, createdAt: NOW });
    for (let place = 0; place < many; place++) await launch(db, many, journeyOfMany(place, many));
  }
  for (let round = 0; round <= ROUNDS; round++)
    for (const many of sizes) {
      const now = NOW + round * HOUR;
      await give(db, many, now);
      const [before, began] = [cpuTime(dataDir), performance.now()];
      await workOff(db, now, definitions);
      const after = cpuTime(dataDir);
      const processor = after.server - before.server + (after.database ?? 0) - (before.database ?? 0);
      // The first round finds everything cold.
      if (round > 0) costs[many]?.push({ clock: (performance.now() - began) / EVENTS_A_ROUND, processor: processor / EVENTS_A_ROUND });
    }
  const [few, many] = sizes.map((size) => costs[size] ?? []) as [(typeof costs)[10], (typeof costs)[10]];
  const figure = (name: string, of: "clock" | "processor") =>
    report({ bench: "journeys", figure: name, value: middle(many, of) * 1_000, unit: "µs/event", limit: middle(few, of) * 1_000 });
  figure("cost_1000_vs_10", "clock");
  figure("processor_1000_vs_10", "processor");
}

/** Two of them are about orders; each does something of every kind, and starts another. */
function journeyOfMany(place: number, many: number): JourneyDocument {
  const event = place < 2 ? "Order Completed" : `Event ${place}`;
  return {
    key: `journey-${place}`,
    name: `Journey ${place}`,
    trigger: { kind: "event", event } as never,
    reentry: place % 2 === 0 ? { kind: "once" } : { kind: "every_time" },
    unless: [{ event: `Refund ${place}` }],
    steps: [
      { id: "mark", kind: "set_attributes", set: { [`seen_${place}`]: true }, next: "days" },
      { id: "days", kind: "delay", delay: { kind: "for", duration: `P${1 + (place % 9)}D` }, next: "ordered" },
      { id: "ordered", kind: "wait", for: { kind: "event", event: `Event ${(place + 1) % many}` }, within: "P3D", next: "other", timeout: "mail" },
      { id: "other", kind: "start_journey", journey: `journey-${(place + 3) % many}` },
      { id: "mail", kind: "send", message: MAIL },
    ] as never,
  };
}

const MAIL: CampaignDocument["message"] = { channel: "email", subject: "Hello", body: { format: "text", source: "Hello" } };

async function timers({ database: { db }, dataDir }: Bench, people: number): Promise<void> {
  const due = Math.round((people * DUE_OF_HUNDRED) / 100);
  await insertWorkspace(db, { id: 1, name: "Shop", settings: SETTINGS, createdAt: NOW });
  const journeyId = await launch(db, 1, {
    key: "waiting",
    name: "Waiting",
    trigger: { kind: "event", event: "Order Completed" } as never,
    steps: [
      { id: "day", kind: "delay", delay: { kind: "for", duration: "P1D" }, next: "fork" },
      { id: "fork", kind: "branch", branches: [{ if: { kind: "attribute", name: "plan", op: "equals", value: "pro" }, next: "again" }] },
      { id: "again", kind: "wait", for: { kind: "event", event: "Order Completed" }, within: "P3D", timeout: "mail" },
      { id: "mail", kind: "send", message: MAIL },
    ] as never,
  });
  progress(`Letting ${people} people wait, ${due} of them for the same instant.`);
  await fillWaiting(db, journeyId, people, due);
  const recording = new RecordingDb(db);
  const then = NOW + DAY;
  const before = cpuTime(dataDir);
  const began = performance.now();
  const definitions = new DefinitionsCache();
  const { slowest } = await workOff(recording, then, definitions);
  const took = performance.now() - began;
  progress(`${due} went on in ${Math.round(took)} ms, the slowest batch in ${Math.round(slowest)}: ${perEvent(before, cpuTime(dataDir), due)}.`);
  const { rows } = await db.query<{ moved: number }>("select count(*)::int as moved from enrollments where step = 'again'");
  if (rows[0]?.moved !== due) throw new Error(`${rows[0]?.moved} of ${due} went on.`);
  const statements = recording.take();
  await fillWaiting(db, journeyId, people, due);
  const again = performance.now();
  await replay(db, statements);
  const bare = performance.now() - again;
  report({ bench: "journeys", figure: "timers_per_s", value: (due * 1_000) / took, unit: "people/s", limit: (due * 1_000) / bare });
}

/** People at the first step, whose ids are the same whenever they are made again: some wait until one instant, the others for days after it. */
async function fillWaiting(db: Db, journeyId: string, people: number, due: number): Promise<void> {
  for (const table of ["timers", "enrollments", "decisions", "campaign_tally_slips", "profiles", "inbox"]) await db.query(`truncate ${table}`);
  await db.query(
    `insert into profiles (bucket, id, workspace_id, attributes, consent, state, created_at)
     select get_byte(uuid_send(id), 15), id, 1, '{"plan": "pro"}', '{"channels": {}, "topics": {}}', '{}', $2
     from (select md5('person ' || n)::uuid as id from generate_series(1, $1::int) as n) as u`,
    [people, formatInstant(NOW)],
  );
  await db.query(
    `insert into enrollments (bucket, id, workspace_id, profile_id, campaign_id, version, status, live, entered_at, due_at, body, step)
     select bucket, id, 1, profile_id, $1, 1, 'waiting', true, $2::timestamptz, due_at, jsonb_build_object(
       'id', id, 'profileId', profile_id, 'campaignId', $1::uuid, 'version', 1, 'key', null, 'status', 'waiting', 'enteredAt', $3::bigint,
       'entry', jsonb_build_object('eventId', id, 'name', 'Order Completed', 'at', $3::bigint, 'properties', '{"total": 10}'::jsonb),
       'waitingSince', $3::bigint, 'dueAt', extract(epoch from due_at)::bigint * 1000, 'delayEndedAt', null, 'hold', null, 'sendId', null, 'address', null,
       'endReason', null, 'endedAt', null, 'sentAt', null, 'calledBack', null, 'holdout', false, 'deliveredAt', null, 'openedAt', null, 'clickedAt', null,
       'goalUntil', null, 'convertedAt', null, 'revenue', null,
       'walk', jsonb_build_object('step', 'day', 'since', $3::bigint, 'atDoor', false, 'messageId', null, 'taken', 0, 'path', '[]'::jsonb)), 'day'
     from (
       select get_byte(uuid_send(profile_id), 15) as bucket, md5('way ' || n)::uuid as id, profile_id,
         $2::timestamptz + interval '1 day' + case when n <= $5::int then interval '0' else n % 100 * interval '1 hour' + interval '1 hour' end as due_at
       from (select n, md5('person ' || n)::uuid as profile_id from generate_series(1, $4::int) as n) as u
     ) as ways`,
    [journeyId, formatInstant(NOW), NOW, people, due],
  );
  await db.query(
    "insert into timers (bucket, at, profile_id, kind, subject, workspace_id, payload) select bucket, due_at, profile_id, 'enrollment', id::text, 1, '{}' from enrollments",
  );
  for (const table of ["timers", "enrollments", "profiles"]) await db.query(`vacuum analyze ${table}`);
}

/** Publishes and makes live, as a desk does. */
async function launch(db: Db, workspaceId: number, document: JourneyDocument): Promise<string> {
  const id = deriveId(NOW, "journey", String(workspaceId), document.key);
  await db.transaction(async (tx: Query) => {
    await insertCourse(tx, { id, workspaceId, kind: "journey", draft: document, now: NOW });
    await publishVersion(tx, id, 1, document, "bench", NOW);
    await setStatus(tx, id, "live", NOW);
    await bumpDefinitions(tx, workspaceId);
  });
  return id;
}

let serial = 0;

async function give(db: Db, workspaceId: number, now: Instant): Promise<void> {
  const rows = Array.from({ length: EVENTS_A_ROUND }, () => {
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
    const profileId = deriveId(NOW, "person", String(workspaceId), String(serial % CUSTOMERS));
    return { id, workspaceId, profileId, kind: "event" as const, body: event, acceptedAt: now };
  });
  for (let place = 0; place < rows.length; place += 1_000) await putInInbox(db, rows.slice(place, place + 1_000));
}

/** Batch by batch, until nothing is left. */
async function workOff(db: Db, now: Instant, definitions: DefinitionsCache): Promise<{ readonly slowest: number }> {
  for (let slowest = 0; ; ) {
    const began = performance.now();
    const { inputs } = await processBatch(db, { owner: "bench", buckets: ALL, limit: BATCH_SIZE, now, definitions, decide });
    if (inputs === 0) return { slowest };
    slowest = Math.max(slowest, performance.now() - began);
  }
}

function middle<Name extends string>(values: readonly { readonly [name in Name]: number }[], name: Name): number {
  const sorted = values.map((value) => value[name]).sort((a, b) => a - b);
  return sorted[Math.floor(sorted.length / 2)] ?? Number.NaN;
}
