import { formatInstant, type Instant, type Json } from "@beckon/core";
import type { Query } from "./db.ts";
import { storableJson, storableText } from "./storable.ts";

export type ActorKind = "user" | "key" | "system" | "nobody";

/** `unknown`: begun, and nobody told how it ended: the process died, or failed. */
export type AuditOutcome = "done" | "refused" | "unknown";

/** What was before and what is after, at one place; absent where there was nothing. */
export interface AuditedPlace {
  readonly path: string;
  readonly before?: Json;
  readonly after?: Json;
}

/** One line of the audit log. */
export interface AuditRow {
  readonly workspaceId: number;
  readonly id: string;
  readonly at: Instant;
  readonly actorKind: ActorKind;
  readonly actorId: string | null;
  readonly actorName: string;
  readonly ip: string | null;
  readonly action: string;
  readonly outcome: AuditOutcome;
  readonly sentence: string;
  readonly subjectKind: string | null;
  readonly subjectId: string | null;
  /** Everything concerned, as `kind:id`, the subject first. */
  readonly concerns: readonly string[];
  readonly changes: readonly AuditedPlace[];
}

const COLUMNS = `workspace_id as "workspaceId", id, at, actor_kind as "actorKind", actor_id as "actorId", actor_name as "actorName", ip,
  action, outcome, sentence, subject_kind as "subjectKind", subject_id as "subjectId", concerns, changes`;

export async function insertAudit(q: Query, row: AuditRow): Promise<void> {
  await q.query(
    `insert into audit_entries (workspace_id, id, at, actor_kind, actor_id, actor_name, ip, action, outcome, sentence, subject_kind, subject_id, concerns, changes)
     values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14::text::jsonb)`,
    [
      row.workspaceId,
      row.id,
      formatInstant(row.at),
      row.actorKind,
      row.actorId,
      row.actorName,
      row.ip,
      row.action,
      row.outcome,
      storableText(row.sentence),
      row.subjectKind,
      row.subjectId === null ? null : storableText(row.subjectId),
      row.concerns.map(storableText),
      storableJson(row.changes),
    ],
  );
}

/** Tells how it ended. */
export async function finishAudit(q: Query, begun: Pick<AuditRow, "workspaceId" | "id">, row: AuditRow): Promise<void> {
  await q.query(
    `update audit_entries set workspace_id = $3, actor_kind = $4, actor_id = $5, actor_name = $6, outcome = $7, sentence = $8, subject_kind = $9, subject_id = $10,
       concerns = $11, changes = $12::text::jsonb
     where workspace_id = $1 and id = $2`,
    [
      begun.workspaceId,
      begun.id,
      row.workspaceId,
      row.actorKind,
      row.actorId,
      row.actorName,
      row.outcome,
      storableText(row.sentence),
      row.subjectKind,
      row.subjectId === null ? null : storableText(row.subjectId),
      row.concerns.map(storableText),
      storableJson(row.changes),
    ],
  );
}

/** Nothing was changed after all. */
export async function withdrawAudit(q: Query, { workspaceId, id }: Pick<AuditRow, "workspaceId" | "id">): Promise<void> {
  await q.query("delete from audit_entries where workspace_id = $1 and id = $2 and outcome = 'unknown'", [workspaceId, id]);
}

export interface AuditFilter {
  readonly actorId?: string | undefined;
  readonly kind?: string | undefined;
  /** `kind:id` */
  readonly subject?: string | undefined;
  readonly outcome?: string | undefined;
  readonly from?: Instant | undefined;
  readonly to?: Instant | undefined;
  /** Only older than this id. */
  readonly before?: string | undefined;
  readonly limit: number;
}

/** Newest first. */
export async function listAudit(q: Query, workspaceId: number, filter: AuditFilter): Promise<AuditRow[]> {
  const { rows } = await q.query<AuditRow>(
    `select ${COLUMNS} from audit_entries
     where workspace_id = $1
       and ($2::text is null or actor_id = $2)
       and ($3::text is null or subject_kind = $3)
       and ($4::text is null or concerns @> array[$4])
       and ($5::text is null or outcome = $5)
       and ($6::timestamptz is null or at >= $6)
       and ($7::timestamptz is null or at < $7)
       and ($8::uuid is null or id < $8)
     order by id desc limit $9`,
    [
      workspaceId,
      filter.actorId ?? null,
      filter.kind ?? null,
      filter.subject ?? null,
      filter.outcome ?? null,
      filter.from === undefined ? null : formatInstant(filter.from),
      filter.to === undefined ? null : formatInstant(filter.to),
      filter.before ?? null,
      filter.limit,
    ],
  );
  return rows;
}

export interface AuditActor {
  readonly kind: ActorKind;
  readonly id: string;
  readonly name: string;
}

/** Users and keys that stand in the log, each under its newest name: one step through the index for each, however long the log is. */
export async function listAuditActors(q: Query, workspaceId: number): Promise<AuditActor[]> {
  const { rows } = await q.query<AuditActor>(
    `with recursive actors as (
       (select actor_id as id from audit_entries where workspace_id = $1 and actor_id is not null order by actor_id limit 1)
       union all
       select (select a.actor_id from audit_entries a where a.workspace_id = $1 and a.actor_id > actors.id order by a.actor_id limit 1)
       from actors where actors.id is not null
     )
     select newest.* from actors
     cross join lateral (
       select actor_kind as kind, actor_id as id, actor_name as name from audit_entries
       where workspace_id = $1 and actor_id = actors.id order by audit_entries.id desc limit 1
     ) as newest
     order by newest.id`,
    [workspaceId],
  );
  return rows;
}

/** @returns how many were forgotten, at most `limit` */
export async function forgetAudit(q: Query, before: Instant, limit: number): Promise<number> {
  const { rowCount } = await q.query(
    `delete from audit_entries where (workspace_id, id) in (select workspace_id, id from audit_entries where at < $1 order by at limit $2)`,
    [formatInstant(before), limit],
  );
  return rowCount;
}
