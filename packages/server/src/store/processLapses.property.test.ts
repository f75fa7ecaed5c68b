import { bucketOf, type ConditionNode, DAY, decide, deriveId, formatInstant, HOUR, type Instant, type SegmentDocument } from "@beckon/core";
import fc from "fast-check";
import { afterAll, beforeAll, expect, test } from "vitest";
import { type TestDatabase, testDatabase } from "../../../../test/database.ts";
import { DefinitionsCache } from "../engine/definitionsCache.ts";
import { type InboxRow, putInInbox } from "./inbox.ts";
import { processBatch } from "./process.ts";
import { fillBuild } from "./segmentBuilder.ts";
import { NOW, tree, withoutCircles } from "./segmentCases.ts";
import { addSegmentVersion, insertSegment, makeLive } from "./segments.ts";
import { insertWorkspace } from "./workspaces.ts";

const ALL = Array.from({ length: 256 }, (_, bucket) => bucket);
const SETTINGS = { timeZone: "UTC", sessionTimeout: "PT30M", quietHours: null, frequencyCaps: [], holdout: 0, topics: [], sender: null };
/** Enough that many windows pass at one instant, and few enough in a bucket that bucket by bucket they never are many. */
const PAIRS = Array.from({ length: 40 }, (_, who) => deriveId(NOW, "person", String(who)));
/** Two and two in a bucket: where people of two buckets become one, what was first hangs on who holds which. */
const PEOPLE = PAIRS.flatMap((id, who) => [id, deriveId(NOW, "companion", String(who)).slice(0, -2) + id.slice(-2)]);
let database: TestDatabase;

beforeAll(async () => {
  database = await testDatabase();
  await database.db.query("update buckets set owner = 'me'");
  await insertWorkspace(database.db, { id: 1, name: "Shop", settings: SETTINGS, createdAt: NOW });
});
afterAll(() => database.drop());

const past = fc.array(
  fc.record({ name: fc.constantFrom("Viewed", "Ordered"), ago: fc.constantFrom(0, HOUR, 5 * HOUR, DAY, 2 * DAY), total: fc.constantFrom(20, 60) }),
  {
    maxLength: 5,
  },
);
type Past = typeof past extends fc.Arbitrary<infer T> ? T : never;

async function begin(conditions: readonly ConditionNode[], pasts: readonly Past[]): Promise<void> {
  const { db } = database;
  for (const table of ["inbox", "merges", "timers", "events", "profiles", "memberships", "aggregates", "segments"]) await db.query(`delete from ${table}`);
  for (const [place, condition] of conditions.entries()) {
    const id = deriveId(NOW, "segment", String(place));
    const document: SegmentDocument = { key: `s${place}`, name: `s${place}`, condition };
    await insertSegment(db, { id, workspaceId: 1, kind: "live", draft: document, now: NOW });
    await makeLive(db, id, await addSegmentVersion(db, id, document, "test", NOW));
  }
  await db.query("update workspaces set definitions_version = definitions_version + 1");
  const whole = JSON.stringify(
    PEOPLE.map((id, who) => ({
      id,
      bucket: bucketOf(id),
      past: (pasts[who % pasts.length] ?? []).map((event, place) => ({ ...event, id: deriveId(NOW, id, String(place)), at: formatInstant(NOW - event.ago) })),
    })),
  );
  await db.query(
    `insert into profiles (bucket, id, workspace_id, attributes, consent, state, created_at)
     select bucket, id, 1, '{"plan": "pro"}', '{"channels": {}, "topics": {}}', '{}', $2 from jsonb_to_recordset($1::jsonb) as u (bucket int, id uuid)`,
    [whole, formatInstant(NOW)],
  );
  await db.query(
    `insert into events (bucket, id, workspace_id, profile_id, at, received_at, name, kind, properties, context, source, message_id)
     select u.bucket, e.id, 1, u.id, e.at, e.at, e.name, 'track', jsonb_build_object('total', e.total), '{}', 'test', e.id::text
     from jsonb_to_recordset($1::jsonb) as u (bucket int, id uuid, past jsonb), jsonb_to_recordset(u.past) as e (id uuid, name text, at timestamptz, total int)`,
    [whole],
  );
  const definitions = (await new DefinitionsCache().current(db, ALL))(1);
  if (!definitions) throw new Error("There is no workspace.");
  const build = { segments: definitions.segments, built: new Set(ALL) };
  const unlived = { ...definitions, segments: { ...definitions.segments, aggregates: new Map() } };
  await db.transaction((tx) => fillBuild(tx, { workspaceId: 1, buckets: ALL, profileIds: null }, build, unlived, NOW));
}

