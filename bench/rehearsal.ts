import { setTimeout as wait } from "node:timers/promises";
import { BUCKETS, DAY, formatDay, type Instant, type JourneyDocument, localDay } from "@beckon/core";
import { systemClock } from "../packages/server/src/clock.ts";
import { readConfig } from "../packages/server/src/config.ts";
import { type Database, openDatabase } from "../packages/server/src/database.ts";
import { DefinitionsCache } from "../packages/server/src/engine/definitionsCache.ts";
import { DocumentCheck } from "../packages/server/src/engine/documentCheck.ts";
import type { IncomingEvent } from "../packages/server/src/engine/incoming.ts";
import { createIngest } from "../packages/server/src/engine/ingest.ts";
import { JobDesk } from "../packages/server/src/engine/jobs/jobDesk.ts";
import { JobRunner } from "../packages/server/src/engine/jobs/jobRunner.ts";
import { JOB_KINDS } from "../packages/server/src/engine/jobs/kinds.ts";
import { JourneyDesk } from "../packages/server/src/engine/journeyDesk.ts";
import { RehearsalDesk } from "../packages/server/src/engine/rehearsals/rehearsalDesk.ts";
import { FIRST_WORKSPACE } from "../packages/server/src/engine/setup.ts";
import { Worker } from "../packages/server/src/engine/worker.ts";
import type { Db } from "../packages/server/src/store/db.ts";
import type { RehearsalRow } from "../packages/server/src/store/rehearsals.ts";
import { fill } from "./fill.ts";
import { openBench, progress, report } from "./harness.ts";
import type { BenchOptions } from "./options.ts";

const PEOPLE = 10_000;
/** A twelfth of a year's events is a month's. */
const EVENTS = 1_200_000;
const LIVE_JOURNEYS = 10;
const LIVE_EVENTS = 4_000;
const LIVE_ROUNDS = 4;

/**
 * How long does it take to rehearse a journey of three steps over the last thirty days of a shop, beside ten that are live, and what does live
 * processing lose while one runs? The limit is the bare reading of the same events of the same people. `--data DIR` takes a filled folder,
 * reads it only (nothing live is added, what the rehearsal kept goes again), and leaves the second question out; with BENCH_LIVE it asks
 * that too, and events are added.
 */
export async function run(options: BenchOptions): Promise<void> {
  if (options.data !== null) {
    const { config } = readConfig({ BECKON_DATA_DIR: options.data, BECKON_PORT: "0" }, options.data);
    const database = await openDatabase(config, systemClock, progress);
    try {
      await measureRehearsal(database);
      if (process.env["BENCH_LIVE"]) await measureLive(database.db);
    } finally {
      await database.close();
    }
    return;
  }
  const bench = await openBench();
  try {
    await fill(bench.database, { people: PEOPLE, events: EVENTS });
    await launchJourneys(bench.database.db);
    await measureRehearsal(bench.database);
    await measureLive(bench.database.db);
  } finally {
    await bench.close();
  }
}

const mail = (id: string, next?: string) => ({
  id,
  kind: "send",
  message: { channel: "email", subject: "Hello", body: { format: "text", source: "Hello" } },
  ...(next ? { next } : {}),
});

/** Mails, waits for an order, and reminds. */
function threeSteps(key: string, event: string): JourneyDocument {
  return {
    key,
    name: key,
    trigger: { kind: "event", event },
    unless: [{ event: "Order Completed" }],
    reentry: { kind: "window", window: "P7D" },
    steps: [
      mail("hello", "wait"),
      { id: "wait", kind: "wait", for: { kind: "event", event: "Checkout Started" }, within: "P2D", timeout: "reminder" },
      mail("reminder"),
    ],
  } as unknown as JourneyDocument;
}

const TRIGGERS = [
  "Checkout Started",
  "Cart Updated",
  "Products Searched",
  "Coupon Entered",
  "Cart Viewed",
  "Product Shared",
  "Order Refunded",
  "Trial Started",
  "Cart Shared",
  "Store Visited",
];

