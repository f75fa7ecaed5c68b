import { rm } from "node:fs/promises";
import path from "node:path";
import { BUCKETS, type CampaignDocument } from "@beckon/core";
import { startBeckon } from "../packages/server/src/beckon.ts";
import { systemClock } from "../packages/server/src/clock.ts";
import { readConfig } from "../packages/server/src/config.ts";
import { CampaignDesk } from "../packages/server/src/engine/campaignDesk.ts";
import { DefinitionsCache } from "../packages/server/src/engine/definitionsCache.ts";
import { DocumentCheck } from "../packages/server/src/engine/documentCheck.ts";
import { isProblem } from "../packages/server/src/engine/eventCheck.ts";
import type { IncomingEvent, Ingest } from "../packages/server/src/engine/incoming.ts";
import { createIngest } from "../packages/server/src/engine/ingest.ts";
import { FIRST_WORKSPACE, seedWorkspace } from "../packages/server/src/engine/setup.ts";
import { Worker } from "../packages/server/src/engine/worker.ts";
import { createLog } from "../packages/server/src/log.ts";
import { readConnection, urlOf } from "../packages/server/src/postgres/connection.ts";
import { migrationsFolder } from "../packages/server/src/projectFolder.ts";
import { segmentEvent } from "../packages/server/src/sources/segment.ts";
import { type Db, dbOf } from "../packages/server/src/store/db.ts";
import { migrate, readMigrations } from "../packages/server/src/store/migrate.ts";
import { openPool, type Pool } from "../packages/server/src/store/pool.ts";
import { cpuTime, perEvent } from "./cpuTime.ts";
import { benchFolder, progress, report } from "./harness.ts";
import { type Load, sendLoad } from "./loadGenerator.ts";
import { type Recorded, RecordingDb, replay } from "./recording.ts";
import { ShopTraffic, shopCampaigns } from "./shop.ts";

const WRITE_KEY = "bench-write-key-0001";
const API_KEY = "bench-api-key-000000001";
const EVENTS = Number(process.env["BENCH_EVENTS"] ?? 150_000);
const WARM_UP = 20_000;
const TRAFFIC = { people: 20_000, newShare: 0.1 };
const LOAD = { batchSize: 100, concurrency: Number(process.env["BENCH_CONCURRENCY"] ?? 8), ...TRAFFIC };

/**
 * How many events a second are taken over HTTP and fully processed (profile, history, decisions of 100 live campaigns),
 * load generator included, against what the database alone does with the same statements.
 */
export async function run(): Promise<void> {
  const dataDir = await benchFolder();
  const { config } = readConfig({ BECKON_DATA_DIR: dataDir, BECKON_PORT: "0", BECKON_WRITE_KEY: WRITE_KEY, BECKON_API_KEY: API_KEY }, dataDir);
  const beckon = await startBeckon({ config, clock: systemClock, log: createLog({ level: "warn", readable: true, stream: process.stderr }), say: progress });
  const server = serverOf(dataDir);
  try {
    const value = await measureLive(beckon.publicUrl, server.url("beckon"), dataDir);
    const limit = process.env["BENCH_LIVE_ONLY"] ? 1 : await measureBare(server);
    report({ bench: "ingest", figure: "events_per_s", value, unit: "events/s", limit });
  } finally {
    await beckon.stop();
    await rm(dataDir, { recursive: true, force: true });
  }
}

/** The server that Beckon started: further databases on it have the same settings and the same disk. */
interface BenchServer {
  url(database: string): string;
  create(database: string, template?: string): Promise<void>;
}

function serverOf(dataDir: string): BenchServer {
  const { port = 0, password = "" } = readConnection(path.join(dataDir, "postgres", "connection.json")) ?? {};
  const url = (database: string) => urlOf(port, password, database);
  return {
    url,
    async create(database, template) {
      const admin = openPool(url("postgres"), 1);
      await admin.query(`create database ${database}${template ? ` template ${template}` : ""}`);
      await admin.end();
    },
  };
}

/** The whole of Beckon, from the first request to the empty inbox. */
async function measureLive(beckonUrl: string, databaseUrl: string, dataDir: string): Promise<number> {
  for (const document of shopCampaigns()) await launchOverApi(beckonUrl, document);
  const load = (seed: number, events: number): Load => ({ ...LOAD, url: beckonUrl, writeKey: WRITE_KEY, seed, events });
  const pool = openPool(databaseUrl, 1);
  try {
    await sendLoad(load(1, WARM_UP));
    await untilEmpty(pool);
    progress(`Sending ${EVENTS} events in batches of ${LOAD.batchSize}, ${LOAD.concurrency} requests at once.`);
    const before = cpuTime(dataDir);
    const sent = await sendLoad(load(2, EVENTS));
    const doneAt = await untilEmpty(pool);
    progress(`${perEvent(before, cpuTime(dataDir), EVENTS)}.`);
    const { rows } = await pool.query<{ count: number }>("select count(*) as count from events where source = 'segment'");
    if (rows[0]?.count !== EVENTS + WARM_UP) throw new Error(`${EVENTS + WARM_UP} events were sent, and ${rows[0]?.count} are in the history.`);
    progress(
      `Accepted at ${perSecond(EVENTS, sent.endedAt - sent.startedAt)}/s, processed at ${perSecond(EVENTS, doneAt - sent.startedAt)}/s${sent.repeated > 0 ? `, ${sent.repeated} requests were told to come again` : ""}.`,
    );
    return EVENTS / ((doneAt - sent.startedAt) / 1000);
  } finally {
    await pool.end();
  }
}

async function launchOverApi(beckonUrl: string, document: CampaignDocument): Promise<void> {
  const { id } = await call<{ id: string }>(`${beckonUrl}/api/campaigns`, { document });
  await call(`${beckonUrl}/api/campaigns/${id}/launch`, undefined);
}

