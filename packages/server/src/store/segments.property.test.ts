import {
  type AggregateDefinition,
  aggregatesOf,
  type ConditionNode,
  DAY,
  decide,
  deriveId,
  type Event,
  HOUR,
  INTERNAL,
  type Instant,
  type Json,
  type JsonObject,
  judgeCondition,
  type SegmentCondition,
  type SegmentDocument,
  type Subject,
  zoneOf,
} from "@beckon/core";
import fc from "fast-check";
import { afterAll, beforeAll, expect, test } from "vitest";
import { testClock } from "../../../../test/clock.ts";
import { type TestDatabase, testDatabase } from "../../../../test/database.ts";
import { DefinitionsCache } from "../engine/definitionsCache.ts";
import { mergeProfiles, undoMerge } from "../engine/profileMerge.ts";
import { Refusal } from "../engine/refusal.ts";
import { newId } from "../ids.ts";
import { CountedPast } from "./conditions/countedPast.ts";
import { conditionSql } from "./conditions/kinds.ts";
import { type InboxRow, putInInbox } from "./inbox.ts";
import { Parameters } from "./parameters.ts";
import { processBatch } from "./process.ts";
import { readProfiles } from "./profiles.ts";
import { PLACES } from "./segmentCases.ts";
import { familyOf, foldHistory } from "./segmentFill.ts";
import { addSegmentVersion, insertSegment, makeLive } from "./segments.ts";
import { insertWorkspace } from "./workspaces.ts";

/**
 * Many people live under a few random segments: things happen to them in any order and late, they are taken for one another and parted
 * again, and time passes. At every instant that is looked at three must agree about each of them: the membership that events and timers
 * have brought about, the condition read as SQL over the whole history, and the condition judged in memory over it.
 */

const START = Date.UTC(2026, 10, 23, 12);
const ALL = Array.from({ length: 256 }, (_, bucket) => bucket);
const PEOPLE = Array.from({ length: 150 }, (_, who) => deriveId(START, "person", String(who)));
/** One world is as many histories as there are people. */
const WORLDS = Number(process.env["SEEDS"] ?? 6);
const SCOPE = { workspaceId: 1, buckets: ALL, profileIds: null };
const clock = testClock(START);
let database: TestDatabase;

beforeAll(async () => {
  database = await testDatabase();
  await database.db.query("update buckets set owner = 'me'");
  const settings = { timeZone: "UTC", sessionTimeout: "PT30M", quietHours: null, frequencyCaps: [], holdout: 0, topics: [], places: PLACES, sender: null };
  await insertWorkspace(database.db, { id: 1, name: "Shop", settings, createdAt: START });
});
afterAll(() => database.drop());

const NAMES = ["Viewed", "Ordered"] as const;
const SENDS = Array.from({ length: 3 }, (_, send) => deriveId(START, "send", String(send)));
const CAMPAIGNS = ["cart", "news"];

const where = fc.constantFrom<object | undefined>(
  undefined,
  undefined,
  { kind: "property", name: "total", op: "at_least", value: 50 },
  { kind: "not", condition: { kind: "property", name: "items.sku", op: "equals", value: "b" } },
  {
    kind: "any",
    conditions: [
      { kind: "property", name: "sku", op: "one_of", value: ["a", "b"] },
      { kind: "property", name: "total", op: "less_than", value: 20 },
    ],
  },
);
const count = fc.record({ op: fc.constantFrom("at_least", "at_most", "exactly"), value: fc.integer({ min: 0, max: 3 }) });
const period = fc.oneof(
  fc.constant({}),
  fc.record({ within: fc.constantFrom("PT6H", "P1D", "P3D") }),
  fc.record({ within: fc.constantFrom("PT6H", "P1D", "P3D") }),
  fc.constantFrom<object>({ from: "2026-11-24" }, { until: "2026-11-25" }, { from: "2026-11-22", until: "2026-11-26" }, { from: "2026-11-24T12:00:00Z" }),
);
const sum = fc.record({
  property: fc.constantFrom("total", "total", "items.price"),
  op: fc.constantFrom("at_least", "at_most", "greater_than", "less_than"),
  value: fc.constantFrom(0, 60, 70, 99.5),
});
const did = fc
  .record({ event: fc.constantFrom(...NAMES), where, count: fc.option(count, { nil: undefined }), sum: fc.option(sum, { nil: undefined, freq: 2 }), period })
  .map(({ period: when, ...rest }) => ({ kind: "did", ...rest, ...when }));
