import { formatInstant, type Instant } from "@beckon/core";
import type { Query } from "./db.ts";
import type { UserRole } from "./users.ts";

/** An invitation that was not accepted yet. Only the hash of what its link holds is kept. */
export interface InviteRow {
  readonly id: string;
  readonly workspaceId: number;
  readonly email: string;
  readonly role: UserRole;
  readonly tokenHash: string;
  readonly invitedBy: string;
  readonly createdAt: Instant;
  readonly expiresAt: Instant;
}

const COLUMNS = `id, workspace_id as "workspaceId", email, role, token_hash as "tokenHash", invited_by as "invitedBy", created_at as "createdAt", expires_at as "expiresAt"`;

/** Adds it in the place of an older one for the same address. */
export async function putInvite(q: Query, invite: InviteRow): Promise<void> {
  await q.query(
    `insert into invites (id, workspace_id, email, role, token_hash, invited_by, created_at, expires_at) values ($1, $2, $3, $4, $5, $6, $7, $8)
     on conflict (workspace_id, email) do update set id = excluded.id, role = excluded.role, token_hash = excluded.token_hash,
       invited_by = excluded.invited_by, created_at = excluded.created_at, expires_at = excluded.expires_at`,
    [
      invite.id,
      invite.workspaceId,
      invite.email,
      invite.role,
      invite.tokenHash,
      invite.invitedBy,
      formatInstant(invite.createdAt),
      formatInstant(invite.expiresAt),
    ],
  );
}

export async function renewInvite(q: Query, id: string, tokenHash: string, expiresAt: Instant): Promise<void> {
  await q.query("update invites set token_hash = $2, expires_at = $3 where id = $1", [id, tokenHash, formatInstant(expiresAt)]);
}

export async function inviteById(q: Query, workspaceId: number, id: string): Promise<InviteRow | null> {
  const { rows } = await q.query<InviteRow>(`select ${COLUMNS} from invites where workspace_id = $1 and id = $2`, [workspaceId, id]);
  return rows[0] ?? null;
}

/** The invitation of a link, unless it has expired. */
export async function inviteByToken(q: Query, tokenHash: string, now: Instant): Promise<InviteRow | null> {
  const { rows } = await q.query<InviteRow>(`select ${COLUMNS} from invites where token_hash = $1 and expires_at > $2`, [tokenHash, formatInstant(now)]);
  return rows[0] ?? null;
}

/** Newest first; expired ones too, so that they can be renewed. */
export async function listInvites(q: Query, workspaceId: number): Promise<InviteRow[]> {
  const { rows } = await q.query<InviteRow>(`select ${COLUMNS} from invites where workspace_id = $1 order by created_at desc, id desc`, [workspaceId]);
  return rows;
}

/** @returns false where it is gone: of two who accept at once, one does */
export async function deleteInvite(q: Query, id: string): Promise<boolean> {
  const { rowCount } = await q.query("delete from invites where id = $1", [id]);
  return rowCount === 1;
}
