import {
  type Aggregate,
  aggregatesOf,
  type ConditionNode,
  DAY,
  decide,
  deriveId,
  type Event,
  HOUR,
  type Instant,
  judgeCondition,
  type Profile,
  type SegmentDocument,
  type Subject,
  zoneOf,
} from "@beckon/core";
import fc from "fast-check";
import { afterAll, beforeAll, expect, test } from "vitest";
import { type TestDatabase, testDatabase } from "../../../../test/database.ts";
import { DefinitionsCache } from "../engine/definitionsCache.ts";
import { newId } from "../ids.ts";
import { conditionSql } from "./conditions/kinds.ts";
import { putInInbox } from "./inbox.ts";
import { Parameters } from "./parameters.ts";
import { processBatch } from "./process.ts";
import { readProfiles } from "./profiles.ts";
import { foldHistory } from "./segmentFill.ts";
import { addSegmentVersion, insertSegment, makeLive } from "./segments.ts";
import { insertWorkspace } from "./workspaces.ts";

const START = Date.UTC(2026, 10, 23, 12);
const ALL = Array.from({ length: 256 }, (_, bucket) => bucket);
const PEOPLE = Array.from({ length: 4 }, (_, who) => deriveId(START, "person", String(who)));
let database: TestDatabase;

beforeAll(async () => {
  database = await testDatabase();
  await database.db.query("update buckets set owner = 'me'");
  const settings = { timeZone: "UTC", sessionTimeout: "PT30M", quietHours: null, frequencyCaps: [], holdout: 0, topics: [], sender: null };
  await insertWorkspace(database.db, { id: 1, name: "Shop", settings, createdAt: START });
});
afterAll(() => database.drop());

const where = fc.constantFrom(undefined, { kind: "property", name: "total", op: "at_least", value: 50 });
const did = fc.record(
  {
    kind: fc.constant("did"),
    event: fc.constantFrom("Viewed", "Ordered"),
    count: fc.record({ op: fc.constantFrom("at_least", "at_most", "exactly"), value: fc.integer({ min: 0, max: 3 }) }),
    within: fc.constantFrom("PT6H", "P1D", "P3D"),
    where,
  },
  { requiredKeys: ["kind", "event"] },
);
const occurrence = fc.record({
  kind: fc.constant("occurrence"),
  which: fc.constantFrom("first", "last"),
  event: fc.constantFrom("Viewed", "Ordered"),
  op: fc.constantFrom("within_last", "not_within_last"),
  value: fc.constantFrom("P1D", "P2D"),
});
const facts = fc.constantFrom(
  { kind: "attribute", name: "plan", op: "equals", value: "pro" },
  { kind: "consent", channel: "email", is: "unsubscribed" },
  { kind: "country", in: ["DE"] },
);
const { tree } = fc.letrec<{ tree: object }>((tie) => ({
  tree: fc.oneof(
    { depthSize: "small", withCrossShrink: true },
    did,
    occurrence,
    facts,
    fc.record({ kind: fc.constantFrom("all", "any"), conditions: fc.array(tie("tree"), { minLength: 1, maxLength: 3 }) }),
    fc.record({ kind: fc.constant("not"), condition: tie("tree") }),
  ),
}));

/** Something happens to somebody, some time after what came before; late events tell of some time ago. */
const happening = fc.record({
  after: fc.integer({ min: 0, max: 30 }).map((hours) => hours * HOUR + 1),
  ago: fc.constantFrom(0, 0, 0, 5 * HOUR, 2 * DAY),
  who: fc.nat(PEOPLE.length - 1),
  name: fc.constantFrom("Viewed", "Ordered", "Ordered"),
  total: fc.constantFrom(10, 60),
  plan: fc.constantFrom(undefined, undefined, "pro", "free"),
  word: fc.constantFrom(undefined, undefined, "subscribed" as const, "unsubscribed" as const),
  country: fc.constantFrom(undefined, "DE", "FR"),
});
type Happened = typeof happening extends fc.Arbitrary<infer T> ? T : never;

