import {
  buildProfile,
  type ConditionNode,
  compileDefinitions,
  DAY,
  type Definitions,
  deriveId,
  formatInstant,
  HOUR,
  type Instant,
  LIFE_CYCLE,
  type Membership,
  membershipKey,
  type ProfileState,
  type Segment,
  type SegmentBuild,
} from "@beckon/core";
import fc from "fast-check";
import { afterAll, beforeAll, expect, test } from "vitest";
import { type TestDatabase, testDatabase } from "../../../../test/database.ts";
import { writeMemberships } from "./pastRows.ts";
import { readProfiles } from "./profiles.ts";
import { fillBuild } from "./segmentBuilder.ts";
import { lifeCycleWith, NOW, PLACES, rules, segmentOf, tree, withoutCircles } from "./segmentCases.ts";
import { foldHistory } from "./segmentFill.ts";
import { insertWorkspace } from "./workspaces.ts";

const ALL = Array.from({ length: 256 }, (_, bucket) => bucket);
const SCOPE = { workspaceId: 1, buckets: ALL, profileIds: null };
const PEOPLE = Array.from({ length: 6 }, (_, who) => deriveId(NOW, "person", String(who)));
const SETTINGS = { timeZone: "UTC", sessionTimeout: "PT30M", quietHours: null, frequencyCaps: [], holdout: 0, topics: [], places: PLACES, sender: null };
let database: TestDatabase;

beforeAll(async () => {
  database = await testDatabase();
  for (const id of [1, 2]) await insertWorkspace(database.db, { id, name: "Shop", settings: SETTINGS, createdAt: NOW });
});
afterAll(() => database.drop());

const person = fc.record({
  plan: fc.constantFrom(undefined, "pro", "free"),
  born: fc.constantFrom(undefined, formatInstant(NOW - DAY)),
  email: fc.constantFrom("unsubscribed", "subscribed"),
  state: fc.constantFrom(
    {},
    { lastCountry: "DE", lastLocale: "de-AT" },
    { lastLocale: "fr", lastDevice: { type: "phone", os: "ios" } },
    { lastLocation: { latitude: 52.521, longitude: 13.4, at: NOW - HOUR } },
    { lastLocation: { latitude: 52.5, longitude: 13.4, at: NOW - 6 * HOUR } },
    { lastLocation: { latitude: 0, longitude: 1, at: NOW - 2 * DAY } },
    { lastLocation: { latitude: 0, longitude: 0.99999, at: NOW } },
  ),
  isElsewhere: fc.constantFrom(false, false, false, true),
  mergedInto: fc.constantFrom(null, null, null, 0),
  before: fc.constantFrom(undefined, true, false),
  stage: fc.constantFrom(undefined, "a", "b"),
  isListed: fc.boolean(),
  past: fc.array(
    fc.record({
      name: fc.constantFrom("Viewed", "Ordered"),
      ago: fc.constantFrom(0, HOUR, 6 * HOUR, DAY, 2 * DAY, 3 * DAY, 40 * DAY, 5 * HOUR, 5 * HOUR),
      total: fc.constantFrom<unknown>(20, 60, 60.25, 0.123456, "60", [20, 60], null),
    }),
    { maxLength: 6 },
  ),
});
type Person = typeof person extends fc.Arbitrary<infer T> ? T : never;

async function live(people: readonly Person[], segments: readonly Segment[]): Promise<void> {
  const { db } = database;
  for (const table of ["timers", "events", "merges", "profiles", "memberships", "stage_counts", "aggregates"]) await db.query(`delete from ${table}`);
  for (const [who, { plan, born, email, state, isElsewhere, mergedInto, past, before, stage, isListed }] of people.entries()) {
    const id = PEOPLE[who] as string;
    const into = who === 0 || mergedInto === null ? null : PEOPLE[mergedInto];
    await db.query(
      `insert into profiles (bucket, id, workspace_id, attributes, consent, state, created_at, merged_into)
       values (get_byte(uuid_send($1::uuid), 15), $1, $2, $3, $4, $5, $6, $7)`,
      [id, isElsewhere ? 2 : 1, { plan, born }, { channels: { email }, topics: {} }, state, formatInstant(NOW), into],
    );
    if (into !== null)
      await db.query("insert into merges (id, workspace_id, survivor, merged, at, by, snapshot) values ($1, 1, $2, $3, $4, 'test', '{}')", [
        deriveId(NOW, "merge", id),
        into,
        id,
        formatInstant(NOW),
      ]);
    for (const [place, { name, ago, total }] of past.entries())
      await db.query(
        `insert into events (bucket, id, workspace_id, profile_id, at, received_at, name, kind, properties, context, source, message_id)
         values (get_byte(uuid_send($1::uuid), 15), $2, $3, $1, $4, $4, $5, 'track', $6, '{}', 'test', $7)`,
        [id, deriveId(NOW - ago, id, String(place)), isElsewhere ? 2 : 1, formatInstant(NOW - ago), name, { total }, String(place)],
      );
    if (into !== null || isElsewhere) continue;
    const membershipOf = ({ id: segmentId, version }: Segment, member: boolean): Membership => ({
      segmentId,
      version,
      member,
      since: NOW - HOUR,
      timerAt: null,
    });
    const list = segmentOf("list", 1);
    const [lifeCycle, others] = [segments.find(({ key }) => key === LIFE_CYCLE), segments.filter(({ key }) => key !== LIFE_CYCLE)];
    await writeMemberships(db, [
      ...(isListed ? [{ profileId: id, membership: membershipOf(list, true) }] : []),
      ...(before === undefined ? [] : others.map((segment) => ({ profileId: id, membership: membershipOf(segment, before) }))),
      ...(stage === undefined || lifeCycle === undefined ? [] : [{ profileId: id, membership: { ...membershipOf(lifeCycle, true), stage } }]),
    ]);
  }
}

