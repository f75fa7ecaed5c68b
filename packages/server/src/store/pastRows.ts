import { type Aggregate, bucketOf, type Membership, membershipKey } from "@beckon/core";
import { instantColumn, instantOf, jsonColumn, jsonTexts, plainColumn, textColumn } from "./columns.ts";
import type { Query } from "./db.ts";
import { countMoves, uncountStages } from "./stageCounts.ts";

/** What is wanted of one person's past. */
export interface WantedPast {
  readonly profileId: string;
  /** Ids of definitions. */
  readonly aggregates: Iterable<string>;
  /** Keys of memberships. */
  readonly memberships: Iterable<string>;
  /** All there is. */
  readonly everything: boolean;
}

/** What is kept of one person's past, as far as it was wanted. */
export interface StoredPast {
  readonly aggregates: ReadonlyMap<string, Aggregate>;
  readonly memberships: ReadonlyMap<string, Membership>;
}

export const NO_PAST: StoredPast = { aggregates: new Map(), memberships: new Map() };

interface MutablePast {
  readonly aggregates: Map<string, Aggregate>;
  readonly memberships: Map<string, Membership>;
}

/** Reads what is wanted, one statement a table, and none where nothing is. */
export async function readPasts(q: Query, wanted: readonly WantedPast[]): Promise<Map<string, StoredPast>> {
  const pasts = new Map<string, MutablePast>();
  const pastOf = (profileId: string): MutablePast => {
    const known = pasts.get(profileId) ?? { aggregates: new Map(), memberships: new Map() };
    pasts.set(profileId, known);
    return known;
  };
  const whole = wanted.filter(({ everything }) => everything).map(({ profileId }) => profileId);
  for (const row of await readAggregates(q, wanted, whole)) pastOf(row.profileId).aggregates.set(row.aggregate, row.body);
  for (const { profileId, stage, ...row } of await readMemberships(q, wanted, whole))
    pastOf(profileId).memberships.set(membershipKey(row), stage === null ? row : { ...row, stage });
  return pasts;
}

interface AggregateRow {
  readonly profileId: string;
  readonly aggregate: string;
  readonly body: Aggregate;
}

async function readAggregates(q: Query, wanted: readonly WantedPast[], whole: readonly string[]): Promise<AggregateRow[]> {
  const profiles: string[] = [];
  const ids: string[] = [];
  for (const { profileId, aggregates, everything } of wanted)
    if (!everything)
      for (const id of aggregates) {
        profiles.push(profileId);
        ids.push(id);
      }
  if (ids.length + whole.length === 0) return [];
  const { rows } = await q.query<AggregateRow>(
    READ_AGGREGATES,
    [plainColumn(profiles.map(bucketOf)), plainColumn(profiles), plainColumn(ids), plainColumn(whole.map(bucketOf)), plainColumn(whole)],
    "read_aggregates",
  );
  return rows;
}

const READ_AGGREGATES = `
  select a.profile_id as "profileId", a.aggregate, a.body
  from unnest($1::int[], $2::uuid[], $3::text[]) as w (bucket, profile_id, aggregate)
  join aggregates a on a.bucket = w.bucket and a.profile_id = w.profile_id and a.aggregate = w.aggregate
  union all
  select a.profile_id, a.aggregate, a.body
  from unnest($4::int[], $5::uuid[]) as w (bucket, profile_id) join aggregates a on a.bucket = w.bucket and a.profile_id = w.profile_id`;

type MembershipRow = Omit<Membership, "stage"> & { readonly profileId: string; readonly stage: string | null };

async function readMemberships(q: Query, wanted: readonly WantedPast[], whole: readonly string[]): Promise<MembershipRow[]> {
  const profiles: string[] = [];
  const segments: string[] = [];
  const versions: number[] = [];
  for (const { profileId, memberships, everything } of wanted)
    if (!everything)
      for (const key of memberships) {
        const at = key.indexOf("@");
        profiles.push(profileId);
        segments.push(key.slice(0, at));
        versions.push(Number(key.slice(at + 1)));
      }
  if (segments.length + whole.length === 0) return [];
  const { rows } = await q.query<MembershipRow>(
    READ_MEMBERSHIPS,
    [
      plainColumn(profiles.map(bucketOf)),
      plainColumn(profiles),
      plainColumn(segments),
      plainColumn(versions),
      plainColumn(whole.map(bucketOf)),
      plainColumn(whole),
    ],
    "read_memberships",
  );
  return rows;
}