/** Somebody does something, or becomes one with their companion, so long before the worker looks again. */
const visit = fc.record({ pair: fc.nat(PAIRS.length - 1), ago: fc.constantFrom(1, 2 * HOUR), what: fc.constantFrom("Viewed", "Ordered", "merge") });
type Visit = typeof visit extends fc.Arbitrary<infer T> ? T : never;

function rowOf({ pair, ago, what }: Visit, now: Instant, place: number): InboxRow {
  const [profileId, from] = PEOPLE.slice(2 * pair) as [string, string];
  const [at, id] = [now - ago, deriveId(now - ago, "visit", String(place))];
  const event = { id, kind: "track", name: what, properties: { total: 60 }, at, receivedAt: at, source: "test", messageId: id, context: {} };
  return { id, workspaceId: 1, profileId, acceptedAt: at, ...(what === "merge" ? { kind: "merge", body: { from, at } } : { kind: "event", body: event }) };
}

/** All that is kept of the segments after time has passed, but for the ids of events. */
async function after(instants: readonly Instant[], visits: readonly Visit[], groups: readonly (readonly number[])[]): Promise<unknown[]> {
  const { db } = database;
  for (const now of instants) {
    await putInInbox(
      db,
      visits.map((one, place) => rowOf(one, now, place)).sort((a, b) => (a.id < b.id ? -1 : 1)),
    );
    for (let inputs = 1; inputs > 0; ) {
      inputs = 0;
      for (const buckets of groups)
        inputs += (await processBatch(db, { owner: "me", buckets, limit: 2_000, now, definitions: new DefinitionsCache(), decide })).inputs;
    }
  }
  const kept: unknown[] = [];
  for (const statement of [
    "select profile_id, segment_id, version, member, since, timer_at from memberships order by 1, 2, 3",
    "select bucket, at, profile_id, kind, subject, workspace_id, payload from timers order by 3, 5, 2",
    "select bucket, workspace_id, profile_id, at, received_at, name, kind, properties, context, extra, source, message_id from events where kind = 'internal' order by 3, 4, 12",
  ])
    kept.push((await db.query(statement)).rows);
  return kept;
}

const count = fc.record({ op: fc.constantFrom("at_least", "at_most", "exactly"), value: fc.integer({ min: 0, max: 2 }) });
const event = fc.constantFrom("Viewed", "Ordered");
const window = fc.oneof(
  fc.record({ kind: fc.constant("did"), event, count, within: fc.constantFrom("PT6H", "P1D", "P3D") }),
  fc.record({
    kind: fc.constant("occurrence"),
    which: fc.constantFrom("first", "last"),
    event,
    op: fc.constantFrom("within_last", "not_within_last"),
    value: fc.constant("P2D"),
  }),
);
const beside = fc.constantFrom({ kind: "attribute", name: "plan", op: "equals", value: "pro" }, { kind: "segment", segment: "s0", is: "not_in" });
const windows = fc.oneof(window, fc.record({ kind: fc.constantFrom("all", "any"), conditions: fc.tuple(window, fc.oneof(window, beside)) }), tree);

test("windows that pass for many at once leave behind what they leave one by one", async () => {
  const instants = fc.array(fc.constantFrom(HOUR, 5 * HOUR, DAY, 2 * DAY + 1), { minLength: 1, maxLength: 3 });
  await fc.assert(
    fc.asyncProperty(
      fc.array(windows, { minLength: 1, maxLength: 2 }),
      fc.array(past, { minLength: 1, maxLength: 2 }),
      instants,
      fc.array(visit, { maxLength: 6 }),
      async (trees, pasts, spans, visits) => {
        const conditions = (trees as ConditionNode[]).map(withoutCircles);
        const times = spans.map((_, place) => NOW + spans.slice(0, place + 1).reduce((sum, span) => sum + span, 0));
        await begin(conditions, pasts);
        const together = await after(times, visits, [ALL]);
        await begin(conditions, pasts);
        expect(together).toEqual(
          await after(
            times,
            visits,
            [...new Set(PEOPLE.map(bucketOf))].map((bucket) => [bucket]),
          ),
        );
      },
    ),
    { numRuns: Number(process.env["BECKON_PROPERTY_RUNS"] ?? 30) },
  );
}, 600_000);
