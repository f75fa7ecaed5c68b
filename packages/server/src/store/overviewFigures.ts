import { formatInstant, type Instant } from "@beckon/core";
import type { Query } from "./db.ts";
import { firstIdAt } from "./reports.ts";

/** More of them in two weeks are not counted at a look. */
const EVENTS_MAX = 2_000_000;
const NEW_PEOPLE_MAX = 100_000;
const ACTIVE_MAX = 1_000_000;
/** Timers looked at in one bucket; there are 256. */
const COMING_EACH = 200;

/** A stretch of time: a day of the calendar. */
export interface Stretch {
  readonly from: Instant;
  readonly until: Instant;
}

/**
 * Events that happened in each stretch, read from the index alone; null where there are too many. The names are walked one by one,
 * because the index begins with them.
 */
export async function eventsPerStretch(q: Query, workspaceId: number, stretches: readonly Stretch[]): Promise<number[] | null> {
  const { rows } = await q.query<{ place: number; count: number }>(
    `select width_bucket(found.at, $2::timestamptz[]) as place, count(*) as count
     from (
       select e.at from event_registry r
       cross join lateral (select at from events where workspace_id = $1 and name = r.name and at >= $3 and at < $4) as e
       where r.workspace_id = $1 limit $5
     ) as found group by 1`,
    [
      workspaceId,
      stretches.map(({ from }) => formatInstant(from)),
      formatInstant(stretches[0]?.from ?? 0),
      formatInstant(stretches.at(-1)?.until ?? 0),
      EVENTS_MAX,
    ],
  );
  if (rows.reduce((sum, { count }) => sum + count, 0) >= EVENTS_MAX) return null;
  const counts = new Map(rows.map(({ place, count }) => [place, count]));
  return stretches.map((_, place) => counts.get(place + 1) ?? 0);
}

/** Profiles made in each stretch: their ids are in the order of time. */
export async function newPeoplePerStretch(q: Query, workspaceId: number, stretches: readonly Stretch[]): Promise<number[]> {
  const { rows } = await q.query<{ count: number }>(
    `select made.count from unnest($2::uuid[], $3::uuid[]) with ordinality as stretch (first, after, place)
     cross join lateral (
       select count(*) as count from (select 1 from profiles where workspace_id = $1 and id >= stretch.first and id < stretch.after limit $4) as found
     ) as made
     order by stretch.place`,
    [workspaceId, stretches.map(({ from }) => firstIdAt(from)), stretches.map(({ until }) => firstIdAt(until)), NEW_PEOPLE_MAX],
  );
  return rows.map(({ count }) => count);
}

/** People who were last seen then or later, to the hour. */
export async function countSeenSince(q: Query, workspaceId: number, since: Instant): Promise<number> {
  const { rows } = await q.query<{ count: number }>(
    "select count(*) as count from (select 1 from profiles where workspace_id = $1 and seen_hour >= $2 limit $3) as seen",
    [workspaceId, formatInstant(since), ACTIVE_MAX],
  );
  return rows[0]?.count ?? 0;
}

export interface DayTally {
  readonly day: string;
  readonly what: string;
  readonly currency: string;
  readonly count: number;
  /** Minor units. */
  readonly amount: number;
}

/** The tallies of all campaigns together, from a day of the workspace's calendar on. */
export async function talliesSince(q: Query, workspaceId: number, firstDay: string): Promise<DayTally[]> {
  const { rows } = await q.query<DayTally>(
    `select to_char(t.day, 'YYYY-MM-DD') as day, t.what, t.currency, sum(t.count)::float8 as count, sum(t.amount)::float8 as amount
     from campaigns c
     cross join lateral (
       select day, what, currency, count, amount from campaign_tallies where campaign_id = c.id and day >= $2::date
       union all
       select day, what, currency, count, amount from campaign_tally_slips where campaign_id = c.id and day >= $2::date
     ) as t
     where c.workspace_id = $1 and t.what = any('{sent,opened,clicked,converted}')
     group by 1, 2, 3`,
    [workspaceId, firstDay],
  );
  return rows;
}

export interface ComingHour {
  readonly from: Instant;
  readonly campaignId: string;
  readonly campaign: string;
  readonly count: number;
}

/** Passages that go on until then, by hour and campaign, from the front of each bucket's timers. */
export async function passagesComing(
  q: Query,
  workspaceId: number,
  now: Instant,
  until: Instant,
): Promise<{ readonly hours: ComingHour[]; readonly complete: boolean }> {
  const { rows } = await q.query<ComingHour & { readonly fullest: number }>(
    `with front as materialized (
       select b.bucket, timer.subject, timer.at, timer.kind, count(*) over (partition by b.bucket) as looked_at
       from buckets b
       cross join lateral (
         select at, kind, subject, workspace_id from timers where bucket = b.bucket and at > $2 and at <= $3 order by at limit $4
       ) as timer
       where timer.workspace_id = $1
     )
     select date_bin('1 hour', f.at, '2000-01-01T00:00:00Z') as "from", e.campaign_id as "campaignId",
       coalesce(max(v.document ->> 'name'), max(c.key)) as campaign, count(*) as count, (select coalesce(max(looked_at), 0) from front) as fullest
     from front f
     join enrollments e on e.bucket = f.bucket and e.id = f.subject::uuid and e.live
     join campaigns c on c.id = e.campaign_id
     left join campaign_versions v on v.campaign_id = c.id and v.version = c.version
     where f.kind = 'enrollment'
     group by 1, 2 order by 1, 4 desc`,
    [workspaceId, formatInstant(now), formatInstant(until), COMING_EACH],
  );
  return { hours: rows.map(({ fullest: _, ...hour }) => hour), complete: (rows[0]?.fullest ?? 0) < COMING_EACH };
}
