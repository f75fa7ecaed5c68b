import { formatInstant, type Instant, type Json } from "@beckon/core";
import type { Query } from "./db.ts";
import { cutBelow, storableJson, storableText } from "./storable.ts";

/** What could not be taken, with the reason and enough to try it again. */
export interface DeadLetterRow {
  readonly id: string;
  readonly workspaceId: number;
  readonly profileId: string | null;
  readonly source: string;
  readonly reason: string;
  readonly detail: string;
  readonly body: Json;
  readonly at: Instant;
  readonly replayedAt: Instant | null;
}

/** Events may have 32 levels; what is cut here could not be taken in any case. */
const LEVELS_KEPT = 48;

const COLUMNS = `id, workspace_id as "workspaceId", profile_id as "profileId", source, reason, detail, body, at, replayed_at as "replayedAt"`;

/** Keeps letters, in the caller's transaction where it has one. */
export async function putDeadLetters(q: Query, letters: readonly Omit<DeadLetterRow, "replayedAt">[]): Promise<void> {
  if (letters.length === 0) return;
  await q.query(
    `insert into dead_letters (id, workspace_id, profile_id, source, reason, detail, body, at)
     select u.id, u.workspace_id, u.profile_id, u.source, u.reason, u.detail, u.body::jsonb, u.at
     from unnest($1::uuid[], $2::int[], $3::uuid[], $4::text[], $5::text[], $6::text[], $7::text[], $8::timestamptz[])
       as u (id, workspace_id, profile_id, source, reason, detail, body, at)`,
    [
      letters.map((letter) => letter.id),
      letters.map((letter) => letter.workspaceId),
      letters.map((letter) => letter.profileId),
      letters.map((letter) => letter.source),
      letters.map((letter) => letter.reason),
      letters.map((letter) => storableText(letter.detail)),
      letters.map((letter) => storableJson(cutBelow(letter.body, LEVELS_KEPT))),
      letters.map((letter) => formatInstant(letter.at)),
    ],
  );
}

/** Newest first. `before` is the id of the last one seen. */
export async function listDeadLetters(
  q: Query,
  workspaceId: number,
  page: {
    readonly state?: "open" | "replayed" | undefined;
    readonly reason?: string | undefined;
    readonly before?: string | undefined;
    readonly limit: number;
  },
): Promise<DeadLetterRow[]> {
  const { rows } = await q.query<DeadLetterRow>(
    `select ${COLUMNS} from dead_letters
     where workspace_id = $1
       and ($2::text is null or (replayed_at is null) = ($2 = 'open'))
       and ($3::text is null or reason = $3)
       and ($4::uuid is null or id < $4)
     order by id desc limit $5`,
    [workspaceId, page.state ?? null, page.reason ?? null, page.before ?? null, page.limit],
  );
  return rows;
}

/** Open ones, oldest first, after `after`. */
export async function openDeadLetters(
  q: Query,
  workspaceId: number,
  page: { readonly reason: string | undefined; readonly after: string | null; readonly limit: number },
): Promise<DeadLetterRow[]> {
  const { rows } = await q.query<DeadLetterRow>(
    `select ${COLUMNS} from dead_letters
     where workspace_id = $1 and replayed_at is null and ($2::text is null or reason = $2) and ($3::uuid is null or id > $3)
     order by id limit $4`,
    [workspaceId, page.reason ?? null, page.after, page.limit],
  );
  return rows;
}

export async function findDeadLetter(q: Query, workspaceId: number, id: string): Promise<DeadLetterRow | null> {
  const { rows } = await q.query<DeadLetterRow>(`select ${COLUMNS} from dead_letters where workspace_id = $1 and id = $2`, [workspaceId, id]);
  return rows[0] ?? null;
}

/** Marks a letter as done with, and answers whether it was this call that did it. */
export async function markReplayed(q: Query, workspaceId: number, id: string, at: Instant): Promise<boolean> {
  const { rowCount } = await q.query("update dead_letters set replayed_at = $3::timestamptz where workspace_id = $1 and id = $2 and replayed_at is null", [
    workspaceId,
    id,
    formatInstant(at),
  ]);
  return rowCount === 1;
}

/** Throws an open letter away, and answers whether there was one. */
export async function discardDeadLetter(q: Query, workspaceId: number, id: string): Promise<boolean> {
  const { rowCount } = await q.query("delete from dead_letters where workspace_id = $1 and id = $2 and replayed_at is null", [workspaceId, id]);
  return rowCount === 1;
}

/** Throws the open letters away, or those with one reason. @returns how many */
export async function discardOpenDeadLetters(q: Query, workspaceId: number, reason: string | undefined): Promise<number> {
  const { rowCount } = await q.query("delete from dead_letters where workspace_id = $1 and replayed_at is null and ($2::text is null or reason = $2)", [
    workspaceId,
    reason ?? null,
  ]);
  return rowCount ?? 0;
}

export async function countOpenDeadLetters(q: Query, workspaceId: number): Promise<number> {
  const { rows } = await q.query<{ count: number }>("select count(*) as count from dead_letters where workspace_id = $1 and replayed_at is null", [
    workspaceId,
  ]);
  return rows[0]?.count ?? 0;
}
