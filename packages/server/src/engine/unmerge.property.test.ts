import { bucketOf, type CampaignDocument, DAY, decide, type Enrollment, HOUR, type Instant, type JsonObject, MINUTE, type Profile } from "@beckon/core";
import fc from "fast-check";
import { afterAll, beforeAll, expect, test } from "vitest";
import { type TestClock, testClock } from "../../../../test/clock.ts";
import { type TestDatabase, testDatabase } from "../../../../test/database.ts";
import { newId } from "../ids.ts";
import { insertCourse, publishVersion } from "../store/campaigns.ts";
import type { Db } from "../store/db.ts";
import { identitiesOf } from "../store/identities.ts";
import { readPasts } from "../store/pastRows.ts";
import { processBatch } from "../store/process.ts";
import { readPeople, type StoredPerson } from "../store/profiles.ts";
import { timersOf } from "../store/timers.ts";
import { insertWorkspace } from "../store/workspaces.ts";
import { DefinitionsCache } from "./definitionsCache.ts";
import type { Identifier } from "./incoming.ts";
import { createIngest } from "./ingest.ts";
import { foreseeUndo, mergeProfiles, undoMerge } from "./profileMerge.ts";

/** Two people live twice: once they are taken for one and parted again, once nobody ever mixed them up. Both lives must come to the same. */

const START = Date.UTC(2026, 2, 20, 12);
const ALL = Array.from({ length: 256 }, (_, bucket) => bucket);
let database: TestDatabase;
let clock: TestClock;
let ingest: ReturnType<typeof createIngest>;
const definitions = new DefinitionsCache();
let serial = 0;

beforeAll(async () => {
  database = await testDatabase();
  clock = testClock(START);
  ingest = createIngest({ db: database.db, clock });
  const { db } = database;
  await db.query("update buckets set owner = 'me'");
  const settings = { timeZone: "UTC", sessionTimeout: "PT30M", quietHours: null, frequencyCaps: [], holdout: 0, topics: [], sender: null };
  await insertWorkspace(db, { id: 1, name: "Shop", settings, createdAt: START });
  await launch({
    key: "cart",
    trigger: { kind: "event", event: "Cart Updated" } as never,
    delay: { kind: "for", duration: "P20D" } as never,
    unless: [{ event: "Order Completed" }],
  });
  await launch({ key: "renewal", trigger: { kind: "date", attribute: "renews", offsetDays: -1, at: "09:00" } as never });
  await segment("cities", { kind: "attribute", name: "city", op: "equals", value: "Rome" });
  await segment("buyers", { kind: "did", event: "Order Completed", within: "P1D" });
  await segment("lookers", { kind: "did", event: "Cart Updated", count: { op: "at_least", value: 2 } });
  await segment("strangers", { kind: "not", condition: { kind: "did", event: "Order Completed" } });
  await segment("both", {
    kind: "all",
    conditions: [
      { kind: "segment", segment: "buyers" },
      { kind: "segment", segment: "lookers" },
    ],
  });
  await db.query("update workspaces set definitions_version = definitions_version + 1");
});
afterAll(() => database.drop());

async function launch(document: Partial<CampaignDocument> & Pick<CampaignDocument, "key" | "trigger">): Promise<void> {
  const id = newId(START);
  const whole: CampaignDocument = { name: document.key, message: { channel: "email", subject: "Hi", body: { format: "text", source: "Hi" } }, ...document };
  await insertCourse(database.db, { kind: "campaign", id, workspaceId: 1, draft: whole, now: START });
  await publishVersion(database.db, id, 1, whole, "test", START);
}

async function segment(key: string, condition: JsonObject): Promise<void> {
  const id = newId(START);
  const at = new Date(START);
  await database.db.query(
    "insert into segments (id, workspace_id, key, kind, version, newest, created_at, updated_at) values ($1, 1, $2, 'live', 1, 1, $3, $3)",
    [id, key, at],
  );
  await database.db.query("insert into segment_versions values ($1, 1, $2::text::jsonb, $3, 'test')", [id, JSON.stringify({ key, name: key, condition }), at]);
}

/** Two people under names of their own. */
interface Two {
  readonly ids: [string, string];
  readonly name: string;
}

interface Step {
  readonly after: number;
  readonly who: 0 | 1;
  /** The name by which it comes: the first, or one that is learned on the way. */
  readonly by: "first" | "both" | "second";
  readonly what: Happening;
  /** How much earlier it happened than it came. */
  readonly late: number;
  /** Whether the worker gets to it before the next. */
  readonly works: boolean;
}

interface Happening {
  readonly name: string;
  readonly properties?: JsonObject;
  readonly attributes?: JsonObject;
  readonly consent?: object;
  readonly context?: JsonObject;
}

