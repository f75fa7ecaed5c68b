import { bucketOf, type Enrollment } from "@beckon/core";
import type { Query } from "./db.ts";

/** Passages of a profile that have not ended, the soonest first. */
export async function waitingOf(q: Query, profileId: string): Promise<Enrollment[]> {
  const { rows } = await q.query<{ body: Enrollment }>(
    `select body from enrollments where bucket = $1 and profile_id = $2 and live and status <> 'ended' order by due_at nulls last, entered_at limit 200`,
    [bucketOf(profileId), profileId],
  );
  return rows.map((row) => row.body);
}
