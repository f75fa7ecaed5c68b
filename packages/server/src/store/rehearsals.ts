import { bucketOf, type CourseDocument, formatInstant, type Instant, type JsonObject, type Rehearsal, type WorkspaceRules } from "@beckon/core";
import { instantColumn, instantOf, jsonColumn, jsonTexts, plainColumn } from "./columns.ts";
import type { Query } from "./db.ts";
import type { JobState } from "./jobs.ts";

/** Another campaign or journey that was live when the rehearsal was asked for. */
export interface OtherCourse {
  readonly id: string;
  readonly version: number;
  readonly kind: "campaign" | "journey";
  readonly key: string;
  readonly name: string;
}

/** Whose past is replayed. */
export type Population =
  | { readonly kind: "everyone" }
  | { readonly kind: "segment"; readonly segment: string }
  | { readonly kind: "sample"; readonly size: number };

/** What came of it. */
export interface RehearsalResult {
  readonly totals: Rehearsal;
  /** People whose past was replayed, and how many each of them stands for. */
  readonly looked: number;
  readonly factor: number;
  /** People who did more than is replayed of one. */
  readonly cutShort: number;
  /** People of whom the path is kept. */
  readonly kept: number;
}

export interface RehearsalRow {
  readonly id: string;
  readonly workspaceId: number;
  readonly kind: "campaign" | "journey";
  readonly courseId: string;
  readonly key: string;
  readonly document: CourseDocument;
  readonly rules: WorkspaceRules;
  readonly others: readonly OtherCourse[];
  readonly fromDay: string;
  readonly toDay: string;
  readonly from: Instant;
  readonly until: Instant;
  readonly population: Population;
  readonly jobId: string;
  readonly startedBy: string;
  readonly createdAt: Instant;
  readonly result: RehearsalResult | null;
  /** Of its job; one whose job is forgotten is done, or was never finished. */
  readonly state: JobState;
  readonly done: number;
  readonly total: number | null;
  readonly soFar: JsonObject | null;
  readonly error: string | null;
  readonly finishedAt: Instant | null;
}

const SHOWN = `r.id, r.workspace_id as "workspaceId", r.course_kind as kind, r.course_id as "courseId", r.course_key as key, r.document, r.rules, r.others,
  r.from_day as "fromDay", r.to_day as "toDay", r.period_from as "from", r.period_until as "until", r.population, r.job_id as "jobId",
  r.started_by as "startedBy", r.created_at as "createdAt", r.result,
  case when r.result is not null then 'done' else coalesce(j.state, 'failed') end as state,
  coalesce(j.done, 0) as done, j.total, j.summary as "soFar", j.error, j.finished_at as "finishedAt"`;
const FROM = "rehearsals r left join jobs j on j.id = r.job_id";

export type NewRehearsal = Omit<RehearsalRow, "result" | "state" | "done" | "total" | "soFar" | "error" | "finishedAt">;

export async function insertRehearsal(q: Query, row: NewRehearsal): Promise<void> {
  await q.query(
    `insert into rehearsals (id, workspace_id, course_kind, course_id, course_key, document, rules, others, from_day, to_day, period_from, period_until,
       population, job_id, started_by, created_at)
     values ($1, $2, $3, $4, $5, $6::text::jsonb, $7::text::jsonb, $8::text::jsonb, $9, $10, $11, $12, $13::text::jsonb, $14, $15, $16)`,
    [
      row.id,
      row.workspaceId,
      row.kind,
      row.courseId,
      row.key,
      JSON.stringify(row.document),
      JSON.stringify(row.rules),
      JSON.stringify(row.others),
      row.fromDay,
      row.toDay,
      formatInstant(row.from),
      formatInstant(row.until),
      JSON.stringify(row.population),
      row.jobId,
      row.startedBy,
      formatInstant(row.createdAt),
    ],
  );
}

export async function findRehearsal(q: Query, workspaceId: number, id: string): Promise<RehearsalRow | null> {
  const { rows } = await q.query<RehearsalRow>(`select ${SHOWN} from ${FROM} where r.workspace_id = $1 and r.id = $2`, [workspaceId, id]);
  return rows[0] ?? null;
}

/** Newest first, before `before`; of one campaign or journey, where a key is given. */
export async function listRehearsals(
  q: Query,
  workspaceId: number,
  filter: { readonly key?: string | undefined; readonly before: string | null; readonly limit: number },
): Promise<RehearsalRow[]> {
  const { rows } = await q.query<RehearsalRow>(
    `select ${SHOWN} from ${FROM} where r.workspace_id = $1 and ($2::text is null or r.course_key = $2) and ($3::uuid is null or r.id < $3)
     order by r.id desc limit $4`,
    [workspaceId, filter.key ?? null, filter.before, filter.limit],
  );
  return rows;
}

/** How many are not done yet. */
export async function countOpenRehearsals(q: Query, workspaceId: number): Promise<number> {
  const { rows } = await q.query<{ open: number }>(
    "select count(*) as open from jobs where workspace_id = $1 and kind = 'rehearse' and state in ('waiting', 'running')",
    [workspaceId],
  );
  return rows[0]?.open ?? 0;
}

/** Whether one that was asked for before is still at work, in whichever workspace: they take turns. */
export async function earlierRehearsalIsOpen(q: Query, jobId: string): Promise<boolean> {
  const { rows } = await q.query<{ open: boolean }>(
    "select exists (select from jobs where kind = 'rehearse' and state in ('waiting', 'running') and id < $1) as open",
    [jobId],
  );
  return rows[0]?.open ?? false;
}

