import { type Static, Type } from "typebox";
import { ROLES } from "./permissions.ts";
import { route } from "./route.ts";
import { Email, Id, nullable, oneOf, strict, Timestamp } from "./scalars.ts";
import { Me, Password } from "./setup.ts";

const RoleWord = oneOf(ROLES);
const PersonName = Type.String({ minLength: 1, maxLength: 100 });
const byId = strict({ id: Id });

/** Someone who signs in, as colleagues see them. */
export const Colleague = Type.Object({
  id: Type.String(),
  email: Type.String(),
  name: Type.String(),
  role: RoleWord,
  state: oneOf(["active", "deactivated", "removed"] as const, "A removed user is forgotten after 30 days."),
  twoFactor: Type.Boolean(),
  lastSeenAt: nullable(Timestamp),
  createdAt: Timestamp,
});
export type Colleague = Static<typeof Colleague>;

export const Invite = Type.Object({
  id: Type.String(),
  email: Type.String(),
  role: RoleWord,
  invitedBy: Type.String(),
  createdAt: Timestamp,
  expiresAt: Timestamp,
});
export type Invite = Static<typeof Invite>;

const Invited = Type.Object({
  invite: Invite,
  link: Type.String({ description: "Shown once: only its fingerprint is kept. Works once, for seven days." }),
  mailed: Type.Boolean({ description: "Whether the link was mailed, too." }),
});

export const SecurityRules = strict({
  requireTwoFactor: Type.Boolean({ description: "Whoever has no second factor can do nothing but set one up." }),
  auditDays: Type.Integer({ minimum: 30, maximum: 3_650, description: "How long the audit log is kept." }),
});
export type SecurityRules = Static<typeof SecurityRules>;

const InviteToken = Type.String({ minLength: 20, maxLength: 200 });

export const userRoutes = {
  listUsers: route({
    method: "GET",
    path: "/api/users",
    tag: "Users",
    summary: "Everybody who may sign in",
    access: "users:read",
    response: Type.Object({ items: Type.Array(Colleague) }),
  }),
  updateUser: route({
    method: "PATCH",
    path: "/api/users/:id",
    tag: "Users",
    summary: "Change the role of a user",
    description: "Nobody gives or takes a role above their own; the last owner stays one.",
    access: "users:write",
    audit: { did: "made {answer.name} {answer.role}", kind: "user" },
    params: byId,
    body: strict({ role: RoleWord }),
    response: Colleague,
  }),
  deactivateUser: route({
    method: "POST",
    path: "/api/users/:id/deactivate",
    tag: "Users",
    summary: "Keep a user out, without removing them",
    access: "users:write",
    audit: { did: "deactivated {answer.name}", kind: "user" },
    params: byId,
    response: Colleague,
  }),
  reactivateUser: route({
    method: "POST",
    path: "/api/users/:id/reactivate",
    tag: "Users",
    summary: "Let a deactivated or removed user in again",
    access: "users:write",
    audit: { did: "let {answer.name} in again", kind: "user" },
    params: byId,
    response: Colleague,
  }),
  removeUser: route({
    method: "DELETE",
    path: "/api/users/:id",
    tag: "Users",
    summary: "Remove a user",
    description: "Signs them out at once. Can be taken back for 30 days by reactivating.",
    access: "users:write",
    audit: { did: "removed {subject}", kind: "user" },
    params: byId,
    status: 204,
  }),
  resetTwoFactor: route({
    method: "DELETE",
    path: "/api/users/:id/two-factor",
    tag: "Users",
    summary: "Take the second factor off a user who has lost it",
    access: "users:write",
    audit: { did: "took the second factor off {answer.name}", kind: "user" },
    params: byId,
    response: Colleague,
  }),
  listInvites: route({
    method: "GET",
    path: "/api/invites",
    tag: "Users",
    summary: "Invitations that were not accepted yet",
    access: "users:read",
    response: Type.Object({ items: Type.Array(Invite) }),
  }),
  createInvite: route({
    method: "POST",
    path: "/api/invites",
    tag: "Users",
    summary: "Invite a colleague",
    access: "users:write",
    audit: { did: "invited {body.email} as {body.role}", kind: "invite", id: "answer.invite.id" },
    unrepeatable: true,
    body: strict({ email: Email, role: RoleWord }),
    response: Invited,
    status: 201,
  }),
  renewInvite: route({
    method: "POST",
    path: "/api/invites/:id/renew",
    tag: "Users",
    summary: "Make a new link for an invitation; the old one ends",
    access: "users:write",
    audit: { did: "renewed the invitation of {answer.invite.email}", kind: "invite" },
    unrepeatable: true,
    params: byId,
    response: Invited,
  }),
  revokeInvite: route({
    method: "DELETE",
    path: "/api/invites/:id",
    tag: "Users",
    summary: "Take an invitation back",
    access: "users:write",
    audit: { did: "took the invitation of {subject} back", kind: "invite" },
    params: byId,
    status: 204,
  }),
  readInvite: route({
    method: "POST",
    path: "/api/join/look",
    tag: "Users",
    summary: "What an invitation says",
    access: "public",
    audit: { none: "Reads only; it is a POST to keep the link's secret out of addresses and logs." },
    body: strict({ token: InviteToken }),
    response: Type.Object({ email: Type.String(), role: RoleWord, invitedBy: Type.String(), workspaceName: Type.String() }),
  }),
  acceptInvite: route({
    method: "POST",
    path: "/api/join",
    tag: "Users",
    summary: "Accept an invitation",
    description: "Makes the user and signs them in (session cookie).",
    access: "public",
    audit: { did: "accepted the invitation as {answer.user.role}", kind: "user", id: "answer.user.id", withoutBody: true },
    body: strict({ token: InviteToken, name: PersonName, password: Password }),
    response: Me,
    status: 201,
  }),
  getSecurity: route({
    method: "GET",
    path: "/api/security",
    tag: "Users",
    summary: "Rules for all users",
    access: "users:read",
    response: SecurityRules,
  }),
  updateSecurity: route({
    method: "PATCH",
    path: "/api/security",
    tag: "Users",
    summary: "Change the rules for all users",
    access: "users:write",
    audit: { did: "changed the security rules", kind: "workspace" },
    body: Type.Partial(SecurityRules, { additionalProperties: false }),
    response: SecurityRules,
  }),
};
