import { type Me, routes } from "@beckon/contract";
import type { FastifyInstance, FastifyReply, FastifyRequest } from "fastify";
import type { Query } from "../../store/db.ts";
import { countRecoveryCodes, type UserRow, userByEmail, userById } from "../../store/users.ts";
import { readWorkspace } from "../../store/workspaces.ts";
import { COOKIE, type Principal, principalOfUser } from "../auth.ts";
import type { HttpDeps } from "../deps.ts";
import { serve } from "../serve.ts";

/** Signing in and out, and who I am. */
export async function sessionRoutes(app: FastifyInstance, deps: HttpDeps): Promise<void> {
  serve(app, deps, routes.signIn, async ({ body, request, reply, audit }) => {
    // Named only where it is a user's: people type their password into the wrong field.
    const known = await userByEmail(deps.db, body.email);
    audit.named(known?.email ?? "somebody unknown");
    const user = await deps.signInDesk.signIn(body.email, body.password, body.code ?? null, request.ip);
    audit.by(user);
    await signInBrowser(deps, request, reply, user.id);
    return meOfUser(deps.db, user);
  });
  serve(app, deps, routes.signOut, async ({ request, reply, audit }) => {
    const token = request.cookies[COOKIE];
    const found = token === undefined ? null : await deps.signInDesk.sessionOf(token, request.ip);
    if (found) audit.by(found.user);
    if (token !== undefined) await deps.signInDesk.signOut(token);
    reply.clearCookie(COOKIE, { path: "/" });
    return undefined;
  });
  serve(app, deps, routes.getMe, ({ principal }) => meOf(deps.db, principal));
}

/**
 * Opens a session and gives its token to the browser, unreadable for scripts and never sent with another site's requests.
 * A session that this browser had before ends.
 */
export async function signInBrowser(deps: HttpDeps, request: FastifyRequest, reply: FastifyReply, userId: string): Promise<void> {
  const before = request.cookies[COOKIE];
  if (before !== undefined) await deps.signInDesk.signOut(before);
  const { token, expiresAt } = await deps.signInDesk.openSession(userId, { ip: request.ip, agent: request.headers["user-agent"] ?? "" });
  reply.setCookie(COOKIE, token, {
    path: "/",
    httpOnly: true,
    sameSite: "lax",
    secure: deps.settings.publicUrl.startsWith("https:"),
    expires: new Date(expiresAt),
  });
}

/** Who somebody is who has just signed in. */
export async function meOfUser(db: Query, user: UserRow): Promise<Me> {
  const workspace = await readWorkspace(db, user.workspaceId);
  return meOf(db, principalOfUser(user, workspace?.security ?? { requireTwoFactor: false, auditDays: 365 }));
}

export async function meOf(db: Query, principal: Principal): Promise<Me> {
  const workspace = await readWorkspace(db, principal.workspaceId);
  const user = principal.user && (await userById(db, principal.workspaceId, principal.user.id));
  const hasSecondFactor = user !== null && user.totpConfirmedAt !== null;
  return {
    user: principal.user,
    key: principal.key && { id: principal.key.id, name: principal.key.name },
    permissions: [...principal.permissions],
    twoFactor: { on: hasSecondFactor, missing: principal.secondFactorMissing, recoveryCodesLeft: hasSecondFactor ? await countRecoveryCodes(db, user.id) : 0 },
    workspace: { id: principal.workspaceId, name: workspace?.name ?? "", timeZone: workspace?.settings.timeZone ?? "UTC" },
  };
}