export async function finishRehearsal(q: Query, id: string, result: RehearsalResult): Promise<void> {
  await q.query("update rehearsals set result = $2::text::jsonb where id = $1", [id, JSON.stringify(result)]);
}

/** Takes away some of the people of a rehearsal. @returns whether there may be more */
export async function deleteRehearsalPeople(q: Query, id: string, chunk: number): Promise<boolean> {
  const { rowCount } = await q.query(
    `delete from rehearsal_people p using (select bucket, profile_id from rehearsal_people where rehearsal_id = $1 limit $2) as gone
     where p.bucket = gone.bucket and p.profile_id = gone.profile_id and p.rehearsal_id = $1`,
    [id, chunk],
  );
  return rowCount === chunk;
}

export async function deleteRehearsal(q: Query, id: string): Promise<void> {
  await q.query("delete from rehearsals where id = $1", [id]);
}

/** Those of long ago. */
export async function oldRehearsals(q: Query, before: Instant, limit: number): Promise<string[]> {
  const { rows } = await q.query<{ id: string }>("select id from rehearsals where created_at < $1::timestamptz order by id limit $2", [
    formatInstant(before),
    limit,
  ]);
  return rows.map((row) => row.id);
}

/** One line of what would have happened to a person. */
export interface PathLine {
  readonly at: Instant;
  readonly step: string | null;
  /** Whose message it was, where it was another's. */
  readonly other: string | null;
  readonly title: string;
  readonly sentence: string;
}

export interface RehearsalPerson {
  readonly profileId: string;
  readonly firstAt: Instant;
  readonly messages: number;
  readonly mostInAWeek: number;
  readonly tags: readonly string[];
  readonly path: readonly PathLine[];
}

/** Keeps people; one who is written again, because a step is done again, is written over. */
export async function writeRehearsalPeople(q: Query, rehearsalId: string, people: readonly RehearsalPerson[]): Promise<void> {
  if (people.length === 0) return;
  await q.query(
    `insert into rehearsal_people (bucket, rehearsal_id, profile_id, first_at, messages, most_in_week, tags, path)
     select bucket, $1, profile_id, ${instantOf("first_at")}, messages, most, array(select jsonb_array_elements_text(tags::jsonb)), path::jsonb
     from unnest($2::int[], $3::uuid[], $4::float8[], $5::int[], $6::int[], ${jsonTexts("$7")}, ${jsonTexts("$8")})
       as u (bucket, profile_id, first_at, messages, most, tags, path)
     on conflict (bucket, profile_id, rehearsal_id) do update
       set first_at = excluded.first_at, messages = excluded.messages, most_in_week = excluded.most_in_week, tags = excluded.tags, path = excluded.path`,
    [
      rehearsalId,
      plainColumn(people.map(({ profileId }) => bucketOf(profileId))),
      plainColumn(people.map(({ profileId }) => profileId)),
      instantColumn(people.map(({ firstAt }) => firstAt)),
      plainColumn(people.map(({ messages }) => messages)),
      plainColumn(people.map(({ mostInAWeek }) => mostInAWeek)),
      jsonColumn(people.map(({ tags }) => JSON.stringify(tags))),
      jsonColumn(people.map(({ path }) => JSON.stringify(path))),
    ],
  );
}

export interface RehearsalPeoplePage {
  /** Those that bear it; all where it is null. */
  readonly tag: string | null;
  /** Those who would have got so many in a week, or more. */
  readonly weekly: number | null;
  /** Only these. */
  readonly ids: readonly string[] | null;
  readonly after: { readonly firstAt: Instant; readonly profileId: string } | null;
  readonly limit: number;
}

/** In the order in which they came. */
export async function listRehearsalPeople(q: Query, rehearsalId: string, { tag, weekly, ids, after, limit }: RehearsalPeoplePage): Promise<RehearsalPerson[]> {
  const { rows } = await q.query<RehearsalPerson>(
    `select profile_id as "profileId", first_at as "firstAt", messages, most_in_week as "mostInAWeek", tags, path from rehearsal_people
     where rehearsal_id = $1 and ($2::text is null or tags @> array[$2]) and ($3::int is null or most_in_week >= $3)
       and ($4::uuid[] is null or profile_id = any($4)) and ($6::uuid is null or (first_at, profile_id) > ($5::timestamptz, $6))
     order by first_at, profile_id limit $7`,
    [rehearsalId, tag, weekly, ids, after && formatInstant(after.firstAt), after?.profileId ?? null, limit],
  );
  return rows;
}

/** How the people of two rehearsals differ, as far as they are kept. */
export interface PeopleCompared {
  readonly onlyFirst: number;
  readonly onlySecond: number;
  readonly moreInFirst: number;
  readonly moreInSecond: number;
  readonly same: number;
}

/** By the messages that each would have got: in one of them only, more in one, or the same. */
export async function comparePeople(q: Query, first: string, second: string): Promise<PeopleCompared> {
  const { rows } = await q.query<PeopleCompared>(
    `select count(*) filter (where b is null) as "onlyFirst", count(*) filter (where a is null) as "onlySecond",
       count(*) filter (where a > b) as "moreInFirst", count(*) filter (where b > a) as "moreInSecond", count(*) filter (where a = b) as same
     from (
       select max(messages) filter (where rehearsal_id = $1) as a, max(messages) filter (where rehearsal_id = $2) as b
       from rehearsal_people where rehearsal_id in ($1, $2) and 'entered' = any(tags) group by bucket, profile_id
     ) as compared`,
    [first, second],
  );
  return rows[0] as PeopleCompared;
}