async function launchJourneys(db: Db): Promise<void> {
  const check = new DocumentCheck(db, systemClock, async () => []);
  const desk = new JourneyDesk({ db, clock: systemClock, check: check.journeys, definitionsChanged: () => {} });
  for (const event of TRIGGERS.slice(0, LIVE_JOURNEYS)) {
    const { id } = await desk.create(FIRST_WORKSPACE, threeSteps(`live-${event.toLowerCase().replaceAll(" ", "-")}`, event));
    await desk.launch(FIRST_WORKSPACE, id, "bench", {});
  }
}

interface Rehearsing {
  readonly desk: RehearsalDesk;
  readonly runner: JobRunner;
}

function rehearsing(db: Db): Rehearsing {
  const jobs = new JobDesk({ db, clock: systemClock, wake: () => {} });
  const ingest = createIngest({ db, clock: systemClock });
  const tools = { db, clock: systemClock, ingest, resolver: ingest.resolver, hashOf: () => "", wake: () => {} };
  const kinds = new Map([...JOB_KINDS].filter(([kind]) => kind === "rehearse"));
  const runner = new JobRunner({ tools, kinds, owner: "bench", isDead: () => false, onError: (error) => progress(String(error)) });
  return { desk: new RehearsalDesk({ db, clock: systemClock, jobs }), runner };
}

/** The last thirty days up to the newest event. */
async function periodOf(db: Db): Promise<{ readonly fromDay: string; readonly toDay: string; readonly until: Instant }> {
  const { rows } = await db.query<{ newest: Instant }>("select max(at) as newest from events where workspace_id = $1", [FIRST_WORKSPACE]);
  const until = Math.min(systemClock.now(), rows[0]?.newest ?? systemClock.now());
  const last = localDay("UTC", until);
  return { fromDay: formatDay(last - 29), toDay: formatDay(last), until };
}

function start({ desk }: Rehearsing, period: { readonly fromDay: string; readonly toDay: string }): Promise<RehearsalRow> {
  const document = threeSteps("rehearsed", "Cart Updated");
  return desk.start({
    workspaceId: FIRST_WORKSPACE,
    kind: "journey",
    document,
    fromDay: period.fromDay,
    toDay: period.toDay,
    population: { kind: "everyone" },
    by: "bench",
  });
}

async function measureRehearsal({ db }: Database): Promise<void> {
  const period = await periodOf(db);
  const work = rehearsing(db);
  const row = await start(work, period);
  const began = performance.now();
  while ((await work.desk.find(FIRST_WORKSPACE, row.id)).state !== "done") await work.runner.runOnce();
  const seconds = (performance.now() - began) / 1000;
  const { result, from, until, jobId } = await work.desk.find(FIRST_WORKSPACE, row.id);
  const read = await readBare(db, from, until);
  progress(
    `${read.events.toLocaleString("en")} events in the period; ${result?.looked.toLocaleString("en")} people looked at, ${result?.totals.entered.toLocaleString("en")} entries, ${result?.totals.messages.toLocaleString("en")} messages.`,
  );
  report({ bench: "rehearsal", figure: "seconds", value: seconds, unit: "s", limit: null });
  report({ bench: "rehearsal", figure: "rehearsal_vs_read", value: seconds, unit: "s", limit: read.seconds });
  await work.desk.remove(FIRST_WORKSPACE, row.id);
  await db.query("delete from jobs where id = $1", [jobId]);
}

/** Every event of the period of those to whom the trigger happened, a bucket after the other, and nothing done with it. */
async function readBare(db: Db, from: Instant, until: Instant): Promise<{ readonly events: number; readonly seconds: number }> {
  const began = performance.now();
  let events = 0;
  for (let bucket = 0; bucket < BUCKETS; bucket++) {
    const { rows } = await db.query(
      `select e.id, e.profile_id, e.at, e.name, e.kind, e.properties, e.extra from events e
       where e.bucket = $1 and e.workspace_id = $2 and e.at >= $3 and e.at < $4
         and e.profile_id in (select profile_id from events where bucket = $1 and workspace_id = $2 and name = 'Cart Updated' and at >= $3 and at < $4)
       order by e.profile_id, e.at`,
      [bucket, FIRST_WORKSPACE, new Date(from).toISOString(), new Date(until).toISOString()],
    );
    events += rows.length;
  }
  return { events, seconds: (performance.now() - began) / 1000 };
}

