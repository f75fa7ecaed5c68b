import { bucketOf, formatInstant, INTERNAL, type Instant } from "@beckon/core";
import { instantColumn, instantOf, plainColumn, textColumn } from "./columns.ts";
import type { Query } from "./db.ts";
import type { HistoryRow } from "./events.ts";

/** Keeps what the events tell of moves between stages; it outlives the events, which retention may remove. */
export async function noteStageChanges(q: Query, rows: readonly HistoryRow[]): Promise<void> {
  const moves = rows.filter(({ event }) => event.kind === "internal" && event.name === INTERNAL.stageChanged);
  if (moves.length === 0) return;
  const word = ({ event }: HistoryRow, name: string): string => String(event.properties[name] ?? "");
  await q.query(
    NOTE,
    [
      plainColumn(moves.map(({ profileId }) => bucketOf(profileId))),
      plainColumn(moves.map(({ profileId }) => profileId)),
      plainColumn(moves.map(({ event }) => event.id)),
      plainColumn(moves.map(({ workspaceId }) => workspaceId)),
      instantColumn(moves.map(({ event }) => event.at)),
      textColumn(moves.map((row) => word(row, "from"))),
      textColumn(moves.map((row) => word(row, "to"))),
      instantColumn(moves.map((row) => (word(row, "from_since") === "" ? null : Date.parse(word(row, "from_since"))))),
      plainColumn(moves.map((_, place) => place)),
    ],
    "note_stage_changes",
  );
}

const NOTE = `
  insert into stage_changes (bucket, profile_id, id, workspace_id, at, from_stage, to_stage, from_since, place)
  select bucket, profile_id, id, workspace_id, ${instantOf("at")}, from_stage, to_stage, ${instantOf("from_since")}, place
  from unnest($1::int[], $2::uuid[], $3::uuid[], $4::int[], $5::float8[], $6::text[], $7::text[], $8::float8[], $9::int[])
    as u (bucket, profile_id, id, workspace_id, at, from_stage, to_stage, from_since, place)
  on conflict (bucket, profile_id, id) do nothing`;

/** The day, and four times the binary logarithm of the seconds in the former stage, of changes `s` of a workspace `w`. */
const DAY = "(s.at at time zone coalesce(w.settings ->> 'timeZone', 'UTC'))::date";
const SPAN = "coalesce(floor(4 * ln(greatest(extract(epoch from s.at - s.from_since), 1)) / ln(2))::int, -1)";

/** Takes back moves that did not happen: a merge was undone. */
export async function forgetStageChanges(q: Query, profileId: string, ids: readonly string[]): Promise<void> {
  if (ids.length === 0) return;
  await q.query(
    `with gone as (delete from stage_changes where bucket = $1 and profile_id = $2 and id = any($3::uuid[]) returning *)
     update stage_flows f set people = f.people - less.people
     from (select s.workspace_id, ${DAY} as day, s.from_stage, s.to_stage, ${SPAN} as span, count(*) as people
           from gone s join workspaces w on w.id = s.workspace_id where s.counted group by 1, 2, 3, 4, 5) as less
     where f.workspace_id = less.workspace_id and f.day = less.day and f.from_stage = less.from_stage and f.to_stage = less.to_stage and f.span = less.span`,
    [bucketOf(profileId), profileId, ids],
  );
}

/** Adds moves up into the flows. Whoever else does so at the same moment takes others. @returns how many were added up */
export async function addUpStageFlows(q: Query, limit: number): Promise<number> {
  const { rows } = await q.query<{ taken: number }>(
    `with picked as materialized (
       select bucket, profile_id, id from stage_changes where not counted order by bucket, id limit $1 for update skip locked
     ), taken as (
       update stage_changes s set counted = true from picked where s.bucket = picked.bucket and s.profile_id = picked.profile_id and s.id = picked.id returning s.*
     ), added as (
       insert into stage_flows as f (workspace_id, day, from_stage, to_stage, span, people)
       select s.workspace_id, ${DAY}, s.from_stage, s.to_stage, ${SPAN}, count(*) from taken s join workspaces w on w.id = s.workspace_id
       group by 1, 2, 3, 4, 5 order by 1, 2, 3, 4, 5
       on conflict (workspace_id, day, from_stage, to_stage, span) do update set people = f.people + excluded.people
       returning 1
     )
     select count(*)::int as taken from taken`,
    [limit],
    "add_up_stage_flows",
  );
  return rows[0]?.taken ?? 0;
}

export interface StageFlow {
  /** Empty for people who were in no stage before. */
  readonly from: string;
  readonly to: string;
  /** Four times the binary logarithm of the seconds in the former stage; -1 where nobody knows. */
  readonly span: number;
  readonly people: number;
}

/** Moves between two days of the workspace's calendar, both included; in one statement, so that what is being added up counts once. */
export async function readStageFlows(q: Query, workspaceId: number, from: string, to: string): Promise<StageFlow[]> {
  const { rows } = await q.query<StageFlow>(
    `select from_stage as "from", to_stage as "to", span, sum(people)::float8 as people from (
       select from_stage, to_stage, span, people from stage_flows where workspace_id = $1 and day between $2::date and $3::date
       union all
       select s.from_stage, s.to_stage, ${SPAN}, 1 from stage_changes s join workspaces w on w.id = s.workspace_id
       where not s.counted and s.workspace_id = $1 and ${DAY} between $2::date and $3::date
     ) as flows
     group by 1, 2, 3 having sum(people) > 0`,
    [workspaceId, from, to],
  );
  return rows;
}

export interface MovedRow {
  readonly profileId: string;
  readonly at: Instant;
}

/** Who moved from one stage to another in a stretch of time, last first. Somebody who did so twice is there twice. */
export async function listMoved(
  q: Query,
  workspaceId: number,
  flow: Pick<StageFlow, "from" | "to">,
  { from, until }: { readonly from: Instant; readonly until: Instant },
  after: { readonly at: Instant; readonly id: string } | null,
  limit: number,
): Promise<MovedRow[]> {
  const { rows } = await q.query<MovedRow>(
    `select profile_id as "profileId", at from stage_changes
     where workspace_id = $1 and from_stage = $2 and to_stage = $3 and at >= $4 and at < $5
       and ($6::timestamptz is null or (at, profile_id) < ($6, $7::uuid))
     order by at desc, profile_id desc limit $8`,
    [workspaceId, flow.from, flow.to, formatInstant(from), formatInstant(until), after && formatInstant(after.at), after?.id ?? null, limit],
  );
  return rows;
}

export interface StageChangeRow {
  readonly id: string;
  readonly at: Instant;
  readonly place: number;
  readonly from: string;
  readonly to: string;
  readonly fromSince: Instant | null;
}

/** The moves of one person, last first. */
export async function stageChangesOf(
  q: Query,
  profileId: string,
  after: { readonly at: Instant; readonly place: number } | null,
  limit: number,
): Promise<StageChangeRow[]> {
  const { rows } = await q.query<StageChangeRow>(
    `select id, at, place, from_stage as "from", to_stage as "to", from_since as "fromSince" from stage_changes
     where bucket = $1 and profile_id = $2 and ($3::timestamptz is null or (at, place) < ($3, $4::int))
     order by at desc, place desc limit $5`,
    [bucketOf(profileId), profileId, after && formatInstant(after.at), after?.place ?? null, limit],
  );
  return rows;
}
