import { type Me, routes } from "@beckon/contract";
import type { FastifyInstance, FastifyReply } from "fastify";
import type { Query } from "../../store/db.ts";
import type { UserRow } from "../../store/users.ts";
import { readWorkspace } from "../../store/workspaces.ts";
import { COOKIE, type Principal, principalOfUser } from "../auth.ts";
import type { HttpDeps } from "../deps.ts";
import { serve } from "../serve.ts";

/** Signing in and out, and who I am. */
export async function sessionRoutes(app: FastifyInstance, deps: HttpDeps): Promise<void> {
  serve(app, deps, routes.signIn, async ({ body, request, reply, audit }) => {
    const user = await deps.signInDesk.signIn(body.email, body.password, request.ip);
    audit.by(user);
    await signInBrowser(deps, reply, user.id);
    return meOfUser(deps.db, user);
  });
  serve(app, deps, routes.signOut, async ({ request, reply, audit }) => {
    const token = request.cookies[COOKIE];
    const user = token === undefined ? null : await deps.signInDesk.userOf(token);
    if (user) audit.by(user);
    if (token !== undefined) await deps.signInDesk.signOut(token);
    reply.clearCookie(COOKIE, { path: "/" });
    return undefined;
  });
  serve(app, deps, routes.getMe, ({ principal }) => meOf(deps.db, principal));
}

/** Opens a session and gives its token to the browser, unreadable for scripts and never sent with another site's requests. */
export async function signInBrowser(deps: HttpDeps, reply: FastifyReply, userId: string): Promise<void> {
  const { token, expiresAt } = await deps.signInDesk.openSession(userId);
  reply.setCookie(COOKIE, token, {
    path: "/",
    httpOnly: true,
    sameSite: "lax",
    secure: deps.settings.publicUrl.startsWith("https:"),
    expires: new Date(expiresAt),
  });
}

export function meOfUser(db: Query, user: UserRow): Promise<Me> {
  return meOf(db, principalOfUser(user));
}

async function meOf(db: Query, principal: Principal): Promise<Me> {
  const workspace = await readWorkspace(db, principal.workspaceId);
  return {
    user: principal.user,
    key: principal.key,
    permissions: [...principal.permissions],
    workspace: { id: principal.workspaceId, name: workspace?.name ?? "", timeZone: workspace?.settings.timeZone ?? "UTC" },
  };
}