/** Rounds in turns, without a rehearsal and beside one, so that what else the machine does falls on both. */
async function measureLive(db: Db): Promise<void> {
  const ingest = createIngest({ db, clock: systemClock });
  const worker = new Worker({ db, clock: systemClock, owner: "bench", definitions: new DefinitionsCache(), onError: (error) => progress(String(error)) });
  await db.query("update buckets set owner = 'bench'");
  await db.query("insert into workers (owner, until) values ('bench', $1)", [new Date(systemClock.now() + DAY).toISOString()]);
  worker.own(Array.from({ length: BUCKETS }, (_, bucket) => bucket));
  const period = await periodOf(db);
  const sums = { alone: 0, beside: 0 };
  await live(db, ingest, worker, -1);
  for (let round = 0; round < LIVE_ROUNDS; round++) {
    sums.alone += await live(db, ingest, worker, 2 * round);
    const work = rehearsing(db);
    const running = keepRehearsing(work, period);
    await wait(500);
    sums.beside += await live(db, ingest, worker, 2 * round + 1);
    await running.stop();
  }
  const perSecond = (seconds: number) => (LIVE_ROUNDS * LIVE_EVENTS) / seconds;
  progress(`Live: ${Math.round(perSecond(sums.alone))} events/s alone, ${Math.round(perSecond(sums.beside))} beside a rehearsal.`);
  report({ bench: "rehearsal", figure: "live_beside_rehearsal", value: sums.beside, unit: "s", limit: sums.alone });
}

/** One rehearsal after the other until it is told to end. */
function keepRehearsing(work: Rehearsing, period: { readonly fromDay: string; readonly toDay: string }): { stop(): Promise<void> } {
  let isOver = false;
  let current: string | null = null;
  const running = (async () => {
    while (!isOver) {
      const row = await start(work, period);
      current = row.id;
      while (!isOver && isOpen(await work.desk.find(FIRST_WORKSPACE, row.id))) await work.runner.runOnce();
      await work.desk.remove(FIRST_WORKSPACE, row.id);
    }
  })();
  return {
    async stop() {
      isOver = true;
      if (current !== null) await work.desk.cancel(FIRST_WORKSPACE, current).catch(() => {});
      await running;
    },
  };
}

function isOpen({ state }: RehearsalRow): boolean {
  return state === "waiting" || state === "running";
}

/** Accepts events of shoppers and processes them all. @returns seconds */
async function live(db: Db, ingest: ReturnType<typeof createIngest>, worker: Worker, round: number): Promise<number> {
  const began = performance.now();
  const { rows } = await db.query<{ id: string }>("select id from profiles where merged_into is null order by id limit $1", [LIVE_EVENTS]);
  for (let place = 0; place < LIVE_EVENTS; place += 500) {
    await ingest.accept(Array.from({ length: 500 }, (_, n) => eventOf(rows[(place + n) % rows.length]?.id ?? "", round, place + n)));
    while ((await worker.runOnce()) > 0);
  }
  return (performance.now() - began) / 1000;
}

function eventOf(profileId: string, round: number, number: number): IncomingEvent {
  return {
    workspaceId: FIRST_WORKSPACE,
    source: "bench",
    messageId: `live-${round}-${number}`,
    kind: "track",
    name: number % 5 === 0 ? "Cart Updated" : "Product Viewed",
    properties: { total: number % 300, product_id: `p-${number % 50}` },
    identifiers: [],
    profileId,
    at: systemClock.now(),
    context: {},
  };
}