const MEMBERSHIP = `m.profile_id as "profileId", m.segment_id as "segmentId", m.version, m.member, m.since, m.timer_at as "timerAt", m.stage`;

const READ_MEMBERSHIPS = `
  select ${MEMBERSHIP}
  from unnest($1::int[], $2::uuid[], $3::uuid[], $4::int[]) as w (bucket, profile_id, segment_id, version)
  join memberships m on m.bucket = w.bucket and m.profile_id = w.profile_id and m.segment_id = w.segment_id and m.version = w.version
  union all
  select ${MEMBERSHIP}
  from unnest($5::int[], $6::uuid[]) as w (bucket, profile_id) join memberships m on m.bucket = w.bucket and m.profile_id = w.profile_id`;

export interface AggregateChange {
  readonly profileId: string;
  readonly id: string;
  readonly aggregate: Aggregate;
}

export interface MembershipChange {
  readonly profileId: string;
  readonly membership: Membership;
}

export async function writeAggregates(q: Query, changes: readonly AggregateChange[]): Promise<void> {
  if (changes.length === 0) return;
  await q.query(
    WRITE_AGGREGATES,
    [
      plainColumn(changes.map(({ profileId }) => bucketOf(profileId))),
      plainColumn(changes.map(({ profileId }) => profileId)),
      plainColumn(changes.map(({ id }) => id)),
      jsonColumn(changes.map(({ aggregate }) => JSON.stringify(aggregate))),
    ],
    "write_aggregates",
  );
}

const WRITE_AGGREGATES = `
  insert into aggregates (bucket, profile_id, aggregate, body)
  select bucket, profile_id, aggregate, body::jsonb
  from unnest($1::int[], $2::uuid[], $3::text[], ${jsonTexts("$4")}) as u (bucket, profile_id, aggregate, body)
  on conflict (bucket, profile_id, aggregate) do update set body = excluded.body`;

export async function writeMemberships(q: Query, changes: readonly MembershipChange[]): Promise<void> {
  if (changes.length === 0) return;
  await countMoves(q, changes);
  const all = changes.map(({ membership }) => membership);
  await q.query(
    WRITE_MEMBERSHIPS,
    [
      plainColumn(changes.map(({ profileId }) => bucketOf(profileId))),
      plainColumn(changes.map(({ profileId }) => profileId)),
      plainColumn(all.map(({ segmentId }) => segmentId)),
      plainColumn(all.map(({ version }) => version)),
      plainColumn(all.map(({ member }) => member)),
      instantColumn(all.map(({ since }) => since)),
      instantColumn(all.map(({ timerAt }) => timerAt)),
      textColumn(all.map(({ stage }) => stage ?? null)),
    ],
    "write_memberships",
  );
}

const WRITE_MEMBERSHIPS = `
  insert into memberships (bucket, profile_id, segment_id, version, member, since, timer_at, stage)
  select bucket, profile_id, segment_id, version, member, ${instantOf("since")}, ${instantOf("timer_at")}, stage
  from unnest($1::int[], $2::uuid[], $3::uuid[], $4::int[], $5::bool[], $6::float8[], $7::float8[], $8::text[])
    as u (bucket, profile_id, segment_id, version, member, since, timer_at, stage)
  on conflict (bucket, profile_id, segment_id, version) do update
    set member = excluded.member, since = excluded.since, timer_at = excluded.timer_at, stage = excluded.stage`;

/** Takes away what was kept of people who were merged: it is the survivor's now. */
export async function removePasts(q: Query, profileIds: readonly string[]): Promise<void> {
  if (profileIds.length === 0) return;
  const who = [plainColumn(profileIds.map(bucketOf)), plainColumn(profileIds)];
  await uncountStages(q, "(t.bucket, t.profile_id) in (select * from unnest($1::int[], $2::uuid[]))", who);
  for (const table of ["aggregates", "memberships"])
    await q.query(
      `delete from ${table} t using unnest($1::int[], $2::uuid[]) as who (bucket, profile_id) where t.bucket = who.bucket and t.profile_id = who.profile_id`,
      who,
    );
}
