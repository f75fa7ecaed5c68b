import { formatInstant, type Instant, type WorkspaceRules } from "@beckon/core";
import type { Query } from "./db.ts";

/** Who a workspace's mail comes from, where a campaign does not say. */
export interface SenderSetting {
  readonly name?: string;
  readonly email: string;
  readonly replyTo?: string;
}

/** What the column `settings` holds: the rules that the engine judges by, and the sender. */
export type StoredSettings = Omit<WorkspaceRules, "id"> & { readonly sender: SenderSetting | null };

export interface WorkspaceRow {
  readonly id: number;
  readonly name: string;
  readonly settings: StoredSettings;
  readonly definitionsVersion: number;
  readonly createdAt: Instant;
}

const COLUMNS = `id, name, settings, definitions_version as "definitionsVersion", created_at as "createdAt"`;

/** Makes the workspace where there is none with this id. @returns whether it was made */
export async function insertWorkspace(
  q: Query,
  workspace: { readonly id: number; readonly name: string; readonly settings: StoredSettings; readonly createdAt: Instant },
): Promise<boolean> {
  const { rowCount } = await q.query(
    "insert into workspaces (id, name, settings, created_at) values ($1, $2, $3::text::jsonb, $4) on conflict (id) do nothing",
    [workspace.id, workspace.name, JSON.stringify(workspace.settings), formatInstant(workspace.createdAt)],
  );
  return rowCount === 1;
}

export async function readWorkspace(q: Query, id: number): Promise<WorkspaceRow | null> {
  const { rows } = await q.query<WorkspaceRow>(`select ${COLUMNS} from workspaces where id = $1`, [id]);
  return rows[0] ?? null;
}

/** Reads it and holds it until the transaction ends: one change of the workspace, or of its definitions, at a time. */
export async function lockWorkspace(q: Query, id: number): Promise<WorkspaceRow | null> {
  const { rows } = await q.query<WorkspaceRow>(`select ${COLUMNS} from workspaces where id = $1 for update`, [id]);
  return rows[0] ?? null;
}

export async function updateWorkspace(q: Query, id: number, name: string, settings: StoredSettings): Promise<void> {
  await q.query("update workspaces set name = $2, settings = $3::text::jsonb where id = $1", [id, name, JSON.stringify(settings)]);
}

/** Counts up what workers compare to see that definitions or rules have changed. @returns the new count */
export async function bumpDefinitions(q: Query, id: number): Promise<number> {
  const { rows } = await q.query<{ version: number }>(
    `update workspaces set definitions_version = definitions_version + 1 where id = $1 returning definitions_version as version`,
    [id],
  );
  return rows[0]?.version ?? 0;
}