const happening: fc.Arbitrary<Happening> = fc.oneof(
  fc.constantFrom<Happening>({ name: "Cart Updated" }, { name: "Order Completed", properties: { total: 12 } }, { name: "Seen" }),
  fc.constantFrom("Rome", "Oslo", null).map((city) => ({ name: "Profile Identified", attributes: { city } })),
  fc.constantFrom("2026-04-20", "2026-03-24", null).map((renews) => ({ name: "Profile Identified", attributes: { renews } })),
  fc.constantFrom("subscribed", "unsubscribed").map((email) => ({ name: "Profile Identified", consent: { channels: { email } } })),
  fc
    .constantFrom("Europe/Berlin", "America/New_York")
    .map((timeZone) => ({ name: "Seen", context: { timeZone, locale: timeZone.slice(0, 2), country: "DE" } })),
);

const step: fc.Arbitrary<Step> = fc.record({
  after: fc.oneof(fc.integer({ min: 1, max: 50 * MINUTE }), fc.integer({ min: 1, max: 20 * HOUR })),
  who: fc.constantFrom(0 as const, 1 as const),
  by: fc.constantFrom("first", "first", "both", "second"),
  what: happening,
  late: fc.constantFrom(0, 0, 0, 5 * MINUTE, 10 * HOUR),
  works: fc.constantFrom(true, true, true, false),
});

function namesOf({ name }: Two | { name: string }, who: 0 | 1, by: Step["by"]): Identifier[] {
  const first = who === 0 ? { kind: "user_id", value: `${name}-u` } : { kind: "email", value: `${name}@shop.example` };
  const second = { kind: "anonymous_id", value: `${name}-browser-${who}` };
  return by === "first" ? [first] : by === "both" ? [first, second] : [second];
}

async function happens(two: { name: string }, { who, by, what, late }: Pick<Step, "who" | "by" | "what" | "late">): Promise<string> {
  serial += 1;
  const at = clock.now() - late;
  const [answer] = await ingest.accept([
    {
      workspaceId: 1,
      source: "segment",
      messageId: `m-${serial}`,
      kind: "track",
      properties: {},
      context: {},
      at,
      identifiers: namesOf(two, who, by),
      ...what,
    } as never,
  ]);
  if (answer?.status !== "accepted") throw new Error(JSON.stringify(answer));
  return answer.profileId;
}

async function twoPeople(): Promise<Two> {
  serial += 1;
  const name = `p${serial}`;
  const ids = [await meet(name, 0), await meet(name, 1)] as [string, string];
  return { ids, name };
}

function meet(name: string, who: 0 | 1): Promise<string> {
  return happens({ name }, { who, by: "both", what: { name: "Seen" }, late: 0 });
}

async function work(): Promise<void> {
  const options = { owner: "me", buckets: ALL, limit: 500, definitions, decide };
  while ((await processBatch(database.db, { ...options, now: clock.now() })).inputs > 0);
}

const deps = () => ({ db: database.db, clock, resolver: ingest.resolver });

/** All that is promised of a person, without the ids that differ from life to life. */
async function lifeOf(id: string, mergedAt: Instant) {
  const { db } = database;
  const person = (await readPeople(db, [id])).get(id) as StoredPerson;
  const past = (await readPasts(db, [{ profileId: id, aggregates: [], memberships: [], everything: true }])).get(id);
  const { rows: events } = await db.query<{ name: string; at: Instant }>(
    "select name, at from events where bucket = $1 and profile_id = $2 and name <> 'Profile Merged' order by at, name",
    [bucketOf(id), id],
  );
  const { rows: passages } = await db.query<{ body: Enrollment }>(
    "select body from enrollments where bucket = $1 and profile_id = $2 and entered_at < $3 order by entered_at",
    [bucketOf(id), id, new Date(mergedAt)],
  );
  const known = new Set(passages.map(({ body }) => body.id));
  const timers = (await timersOf(db, [id])).filter(({ kind, subject }) => (kind !== "enrollment" && kind !== "goal") || known.has(subject));
  const { id: _id, session, sent: _sent, ...profile } = person.profile as Profile;
  return {
    mergedInto: person.mergedInto,
    profile,
    session: session && { ...session, id: "" },
    search: person.search.replaceAll(/p\d+/g, "p"),
    passages: passages.map(({ body: { status, endReason, dueAt, entry, enteredAt } }) => ({ status, endReason, dueAt, enteredAt, entered: entry.at })),
    aggregates: [...(past?.aggregates ?? [])].sort(byFirst),
    memberships: [...(past?.memberships ?? [])].sort(byFirst),
    timers: timers.map(({ at, kind }) => `${at} ${kind}`).sort(),
    events,
  };
}

function byFirst([a]: readonly [string, unknown], [b]: readonly [string, unknown]): number {
  return a < b ? -1 : 1;
}