async function call<Answer>(url: string, body: unknown): Promise<Answer> {
  const headers = { authorization: `Bearer ${API_KEY}`, ...(body === undefined ? {} : { "content-type": "application/json" }) };
  const response = await fetch(url, { method: "POST", headers, body: body === undefined ? undefined : JSON.stringify(body) });
  const text = await response.text();
  if (!response.ok) throw new Error(`${url}: ${response.status} ${text.slice(0, 1000)}`);
  return JSON.parse(text) as Answer;
}

/** @returns when the inbox was first seen empty, by the wall clock */
async function untilEmpty(pool: Pool): Promise<number> {
  for (;;) {
    const { rowCount } = await pool.query("select from inbox limit 1");
    if (rowCount === 0) return Date.now();
    await new Promise((resolve) => setTimeout(resolve, 25));
  }
}

/** Statements of one chunk of events: those of ingest, and those of two workers. */
interface Chunk {
  readonly ingest: readonly Recorded[];
  readonly lanes: readonly (readonly Recorded[])[];
}

const CHUNK = 5_000;
const CHUNKS = 12;

/**
 * What the database alone does with the same kind of rows: ingest and process transactions are recorded, and said again to
 * a database in the same state with all their values ready, on as many connections, ingest one chunk ahead of processing.
 */
async function measureBare(server: BenchServer): Promise<number> {
  await server.create("bench_base");
  await withDatabase(server.url("bench_base"), prepareBase);
  await server.create("bench_recorded", "bench_base");
  const chunks = await withDatabase(server.url("bench_recorded"), record);
  await server.create("bench_replayed", "bench_base");
  return withDatabase(server.url("bench_replayed"), async (db) => {
    const [first, ...rest] = chunks as [Chunk, ...Chunk[]];
    await replay(db, first.ingest);
    // The first chunk prepares the statements.
    await overlapped(db, rest[0], first);
    const started = performance.now();
    for (const [index, chunk] of rest.entries()) await overlapped(db, rest[index + 1], chunk);
    const limit = (CHUNK * rest.length) / ((performance.now() - started) / 1000);
    progress(`The database alone: ${Math.round(limit)}/s.`);
    return limit;
  });
}

async function overlapped(db: Db, next: Chunk | undefined, chunk: Chunk): Promise<void> {
  await Promise.all([replay(db, next?.ingest ?? []), ...chunk.lanes.map((lane) => replay(db, lane))]);
}

async function withDatabase<T>(url: string, work: (db: Db, pool: Pool) => Promise<T>): Promise<T> {
  const pool = openPool(url, 6);
  try {
    return await work(dbOf(pool), pool);
  } finally {
    await pool.end();
  }
}

async function prepareBase(db: Db, pool: Pool): Promise<void> {
  await migrate(pool, await readMigrations(migrationsFolder()), systemClock);
  await seedWorkspace(db, systemClock, {});
  const desk = new CampaignDesk({ db, clock: systemClock, check: new DocumentCheck(db, systemClock, async () => []).campaigns, definitionsChanged: () => {} });
  for (const document of shopCampaigns()) {
    const { id } = await desk.create(FIRST_WORKSPACE, document);
    await desk.launch(FIRST_WORKSPACE, id, "bench");
  }
  await db.query("update buckets set owner = 'bench'");
  await feed(createIngest({ db, clock: systemClock }), new ShopTraffic({ seed: 1, ...TRAFFIC }), WARM_UP);
  const worker = workerOf(db, () => true);
  while ((await worker.runOnce()) > 0);
  await pool.query("vacuum analyze");
}

async function record(db: Db): Promise<Chunk[]> {
  const door = new RecordingDb(db);
  const lanes = [new RecordingDb(db), new RecordingDb(db)];
  const ingest = createIngest({ db: door, clock: systemClock });
  const workers = lanes.map((lane, index) => workerOf(lane, (bucket) => bucket % lanes.length === index));
  const traffic = new ShopTraffic({ seed: 2, ...TRAFFIC });
  const chunks: Chunk[] = [];
  for (let index = 0; index < CHUNKS; index += 1) {
    await feed(ingest, traffic, CHUNK);
    for (const worker of workers) while ((await worker.runOnce()) > 0);
    chunks.push({ ingest: door.take(), lanes: lanes.map((lane) => lane.take()) });
  }
  return chunks;
}

function workerOf(db: Db, isOwn: (bucket: number) => boolean): Worker {
  const worker = new Worker({ db, clock: systemClock, owner: "bench", definitions: new DefinitionsCache(), lanes: 1, onError: fail });
  worker.own(Array.from({ length: BUCKETS }, (_, bucket) => bucket).filter(isOwn));
  return worker;
}

function fail(error: unknown): never {
  throw error;
}

/** Gives events to the engine as the tracking API does, without HTTP. */
async function feed(ingest: Ingest, traffic: ShopTraffic, count: number): Promise<void> {
  const size = 500;
  for (let given = 0; given < count; given += size) {
    const now = systemClock.now();
    const caller = { ip: "203.0.113.7", userAgent: null, isClient: false };
    const events = traffic
      .batch(size, new Date(now))
      .batch.map((item) => segmentEvent(item, null, { workspaceId: FIRST_WORKSPACE, receivedAt: now, sentAt: now, context: null, integrations: null, caller }));
    const answers = await ingest.accept(events.filter((event): event is IncomingEvent => !isProblem(event)));
    if (answers.length < size || answers.some((answer) => answer.status !== "accepted")) throw new Error("Not all events were accepted.");
  }
}

function perSecond(events: number, ms: number): number {
  return Math.round(events / (ms / 1000));
}