async function begin(conditions: readonly ConditionNode[]): Promise<string[]> {
  const { db } = database;
  for (const table of ["inbox", "timers", "events", "profiles", "profile_words", "memberships", "aggregates", "segments"])
    await db.query(`delete from ${table}`);
  const ids: string[] = [];
  for (const [place, condition] of conditions.entries()) {
    const id = newId(START);
    const document: SegmentDocument = { key: `s${place}`, name: `s${place}`, condition };
    await insertSegment(db, { id, workspaceId: 1, kind: "live", draft: document, now: START });
    await makeLive(db, id, await addSegmentVersion(db, id, document, "test", START));
    ids.push(id);
  }
  await db.query("update workspaces set definitions_version = definitions_version + 1");
  return ids;
}

async function give({ who, name, total, plan, word, country, ago }: Happened, now: Instant): Promise<void> {
  const id = newId(now);
  const event: Event = {
    id,
    kind: "track",
    name,
    properties: { total },
    at: now - ago,
    receivedAt: now,
    source: "test",
    messageId: id,
    context: country === undefined ? {} : { country },
    ...(plan === undefined ? {} : { attributes: { plan } }),
    ...(word === undefined ? {} : { consent: { channels: { email: word } } }),
  };
  await putInInbox(database.db, [{ id, workspaceId: 1, profileId: PEOPLE[who] as string, kind: "event", body: event, acceptedAt: now }]);
}

/** Every batch by a worker of its own: what it knows beforehand must make no difference. */
async function work(now: Instant): Promise<void> {
  for (;;) {
    const { inputs } = await processBatch(database.db, { owner: "me", buckets: ALL, limit: 500, now, definitions: new DefinitionsCache(), decide });
    if (inputs === 0) return;
  }
}

async function liveSays(segmentId: string): Promise<ReadonlySet<string>> {
  const { rows } = await database.db.query<{ id: string }>("select profile_id as id from memberships where segment_id = $1 and member", [segmentId]);
  return new Set(rows.map((row) => row.id));
}

async function sqlSays(condition: ConditionNode, now: Instant): Promise<ReadonlyMap<string, boolean | null>> {
  const parameters = new Parameters();
  const { rows } = await database.db.query<{ id: string; said: boolean | null }>(
    `select p.id, ${conditionSql(condition, parameters, { now })} as said from profiles p`,
    parameters.values,
  );
  return new Map(rows.map(({ id, said }) => [id, said]));
}

function memorySays(condition: ConditionNode, profile: Profile, aggregates: ReadonlyMap<string, Aggregate>, now: Instant): boolean {
  const { attributes, consent, lastCountry: country, lastTimeZone } = profile;
  const timeZone = zoneOf(attributes, lastTimeZone, country, "UTC");
  const subject: Subject = { attributes, consent, properties: {}, entry: null, country, now, timeZone, aggregates };
  return judgeCondition(condition, subject).holds;
}

test("who is a member live is who SQL and memory say, judged over the whole past, whenever one looks", async () => {
  await fc.assert(
    fc.asyncProperty(fc.array(tree, { minLength: 1, maxLength: 4 }), fc.array(happening, { minLength: 1, maxLength: 12 }), async (trees, life) => {
      const conditions = trees as ConditionNode[];
      const segments = await begin(conditions);
      // Two conditions may ask the same.
      const asked = [...new Map(conditions.flatMap(aggregatesOf).map((definition) => [definition.id, definition])).values()];
      let now = START;
      for (const each of [...life, null, null]) {
        now += each?.after ?? DAY + HOUR;
        if (each !== null) await give(each, now);
        await work(now);
        const profiles = await readProfiles(database.db, PEOPLE);
        const history = await foldHistory(database.db, { workspaceId: 1, buckets: ALL, profileIds: null }, asked, now);
        for (const [place, condition] of conditions.entries()) {
          const [live, sql] = [await liveSays(segments[place] as string), await sqlSays(condition, now)];
          for (const [id, profile] of profiles) {
            const memory = memorySays(condition, profile, history.get(id) ?? new Map(), now);
            expect({ condition, at: now - START, live: live.has(id), sql: sql.get(id) ?? memory }).toEqual({
              condition,
              at: now - START,
              live: memory,
              sql: memory,
            });
          }
        }
      }
    }),
    { numRuns: Number(process.env["BECKON_PROPERTY_RUNS"] ?? 25) },
  );
}, 600_000);
