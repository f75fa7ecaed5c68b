import { routes } from "@beckon/contract";
import { formatInstant } from "@beckon/core";
import type { FastifyInstance } from "fastify";
import { setUserName, type UserRow } from "../../store/users.ts";
import type { Principal } from "../auth.ts";
import type { HttpDeps } from "../deps.ts";
import { deviceOf } from "../device.ts";
import { ApiError } from "../errors.ts";
import { serve } from "../serve.ts";
import { meOf } from "./sessions.ts";

/** What users do with their own account. */
export async function accountRoutes(app: FastifyInstance, deps: HttpDeps): Promise<void> {
  const { signInDesk: desk } = deps;
  const secondFactor = desk.secondFactor;

  async function self({ user, workspaceId }: Principal): Promise<UserRow> {
    if (!user) throw new ApiError("user_needed");
    return deps.userDesk.get(workspaceId, user.id);
  }

  serve(app, deps, routes.updateMe, async ({ principal, body, audit }) => {
    const user = await self(principal);
    await setUserName(deps.db, user.id, body.name);
    audit.changed({ name: user.name }, { name: body.name });
    return meOf(deps.db, { ...principal, name: body.name, user: principal.user && { ...principal.user, name: body.name } });
  });
  serve(app, deps, routes.changePassword, async ({ principal, body }) => {
    await desk.changePassword(await self(principal), body.current, body.password, principal.sessionId);
    return undefined;
  });
  serve(app, deps, routes.listMySessions, async ({ principal }) => ({
    items: (await desk.sessions((await self(principal)).id)).map((session) => ({
      id: session.id,
      current: session.id === principal.sessionId,
      device: deviceOf(session.agent),
      ip: session.ip,
      createdAt: formatInstant(session.createdAt),
      lastUsedAt: formatInstant(session.lastUsedAt),
    })),
  }));
  serve(app, deps, routes.endMySession, async ({ principal, params }) => {
    await desk.endSession((await self(principal)).id, params.id);
    return undefined;
  });
  serve(app, deps, routes.endMyOtherSessions, async ({ principal }) => {
    await desk.endOtherSessions((await self(principal)).id, principal.sessionId);
    return undefined;
  });
  serve(app, deps, routes.startTwoFactor, async ({ principal, body }) => {
    const user = await self(principal);
    await desk.checkOwnPassword(user, body.password);
    return secondFactor.start(user);
  });
  serve(app, deps, routes.confirmTwoFactor, async ({ principal, body }) => {
    const user = await self(principal);
    if (user.totpSeed === null || user.totpConfirmedAt !== null)
      throw new ApiError("second_factor_state", { problem: "There is nothing to confirm; begin to set up a second factor first." });
    await desk.checkCode(user, body.code);
    return { recoveryCodes: await secondFactor.confirm(user) };
  });
  serve(app, deps, routes.renewRecoveryCodes, async ({ principal, body }) => {
    const user = await withSecondFactor(principal);
    await desk.checkCode(user, body.code);
    return { recoveryCodes: await secondFactor.renewRecoveryCodes(user) };
  });
  serve(app, deps, routes.endTwoFactor, async ({ principal, body }) => {
    const user = await withSecondFactor(principal);
    await desk.checkCode(user, body.code);
    await secondFactor.end(user.id);
    return undefined;
  });

  async function withSecondFactor(principal: Principal): Promise<UserRow> {
    const user = await self(principal);
    if (user.totpConfirmedAt === null) throw new ApiError("second_factor_state", { problem: "You have no second factor." });
    return user;
  }
}
