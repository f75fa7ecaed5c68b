import { inflateSync } from "node:zlib";
import { bucketOf, type Json, type JsonObject } from "@beckon/core";
import type { Query } from "./db.ts";

/** Who a person is, as it is kept. */
export interface KeptPerson {
  readonly profiles: readonly JsonObject[];
  readonly identifiers: readonly JsonObject[];
  readonly merges: readonly JsonObject[];
}

export async function personAsKept(q: Query, workspaceId: number, ids: readonly string[]): Promise<KeptPerson> {
  const rowsOf = async (text: string, values: readonly unknown[]) => (await q.query<{ row: JsonObject }>(text, values)).rows.map(({ row }) => row);
  return {
    profiles: await rowsOf(
      `select to_jsonb(p) - 'bucket' - 'search' as row from unnest($1::int[], $2::uuid[]) as who (bucket, id)
       join profiles p on p.bucket = who.bucket and p.id = who.id where p.workspace_id = $3 order by p.id`,
      [ids.map(bucketOf), ids, workspaceId],
    ),
    identifiers: await rowsOf("select to_jsonb(i) - 'workspace_id' as row from identities i where profile_id = any($1::uuid[]) order by kind, value", [ids]),
    merges: await rowsOf("select to_jsonb(m) - 'workspace_id' as row from merges m where survivor = any($1::uuid[]) or merged = any($1::uuid[]) order by id", [
      ids,
    ]),
  };
}

export const HISTORY_TABLES = ["events", "enrollments", "sends", "messages", "decisions", "tasks"] as const;
export type HistoryTable = (typeof HISTORY_TABLES)[number];

/** The next rows of a person's history, each with the key to go on after. */
export async function historyOf(
  q: Query,
  table: HistoryTable,
  ids: readonly string[],
  after: string | null,
  limit: number,
): Promise<{ key: string; row: Json }[]> {
  if (table === "messages") return messagesOf(q, ids, after, limit);
  const { rows } = await q.query<{ key: string; row: Json }>(
    `select t.id as key, to_jsonb(t) - 'bucket' - 'workspace_id' as row from unnest($1::int[], $2::uuid[]) as who (bucket, id)
     join ${table} t on t.bucket = who.bucket and t.profile_id = who.id
     where $3::uuid is null or t.id > $3 order by t.id limit $4`,
    [ids.map(bucketOf), ids, after, limit],
  );
  return rows;
}

/** Texts of messages are kept compressed. */
async function messagesOf(q: Query, ids: readonly string[], after: string | null, limit: number): Promise<{ key: string; row: Json }[]> {
  const { rows } = await q.query<{ key: string; row: JsonObject; html: Buffer | null; text: Buffer }>(
    `select m.send_id as key, to_jsonb(m) - 'bucket' - 'html' - 'text' as row, m.html, m.text from unnest($1::int[], $2::uuid[]) as who (bucket, id)
     join sends s on s.bucket = who.bucket and s.profile_id = who.id join messages m on m.bucket = s.bucket and m.send_id = s.id
     where $3::uuid is null or m.send_id > $3 order by m.send_id limit $4`,
    [ids.map(bucketOf), ids, after, limit],
  );
  return rows.map(({ key, row, html, text }) => ({
    key,
    row: { ...row, html: html && inflateSync(html).toString("utf8"), text: inflateSync(text).toString("utf8") },
  }));
}
