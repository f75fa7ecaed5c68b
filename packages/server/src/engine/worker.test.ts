import { bucketOf, type Decide, decide, type Event, type Instant, SECOND } from "@beckon/core";
import { afterAll, beforeAll, beforeEach, describe, expect, test } from "vitest";
import { testClock } from "../../../../test/clock.ts";
import { type TestDatabase, testDatabase } from "../../../../test/database.ts";
import { systemClock } from "../clock.ts";
import { newId } from "../ids.ts";
import type { Db } from "../store/db.ts";
import { putInInbox } from "../store/inbox.ts";
import { setTimers } from "../store/timers.ts";
import { insertWorkspace } from "../store/workspaces.ts";
import { BucketLeases } from "./bucketLeases.ts";
import { DefinitionsCache } from "./definitionsCache.ts";
import { Worker, type WorkerOptions } from "./worker.ts";
import type { WorkerName } from "./workerName.ts";

const NOON = Date.UTC(2026, 10, 23, 12);
const ALL = Array.from({ length: 256 }, (_, bucket) => bucket);
let database: TestDatabase;

beforeAll(async () => {
  database = await testDatabase();
  const settings = { timeZone: "UTC", sessionTimeout: "PT30M", quietHours: null, frequencyCaps: [], holdout: 0, topics: [], sender: null };
  await insertWorkspace(database.db, { id: 1, name: "Shop", settings, createdAt: NOON });
});
afterAll(() => database.drop());

beforeEach(async () => {
  for (const table of ["inbox", "timers", "profiles", "events", "dead_letters", "workers"]) await database.db.query(`delete from ${table}`);
  await database.db.query("update buckets set owner = 'me'");
});

function aWorker(more: Partial<WorkerOptions> = {}): Worker {
  const worker = new Worker({ db: database.db, clock: testClock(NOON), owner: "me", definitions: new DefinitionsCache(), onError: () => {}, ...more });
  worker.own(ALL);
  return worker;
}

async function give(count: number, name = "Seen", at: Instant = NOON): Promise<string[]> {
  const ids = Array.from({ length: count }, () => newId(at));
  const event = (id: string): Event => ({ id, kind: "track", name, properties: {}, at, receivedAt: at, source: "test", messageId: id, context: {} });
  await putInInbox(
    database.db,
    ids.map((id) => ({ id, workspaceId: 1, profileId: newId(at), kind: "event", body: event(id), acceptedAt: at })),
  );
  return ids;
}

async function count(table: string): Promise<number> {
  return (await database.db.query<{ count: number }>(`select count(*) as count from ${table}`)).rows[0]?.count ?? 0;
}

async function until(holds: () => Promise<boolean>): Promise<void> {
  const end = Date.now() + 5 * SECOND;
  while (!(await holds())) {
    if (Date.now() > end) throw new Error("It did not come to pass within five seconds.");
    await new Promise((resolve) => setTimeout(resolve, 5));
  }
}