const time = fc.oneof(
  fc.record({ op: fc.constantFrom("within_last", "not_within_last"), value: fc.constantFrom("P1D", "P2D") }),
  fc.record({ op: fc.constantFrom("before", "after", "on_day"), value: fc.constantFrom<Json>("2026-11-24", "2026-11-24T12:00:00Z", 1_795_000_000) }),
  fc.record({ op: fc.constant("between"), value: fc.constantFrom<Json>(["2026-11-23", "2026-11-24"], ["2026-11-23T20:00:00Z", "2026-11-25"]) }),
);
const occurrence = fc
  .record({ which: fc.constantFrom("first", "last"), event: fc.constantFrom(...NAMES), where, time })
  .map(({ time: when, ...rest }) => ({ kind: "occurrence", ...rest, ...when }));
const engagement = fc
  .record({
    message: fc.constantFrom("sent", "delivered", "opened", "clicked", "ignored", "ignored"),
    channel: fc.constantFrom(undefined, undefined, "email"),
    campaign: fc.constantFrom(undefined, undefined, ...CAMPAIGNS),
    count: fc.option(count, { nil: undefined }),
    within: fc.constantFrom(undefined, "P1D", "P4D"),
    after: fc.constantFrom(undefined, "PT12H"),
  })
  .map(({ message, within, ...rest }) => ({ kind: "engagement", message, ...rest, within: message === "ignored" ? (within ?? "P3D") : within }));
const facts = fc.constantFrom<object>(
  { kind: "attribute", name: "plan", op: "equals", value: "pro" },
  { kind: "attribute", name: "renews", op: "within_next", value: "P2D" },
  { kind: "consent", channel: "email", is: "unsubscribed" },
  { kind: "country", in: ["de", "AT"] },
  { kind: "language", in: ["de", "pt-BR"] },
  { kind: "device", type: ["phone"] },
  { kind: "device", type: ["phone", "tablet"], os: ["iOS"] },
  { kind: "place", is: "in", places: ["berlin"], within: "P1D" },
  { kind: "place", is: "not_in", places: ["berlin"], metres: 20_000 },
  { kind: "property", name: "total", op: "missing" },
);
const segment = fc.record({ kind: fc.constant("segment"), segment: fc.nat(5), is: fc.constantFrom("in", "not_in") });
const { tree } = fc.letrec<{ tree: object }>((tie) => ({
  tree: fc.oneof(
    { depthSize: "small", withCrossShrink: true },
    did,
    did,
    occurrence,
    engagement,
    facts,
    segment,
    fc.record({ kind: fc.constantFrom("all", "any"), conditions: fc.array(tie("tree"), { minLength: 1, maxLength: 3 }) }),
    fc.record({ kind: fc.constant("not"), condition: tie("tree") }),
  ),
}));

type Node = ConditionNode & { readonly conditions?: readonly Node[]; readonly condition?: Node };

/** The condition with those of other segments put right: what `change` makes of each. */
function withSegments(node: Node, change: (segment: SegmentCondition) => Node): Node {
  if (node.kind === "segment") return change(node as unknown as SegmentCondition);
  if (node.conditions) return { ...node, conditions: node.conditions.map((part) => withSegments(part, change)) };
  return node.condition ? { ...node, condition: withSegments(node.condition, change) } : node;
}

