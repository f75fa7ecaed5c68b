import { routes } from "@beckon/contract";
import type { FastifyInstance } from "fastify";
import { resetNotice } from "../../engine/noticeMail.ts";
import { workspaceOf } from "../../engine/setupWorkspace.ts";
import { userByEmail } from "../../store/users.ts";
import type { HttpDeps } from "../deps.ts";
import { serve } from "../serve.ts";

/** The secret stands behind `#`, which no browser sends: it is in no log and no referrer. */
export function resetLink({ settings }: Pick<HttpDeps, "settings">, token: string): string {
  return `${settings.publicUrl}/new-password#${token}`;
}

/** A new password for whoever forgot theirs. */
export async function passwordResetRoutes(app: FastifyInstance, deps: HttpDeps): Promise<void> {
  const { passwordResetDesk: desk } = deps;
  serve(app, deps, routes.askForReset, async ({ body, request, audit }) => {
    // Named only where it is a user's, as at a sign-in.
    audit.named((await userByEmail(deps.db, body.email))?.email ?? "somebody unknown");
    const reset = await desk.ask(body.email, request.ip);
    if (reset !== null) {
      const { name: workspaceName } = await workspaceOf(deps.db, reset.user.workspaceId);
      const notice = resetNotice({ to: reset.user.email, link: resetLink(deps, reset.token), workspaceName });
      // Not waited for: how long the answer takes must not tell who is a user.
      void deps.mailNotice(notice).catch((error: unknown) => request.log.error({ err: error }, "A link for a new password could not be mailed."));
    }
    return { mailed: deps.mailLeaves() };
  });
  serve(app, deps, routes.useResetLink, async ({ body, request, audit }) => {
    const user = await desk.use(body.token, body.password, request.ip);
    audit.by(user);
    return { email: user.email };
  });
}
