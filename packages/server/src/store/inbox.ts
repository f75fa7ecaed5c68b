import { bucketOf, type Instant } from "@beckon/core";
import { instantColumn, instantOf, jsonColumn, jsonTexts, plainColumn } from "./columns.ts";
import type { Query } from "./db.ts";

export type InboxKind = "event" | "outcome" | "campaign" | "merge" | "erasure" | "list";

export interface InboxRow {
  /** UUIDv7: the order of processing within a profile. */
  readonly id: string;
  readonly workspaceId: number;
  readonly profileId: string;
  readonly kind: InboxKind;
  /** The `Input` of core without `kind` and `id` (for `event`: the Event itself). */
  readonly body: unknown;
  /** The same as JSON, where the caller has it already. */
  readonly json?: string;
  readonly acceptedAt: Instant;
}

/** Puts work for profiles in their buckets' queue, in the caller's transaction. One statement, whatever the number. */
export async function putInInbox(q: Query, rows: readonly InboxRow[]): Promise<void> {
  if (rows.length === 0) return;
  await q.query(
    INSERT,
    [
      plainColumn(rows.map((row) => bucketOf(row.profileId))),
      plainColumn(rows.map((row) => row.id)),
      plainColumn(rows.map((row) => row.workspaceId)),
      plainColumn(rows.map((row) => row.profileId)),
      plainColumn(rows.map((row) => row.kind)),
      jsonColumn(rows.map((row) => row.json ?? JSON.stringify(row.body))),
      instantColumn(rows.map((row) => row.acceptedAt)),
    ],
    "put_in_inbox",
  );
}

const INSERT = `
  insert into inbox (bucket, id, workspace_id, profile_id, kind, body, accepted_at)
  select bucket, id, workspace_id, profile_id, kind, body::jsonb, ${instantOf("accepted_at")}
  from unnest($1::int[], $2::uuid[], $3::int[], $4::uuid[], $5::text[], ${jsonTexts("$6")}, $7::float8[]) as u (bucket, id, workspace_id, profile_id, kind, body, accepted_at)`;

/** How many rows wait, counted no further than `atMost`, so that a long queue does not make the question dear. */
export async function inboxDepth(q: Query, atMost: number): Promise<number> {
  const { rows } = await q.query<{ depth: number }>("select count(*) as depth from (select 1 from inbox limit $1) as waiting", [atMost]);
  return rows[0]?.depth ?? 0;
}