describe("a worker", () => {
  test("works off a backlog in batches, each row once", async () => {
    await give(700);
    const worker = aWorker({ batchSize: 100 });
    let batches = 0;
    while ((await worker.runOnce()) > 0) batches += 1;
    expect(batches).toBeGreaterThan(2);
    expect(await count("inbox")).toBe(0);
    expect(await count("profiles")).toBe(700);
  });

  test("is woken by ingest at once, without a poll", async () => {
    const worker = aWorker({ clock: systemClock, pollMs: 60 * SECOND });
    worker.start();
    await until(async () => (await count("inbox")) === 0);
    const [id] = await give(1, "Seen", Date.now());
    const { rows } = await database.db.query<{ profile_id: string }>("select profile_id from inbox where id = $1", [id]);
    worker.wake([bucketOf(String(rows[0]?.profile_id))]);
    await until(async () => (await count("events")) > 0);
    await worker.stop();
  });

  test("finds by its poll what nobody told it of", async () => {
    const worker = aWorker({ clock: systemClock, pollMs: 20 });
    worker.start();
    await give(3, "Seen", Date.now());
    await until(async () => (await count("inbox")) === 0);
    await worker.stop();
  });

  test("fires a timer at its instant, not before and within milliseconds", async () => {
    const fired: { late: number }[] = [];
    const noting: Decide = (state, input, definitions, now) => {
      if (input.kind === "timers") fired.push(...input.timers.map((timer) => ({ late: Date.now() - timer.at })));
      return decide(state, input, definitions, now);
    };
    await give(1, "Seen", Date.now());
    const worker = aWorker({ clock: systemClock, pollMs: 60 * SECOND, decide: noting });
    await worker.runOnce();
    const { rows } = await database.db.query<{ id: string }>("select id from profiles");
    await setTimers(database.db, [{ profileId: String(rows[0]?.id), workspaceId: 1, at: Date.now() + 300, kind: "enrollment", subject: "x", payload: {} }]);
    worker.start();
    await until(async () => fired.length > 0);
    await worker.stop();
    expect(fired[0]?.late).toBeGreaterThanOrEqual(0);
    expect(fired[0]?.late).toBeLessThan(1_000);
  });

  test("goes on when the database comes back", async () => {
    let isDown = true;
    const flaky: Db = {
      query: (...args) => (isDown ? Promise.reject(new Error("connection lost")) : database.db.query(...args)),
      transaction: (work) => (isDown ? Promise.reject(new Error("connection lost")) : database.db.transaction(work)),
    };
    await give(2, "Seen", Date.now());
    const errors: unknown[] = [];
    const worker = aWorker({ db: flaky, clock: systemClock, onError: (error) => errors.push(error) });
    worker.start();
    await until(async () => errors.length > 0);
    isDown = false;
    await until(async () => (await count("inbox")) === 0);
    await worker.stop();
  });

  test("sets aside the one input whose writes the database refuses", async () => {
    const [id] = await give(1, "Poison");
    await give(40);
    const unstorable: Decide = (state, input, definitions, now) => {
      const answer = decide(state, input, definitions, now);
      if (input.kind !== "event" || input.event.name !== "Poison") return answer;
      return { ...answer, effects: { ...answer.effects, events: answer.effects.events.map((event) => ({ ...event, properties: { text: "\0" } })) } };
    };
    const worker = aWorker({ decide: unstorable });
    while ((await worker.runOnce()) > 0);
    expect(await count("inbox")).toBe(0);
    expect(await count("profiles")).toBe(40);
    const { rows } = await database.db.query<{ body: { input: { id: string } } }>("select body from dead_letters");
    expect(rows.map((row) => row.body.input.id)).toEqual([id]);
  });
});

describe("bucket leases", () => {
  function named(text: string, dead: readonly string[] = []): WorkerName {
    return { text, isDeadNeighbour: (other) => dead.includes(other) };
  }

  function leases(name: WorkerName, clock = testClock(NOON)) {
    return new BucketLeases({ db: database.db, clock, name, onChange: () => {}, onError: () => {} });
  }

  beforeEach(() => database.db.query("update buckets set owner = null"));

  test("one worker takes all, a second one half of them", async () => {
    const [a, b] = [leases(named("a")), leases(named("b"))];
    expect(await a.runOnce()).toBe(true);
    expect(a.owned.size).toBe(256);
    expect(await b.runOnce()).toBe(false);
    await a.runOnce();
    await b.runOnce();
    expect([a.owned.size, b.owned.size]).toEqual([128, 128]);
    expect([...a.owned].filter((bucket) => b.owned.has(bucket))).toEqual([]);
  });

  test("what a dead worker held is taken over when its lease has run out", async () => {
    const clock = testClock(NOON);
    await leases(named("a"), clock).runOnce();
    const b = leases(named("b"), clock);
    await b.runOnce();
    expect(b.owned.size).toBe(0);
    clock.advance(16 * SECOND);
    await b.runOnce();
    expect(b.owned.size).toBe(256);
  });

  test("what a dead process of this machine held is taken over at once", async () => {
    await leases(named("a")).runOnce();
    const b = leases(named("b", ["a"]));
    await b.runOnce();
    expect(b.owned.size).toBe(256);
  });

  test("a worker that stops leaves its buckets to the others", async () => {
    const [a, b] = [leases(named("a")), leases(named("b"))];
    await a.runOnce();
    await a.stop();
    await b.runOnce();
    expect(b.owned.size).toBe(256);
  });

  test("three workers share as evenly as whole numbers allow", async () => {
    const all = ["a", "b", "c"].map((name) => leases(named(name)));
    for (let round = 0; round < 3; round++) for (const each of all) await each.runOnce();
    expect(all.map((each) => each.owned.size).sort()).toEqual([85, 85, 86]);
  });
});
