import { mkdtemp, rm } from "node:fs/promises";
import os from "node:os";
import path from "node:path";
import { SECOND } from "@beckon/core";
import { afterAll, beforeAll, expect, onTestFinished, test, vi } from "vitest";
import { freePort } from "../../packages/server/src/postgres/freePort.ts";
import { bundleForNode } from "../bundle.ts";
import { type TestDatabase, testDatabase } from "../database.ts";
import { API_KEY, type BeckonClient, beckonClient, WRITE_KEY } from "./beckonClient.ts";
import { type BeckonProcess, beckonProcess } from "./beckonProcess.ts";

/** Real processes that die while a segment is built, or sleep over the end of a window: nobody may see anything but the truth. */

const PEOPLE = 4_000;
/** These order while the segment is built, over and over. */
const STREAMING = 400;
/** These order or close their account once, while the build is held. */
const SURPRISING = 600;
/** Has ordered once. */
const NEWCOMER = SURPRISING + 1;
/** Has ordered three times. */
const PROBE = SURPRISING + 3;
const HELD_BUCKET = 128;
/** A process takes seconds to start where the machine is busy; each wait has its own patience. */
const LIMIT_MS = 120_000;
const PATIENCE = { timeout: 30_000, interval: 25 };

let folder: string;
let database: TestDatabase;
let beckon: BeckonProcess;
let client: BeckonClient;
/** By number; whoever has the number `n` is known as `u<n>`. */
let people: readonly { readonly id: string; readonly bucket: number }[];

beforeAll(async () => {
  folder = await mkdtemp(path.join(os.tmpdir(), "beckon-segment-kill-"));
  database = await testDatabase();
  const program = await bundleForNode("packages/server/src/main.ts");
  beckon = beckonProcess(program, path.join(folder, "data"), await freePort(), {
    BECKON_DATABASE_URL: database.url,
    BECKON_API_KEY: API_KEY,
    BECKON_WRITE_KEY: WRITE_KEY,
  });
  client = beckonClient(beckon);
  await beckon.start();
  await notePassages();
  await writeHistory();
});

afterAll(async () => {
  await beckon?.stop();
  await database?.drop();
  await rm(folder, { recursive: true, force: true });
});

test(
  "a build that is killed in its middle goes on in the next process, and nobody ever sees half of it",
  async () => {
    const truth = new Truth();
    const release = await holdBucket();
    await pretendEvents(2_000_000);
    const id = await publish("buyers", [
      { kind: "did", event: "Order Completed", count: { op: "at_least", value: 2 } },
      { kind: "did", event: "Account Closed", count: { op: "at_most", value: 0 } },
    ]);
    await vi.waitFor(async () => expect((await segment(id)).building?.percent).toBeGreaterThan(40), PATIENCE);

    // It waits in its middle: people of the buckets behind it and of those before it do something, which is worked through at once.
    await client.sendBatch(reachable(STREAMING, SURPRISING).map((n) => truth.event(n, n % 3 === 0 ? "Account Closed" : "Order Completed")));
    await workedThrough();
    const { looks, end } = streamOrders(id, truth);
    await vi.waitFor(() => expect(looks.length).toBeGreaterThan(2), PATIENCE);
    await beckon.kill();
    await release();
    await beckon.start();
    await vi.waitFor(() => expect(looks.at(-1)?.after).toBe("live"), PATIENCE);
    await end();
    await workedThrough();
    await pretendEvents(0);

    const expected = people.flatMap(({ id: person }, n) => (truth.isMember(n) ? [person] : [])).sort();
    expect((await members(id)).sort()).toEqual(expected);
    expect((await segment(id)).size?.people).toBe(expected.length);

    const states = looks.map(({ after }) => after);
    expect(states.filter((state, place) => state !== states[place - 1])).toEqual(["building", "live"]);
    const whileBuilding = looks.filter(({ after }) => after === "building");
    expect(whileBuilding.filter(({ memberSeen, size, probeIsIn }) => memberSeen || size !== null || probeIsIn)).toEqual([]);
    const percents = whileBuilding.map(({ percent }) => percent ?? 0);
    expect(percents).toEqual([...percents].sort((a, b) => a - b));
    const settled = people.filter((_, n) => n >= STREAMING && truth.isMember(n)).length;
    const whileLive = looks.filter(({ before }) => before === "live");
    expect(whileLive.filter(({ size, probeIsIn }) => !probeIsIn || size === null || size < settled || size > expected.length)).toEqual([]);

    // Who came or left by the build, or while it ran, is no news; whoever comes from now on is.
    const lastBuilding = Math.max(...whileBuilding.map(({ at }) => at));
    expect((await passagesSeen(id)).filter(({ seenAt, n }) => seenAt < lastBuilding || n >= STREAMING)).toEqual([]);
    await client.sendBatch([truth.event(NEWCOMER, "Order Completed")]);
    await vi.waitFor(async () => expect((await passagesSeen(id)).filter(({ n }) => n === NEWCOMER)).toMatchObject([{ name: "Segment Entered" }]), PATIENCE);
  },
  LIMIT_MS,
);

