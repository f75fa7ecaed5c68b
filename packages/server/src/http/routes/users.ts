import { type Colleague, type Invite, routes } from "@beckon/contract";
import { formatInstant } from "@beckon/core";
import type { FastifyInstance } from "fastify";
import { inviteNotice } from "../../engine/noticeMail.ts";
import { workspaceOf } from "../../engine/setupWorkspace.ts";
import type { NewInvite } from "../../engine/userDesk.ts";
import type { InviteRow } from "../../store/invites.ts";
import type { UserRole, UserRow } from "../../store/users.ts";
import type { Principal } from "../auth.ts";
import type { HttpDeps } from "../deps.ts";
import { ApiError } from "../errors.ts";
import { instantOrNull } from "../instants.ts";
import { serve } from "../serve.ts";
import { resetLink } from "./passwordResets.ts";
import { meOfUser, signInBrowser } from "./sessions.ts";

/** A key speaks with the voice of an admin: it makes no owners, whoever made it. */
function roleOf({ user }: Principal): UserRole {
  return user?.role ?? "admin";
}

/** Colleagues, their invitations, and the rules for all of them. */
export async function userRoutes(app: FastifyInstance, deps: HttpDeps): Promise<void> {
  const { userDesk: desk } = deps;
  serve(app, deps, routes.listUsers, async ({ principal }) => ({ items: (await desk.list(principal.workspaceId)).map(presentColleague) }));
  serve(app, deps, routes.updateUser, async ({ principal, params, body, audit }) => {
    const before = await desk.get(principal.workspaceId, params.id);
    const after = await desk.setRole(principal.workspaceId, params.id, body.role, roleOf(principal));
    audit.changed({ role: before.role }, { role: after.role });
    return presentColleague(after);
  });
  serve(app, deps, routes.deactivateUser, async ({ principal, params }) =>
    presentColleague(await desk.deactivate(principal.workspaceId, params.id, roleOf(principal))),
  );
  serve(app, deps, routes.reactivateUser, async ({ principal, params }) =>
    presentColleague(await desk.reactivate(principal.workspaceId, params.id, roleOf(principal))),
  );
  serve(app, deps, routes.removeUser, async ({ principal, params, audit }) => {
    const removed = await desk.remove(principal.workspaceId, params.id, roleOf(principal));
    audit.named(removed.name);
    return undefined;
  });
  serve(app, deps, routes.resetTwoFactor, async ({ principal, params }) =>
    presentColleague(await desk.resetTwoFactor(principal.workspaceId, params.id, roleOf(principal))),
  );
  serve(app, deps, routes.makeResetLink, async ({ principal, params }) => {
    const colleague = await desk.get(principal.workspaceId, params.id);
    // Whoever has the link is that user: an admin must not become another one by it.
    const role = roleOf(principal);
    if (role !== "owner") throw new ApiError("not_allowed", { role, needed: "owner", permission: "users:write" });
    const { user, token, expiresAt } = await deps.passwordResetDesk.make(colleague);
    return { name: user.name, link: resetLink(deps, token), expiresAt: formatInstant(expiresAt) };
  });
  serve(app, deps, routes.getSecurity, async ({ principal }) => ({ ...(await workspaceOf(deps.db, principal.workspaceId)).security }));
  serve(app, deps, routes.updateSecurity, async ({ principal, body, audit }) => {
    const { before, after } = await desk.changeSecurity(principal.workspaceId, body);
    audit.changed(before, after);
    return { ...after };
  });
  inviteRoutes(app, deps);
}

function inviteRoutes(app: FastifyInstance, deps: HttpDeps): void {
  const { userDesk: desk } = deps;

  /** The secret stands behind `#`, which no browser sends: it is in no log and no referrer. */
  async function invited({ invite, token }: NewInvite) {
    const link = `${deps.settings.publicUrl}/join#${token}`;
    const { name: workspaceName } = await workspaceOf(deps.db, invite.workspaceId);
    const mailed = await deps.mailNotice(inviteNotice({ to: invite.email, link, workspaceName, invitedBy: invite.invitedBy }));
    return { invite: presentInvite(invite), link, mailed };
  }

  serve(app, deps, routes.listInvites, async ({ principal }) => ({ items: (await desk.invites(principal.workspaceId)).map(presentInvite) }));
  serve(app, deps, routes.createInvite, async ({ principal, body }) =>
    invited(await desk.invite(principal.workspaceId, body.email, body.role, { role: roleOf(principal), name: principal.name })),
  );
  serve(app, deps, routes.renewInvite, async ({ principal, params }) => invited(await desk.renewInvite(principal.workspaceId, params.id, roleOf(principal))));
  serve(app, deps, routes.revokeInvite, async ({ principal, params, audit }) => {
    const invite = await desk.revokeInvite(principal.workspaceId, params.id, roleOf(principal));
    audit.named(invite.email);
    return undefined;
  });
  serve(app, deps, routes.readInvite, async ({ body, request }) => {
    const { email, role, invitedBy, workspaceId } = await desk.look(body.token, request.ip);
    return { email, role, invitedBy, workspaceName: (await workspaceOf(deps.db, workspaceId)).name };
  });
  serve(app, deps, routes.acceptInvite, async ({ body, request, reply, audit }) => {
    const user = await desk.accept(body.token, body.name, body.password, request.ip);
    audit.by(user);
    await signInBrowser(deps, request, reply, user.id);
    return meOfUser(deps.db, user);
  });
}

function presentColleague(user: UserRow): Colleague {
  return {
    id: user.id,
    email: user.email,
    name: user.name,
    role: user.role,
    state: user.removedAt !== null ? "removed" : user.deactivatedAt !== null ? "deactivated" : "active",
    twoFactor: user.totpConfirmedAt !== null,
    lastSeenAt: instantOrNull(user.lastSeenAt),
    createdAt: formatInstant(user.createdAt),
  };
}

function presentInvite({ id, email, role, invitedBy, createdAt, expiresAt }: InviteRow): Invite {
  return { id, email, role, invitedBy, createdAt: formatInstant(createdAt), expiresAt: formatInstant(expiresAt) };
}
