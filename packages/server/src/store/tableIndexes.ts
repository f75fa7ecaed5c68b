import type pg from "pg";
import { quoted } from "./tableCopy.ts";

/**
 * Drops the indexes that uphold no constraint, for the time of a great load: to make one anew in one go is several times
 * quicker than to keep it while millions of rows come.
 * @returns the statements that make them anew
 */
export async function dropPlainIndexes(q: pg.Pool | pg.PoolClient, tables: readonly string[]): Promise<string[]> {
  const { rows } = await q.query<{ name: string; definition: string }>(
    `select ic.relname as name, pg_get_indexdef(i.indexrelid) as definition
     from pg_index i join pg_class ic on ic.oid = i.indexrelid join pg_class t on t.oid = i.indrelid
     where t.relnamespace = current_schema()::regnamespace and t.relname = any($1::text[]) and not exists (select 1 from pg_constraint k where k.conindid = i.indexrelid)
     order by ic.relname`,
    [tables],
  );
  for (const { name } of rows) await q.query(`drop index ${quoted(name)}`);
  return rows.map((row) => row.definition);
}
