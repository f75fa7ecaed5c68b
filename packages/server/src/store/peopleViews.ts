import { formatInstant, type Instant, type PeopleSort } from "@beckon/core";
import type { Query } from "./db.ts";

/** A list of people under a name. */
export interface PeopleViewRow {
  readonly id: string;
  readonly userId: string;
  readonly name: string;
  readonly shared: boolean;
  readonly query: { readonly search?: string; readonly filter?: string; readonly sort?: PeopleSort };
  readonly createdAt: Instant;
}

const COLUMNS = `id, user_id as "userId", name, shared, query, created_at as "createdAt"`;
const VIEWS_MAX = 200;

/** A user's own and those that others share, by name. */
export async function peopleViewsFor(q: Query, workspaceId: number, userId: string | null): Promise<PeopleViewRow[]> {
  const { rows } = await q.query<PeopleViewRow>(
    `select ${COLUMNS} from people_views where workspace_id = $1 and (shared or user_id = $2) order by lower(name), id limit ${VIEWS_MAX}`,
    [workspaceId, userId],
  );
  return rows;
}

export async function insertPeopleView(q: Query, workspaceId: number, view: PeopleViewRow): Promise<void> {
  await q.query("insert into people_views (id, workspace_id, user_id, name, shared, query, created_at) values ($1, $2, $3, $4, $5, $6::text::jsonb, $7)", [
    view.id,
    workspaceId,
    view.userId,
    view.name,
    view.shared,
    JSON.stringify(view.query),
    formatInstant(view.createdAt),
  ]);
}

/** @returns whether it was there and the user's own */
export async function deletePeopleView(q: Query, id: string, userId: string): Promise<boolean> {
  const { rowCount } = await q.query("delete from people_views where id = $1 and user_id = $2", [id, userId]);
  return rowCount === 1;
}

export async function peopleColumnsOf(q: Query, userId: string): Promise<string[]> {
  const { rows } = await q.query<{ columns: string[] | null }>("select people_columns as columns from users where id = $1", [userId]);
  return rows[0]?.columns ?? [];
}

export async function setPeopleColumns(q: Query, userId: string, columns: readonly string[]): Promise<void> {
  await q.query("update users set people_columns = $2::text[] where id = $1", [userId, columns]);
}
