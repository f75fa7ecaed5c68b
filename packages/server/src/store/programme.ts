import { type CampaignStatus, type CourseDocument, formatInstant, type Instant } from "@beckon/core";
import type { Query } from "./db.ts";

/** A campaign or journey that runs or is paused. */
export interface CourseRow {
  readonly id: string;
  readonly kind: "campaign" | "journey";
  readonly status: CampaignStatus;
  readonly document: CourseDocument;
}

/** More at once nobody looks through. */
const COURSES_MAX = 500;
/** Passages that are looked at, the soonest first. */
const DUE_MAX = 50_000;

/** Those that go first come first. */
export async function runningCourses(q: Query, workspaceId: number): Promise<CourseRow[]> {
  const { rows } = await q.query<CourseRow>(
    `select c.id, c.kind, c.status, v.document from campaigns c join campaign_versions v on v.campaign_id = c.id and v.version = c.version
     where c.workspace_id = $1 and c.kind <> 'message' and c.status in ('live', 'paused')
     order by coalesce((v.document ->> 'priority')::int, 50) desc, lower(v.document ->> 'name'), c.id limit $2`,
    [workspaceId, COURSES_MAX],
  );
  return rows;
}

/** The messages of a journey are campaigns of their own: they count for it. */
const SOONEST = `
  select e.profile_id, coalesce(c.journey_id, c.id) as course, (e.due_at at time zone $5)::date as day from (
    select profile_id, campaign_id, due_at from enrollments
    where status = any (array['waiting', 'held']) and due_at > $2 and due_at <= $3 order by due_at limit $4
  ) as e join campaigns c on c.id = e.campaign_id and c.workspace_id = $1`;

export interface DueOnDay {
  readonly course: string;
  /** Of the workspace's calendar. */
  readonly day: string;
  readonly count: number;
}

/** Passages that go on until then, by course and day; all, where `complete`. */
export async function dueByDay(
  q: Query,
  workspaceId: number,
  { from, until, timeZone }: { readonly from: Instant; readonly until: Instant; readonly timeZone: string },
): Promise<{ readonly days: DueOnDay[]; readonly complete: boolean }> {
  const { rows } = await q.query<DueOnDay>(`select course, day::text as day, count(*)::float8 as count from (${SOONEST}) as due group by 1, 2`, [
    workspaceId,
    formatInstant(from),
    formatInstant(until),
    DUE_MAX,
    timeZone,
  ]);
  return { days: rows, complete: rows.reduce((sum, { count }) => sum + count, 0) < DUE_MAX };
}

export interface SharedDay {
  readonly one: string;
  readonly other: string;
  readonly people: number;
  readonly firstDay: string;
}

/** Pairs of courses in which the same people are due on the same day, most people first. */
export async function sharedDays(
  q: Query,
  workspaceId: number,
  { from, until, timeZone }: { readonly from: Instant; readonly until: Instant; readonly timeZone: string },
  limit: number,
): Promise<SharedDay[]> {
  const { rows } = await q.query<SharedDay>(
    `with due as materialized (select distinct profile_id, course, day from (${SOONEST}) as soonest)
     select a.course as one, b.course as other, count(distinct a.profile_id)::float8 as people, min(a.day)::text as "firstDay"
     from due a join due b on b.profile_id = a.profile_id and b.day = a.day and b.course > a.course
     group by 1, 2 order by 3 desc, 1, 2 limit $6`,
    [workspaceId, formatInstant(from), formatInstant(until), DUE_MAX, timeZone, limit],
  );
  return rows;
}