/** A segment may only name one before it. */
function named(trees: readonly Node[]): ConditionNode[] {
  return trees.map((node, place) =>
    withSegments(node, ({ segment: number, is }) =>
      place === 0
        ? ({ kind: "attribute", name: "plan", op: "exists" } as Node)
        : ({ kind: "segment", segment: `s${Number(number) % place}`, is } as unknown as Node),
    ),
  );
}

/** The condition with the conditions of the segments that it names in their place, so that nothing but history is read. */
function inPlace(conditions: readonly ConditionNode[], place: number): ConditionNode {
  return withSegments(conditions[place] as Node, ({ segment: key, is }) => {
    const other = inPlace(conditions, Number(key.slice(1)));
    return is === "in" ? other : { kind: "not", condition: other };
  });
}

const orNot = <T>(...values: readonly T[]) => fc.constantFrom<T | undefined>(undefined, undefined, undefined, ...values);
const happening = fc.oneof(
  {
    weight: 12,
    arbitrary: fc.record({
      what: fc.constant("event" as const),
      who: fc.nat(PEOPLE.length - 1),
      ago: fc.constantFrom(0, 0, 0, 5 * HOUR, 2 * DAY),
      name: fc.constantFrom("Viewed", "Ordered", "Ordered"),
      properties: fc.constantFrom<JsonObject>(
        { total: 10 },
        { total: 60, sku: "a" },
        { total: "59.5", items: [{ sku: "b", price: 7 }, { sku: "c" }] },
        { sku: "b", items: { sku: "b", price: 70 } },
        { total: [30, 40] },
        { total: "a lot" },
      ),
      attributes: orNot<JsonObject>(
        { plan: "pro" },
        { plan: "free", timezone: "Asia/Tokyo" },
        { country: "AT" },
        { address: { country: "de" } },
        { language: "de_AT" },
        { renews: "2026-11-27" },
      ),
      word: orNot<"subscribed" | "unsubscribed">("subscribed", "unsubscribed"),
      context: orNot<Event["context"]>(
        { country: "DE" },
        { country: "FR", timeZone: "America/New_York" },
        { locale: "pt-br" },
        { location: { latitude: 52.52, longitude: 13.4 } },
        { location: { latitude: 52.4, longitude: "13.1" } },
        { location: { latitude: 91, longitude: 0 } },
        { device: { type: "phone", os: "iOS" } },
        { userAgent: "Mozilla/5.0 (X11; Linux x86_64) Firefox/120.0" },
      ),
    }),
  },
  {
    weight: 6,
    arbitrary: fc.record({
      what: fc.constant("message" as const),
      who: fc.nat(PEOPLE.length - 1),
      ago: fc.constantFrom(0, 0, 5 * HOUR),
      name: fc.constantFrom(INTERNAL.messageSent, INTERNAL.messageSent, INTERNAL.messageDelivered, INTERNAL.messageOpened, INTERNAL.messageClicked),
      send: fc.nat(SENDS.length - 1),
      channel: fc.constantFrom("email", "email", "sms"),
      machine: fc.constantFrom(false, false, true),
    }),
  },
  { weight: 1, arbitrary: fc.record({ what: fc.constant("merge" as const), who: fc.nat(PEOPLE.length - 1), other: fc.nat(PEOPLE.length - 1) }) },
  { weight: 1, arbitrary: fc.record({ what: fc.constant("part" as const), which: fc.nat(100) }) },
);
type Happening = typeof happening extends fc.Arbitrary<infer T> ? T : never;

/** Whole hours, so that ends of windows are met exactly, or just missed. */
const moment = fc.record({
  after: fc.tuple(fc.integer({ min: 1, max: 20 }), fc.constantFrom(0, 0, 1, -1)).map(([hours, off]) => hours * HOUR + off),
  happenings: fc.array(happening, { minLength: 40, maxLength: 120, size: "max" }),
});

