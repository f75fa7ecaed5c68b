import { formatInstant, type Instant, type Place, type RfmSetting, type WorkspaceRules } from "@beckon/core";
import type { Query } from "./db.ts";

/** Who a workspace's mail comes from, where a campaign does not say. */
export interface SenderSetting {
  readonly name?: string;
  readonly email: string;
  readonly replyTo?: string;
}

/** How the workspace shows itself to recipients: on the pages behind its mails, and at their foot. */
export interface Branding {
  /** `#1f4e4a`; our own sea green where it is null. */
  readonly colour: string | null;
  /** Name and postal address of the company, as it must stand in commercial mail (CAN-SPAM, 15 U.S.C. 7704(a)(5)). */
  readonly address: string | null;
  readonly website: string | null;
  readonly privacyUrl: string | null;
}

/** For how many days things are kept; null: for ever. */
export interface RetentionSetting {
  readonly events: number | null;
  readonly decisions: number | null;
  readonly messageBodies: number | null;
  readonly deadLetters: number | null;
}

/** What came to the settings after the first version; a workspace that never said anything has these. */
export interface LaterSettings {
  readonly neverSend: readonly string[];
  readonly places: readonly Place[];
  readonly branding: Branding;
  /** Languages in which recipients may have their mail and pages (BCP 47), the default first. */
  readonly languages: readonly string[];
  /** Whether the page at `/subscribe` is open. */
  readonly subscribePage: boolean;
  readonly retention: RetentionSetting;
}

const LATER: LaterSettings = {
  neverSend: [],
  places: [],
  branding: { colour: null, address: null, website: null, privacyUrl: null },
  languages: ["en"],
  subscribePage: false,
  retention: { events: null, decisions: null, messageBodies: 90, deadLetters: null },
};

/** What a new workspace must say. */
export type FirstSettings = Omit<WorkspaceRules, "id" | "rfm"> & { readonly sender: SenderSetting | null };

/** What the column `settings` holds: the rules that the engine judges by, the sender, and what recipients see. */
export type StoredSettings = FirstSettings & LaterSettings;

/** Rules for the workspace's own users. */
export interface SecurityRules {
  readonly requireTwoFactor: boolean;
  readonly auditDays: number;
}

export interface WorkspaceRow {
  readonly id: number;
  readonly name: string;
  readonly settings: StoredSettings;
  /** Hash of the logo (`brandAssets.ts`), or null where there is none. */
  readonly logo: string | null;
  readonly security: SecurityRules;
  /** By what people are ranked, or null. */
  readonly rfm: RfmSetting | null;
  readonly definitionsVersion: number;
  readonly createdAt: Instant;
}

const COLUMNS = `id, name, settings, security, rfm, definitions_version as "definitionsVersion", created_at as "createdAt",
  (select a.hash from brand_assets a where a.workspace_id = workspaces.id and a.name = 'logo') as logo`;

function rowOf(row: WorkspaceRow | undefined): WorkspaceRow | null {
  return row ? { ...row, settings: { ...LATER, ...row.settings } } : null;
}

/** Makes the workspace where there is none with this id. @returns whether it was made */
export async function insertWorkspace(
  q: Query,
  workspace: { readonly id: number; readonly name: string; readonly settings: FirstSettings & Partial<LaterSettings>; readonly createdAt: Instant },
): Promise<boolean> {
  const { rowCount } = await q.query(
    "insert into workspaces (id, name, settings, created_at) values ($1, $2, $3::text::jsonb, $4) on conflict (id) do nothing",
    [workspace.id, workspace.name, JSON.stringify(workspace.settings), formatInstant(workspace.createdAt)],
  );
  return rowCount === 1;
}

export async function readWorkspace(q: Query, id: number): Promise<WorkspaceRow | null> {
  const { rows } = await q.query<WorkspaceRow>(`select ${COLUMNS} from workspaces where id = $1`, [id]);
  return rowOf(rows[0]);
}

/** Reads it and holds it until the transaction ends: one change of the workspace, or of its definitions, at a time. */
export async function lockWorkspace(q: Query, id: number): Promise<WorkspaceRow | null> {
  const { rows } = await q.query<WorkspaceRow>(`select ${COLUMNS} from workspaces where id = $1 for update`, [id]);
  return rowOf(rows[0]);
}

export async function updateWorkspace(q: Query, id: number, name: string, settings: FirstSettings): Promise<void> {
  await q.query("update workspaces set name = $2, settings = $3::text::jsonb where id = $1", [id, name, JSON.stringify(settings)]);
}

export async function updateSecurity(q: Query, id: number, security: SecurityRules): Promise<void> {
  await q.query("update workspaces set security = $2::text::jsonb where id = $1", [id, JSON.stringify(security)]);
}

export async function updateRfm(q: Query, id: number, rfm: RfmSetting | null): Promise<void> {
  await q.query("update workspaces set rfm = $2::text::jsonb where id = $1", [id, rfm && JSON.stringify(rfm)]);
}

/** Counts up what workers compare to see that definitions or rules have changed. @returns the new count */
export async function bumpDefinitions(q: Query, id: number): Promise<number> {
  const { rows } = await q.query<{ version: number }>(
    `update workspaces set definitions_version = definitions_version + 1 where id = $1 returning definitions_version as version`,
    [id],
  );
  return rows[0]?.version ?? 0;
}

export async function allWorkspaces(q: Query): Promise<WorkspaceRow[]> {
  const { rows } = await q.query<WorkspaceRow>(`select ${COLUMNS} from workspaces order by id`);
  return rows.flatMap((row) => rowOf(row) ?? []);
}
