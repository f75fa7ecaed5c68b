import { createHash, randomBytes } from "node:crypto";
import { DAY } from "@beckon/core";
import type { Clock } from "../clock.ts";
import { newId } from "../ids.ts";
import type { Db, Query } from "../store/db.ts";
import { deleteInvite, type InviteRow, inviteById, inviteByToken, listInvites, putInvite, renewInvite } from "../store/invites.ts";
import { deleteSessionsOf } from "../store/userSessions.ts";
import {
  countOtherOwners,
  insertUser,
  listUsers,
  setUserAway,
  setUserRole,
  USER_ROLES,
  type UserRole,
  type UserRow,
  userByEmail,
  userById,
} from "../store/users.ts";
import { lockWorkspace, type SecurityRules, updateSecurity } from "../store/workspaces.ts";
import { inviteLimits } from "./attempts.ts";
import { checkPassword, hashPassword } from "./passwords.ts";
import { Refusal } from "./refusal.ts";
import type { SignInDesk } from "./signInDesk.ts";

const INVITE_LIFE = 7 * DAY;
/** A removed user can be brought back for so long. */
export const REMOVED_KEPT = 30 * DAY;

/** An invitation with its link's secret, which is in this answer and nowhere else. */
export interface NewInvite {
  readonly invite: InviteRow;
  readonly token: string;
}

/** Colleagues: who they are, what they may do, how new ones come in. `by` is the role of whoever asks: nobody gives or takes a role above their own. */
export class UserDesk {
  readonly #db: Db;
  readonly #clock: Clock;
  readonly #signInDesk: SignInDesk;

  constructor(db: Db, clock: Clock, signInDesk: SignInDesk) {
    this.#db = db;
    this.#clock = clock;
    this.#signInDesk = signInDesk;
  }

