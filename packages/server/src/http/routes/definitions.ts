import { type Definition, leastRole, type PlannedChange, routes, WorkspaceDocument } from "@beckon/contract";
import { campaignSchema, type JsonObject, segmentSchema } from "@beckon/core";
import type { FastifyPluginAsync } from "fastify";
import type { PlannedChange as Change, DefinitionsDesk } from "../../engine/definitionsDesk.ts";
import type { Principal } from "../auth.ts";
import { ApiError } from "../errors.ts";
import { type ServeDeps, serve } from "../serve.ts";

/** Bytes of a whole folder of definitions: some hundred campaigns with their mails. */
const BODY_LIMIT = 32 * 1024 * 1024;

export interface DefinitionsDeps extends ServeDeps {
  readonly definitionsDesk: DefinitionsDesk;
}

/** Definitions as code: read them all, say what documents would change, change it. */
export function definitionRoutes(deps: DefinitionsDeps): FastifyPluginAsync {
  const desk = deps.definitionsDesk;
  return async (app) => {
    app.addHook("onRoute", (route) => {
      route.bodyLimit = BODY_LIMIT;
    });
    serve(app, deps, routes.getDefinitionSchema, async ({ query }) => SCHEMAS[query.kind ?? "campaign"] as unknown as JsonObject);
    serve(app, deps, routes.getDefinitions, async ({ principal }) => ({ definitions: (await desk.all(principal.workspaceId)) as Definition[] }));
    serve(app, deps, routes.planDefinitions, async ({ principal, body }) => {
      const changes = await desk.plan(principal.workspaceId, body.definitions, { launch: body.launch ?? false, prune: false });
      return { changes: changes.map(presentChange) };
    });
    serve(app, deps, routes.pushDefinitions, async ({ principal, body, audit }) => {
      const options = { launch: body.launch ?? false, prune: body.prune ?? false };
      refuseWorkspaceChange(principal, await desk.plan(principal.workspaceId, body.definitions, options));
      const changes = await desk.push(principal.workspaceId, body.definitions, options, principal.name);
      audit.changed({}, Object.fromEntries(changes.map((change) => [`${change.kind} ${change.key}`, change.action])));
      return { changes: changes.map(presentChange) };
    });
  };
}

const SCHEMAS = { workspace: WorkspaceDocument, campaign: campaignSchema, segment: segmentSchema };

/** The rules of the workspace ask for more than campaigns do; a document that changes none of them does not. */
function refuseWorkspaceChange(principal: Principal, changes: readonly Change[]): void {
  const permission = "workspace:write";
  const changesRules = changes.some((change) => change.kind === "workspace" && change.action === "update");
  if (changesRules && !principal.permissions.includes(permission)) {
    throw new ApiError("not_allowed", { role: principal.user?.role ?? "a key", needed: leastRole(permission), permission });
  }
}

function presentChange(change: Change): PlannedChange {
  return { ...change, diff: [...change.diff], problems: [...change.problems] } as PlannedChange;
}
