import type { Query } from "./db.ts";

/** Keeps a fact about this installation unless it is known already. @returns what is known now */
export async function noteInstallation(q: Query, name: string, value: string): Promise<string> {
  await q.query("insert into installation (name, value) values ($1, to_jsonb($2::text)) on conflict (name) do nothing", [name, value]);
  const { rows } = await q.query<{ value: string }>("select value #>> '{}' as value from installation where name = $1", [name]);
  return rows[0]?.value ?? value;
}
