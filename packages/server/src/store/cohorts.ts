import { formatInstant, type Instant } from "@beckon/core";
import type { Query } from "./db.ts";

/** A cohort of another system. */
export interface CohortName {
  readonly workspaceId: number;
  readonly source: string;
  readonly cohort: string;
}

export interface CohortRow {
  readonly segmentId: string;
  readonly name: string;
}

export async function readCohort(q: Query, { workspaceId, source, cohort }: CohortName): Promise<CohortRow | null> {
  const { rows } = await q.query<CohortRow>(`select segment_id as "segmentId", name from cohorts where workspace_id = $1 and source = $2 and cohort = $3`, [
    workspaceId,
    source,
    cohort,
  ]);
  return rows[0] ?? null;
}

export async function putCohort(tx: Query, of: CohortName, { segmentId, name }: CohortRow, now: Instant): Promise<void> {
  await tx.query(
    `insert into cohorts (workspace_id, source, cohort, segment_id, name, seen_at) values ($1, $2, $3, $4, $5, $6)
     on conflict (workspace_id, source, cohort) do update set name = excluded.name, seen_at = excluded.seen_at`,
    [of.workspaceId, of.source, of.cohort, segmentId, name, formatInstant(now)],
  );
}

/** @returns how many pages of the session are there, and whether it was done before */
export async function putCohortPage(
  tx: Query,
  of: { readonly segmentId: string; readonly session: string },
  page: number,
  people: readonly string[],
): Promise<{ readonly pages: number; readonly wasDone: boolean }> {
  await tx.query(
    `insert into cohort_pages (segment_id, session, page, people) values ($1, $2, $3, $4::uuid[])
     on conflict (segment_id, session, page) do update set people = excluded.people where not cohort_pages.done`,
    [of.segmentId, of.session, page, people],
  );
  const { rows } = await tx.query<{ pages: number; done: boolean }>(
    "select count(*) as pages, bool_or(done) as done from cohort_pages where segment_id = $1 and session = $2",
    [of.segmentId, of.session],
  );
  return { pages: rows[0]?.pages ?? 0, wasDone: rows[0]?.done ?? false };
}

/** Who is on the list, or about to be put on it, and on none of the session's pages, under no name of theirs. */
export async function notOnPages(tx: Query, of: { readonly segmentId: string; readonly session: string }, version: number): Promise<string[]> {
  const { rows } = await tx.query<{ id: string }>(
    `with told as (select unnest(people) as id from cohort_pages where segment_id = $1 and session = $2),
     kept as (select id from told union
       select p.merged_into from told join profiles p on p.bucket = get_byte(uuid_send(told.id), 15) and p.id = told.id where p.merged_into is not null)
     select listed.id from (
       select m.profile_id as id from memberships m where m.segment_id = $1 and m.version = $3 and m.member
       union select i.profile_id from inbox i where i.kind = 'list' and i.body ->> 'segmentId' = $1::text and (i.body ->> 'member')::boolean) as listed
     where not exists (select from kept where kept.id = listed.id)`,
    [of.segmentId, of.session, version],
  );
  return rows.map(({ id }) => id);
}

/** The session is done: its people are forgotten, as are sessions that never came to their end. */
export async function closeCohortPages(tx: Query, of: { readonly segmentId: string; readonly session: string }): Promise<void> {
  await tx.query("delete from cohort_pages where segment_id = $1 and session <> $2", [of.segmentId, of.session]);
  await tx.query("update cohort_pages set people = '{}', done = true where segment_id = $1 and session = $2", [of.segmentId, of.session]);
}
