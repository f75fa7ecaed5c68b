import { formatInstant, type Instant } from "@beckon/core";
import type { Query } from "./db.ts";

/** An account at a provider. Texts named `sealed...` open only with the installation's secret. */
export interface ProviderRow {
  readonly workspaceId: number;
  readonly kind: string;
  /** What may be shown. */
  readonly settings: { readonly [key: string]: string };
  readonly sealedSecrets: string | null;
  /** Last characters of each secret. */
  readonly hints: { readonly [key: string]: string };
  readonly sealedHookSecret: string | null;
  readonly active: boolean;
  readonly version: number;
  readonly connectedBy: string;
  readonly connectedAt: Instant;
  readonly changedAt: Instant;
}

const COLUMNS = `workspace_id as "workspaceId", kind, settings, sealed as "sealedSecrets", hints, hook_secret as "sealedHookSecret", active, version,
  connected_by as "connectedBy", connected_at as "connectedAt", changed_at as "changedAt"`;

export async function listProviders(q: Query, workspaceId: number): Promise<ProviderRow[]> {
  const { rows } = await q.query<ProviderRow>(`select ${COLUMNS} from providers where workspace_id = $1`, [workspaceId]);
  return rows;
}

export async function readProvider(q: Query, workspaceId: number, kind: string): Promise<ProviderRow | null> {
  const { rows } = await q.query<ProviderRow>(`select ${COLUMNS} from providers where workspace_id = $1 and kind = $2`, [workspaceId, kind]);
  return rows[0] ?? null;
}

/** The one that carries the workspace's mail, or null. */
export async function readActiveProvider(q: Query, workspaceId: number): Promise<ProviderRow | null> {
  const { rows } = await q.query<ProviderRow>(`select ${COLUMNS} from providers where workspace_id = $1 and active`, [workspaceId], "active_provider");
  return rows[0] ?? null;
}

export type NewProvider = Pick<ProviderRow, "workspaceId" | "kind" | "settings" | "sealedSecrets" | "hints" | "sealedHookSecret" | "connectedBy"> & {
  readonly at: Instant;
};

/** Connects it, or changes how it is connected. The secret of its hook stays: it is pasted at the provider. */
export async function saveProvider(q: Query, provider: NewProvider): Promise<ProviderRow> {
  const { rows } = await q.query<ProviderRow>(
    `insert into providers as known (workspace_id, kind, settings, sealed, hints, hook_secret, connected_by, connected_at, changed_at)
     values ($1, $2, $3::text::jsonb, $4, $5::text::jsonb, $6, $7, $8, $8)
     on conflict (workspace_id, kind) do update
     set settings = excluded.settings, sealed = excluded.sealed, hints = excluded.hints, hook_secret = coalesce(known.hook_secret, excluded.hook_secret),
       version = known.version + 1, changed_at = excluded.changed_at
     returning ${COLUMNS}`,
    [
      provider.workspaceId,
      provider.kind,
      JSON.stringify(provider.settings),
      provider.sealedSecrets,
      JSON.stringify(provider.hints),
      provider.sealedHookSecret,
      provider.connectedBy,
      formatInstant(provider.at),
    ],
  );
  if (!rows[0]) throw new Error("the provider was not written");
  return rows[0];
}

export async function setHookSecret(q: Query, workspaceId: number, kind: string, sealedHookSecret: string): Promise<void> {
  await q.query("update providers set hook_secret = $3, version = version + 1 where workspace_id = $1 and kind = $2", [workspaceId, kind, sealedHookSecret]);
}

/** @returns whether it was there */
export async function deleteProvider(q: Query, workspaceId: number, kind: string): Promise<boolean> {
  const { rowCount } = await q.query("delete from providers where workspace_id = $1 and kind = $2", [workspaceId, kind]);
  await q.query("delete from provider_hooks where workspace_id = $1 and kind = $2", [workspaceId, kind]);
  return rowCount === 1;
}

/** From now on this one carries the mail; null: none does. In a transaction. */
export async function activateProvider(tx: Query, workspaceId: number, kind: string | null): Promise<void> {
  await tx.query("update providers set active = false where workspace_id = $1 and active", [workspaceId]);
  if (kind !== null) await tx.query("update providers set active = true, version = version + 1 where workspace_id = $1 and kind = $2", [workspaceId, kind]);
}

/** What has come by the hook of one provider. */
export interface HookTally {
  readonly kind: string;
  readonly taken: number;
  /** Reports of messages that are not ours, or not known any more. */
  readonly unknown: number;
  readonly refused: number;
  readonly lastAt: Instant | null;
  readonly lastRefusedAt: Instant | null;
  readonly lastRefusal: string | null;
}

export async function listHookTallies(q: Query, workspaceId: number): Promise<HookTally[]> {
  const { rows } = await q.query<HookTally>(
    `select kind, taken, unknown, refused, last_at as "lastAt", last_refused_at as "lastRefusedAt", last_refusal as "lastRefusal"
     from provider_hooks where workspace_id = $1`,
    [workspaceId],
  );
  return rows;
}

/** Adds to what is known. */
export async function addHookTally(q: Query, workspaceId: number, tally: HookTally): Promise<void> {
  await q.query(
    `insert into provider_hooks as known (workspace_id, kind, taken, unknown, refused, last_at, last_refused_at, last_refusal) values ($1, $2, $3, $4, $5, $6, $7, $8)
     on conflict (workspace_id, kind) do update
     set taken = known.taken + excluded.taken, unknown = known.unknown + excluded.unknown, refused = known.refused + excluded.refused,
       last_at = greatest(known.last_at, excluded.last_at), last_refused_at = greatest(known.last_refused_at, excluded.last_refused_at),
       last_refusal = coalesce(excluded.last_refusal, known.last_refusal)`,
    [
      workspaceId,
      tally.kind,
      tally.taken,
      tally.unknown,
      tally.refused,
      tally.lastAt === null ? null : formatInstant(tally.lastAt),
      tally.lastRefusedAt === null ? null : formatInstant(tally.lastRefusedAt),
      tally.lastRefusal,
    ],
  );
}
