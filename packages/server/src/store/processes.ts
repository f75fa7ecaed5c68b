import { formatInstant, type Instant } from "@beckon/core";
import type { Query } from "./db.ts";

/** A process of Beckon and when it was last seen. */
export interface ProcessRow {
  readonly name: string;
  readonly roles: readonly string[];
  readonly version: string;
  readonly startedAt: Instant;
  readonly seenAt: Instant;
}

/** Says that it lives. */
export async function noteProcess(q: Query, row: ProcessRow): Promise<void> {
  await q.query(
    `insert into processes (name, roles, version, started_at, seen_at) values ($1, $2::text[], $3, $4, $5)
     on conflict (name) do update set seen_at = excluded.seen_at`,
    [row.name, row.roles, row.version, formatInstant(row.startedAt), formatInstant(row.seenAt)],
  );
}

/** Those that were seen since then, the youngest last. */
export async function livingProcesses(q: Query, since: Instant): Promise<ProcessRow[]> {
  const { rows } = await q.query<ProcessRow>(
    `select name, roles, version, started_at as "startedAt", seen_at as "seenAt" from processes where seen_at >= $1 order by started_at, name`,
    [formatInstant(since)],
  );
  return rows;
}

export async function forgetProcess(q: Query, name: string): Promise<void> {
  await q.query("delete from processes where name = $1", [name]);
}

/** Those that went without a word. */
export async function forgetProcessesBefore(q: Query, before: Instant): Promise<void> {
  await q.query("delete from processes where seen_at < $1", [formatInstant(before)]);
}