test(
  "whoever has not ordered for some seconds is in it within one second of that instant",
  async () => {
    const id = await publishQuiet("quiet");
    // One after the other, so that each has an instant of their own.
    for (let n = 0; n < 8; n += 1) await client.sendBatch([event(n, "Film Watched", `film-${n}`)]);
    await vi.waitFor(async () => expect(await passagesSeen(id)).toHaveLength(8), PATIENCE);

    const lastWatched = await watched();
    const late = (await passagesSeen(id)).map(({ n, name, at, seenAt }) => ({
      name,
      byItsTime: at - lastWatched(n) - WINDOW_MS,
      seen: seenAt - lastWatched(n) - WINDOW_MS,
    }));
    // The passage is dated to the instant itself, and is in the database within a second of it: by its own clock, not by when we looked.
    expect(late.filter(({ name, byItsTime }) => name !== "Segment Entered" || byItsTime !== 0)).toEqual([]);
    expect(late.filter(({ seen }) => seen < 0 || seen > SECOND)).toEqual([]);
  },
  LIMIT_MS,
);

test(
  "a window that ends while no process runs has ended when the next one is up, and the passage says when it was",
  async () => {
    const id = await publishQuiet("quiet-over-night");
    const [n, person] = [20, people[20]?.id ?? ""];
    await client.sendBatch([event(n, "Film Watched", "film-before-the-night")]);
    await workedThrough();
    const boundary = (await watched())(n) + WINDOW_MS;
    const asked = await client.api<{ member: boolean; until: string }>("GET", `/api/segments/${id}/people/${person}`);
    expect([asked.member, Date.parse(asked.until)]).toEqual([false, boundary]);

    await beckon.stop();
    const passagesBefore = await passagesSeen(id);
    expect([passagesBefore.filter((passage) => passage.n === n), Date.now() < boundary]).toEqual([[], true]);
    await vi.waitFor(() => expect(Date.now()).toBeGreaterThan(boundary), PATIENCE);
    await beckon.start();

    await vi.waitFor(async () => expect(await members(id)).toContain(person), PATIENCE);
    expect((await passagesSeen(id)).filter((passage) => passage.n === n).map(({ name, at }) => [name, at])).toEqual([["Segment Entered", boundary]]);
  },
  LIMIT_MS,
);

/** As short as it can be while a process still stops within it. */
const WINDOW_MS = 3 * SECOND;

function publishQuiet(key: string): Promise<string> {
  return publishLive(key, [
    { kind: "did", event: "Film Watched" },
    { kind: "did", event: "Film Watched", count: { op: "at_most", value: 0 }, within: `PT${WINDOW_MS / SECOND}S` },
  ]);
}

interface SegmentSeen {
  readonly state: string;
  readonly size: { readonly people: number } | null;
  readonly building: { readonly percent: number } | null;
}

