import { bucketOf } from "@beckon/core";
import { plainColumn } from "./columns.ts";
import type { Query } from "./db.ts";
import type { MembershipChange } from "./pastRows.ts";

/**
 * How many people are in each stage, kept while they move: counting a million for every look at the board would take seconds. Each
 * bucket has counts of its own, which only whoever holds the bucket changes; so it is exact and nobody waits for it.
 */

const ADD = `insert into stage_counts as c (bucket, segment_id, version, stage, people)`;
const ADDED = "on conflict (bucket, segment_id, version, stage) do update set people = c.people + excluded.people";

/** Adds what the select says, of people who are written as being in a stage by the same statement and were in none by that version before. */
export function countedStagesSql(select: string): string {
  return `${ADD} ${select} ${ADDED}`;
}

/** Counts people who are about to be written as being in a stage. */
export async function countMoves(q: Query, changes: readonly MembershipChange[]): Promise<void> {
  const staged = changes.filter(({ membership }) => membership.stage !== undefined);
  if (staged.length === 0) return;
  await q.query(
    COUNT_MOVES,
    [
      plainColumn(staged.map(({ profileId }) => bucketOf(profileId))),
      plainColumn(staged.map(({ profileId }) => profileId)),
      plainColumn(staged.map(({ membership }) => membership.segmentId)),
      plainColumn(staged.map(({ membership }) => membership.version)),
      plainColumn(staged.map(({ membership }) => membership.stage ?? "")),
    ],
    "count_stage_moves",
  );
}

const COUNT_MOVES = `
  ${ADD}
  select bucket, segment_id, version, stage, sum(people) from (
    select u.bucket, u.segment_id, u.version, move.stage, move.people
    from unnest($1::int[], $2::uuid[], $3::uuid[], $4::int[], $5::text[]) as u (bucket, profile_id, segment_id, version, stage)
    left join memberships m on m.bucket = u.bucket and m.profile_id = u.profile_id and m.segment_id = u.segment_id and m.version = u.version
    cross join lateral (values (m.stage, -1), (u.stage, 1)) as move (stage, people)
    where u.stage is distinct from m.stage and move.stage is not null
  ) as moves
  group by 1, 2, 3, 4 having sum(people) <> 0 order by 1, 2, 3, 4
  ${ADDED}`;

/** Takes out of the counts whoever is in a stage by memberships `t` that are about to be deleted. */
export async function uncountStages(q: Query, which: string, values: readonly unknown[]): Promise<void> {
  await q.query(
    `${ADD}
     select t.bucket, t.segment_id, t.version, t.stage, -count(*) from memberships t where t.stage is not null and ${which}
     group by 1, 2, 3, 4 order by 1, 2, 3, 4
     ${ADDED}`,
    values as unknown[],
  );
}

/** How many are in each stage of a version. */
export async function countStages(q: Query, segmentId: string, version: number): Promise<ReadonlyMap<string, number>> {
  const { rows } = await q.query<{ stage: string; people: number }>(
    `select stage, sum(people)::float8 as people from stage_counts where segment_id = $1 and version = $2 and bucket = any(array(select generate_series(0, 255)))
     group by stage`,
    [segmentId, version],
  );
  return new Map(rows.map(({ stage, people }) => [stage, people]));
}
