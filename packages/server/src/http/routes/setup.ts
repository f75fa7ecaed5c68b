import { routes } from "@beckon/contract";
import type { FastifyInstance } from "fastify";
import { setUp, setupState } from "../../engine/setup.ts";
import type { HttpDeps } from "../deps.ts";
import { serve } from "../serve.ts";
import { meOfUser, signInBrowser } from "./sessions.ts";

/** The first start: asking whether somebody must make the first user, and doing it. */
export async function setupRoutes(app: FastifyInstance, deps: HttpDeps): Promise<void> {
  serve(app, deps, routes.getSetup, () => setupState(deps.db));
  serve(app, deps, routes.setUp, async ({ body, request, reply, audit }) => {
    const owner = await setUp(deps.db, deps.clock, body);
    audit.by(owner);
    await signInBrowser(deps, request, reply, owner.id);
    return meOfUser(deps.db, owner);
  });
}
