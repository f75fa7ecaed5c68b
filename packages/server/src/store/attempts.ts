import { formatInstant, type Instant } from "@beckon/core";
import type { Query } from "./db.ts";

/** How often something failed under a name, and when last. */
export interface AttemptRow {
  readonly name: string;
  readonly failures: number;
  readonly lastAt: Instant;
}

/** Reads the counters and holds them until the transaction ends: attempts at the same moment are judged one after the other. */
export async function lockAttempts(q: Query, names: readonly string[], now: Instant): Promise<AttemptRow[]> {
  await q.query("insert into attempts (name, failures, last_at) select name, 0, $2 from unnest($1::text[]) name order by name on conflict (name) do nothing", [
    names,
    formatInstant(now),
  ]);
  const { rows } = await q.query<AttemptRow>(
    `select name, failures, last_at as "lastAt" from attempts where name = any ($1::text[]) order by name for update`,
    [names],
  );
  return rows;
}

/** Counts one failure more; what was last seen before `forgottenBefore` begins anew. */
export async function countAttempts(q: Query, names: readonly string[], now: Instant, forgottenBefore: Instant): Promise<void> {
  await q.query("update attempts set failures = case when last_at < $3 then 1 else failures + 1 end, last_at = $2 where name = any ($1::text[])", [
    names,
    formatInstant(now),
    formatInstant(forgottenBefore),
  ]);
}

/** Takes one failure back, which was none. */
export async function uncountAttempts(q: Query, names: readonly string[]): Promise<void> {
  await q.query("update attempts set failures = greatest(failures - 1, 0) where name = any ($1::text[])", [names]);
}

export async function forgetAttempts(q: Query, names: readonly string[]): Promise<void> {
  await q.query("delete from attempts where name = any ($1::text[])", [names]);
}

export async function deleteOldAttempts(q: Query, before: Instant): Promise<void> {
  await q.query("delete from attempts where last_at < $1", [formatInstant(before)]);
}