test("parted again, two people have exactly what they have who were never merged", async () => {
  await fc.assert(
    fc.asyncProperty(fc.array(step, { maxLength: 12 }), fc.array(step, { maxLength: 14 }), fc.boolean(), async (before, since, turned) => {
      clock.advance(100 * DAY);
      const [mixed, apart] = [await twoPeople(), await twoPeople()];
      await work();
      const live = async (steps: readonly Step[]) => {
        for (const one of steps) {
          clock.advance(one.after);
          for (const two of [mixed, apart]) await happens(two, one);
          if (one.works) await work();
        }
      };
      await live(before);
      clock.advance(1);
      await work();
      clock.advance(1);
      const mergedAt = clock.now();
      const [survivor, merged] = turned ? [mixed.ids[1], mixed.ids[0]] : mixed.ids;
      const merge = await mergeProfiles(deps(), 1, survivor, merged, "Eve");
      await live(since);
      clock.advance(1);
      await undoMerge(deps(), 1, merge.id);
      await work();
      const compare = async () => {
        for (const who of [0, 1] as const) expect(await lifeOf(mixed.ids[who], mergedAt)).toEqual(await lifeOf(apart.ids[who], mergedAt));
      };
      await compare();
      await live([{ after: HOUR, who: 1, by: "second", what: { name: "Order Completed" }, late: 0, works: true }]);
      clock.advance(3 * DAY);
      await work();
      await compare();
    }),
    { numRuns: Number(process.env["UNMERGE_RUNS"] ?? 25), endOnFailure: process.env["UNMERGE_SHRINK"] === undefined },
  );
}, 180_000);

/** The worker has folded them, and then the merged one put something into a cart under a name that came along with theirs. */
async function foldedTwo() {
  clock.advance(100 * DAY);
  const { ids, name } = await twoPeople();
  await happens({ name }, { who: 1, by: "both", what: { name: "Cart Updated", attributes: { city: "Rome" } }, late: 0 });
  clock.advance(1);
  await work();
  clock.advance(1);
  const merge = await mergeProfiles(deps(), 1, ids[0], ids[1], "Eve");
  clock.advance(1);
  await work();
  clock.advance(1);
  return { ids, name, merge };
}

test("the preview tells what goes over, and why an older merge of a chain cannot be undone exactly", async () => {
  const { ids, name, merge } = await foldedTwo();
  await happens({ name }, { who: 1, by: "first", what: { name: "Seen", attributes: { city: "Oslo" } }, late: 0 });
  await work();
  expect(await foreseeUndo(database.db, clock, 1, merge.id)).toMatchObject({
    reason: null,
    identifiers: expect.arrayContaining(namesOf({ name }, 1, "both")),
    events: 1,
    waiting: 1,
    staying: 0,
    attributes: [{ name: "city", survivor: null, merged: "Oslo" }],
  });
  const third = (await twoPeople()).ids[0];
  clock.advance(1);
  await work();
  await mergeProfiles(deps(), 1, third, ids[0], "Eve");
  await work();
  expect((await foreseeUndo(database.db, clock, 1, merge.id)).reason).toContain("merged again later");
});

test("a name that came beside one of the merged profile's goes with it", async () => {
  const { ids, name, merge } = await foldedTwo();
  serial += 1;
  const identifiers = [...namesOf({ name }, 1, "first"), { kind: "phone", value: `+4912345${serial}` }];
  await ingest.accept([
    { workspaceId: 1, source: "segment", messageId: `m-${serial}`, kind: "track", name: "Seen", properties: {}, context: {}, at: clock.now(), identifiers },
  ]);
  await work();
  await undoMerge(deps(), 1, merge.id);
  expect((await identitiesOf(database.db, [ids[1]])).map(({ kind }) => kind)).toContain("phone");
});

test("a death between any two statements of an undo leaves all as it was", async () => {
  const { ids, merge } = await foldedTwo();
  const before = await everythingOf(ids);
  let deaths = 0;
  for (let countdown = 1; ; countdown += 1) {
    const dying: Db = { query: database.db.query, transaction: (run) => database.db.transaction((tx) => run({ query: mortal(tx.query, countdown) })) };
    const died = await undoMerge({ ...deps(), db: dying }, 1, merge.id).then(
      () => false,
      () => true,
    );
    if (!died) break;
    deaths += 1;
    expect(await everythingOf(ids)).toEqual(before);
  }
  expect(deaths).toBeGreaterThan(10);
  expect(await everythingOf(ids)).not.toEqual(before);
});

function mortal(query: Db["query"], statements: number): Db["query"] {
  let left = statements;
  return (...args) => {
    left -= 1;
    return left === 0 ? Promise.reject(new Error("died")) : query(...args);
  };
}

async function everythingOf(ids: readonly string[]) {
  const tables = ["profiles", "events", "enrollments", "timers", "sends", "decisions", "inbox", "aggregates", "memberships", "identities", "merges"];
  const found: { [table: string]: unknown[] } = {};
  for (const table of tables) {
    const text = `select to_jsonb(t)::text as row from ${table} t where to_jsonb(t)::text like any($1::text[]) order by 1`;
    found[table] = (await database.db.query(text, [ids.map((id) => `%${id}%`)])).rows;
  }
  return found;
}