async function begin(conditions: readonly ConditionNode[]): Promise<string[]> {
  const { db } = database;
  for (const table of ["inbox", "timers", "events", "profiles", "profile_words", "memberships", "aggregates", "merges", "segments"])
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

function eventOf(happened: Extract<Happening, { who: number; name: string }>, now: Instant): Event {
  const id = newId(now);
  const base = { id, name: happened.name, at: now - happened.ago, receivedAt: now, source: "test", messageId: id };
  if (happened.what === "message") {
    const { send, channel, machine } = happened;
    const message = { sendId: SENDS[send] as string, campaignId: CAMPAIGNS[send % 2] as string, enrollmentId: SENDS[send] as string, channel };
    return { ...base, kind: "internal", properties: {}, context: {}, message, ...(machine ? { flags: ["machine"] } : {}) };
  }
  const { properties, attributes, word, context = {} } = happened;
  return { ...base, kind: "track", properties, context, ...(attributes ? { attributes } : {}), ...(word ? { consent: { channels: { email: word } } } : {}) };
}

/** What has happened at one moment, in its order. */
async function happen(happenings: readonly Happening[], now: Instant): Promise<void> {
  const { db } = database;
  const deps = { db, clock, resolver: { forget: () => {} } };
  const rows: InboxRow[] = [];
  const accept = () => putInInbox(db, rows.splice(0));
  for (const each of happenings) {
    if (each.what === "event" || each.what === "message") {
      const event = eventOf(each, now);
      rows.push({ id: event.id, workspaceId: 1, profileId: PEOPLE[each.who] as string, kind: "event", body: event, acceptedAt: now });
      continue;
    }
    await accept();
    if (each.what === "merge") await unlessRefused(() => mergeProfiles(deps, 1, PEOPLE[each.who] as string, PEOPLE[each.other] as string, "test"));
    else {
      const { rows: merges } = await db.query<{ id: string }>("select id from merges where undone_at is null order by id");
      const merge = merges[each.which % Math.max(merges.length, 1)];
      if (merge) await unlessRefused(() => undoMerge(deps, 1, merge.id));
    }
  }
  await accept();
}

/** Not everybody can be merged with everybody. */
async function unlessRefused(act: () => Promise<unknown>): Promise<void> {
  await act().catch((error: unknown) => {
    if (!(error instanceof Refusal)) throw error;
  });
}

/** Every batch by a worker of its own: what it knows beforehand must make no difference. */
async function work(now: Instant): Promise<void> {
  for (;;) {
    const { inputs } = await processBatch(database.db, { owner: "me", buckets: ALL, limit: 500, now, definitions: new DefinitionsCache(), decide });
    if (inputs === 0) return;
  }
}

/** Whether each person is in each segment; null where that cannot be said. */
type Answers = ReadonlyMap<string, readonly (boolean | null)[]>;

async function liveSays(segments: readonly string[]): Promise<Answers> {
  const { rows } = await database.db.query<{ id: string; members: string[] }>(
    `select p.id, array(select m.segment_id from memberships m where m.bucket = p.bucket and m.profile_id = p.id and m.member) as members
     from profiles p where p.merged_into is null`,
  );
  return new Map(rows.map(({ id, members }) => [id, segments.map((segment) => members.includes(segment))]));
}

async function sqlSays(conditions: readonly ConditionNode[], now: Instant): Promise<Answers> {
  const parameters = new Parameters();
  const past = new CountedPast(parameters, SCOPE, await familyOf(database.db, SCOPE));
  const said = conditions.map((condition) => conditionSql(condition, parameters, { now, past }));
  const { rows } = await database.db.query<{ id: string; said: (boolean | null)[] }>(
    `select p.id, array[${said.join(", ")}]::boolean[] as said from profiles p ${past.joins} where p.merged_into is null`,
    parameters.values,
  );
  return new Map(rows.map((row) => [row.id, row.said]));
}

async function memorySays(conditions: readonly ConditionNode[], asked: readonly AggregateDefinition[], now: Instant): Promise<Answers> {
  const { rows } = await database.db.query<{ id: string }>("select id from profiles where merged_into is null");
  const profiles = await readProfiles(
    database.db,
    rows.map(({ id }) => id),
  );
  const history = await foldHistory(database.db, SCOPE, asked, now);
  const says = new Map<string, boolean[]>();
  for (const [id, profile] of profiles) {
    const { attributes, consent, lastCountry: country, lastTimeZone, lastLocale: locale, lastDevice: device, lastLocation: location = null } = profile;
    const timeZone = zoneOf(attributes, lastTimeZone, country, "UTC");
    const answers: boolean[] = [];
    const subject: Subject = {
      ...{ attributes, consent, properties: {}, entry: null, country, now, timeZone, aggregates: history.get(id) ?? new Map() },
      ...{ locale: locale ?? null, device: device ?? null, location, places: PLACES, segments: (key) => answers[Number(key.slice(1))] ?? false },
    };
    for (const condition of conditions) answers.push(judgeCondition(condition, subject).holds);
    says.set(id, answers);
  }
  return says;
}

const world = fc.record({
  trees: fc.array(tree, { minLength: 3, maxLength: 6 }),
  life: fc.array(moment, { minLength: 5, maxLength: 8, size: "max" }),
});

/** What has been met: shows that a green run was not an empty one. */
const met = { answers: 0, members: 0, unsaid: 0, merges: 0, parted: 0 };

/** Lives through one world, and looks at everybody after each of its moments. */
async function liveThrough(seed: number): Promise<void> {
  const [{ trees, life }] = fc.sample(world, { seed, numRuns: 1 }) as [typeof world extends fc.Arbitrary<infer T> ? T : never];
  const conditions = named(trees as Node[]);
  const segments = await begin(conditions);
  const whole = conditions.map((_, place) => inPlace(conditions, place));
  const asked = [...new Map(conditions.flatMap(aggregatesOf).map((definition) => [definition.id, definition])).values()];
  clock.set(START);
  for (const { after, happenings } of [...life, { after: DAY + HOUR, happenings: [] }, { after: 3 * DAY, happenings: [] }]) {
    clock.advance(after);
    const now = clock.now();
    await happen(happenings, now);
    await work(now);
    const live = await liveSays(segments);
    const memory = await memorySays(conditions, asked, now);
    for (const sql of [await sqlSays(conditions, now), await sqlSays(whole, now)]) {
      expect(sql.size).toBe(live.size);
      for (const [id, said] of sql) {
        const judged = memory.get(id) ?? [];
        met.answers += said.length;
        met.members += judged.filter((holds) => holds).length;
        met.unsaid += said.filter((one) => one === null).length;
        for (const [place, condition] of whole.entries()) {
          const seen = { seed, id, at: new Date(now), condition };
          const right = judged[place];
          expect({ ...seen, live: live.get(id)?.[place], sql: said[place] ?? right }).toEqual({ ...seen, live: right, sql: right });
        }
      }
    }
  }
  const { rows } = await database.db.query<{ merges: number; parted: number }>("select count(*)::int as merges, count(undone_at)::int as parted from merges");
  met.merges += rows[0]?.merges ?? 0;
  met.parted += rows[0]?.parted ?? 0;
}

test("who is a member live is who SQL and memory say, judged over the whole past, whenever one looks", async () => {
  const first = Number(process.env["SEED"] ?? 1);
  for (let seed = first; seed < first + WORLDS; seed += 1) await liveThrough(seed);
  // Lives in which nobody ever belongs to anything, or of which SQL says nothing, would prove nothing.
  expect(met.members).toBeGreaterThan(met.answers / 10);
  expect(met.unsaid).toBeLessThan(met.answers / 10);
  expect(met.parted).toBeGreaterThan(WORLDS);
}, 3_600_000);
