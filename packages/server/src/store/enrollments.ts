import { bucketOf, type Enrollment, isLive } from "@beckon/core";
import { instantColumn, instantOf, jsonColumn, jsonTexts, plainColumn, textColumn } from "./columns.ts";
import type { Query } from "./db.ts";

/** Enrollments that a batch needs beside the live ones. */
export interface WantedEnrollments {
  /** Named by an input: the outcome of a send, an opened message, a timer. */
  readonly named: readonly { readonly profileId: string; readonly enrollmentId: string }[];
  /** Those that may use up an entry of a campaign. */
  readonly past: readonly { readonly profileId: string; readonly campaignId: string }[];
}

export async function readEnrollments(q: Query, { named, past }: WantedEnrollments): Promise<Enrollment[]> {
  if (named.length === 0 && past.length === 0) return [];
  const { rows } = await q.query<{ body: Enrollment }>(
    READ,
    [
      plainColumn(named.map((wanted) => bucketOf(wanted.profileId))),
      plainColumn(named.map((wanted) => wanted.enrollmentId)),
      plainColumn(past.map((wanted) => bucketOf(wanted.profileId))),
      plainColumn(past.map((wanted) => wanted.profileId)),
      plainColumn(past.map((wanted) => wanted.campaignId)),
    ],
    "read_enrollments",
  );
  return rows.map((row) => row.body);
}

/** One that ended before anything was sent uses up no entry, as core's `reentry.ts` has it; a way through a journey may have ended by anything after it. */
const READ = `
  select e.body from unnest($1::int[], $2::uuid[]) as named (bucket, id) join enrollments e on e.bucket = named.bucket and e.id = named.id
  union all
  select e.body from unnest($3::int[], $4::uuid[], $5::uuid[]) as past (bucket, profile_id, campaign_id)
  join enrollments e on e.bucket = past.bucket and e.profile_id = past.profile_id and e.campaign_id = past.campaign_id
  where e.end_reason is null or e.end_reason in ('sent', 'holdout', 'unknown', 'completed', 'exit_step') or e.body ->> 'sentAt' is not null`;

/** Writes new and changed enrollments. */
export async function writeEnrollments(q: Query, enrollments: readonly { readonly workspaceId: number; readonly enrollment: Enrollment }[]): Promise<void> {
  if (enrollments.length === 0) return;
  const all = enrollments.map(({ enrollment }) => enrollment);
  await q.query(
    WRITE,
    [
      plainColumn(all.map((enrollment) => bucketOf(enrollment.profileId))),
      plainColumn(all.map((enrollment) => enrollment.id)),
      plainColumn(enrollments.map(({ workspaceId }) => workspaceId)),
      plainColumn(all.map((enrollment) => enrollment.profileId)),
      plainColumn(all.map((enrollment) => enrollment.campaignId)),
      plainColumn(all.map((enrollment) => enrollment.version)),
      textColumn(all.map((enrollment) => enrollment.key)),
      plainColumn(all.map((enrollment) => enrollment.status)),
      plainColumn(all.map(isLive)),
      instantColumn(all.map((enrollment) => enrollment.enteredAt)),
      instantColumn(all.map((enrollment) => enrollment.dueAt)),
      plainColumn(all.map((enrollment) => enrollment.endReason)),
      instantColumn(all.map((enrollment) => enrollment.convertedAt)),
      jsonColumn(all.map((enrollment) => JSON.stringify(enrollment))),
      plainColumn(all.map((enrollment) => enrollment.walk?.step ?? null)),
    ],
    "write_enrollments",
  );
}

const WRITE = `
  insert into enrollments (bucket, id, workspace_id, profile_id, campaign_id, version, key, status, live, entered_at, due_at, end_reason, converted_at, body, step)
  select bucket, id, workspace_id, profile_id, campaign_id, version, key, status, live, ${instantOf("entered_at")}, ${instantOf("due_at")}, end_reason, ${instantOf("converted_at")}, body::jsonb, step
  from unnest($1::int[], $2::uuid[], $3::int[], $4::uuid[], $5::uuid[], $6::int[], $7::text[], $8::text[], $9::bool[], $10::float8[], $11::float8[], $12::text[], $13::float8[], ${jsonTexts("$14")}, $15::text[])
    as u (bucket, id, workspace_id, profile_id, campaign_id, version, key, status, live, entered_at, due_at, end_reason, converted_at, body, step)
  on conflict (bucket, id) do update
  set version = excluded.version, status = excluded.status, live = excluded.live, due_at = excluded.due_at, end_reason = excluded.end_reason,
      converted_at = excluded.converted_at, body = excluded.body, step = excluded.step`;

/**
 * Moves all enrollments of merged profiles to their survivors, ended ones too: they count for re-entry and reports.
 * @returns their ids, by the profile that they came from
 */
export async function moveEnrollments(q: Query, moves: readonly { readonly from: string; readonly to: string }[]): Promise<Map<string, string[]>> {
  const moved = new Map<string, string[]>();
  for (const { from, to } of moves) {
    const { rows } = await q.query<{ id: string }>(
      `with moved as (delete from enrollments where bucket = $1 and profile_id = $2 returning *)
       insert into enrollments (bucket, id, workspace_id, profile_id, campaign_id, version, key, status, live, entered_at, due_at, end_reason, converted_at, body, step)
       select $3, id, workspace_id, $4, campaign_id, version, key, status, live, entered_at, due_at, end_reason, converted_at, body || $5::text::jsonb, step
       from moved returning id`,
      [bucketOf(from), from, bucketOf(to), to, JSON.stringify({ profileId: to })],
    );
    moved.set(
      from,
      rows.map(({ id }) => id),
    );
  }
  return moved;
}