  list(workspaceId: number): Promise<UserRow[]> {
    return listUsers(this.#db, workspaceId);
  }

  /** @throws Refusal `not_found` */
  async get(workspaceId: number, id: string, q: Query = this.#db): Promise<UserRow> {
    const user = await userById(q, workspaceId, id);
    if (!user) throw new Refusal("not_found", { what: "user", id });
    return user;
  }

  /** @throws Refusal `not_found`, `role_above`, `last_owner` */
  setRole(workspaceId: number, id: string, role: UserRole, by: UserRole): Promise<UserRow> {
    return this.#change(workspaceId, id, by, async (tx, user) => {
      refuseAbove(role, by, `You are ${by} and cannot make somebody ${role}.`);
      if (role !== "owner") await this.#refuseLastOwner(tx, user);
      await setUserRole(tx, id, role);
    });
  }

  /** @throws Refusal `not_found`, `role_above`, `last_owner` */
  deactivate(workspaceId: number, id: string, by: UserRole): Promise<UserRow> {
    return this.#sendAway(workspaceId, id, by, { deactivatedAt: this.#clock.now(), removedAt: null });
  }

  /** @throws Refusal `not_found`, `role_above`, `last_owner` */
  remove(workspaceId: number, id: string, by: UserRole): Promise<UserRow> {
    return this.#sendAway(workspaceId, id, by, { deactivatedAt: null, removedAt: this.#clock.now() });
  }

  /** Lets a deactivated or removed user in again, by their old password. */
  reactivate(workspaceId: number, id: string, by: UserRole): Promise<UserRow> {
    return this.#change(workspaceId, id, by, (tx) => setUserAway(tx, id, { deactivatedAt: null, removedAt: null }));
  }

  /** For somebody who lost their phone and their recovery codes. @throws Refusal `not_found`, `role_above` */
  async resetTwoFactor(workspaceId: number, id: string, by: UserRole): Promise<UserRow> {
    const user = await this.get(workspaceId, id);
    refuseAbove(user.role, by, `${user.name} is ${user.role}; only an owner can do this.`);
    await this.#signInDesk.secondFactor.end(id);
    return this.get(workspaceId, id);
  }

  invites(workspaceId: number): Promise<InviteRow[]> {
    return listInvites(this.#db, workspaceId);
  }

  /** An older invitation of the same address is replaced. @throws Refusal `role_above`, `user_exists`, `user_state` */
  async invite(workspaceId: number, email: string, role: UserRole, by: { readonly role: UserRole; readonly name: string }): Promise<NewInvite> {
    refuseAbove(role, by.role, `You are ${by.role} and cannot invite somebody as ${role}.`);
    const known = await userByEmail(this.#db, email);
    if (known?.removedAt) throw new Refusal("user_state", { problem: `${email} was removed; let ${known.name} in again instead.` }, "body.email");
    if (known) throw new Refusal("user_exists", { email }, "body.email");
    const now = this.#clock.now();
    const token = newToken();
    const invite: InviteRow = {
      id: newId(now),
      workspaceId,
      email: email.toLowerCase(),
      role,
      tokenHash: hashOf(token),
      invitedBy: by.name,
      createdAt: now,
      expiresAt: now + INVITE_LIFE,
    };
    await putInvite(this.#db, invite);
    return { invite, token };
  }

  /** Makes a new link; the old one ends. @throws Refusal `not_found`, `role_above` */
  async renewInvite(workspaceId: number, id: string, by: UserRole): Promise<NewInvite> {
    const invite = await this.#inviteOf(workspaceId, id, by);
    const token = newToken();
    const expiresAt = this.#clock.now() + INVITE_LIFE;
    await renewInvite(this.#db, id, hashOf(token), expiresAt);
    return { invite: { ...invite, expiresAt }, token };
  }

  /** @throws Refusal `not_found`, `role_above` */
  async revokeInvite(workspaceId: number, id: string, by: UserRole): Promise<InviteRow> {
    const invite = await this.#inviteOf(workspaceId, id, by);
    await deleteInvite(this.#db, id);
    return invite;
  }

  /** What a link says. @throws Refusal `invite_invalid`, `sign_in_throttled` */
  async look(token: string, ip: string): Promise<InviteRow> {
    let invite: InviteRow | null = null;
    await this.#signInDesk.attempts.guess(inviteLimits(ip), async () => {
      invite = await inviteByToken(this.#db, hashOf(token), this.#clock.now());
      return invite !== null;
    });
    if (!invite) throw new Refusal("invite_invalid");
    return invite;
  }

  /** Makes the user of an invitation, once. @throws Refusal `invite_invalid`, `sign_in_throttled`, `password_weak`, `user_exists` */
  async accept(token: string, name: string, password: string, ip: string): Promise<UserRow> {
    const invite = await this.look(token, ip);
    checkPassword(password, invite.email);
    const passwordHash = await hashPassword(password);
    const now = this.#clock.now();
    const { workspaceId, email, role } = invite;
    return this.#db.transaction(async (tx) => {
      // Under the lock nobody takes the invitation back, or makes the user by another way, in between.
      await lockWorkspace(tx, workspaceId);
      const isOpen = (await inviteByToken(tx, hashOf(token), now)) !== null && (await deleteInvite(tx, invite.id));
      if (!isOpen) throw new Refusal("invite_invalid");
      if (await userByEmail(tx, email)) throw new Refusal("user_exists", { email });
      return insertUser(tx, { id: newId(now), workspaceId, email, name, passwordHash, role, createdAt: now });
    });
  }

  /** Changes the rules for all users. @returns how they were and are */
  async changeSecurity(workspaceId: number, change: Partial<SecurityRules>): Promise<{ readonly before: SecurityRules; readonly after: SecurityRules }> {
    return this.#db.transaction(async (tx) => {
      const workspace = await lockWorkspace(tx, workspaceId);
      if (!workspace) throw new Refusal("not_found", { what: "workspace", id: workspaceId });
      const after = { ...workspace.security, ...change };
      await updateSecurity(tx, workspaceId, after);
      return { before: workspace.security, after };
    });
  }

  async #inviteOf(workspaceId: number, id: string, by: UserRole): Promise<InviteRow> {
    const invite = await inviteById(this.#db, workspaceId, id);
    if (!invite) throw new Refusal("not_found", { what: "invitation", id });
    refuseAbove(invite.role, by, `The invitation is for an ${invite.role}; only an owner can change it.`);
    return invite;
  }

  /** One change of users at a time, so that two owners cannot demote each other. */
  #change(workspaceId: number, id: string, by: UserRole, work: (tx: Query, user: UserRow) => Promise<void>): Promise<UserRow> {
    return this.#db.transaction(async (tx) => {
      await lockWorkspace(tx, workspaceId);
      const user = await this.get(workspaceId, id, tx);
      refuseAbove(user.role, by, `${user.name} is ${user.role}; only an owner can change that.`);
      await work(tx, user);
      return this.get(workspaceId, id, tx);
    });
  }

  #sendAway(workspaceId: number, id: string, by: UserRole, away: Parameters<typeof setUserAway>[2]): Promise<UserRow> {
    return this.#change(workspaceId, id, by, async (tx, user) => {
      await this.#refuseLastOwner(tx, user);
      await setUserAway(tx, id, away);
      await deleteSessionsOf(tx, id);
    });
  }

  async #refuseLastOwner(tx: Query, user: UserRow): Promise<void> {
    if (user.role === "owner" && (await countOtherOwners(tx, user.workspaceId, user.id)) === 0) throw new Refusal("last_owner", { name: user.name });
  }
}

function refuseAbove(role: UserRole, by: UserRole, problem: string): void {
  if (USER_ROLES.indexOf(role) > USER_ROLES.indexOf(by)) throw new Refusal("role_above", { problem });
}

function newToken(): string {
  return randomBytes(32).toString("base64url");
}

function hashOf(token: string): string {
  return createHash("sha256").update(token).digest("hex");
}
