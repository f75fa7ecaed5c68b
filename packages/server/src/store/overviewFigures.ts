import { DAY, formatInstant, type Instant, type SendState } from "@beckon/core";
import type { Query } from "./db.ts";
import { firstIdAt } from "./reports.ts";

/** More of them are not counted at a look. */
const NEW_PEOPLE_MAX = 100_000;
const ACTIVE_MAX = 1_000_000;
const COMING_MAX = 200_000;

/** A stretch of time: a day of the calendar. */
export interface Stretch {
  readonly from: Instant;
  readonly until: Instant;
}

/** Events that happened in each stretch, read from the index alone: name by name, because the index begins with them. */
export async function eventsPerStretch(q: Query, workspaceId: number, stretches: readonly Stretch[]): Promise<number[]> {
  const { rows } = await q.query<{ count: number }>(
    `select coalesce(sum(named.count), 0)::float8 as count
     from unnest($2::timestamptz[], $3::timestamptz[]) with ordinality as stretch (first, after, place)
     cross join event_registry r
     cross join lateral (
       select count(*) as count from events where workspace_id = $1 and name = r.name and at >= stretch.first and at < stretch.after
     ) as named
     where r.workspace_id = $1 group by stretch.place order by stretch.place`,
    [workspaceId, stretches.map(({ from }) => formatInstant(from)), stretches.map(({ until }) => formatInstant(until))],
  );
  return stretches.map((_, place) => rows[place]?.count ?? 0);
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

export interface DayOfSends {
  readonly state: SendState;
  readonly count: number;
  /** In the day before. */
  readonly before: number;
}

/** What was decided to be sent in the last 24 hours, and in those before, by the state it has now. */
export async function sendsOfTwoDays(q: Query, workspaceId: number, now: Instant): Promise<DayOfSends[]> {
  const { rows } = await q.query<DayOfSends>(
    `select state, count(*) filter (where created_at >= $2) as count, count(*) filter (where created_at < $2) as before
     from sends where workspace_id = $1 and created_at >= $3 group by state order by state`,
    [workspaceId, formatInstant(now - DAY), formatInstant(now - 2 * DAY)],
  );
  return rows;
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
  readonly isJourney: boolean;
  readonly count: number;
}

/** Passages that go on until then, by hour and campaign, the soonest first: all where they are not too many, as `complete` tells. */
export async function passagesComing(
  q: Query,
  workspaceId: number,
  now: Instant,
  until: Instant,
): Promise<{ readonly hours: ComingHour[]; readonly complete: boolean }> {
  const { rows } = await q.query<ComingHour>(
    `select date_bin('1 hour', due.due_at, '2000-01-01T00:00:00Z') as "from", due.campaign_id as "campaignId",
       coalesce(max(v.document ->> 'name'), max(c.key)) as campaign, sum(due.count)::float8 as count, c.kind = 'journey' as "isJourney"
     from (
       select due_at, campaign_id, count(*) as count from (
         select date_bin('1 hour', due_at, '2000-01-01T00:00:00Z') as due_at, campaign_id from enrollments
         where status = any (array['waiting', 'held']) and due_at > $2 and due_at <= $3 order by enrollments.due_at limit $4
       ) as soonest group by 1, 2
     ) as due
     join campaigns c on c.id = due.campaign_id and c.workspace_id = $1 and c.kind <> 'journey'
     left join campaign_versions v on v.campaign_id = c.id and v.version = c.version
     group by 1, 2, 5 order by 1, 4 desc`,
    [workspaceId, formatInstant(now), formatInstant(until), COMING_MAX],
  );
  return { hours: rows, complete: rows.reduce((sum, { count }) => sum + count, 0) < COMING_MAX };
}