/** What core says of each person, from their whole history. */
async function expected(build: SegmentBuild, definitions: Definitions, before: ReadonlyMap<string, Membership>): Promise<string[]> {
  const profiles = await readProfiles(database.db, PEOPLE);
  const history = await foldHistory(database.db, SCOPE, [...build.segments.aggregates.values()], NOW);
  const lines: string[] = [];
  for (const [profileId, profile] of profiles) {
    if (profile.workspaceId !== 1) continue;
    const memberships = new Map([...before].filter(([key]) => key.startsWith(profileId)).map(([, membership]) => [membershipKey(membership), membership]));
    const state: ProfileState = { profile, enrollments: new Map(), addresses: {}, aggregates: history.get(profileId) ?? new Map(), memberships };
    const built = buildProfile(state, build, definitions, NOW);
    for (const { segment } of build.segments.segments) {
      const said = built.state.memberships?.get(membershipKey({ segmentId: segment.id, version: segment.version }));
      const old = memberships.get(membershipKey({ segmentId: segment.id, version: 1 }));
      if (!said || (!said.member && said.timerAt === null)) continue;
      const since = old?.member === said.member && old.stage === said.stage ? old.since : said.since;
      lines.push(lineOf(profileId, { ...said, since }));
    }
    for (const { at, subject } of built.setTimers) lines.push(`${profileId} timer ${subject} ${at - NOW}`);
  }
  return lines.sort();
}

function lineOf(profileId: string, { segmentId, version, member, stage, since, timerAt }: Membership): string {
  return `${profileId} ${segmentId}@${version} ${member} ${stage ?? ""} since ${since - NOW} until ${timerAt === null ? "ever" : timerAt - NOW}`;
}

interface MembershipRow extends Membership {
  readonly profileId: string;
}

async function membershipsOf(version: number): Promise<MembershipRow[]> {
  const { rows } = await database.db.query<Omit<MembershipRow, "stage"> & { readonly stage: string | null }>(
    `select profile_id as "profileId", segment_id as "segmentId", version, member, since, timer_at as "timerAt", stage from memberships where version = $1`,
    [version],
  );
  return rows.map(({ stage, ...row }) => (stage === null ? row : { ...row, stage })) as MembershipRow[];
}

async function written(): Promise<string[]> {
  const { rows } = await database.db.query<{ profileId: string; subject: string; at: Instant }>(
    `select profile_id as "profileId", subject, at from timers where kind = 'segment'`,
  );
  const memberships = await membershipsOf(2);
  return [
    ...memberships.map(({ profileId, ...membership }) => lineOf(profileId, membership)),
    ...rows.map(({ profileId, subject, at }) => `${profileId} timer ${subject} ${at - NOW}`),
  ].sort();
}

const EVERYBODY = { kind: "all", conditions: [] } as ConditionNode;

/** How many people of each stage are counted, and how many there are. */
async function stagesOf(): Promise<readonly [counted: unknown, there: unknown]> {
  const { db } = database;
  const counted = await db.query("select bucket, stage, people from stage_counts where version = 2 and people <> 0 order by 1, 2");
  const there = await db.query("select bucket, stage, count(*) as people from memberships where version = 2 and stage is not null group by 1, 2 order by 1, 2");
  return [counted.rows, there.rows];
}

test("a build writes of everybody what core says of their history, said by SQL or judged in memory", async () => {
  const trees = fc.array(tree, { minLength: 1, maxLength: 3 });
  const crowd = fc.array(person, { minLength: 1, maxLength: PEOPLE.length });
  await fc.assert(
    fc.asyncProperty(trees, fc.option(rules), crowd, async (grown, ways, people) => {
      const conditions = (grown as ConditionNode[]).map(withoutCircles);
      // The version that holds asks for nothing that the new one must count.
      const anybody = (ways ?? []).map(() => ({ enter: EVERYBODY, stay: undefined }));
      const versionOf = (version: number, all: readonly { readonly enter: object; readonly stay: object | undefined }[]) => [
        ...conditions.map((condition, place) => segmentOf(`s${place}`, version, condition)),
        ...(ways === null ? [] : [lifeCycleWith(all, version)]),
      ];
      const [older, newer] = [versionOf(1, anybody), versionOf(2, ways ?? [])];
      const definitions = compileDefinitions({ ...SETTINGS, id: 1 }, [], [], {
        live: [
          ...older.map((segment) => (segment.document.condition ? { ...segment, document: { ...segment.document, condition: EVERYBODY } } : segment)),
          segmentOf("list", 1),
        ],
        building: [{ segments: newer, built: new Set() }],
      });
      const [build] = definitions.building;
      if (!build) throw new Error("Nothing is built.");
      await live(people, older);
      const before = new Map(
        (await membershipsOf(1)).map(({ profileId, ...membership }) => [`${profileId}|${membershipKey(membership)}`, membership] as const),
      );
      await database.db.transaction((tx) => fillBuild(tx, SCOPE, build, definitions, NOW));
      expect(await written()).toEqual(await expected(build, definitions, before));
      const [counted, there] = await stagesOf();
      expect(counted).toEqual(there);
    }),
    { numRuns: Number(process.env["BECKON_PROPERTY_RUNS"] ?? 60) },
  );
}, 600_000);
