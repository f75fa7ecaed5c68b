import { bucketOf, fifthsOf, formatInstant, type Instant, type RfmScores } from "@beckon/core";
import type { Query } from "./db.ts";

/** What somebody bought in all. */
export interface RfmStanding {
  readonly profileId: string;
  readonly lastAt: Instant;
  readonly orders: number;
  readonly value: number;
}

/** The highest value of each fifth but the highest: whoever is above it is in the next. Values are texts, since they are exact decimals. */
export interface RfmLimits {
  readonly recency: readonly Instant[];
  readonly frequency: readonly number[];
  readonly monetary: readonly string[];
}

/** One field of the map. */
export interface RfmCell {
  readonly recency: number;
  readonly frequency: number;
  readonly people: number;
  readonly value: number;
}

/** Writes what was counted for some buckets, which are locked by the caller. Who is not among them any more has no orders. */
export async function writeStandings(tx: Query, workspaceId: number, buckets: readonly number[], standings: readonly RfmStanding[]): Promise<void> {
  await tx.query("update rfm_standings set orders = 0 where bucket = any($1::int[]) and workspace_id = $2", [buckets, workspaceId]);
  await tx.query(
    `insert into rfm_standings as s (bucket, profile_id, workspace_id, last_at, orders, value)
     select u.bucket, u.profile_id, $1, u.last_at, u.orders, u.value
     from unnest($2::int[], $3::uuid[], $4::timestamptz[], $5::bigint[], $6::numeric[]) as u (bucket, profile_id, last_at, orders, value)
     order by 1, 2
     on conflict (bucket, profile_id) do update set last_at = excluded.last_at, orders = excluded.orders, value = excluded.value`,
    [
      workspaceId,
      standings.map(({ profileId }) => bucketOf(profileId)),
      standings.map(({ profileId }) => profileId),
      standings.map(({ lastAt }) => formatInstant(lastAt)),
      standings.map(({ orders }) => orders),
      standings.map(({ value }) => String(value)),
    ],
  );
}

const LAST = "(date_part('epoch', s.last_at) * 1000)::bigint";

/** The limits between the fifths of everybody who ordered; null where nobody did. People with the same value are always in the same fifth. */
export async function rfmLimits(q: Query, workspaceId: number): Promise<RfmLimits | null> {
  const { rows: counted } = await q.query<{ people: number }>("select count(*) as people from rfm_standings where workspace_id = $1 and orders > 0", [
    workspaceId,
  ]);
  const people = counted[0]?.people ?? 0;
  if (people === 0) return null;
  // Half a place below, so that no rounding of the fraction leads to the neighbour.
  const fractions = fifthsOf(people).map((place) => (place - 0.5) / people);
  const { rows } = await q.query<{ recency: string[]; frequency: string[]; monetary: string[] }>(
    `select percentile_disc($2::float8[]) within group (order by ${LAST})::text[] as recency,
       percentile_disc($2::float8[]) within group (order by s.orders)::text[] as frequency,
       percentile_disc($2::float8[]) within group (order by s.value)::text[] as monetary
     from rfm_standings s where s.workspace_id = $1 and s.orders > 0`,
    [workspaceId, fractions],
  );
  const [row] = rows;
  return row ? { recency: row.recency.map(Number), frequency: row.frequency.map(Number), monetary: row.monetary } : null;
}

/** Somebody whose scores are not what they were told, or do not stand in their profile. */
export interface RfmChange {
  readonly profileId: string;
  /** Null for who has no orders any more. */
  readonly scores: RfmScores | null;
  readonly group: string | null;
  readonly value: number;
}

const score = (value: string, limits: string) =>
  `case when s.orders > 0 then 1 + (select count(*) from unnest(${limits}) as l (edge) where ${value} > l.edge)::int end`;
const SCORED = `select s.bucket, s.profile_id, s.value, s.recency as told_r, s.frequency as told_f, s.monetary as told_m,
    ${score(LAST, "$3::bigint[]")} as r, ${score("s.orders", "$4::bigint[]")} as f, ${score("s.value", "$5::numeric[]")} as m
  from rfm_standings s where s.bucket = any($1::int[]) and s.workspace_id = $2`;

function limitValues(limits: RfmLimits | null): readonly unknown[] {
  return [limits?.recency ?? [], limits?.frequency ?? [], limits?.monetary ?? []];
}

export async function rfmChanges(q: Query, workspaceId: number, buckets: readonly number[], limits: RfmLimits | null): Promise<RfmChange[]> {
  const { rows } = await q.query<{ profileId: string; value: number; r: number | null; f: number | null; m: number | null; group: string | null }>(
    `select c.profile_id as "profileId", c.value::float8 as value, c.r, c.f, c.m, p.attributes ->> 'rfm_group' as "group"
     from (${SCORED}) as c
     join profiles p on p.bucket = c.bucket and p.id = c.profile_id and p.merged_into is null and p.workspace_id = $2
     where (c.r, c.f, c.m) is distinct from (c.told_r, c.told_f, c.told_m)
       or (p.attributes -> 'rfm_recency', p.attributes -> 'rfm_frequency', p.attributes -> 'rfm_monetary') is distinct from (to_jsonb(c.r), to_jsonb(c.f), to_jsonb(c.m))`,
    [buckets, workspaceId, ...limitValues(limits)],
  );
  return rows.map(({ profileId, value, r, f, m, group }) => ({
    profileId,
    value,
    group,
    scores: r === null || f === null || m === null ? null : { recency: r, frequency: f, monetary: m },
  }));
}

/** Keeps that everybody in these buckets was told; who has no orders any more is forgotten. */
export async function noteRfmTold(q: Query, workspaceId: number, buckets: readonly number[], limits: RfmLimits | null): Promise<void> {
  await q.query("delete from rfm_standings where bucket = any($1::int[]) and workspace_id = $2 and orders = 0", [buckets, workspaceId]);
  await q.query(
    `update rfm_standings t set recency = c.r, frequency = c.f, monetary = c.m from (${SCORED}) as c
     where t.bucket = c.bucket and t.profile_id = c.profile_id and (c.r, c.f, c.m) is distinct from (t.recency, t.frequency, t.monetary)`,
    [buckets, workspaceId, ...limitValues(limits)],
  );
}

/** The map: fields in which somebody is. */
export async function rfmCells(q: Query, workspaceId: number): Promise<RfmCell[]> {
  const { rows } = await q.query<RfmCell>(
    `select recency, frequency, count(*) as people, sum(value)::float8 as value from rfm_standings
     where workspace_id = $1 and orders > 0 and recency is not null group by 1, 2 order by 1, 2`,
    [workspaceId],
  );
  return rows;
}
