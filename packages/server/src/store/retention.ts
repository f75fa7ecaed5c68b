import { formatInstant, type Instant } from "@beckon/core";
import type { Query } from "./db.ts";

/** What a workspace may keep for a time only. */
export type RetentionKind = "events" | "decisions" | "messageBodies" | "deadLetters";

/**
 * Some old rows of each kind, oldest first: `$1` the workspace, `$2` where the old ones end (an id, which carries its time, or an
 * instant), `$3` how many at most. What a passage under way may still ask for stays, with all of its person.
 */
const OLD: { readonly [kind in RetentionKind]: { readonly table: string; readonly rows: string; readonly count: string } } = {
  events: {
    table: "events",
    count: "select 1 from events where workspace_id = $1 and id < $2::uuid",
    rows: `select e.bucket, e.id from events e where e.workspace_id = $1 and e.id < $2::uuid
      and not exists (select 1 from enrollments live where live.bucket = e.bucket and live.profile_id = e.profile_id and live.live) order by e.id limit $3`,
  },
  decisions: {
    table: "decisions",
    count: "select 1 from decisions d join campaigns c on c.id = d.campaign_id where c.workspace_id = $1 and d.id < $2::uuid",
    rows: `select d.bucket, d.profile_id, d.campaign_id, d.id from campaigns c cross join lateral (
        select * from decisions where campaign_id = c.id and id < $2::uuid
        and not exists (select 1 from enrollments live where live.bucket = decisions.bucket and live.id = decisions.enrollment_id and live.live) order by id limit $3
      ) as d where c.workspace_id = $1 limit $3`,
  },
  messageBodies: {
    table: "messages",
    count: "select 1 from messages where text <> '' and $1::int is not null and rendered_at < $2::timestamptz",
    rows: "select bucket, send_id from messages where text <> '' and $1::int is not null and rendered_at < $2::timestamptz order by rendered_at limit $3",
  },
  deadLetters: {
    table: "dead_letters",
    count: "select 1 from dead_letters where workspace_id = $1 and id < $2::uuid",
    rows: "select id from dead_letters where workspace_id = $1 and id < $2::uuid order by id limit $3",
  },
};

/** What an endpoint answered goes with the request that it answered; `$1` to `$3` as above. */
const REMOVE_ANSWERS = `with old as materialized (
    select bucket, send_id, attempt from answers where $1::int is not null and at < $2::timestamptz order by at limit $3
  ) delete from answers a using old where a.bucket = old.bucket and a.send_id = old.send_id and a.attempt = old.attempt`;

const REMOVE: { readonly [kind in RetentionKind]: readonly string[] } = {
  events: [`with old as materialized (${OLD.events.rows}) delete from events using old where events.bucket = old.bucket and events.id = old.id`],
  decisions: [
    `with old as materialized (${OLD.decisions.rows})
    delete from decisions d using old where d.bucket = old.bucket and d.profile_id = old.profile_id and d.campaign_id = old.campaign_id and d.id = old.id`,
  ],
  // The row stays: lists show the subject, and links in the mail go by it.
  messageBodies: [
    `with old as materialized (${OLD.messageBodies.rows})
    update messages m set html = null, text = '' from old where m.bucket = old.bucket and m.send_id = old.send_id`,
    REMOVE_ANSWERS,
  ],
  deadLetters: [`with old as materialized (${OLD.deadLetters.rows}) delete from dead_letters using old where dead_letters.id = old.id`],
};

/** Removes up to `limit` rows of each table that are older. @returns how many there were in the table that had the most */
export async function removeOld(q: Query, kind: RetentionKind, workspaceId: number, before: Instant, limit: number): Promise<number> {
  let most = 0;
  for (const statement of REMOVE[kind]) most = Math.max(most, (await q.query(statement, [workspaceId, boundOf(kind, before), limit])).rowCount);
  return most;
}

export interface OldRows {
  readonly rows: number;
  /** Whether it was counted; else it is the planner's estimate. */
  readonly exact: boolean;
  /** What the space of the table comes to for so many rows. */
  readonly bytes: number;
}

/** Beyond this the planner's estimate stands in: to count ten million would take seconds. */
const COUNTED_MAX = 20_000;

/** How much is older, and about how much room it takes. */
export async function countOld(q: Query, kind: RetentionKind, workspaceId: number, before: Instant): Promise<OldRows> {
  const { table, count } = OLD[kind];
  const values = [workspaceId, boundOf(kind, before)];
  const counted = await q.query<{ count: number }>(`select count(*) as count from (${count} limit $3) as old`, [...values, COUNTED_MAX + 1]);
  const some = counted.rows[0]?.count ?? 0;
  const rows = some <= COUNTED_MAX ? some : Math.max(some, await estimate(q, count, values));
  const size = await q.query<{ bytes: number }>(
    "select (pg_total_relation_size(oid) / greatest(reltuples, 1))::float8 as bytes from pg_class where oid = $1::regclass",
    [table],
  );
  return { rows, exact: some <= COUNTED_MAX, bytes: Math.round(rows * (size.rows[0]?.bytes ?? 0)) };
}

interface Plan {
  readonly "QUERY PLAN": readonly { readonly Plan: { readonly "Plan Rows": number } }[];
}

async function estimate(q: Query, statement: string, values: readonly unknown[]): Promise<number> {
  const { rows } = await q.query<Plan>(`explain (format json) ${statement}`, values);
  return rows[0]?.["QUERY PLAN"][0]?.Plan["Plan Rows"] ?? 0;
}

/** Messages have an instant of their own; the others carry it at the front of their ids (UUIDv7). */
function boundOf(kind: RetentionKind, before: Instant): string {
  if (kind === "messageBodies") return formatInstant(before);
  const time = Math.max(0, before).toString(16).padStart(12, "0");
  return `${time.slice(0, 8)}-${time.slice(8)}-7000-8000-000000000000`;
}