/** What everybody did by what was sent, counted without Beckon. */
class Truth {
  readonly #orders = Array.from({ length: PEOPLE }, (_, n) => n % 4);
  readonly #closed = new Set(Array.from({ length: PEOPLE / 10 }, (_, tenth) => tenth * 10));
  #serial = 0;

  event(n: number, name: "Order Completed" | "Account Closed"): object {
    if (name === "Account Closed") this.#closed.add(n);
    else this.#orders[n] = (this.#orders[n] ?? 0) + 1;
    return event(n, name, `truth-${++this.#serial}`);
  }

  isMember(n: number): boolean {
    return (this.#orders[n] ?? 0) >= 2 && !this.#closed.has(n);
  }
}

/** Lets people order, batch after batch, and looks at the segment after each; where nobody answers, there is no look. */
function streamOrders(id: string, truth: Truth): { readonly looks: readonly Look[]; end(): Promise<void> } {
  const looks: Look[] = [];
  const streaming = reachable(0, STREAMING);
  let isOver = false;
  const going = (async () => {
    for (let place = 0; !isOver; place = (place + 20) % streaming.length) {
      await client.sendBatch(streaming.slice(place, place + 20).map((n) => truth.event(n, "Order Completed")));
      const seen = await look(id).catch(() => null);
      if (seen) looks.push(seen);
    }
  })();
  const end = () => {
    isOver = true;
    return going;
  };
  onTestFinished(end);
  return { looks, end };
}

/** What the API said of the segment at one moment, its state asked before and after the rest. */
interface Look {
  readonly at: number;
  readonly before: string;
  readonly percent: number | null;
  readonly memberSeen: boolean;
  readonly probeIsIn: boolean;
  readonly size: number | null;
  readonly after: string;
}

async function look(id: string): Promise<Look> {
  const { state: before } = await segment(id);
  const { items } = await client.api<{ items: unknown[] }>("GET", `/api/segments/${id}/members?limit=1`);
  const ofProbe = await client.api<{ items: { id: string }[] }>("GET", `/api/profiles/${people[PROBE]?.id}/segments`);
  const at = Date.now();
  const { state: after, size, building } = await segment(id);
  return {
    at,
    before,
    percent: building?.percent ?? null,
    memberSeen: items.length > 0,
    probeIsIn: ofProbe.items.some((item) => item.id === id),
    size: size?.people ?? null,
    after,
  };
}

function segment(id: string): Promise<SegmentSeen> {
  return client.api("GET", `/api/segments/${id}`);
}

async function members(id: string): Promise<string[]> {
  const found: string[] = [];
  for (let cursor: string | null = ""; cursor !== null; ) {
    const page: { items: { profile: { id: string } }[]; nextCursor: string | null } = await client.api(
      "GET",
      `/api/segments/${id}/members?limit=200${cursor && `&cursor=${encodeURIComponent(cursor)}`}`,
    );
    found.push(...page.items.map(({ profile }) => profile.id));
    cursor = page.nextCursor;
  }
  return found;
}

async function publish(key: string, conditions: readonly object[]): Promise<string> {
  const document = { key, name: key, condition: { kind: "all", conditions } };
  const { id } = await client.api<{ id: string }>("POST", "/api/segments", { document });
  await client.api("POST", `/api/segments/${id}/publish`);
  return id;
}

async function publishLive(key: string, conditions: readonly object[]): Promise<string> {
  const id = await publish(key, conditions);
  await vi.waitFor(async () => expect((await segment(id)).state).toBe("live"), PATIENCE);
  return id;
}

function event(n: number, name: string, messageId: string): object {
  return { type: "track", event: name, userId: `u${n}`, messageId, timestamp: new Date().toISOString() };
}

/** People with a past: `n % 4` orders each, and every tenth closed the account. */
async function writeHistory(): Promise<void> {
  const { db } = database;
  await db.query(
    `with made as (
       insert into profiles (bucket, id, workspace_id, attributes, consent, state, created_at)
       select get_byte(uuid_send(id), 15), id, 1, jsonb_build_object('n', n), '{"channels": {}, "topics": {}}', '{}', $2
       from (select n, gen_random_uuid() as id from generate_series(0, $1::int - 1) as n) as u
       returning id, attributes ->> 'n' as n)
     insert into identities (workspace_id, kind, value, profile_id, created_at) select 1, 'user_id', 'u' || n, id, $2 from made`,
    [PEOPLE, new Date().toISOString()],
  );
  await db.query(
    `insert into events (bucket, id, workspace_id, profile_id, at, received_at, name, kind, properties, context, extra, source, message_id)
     select p.bucket, gen_random_uuid(), 1, p.id, at, at, name, 'track', '{}', '{}', null, 'history', gen_random_uuid()::text
     from profiles p cross join lateral (select (p.attributes ->> 'n')::int as n) as person
     cross join lateral (
       select 'Order Completed' as name from generate_series(1, n % 4)
       union all select 'Account Closed' where n % 10 = 0) as past
     cross join lateral (select $1::timestamptz - (n % 90 + 1) * interval '1 day' as at) as moment`,
    [new Date().toISOString()],
  );
  const { rows } = await db.query<{ id: string; bucket: number }>("select id, bucket from profiles order by (attributes ->> 'n')::int");
  people = rows;
}

/** How many events the planner believes in: among millions a build takes few buckets at a time. */
async function pretendEvents(count: number): Promise<void> {
  await database.db.query("update pg_class set reltuples = $1 where oid = 'events'::regclass", [count]);
}

/** People of these numbers whose buckets are not the held one, nor near enough to be filled together with it. */
function reachable(from: number, to: number): number[] {
  return people.flatMap(({ bucket }, n) => (n >= from && n < to && Math.abs(bucket - HELD_BUCKET) > 10 ? [n] : []));
}

/** Locks a bucket as a batch does, so that a build comes no further. @returns what lets it go */
async function holdBucket(): Promise<() => Promise<void>> {
  const holder = await database.pool.connect();
  await holder.query("begin");
  await holder.query("select bucket from buckets where bucket = $1 for update", [HELD_BUCKET]);
  let isHeld = true;
  const release = async () => {
    if (!isHeld) return;
    isHeld = false;
    await holder.query("rollback");
    holder.release();
  };
  onTestFinished(release);
  return release;
}

async function workedThrough(): Promise<void> {
  await vi.waitFor(async () => expect((await database.db.query("select from inbox limit 1")).rowCount).toBe(0), PATIENCE);
}

/** Lets the database note by its own clock when a passage was committed, since the passage itself says when it became true. */
async function notePassages(): Promise<void> {
  const { db } = database;
  await db.query("create table passages_seen (profile_id uuid, name text, segment text, at timestamptz, seen_at timestamptz)");
  await db.query(
    `create function note_passage() returns trigger language plpgsql as $$ begin
       insert into passages_seen values (new.profile_id, new.name, new.properties ->> 'segment_id', new.at, clock_timestamp());
       return null;
     end $$`,
  );
  await db.query(
    `create constraint trigger note_passage after insert on events deferrable initially deferred for each row
     when (new.name in ('Segment Entered', 'Segment Left')) execute function note_passage()`,
  );
}

interface PassageSeen {
  readonly n: number;
  readonly name: string;
  readonly at: number;
  readonly seenAt: number;
}

async function passagesSeen(id: string): Promise<PassageSeen[]> {
  const { rows } = await database.db.query<PassageSeen>(
    `select (p.attributes ->> 'n')::int as n, s.name, s.at, s.seen_at as "seenAt"
     from passages_seen s join profiles p on p.id = s.profile_id where s.segment = $1 order by s.seen_at`,
    [id],
  );
  return rows;
}

/** When somebody has watched a film last. */
async function watched(): Promise<(n: number) => number> {
  const { rows } = await database.db.query<{ n: number; at: number }>(
    `select (p.attributes ->> 'n')::int as n, max(e.at) as at from events e join profiles p on p.id = e.profile_id where e.name = 'Film Watched' group by 1`,
  );
  const times = new Map(rows.map(({ n, at }) => [n, at]));
  return (n) => times.get(n) ?? Number.NaN;
}
