import { type Definition, leastRole, type Permission, type PlannedChange, routes, WorkspaceDocument } from "@beckon/contract";
import { campaignSchema, contentBlockSchema, type JsonObject, journeySchema, segmentSchema } from "@beckon/core";
import type { FastifyPluginAsync } from "fastify";
import type { PlannedChange as Change } from "../../engine/definitionStep.ts";
import type { DefinitionsDesk } from "../../engine/definitionsDesk.ts";
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
    serve(app, deps, routes.getDefinitions, async ({ principal }) => ({
      definitions: (await desk.all(principal.workspaceId)).filter(({ kind }) => kind !== "segment" || may(principal, SEE_SEGMENTS)) as Definition[],
    }));
    serve(app, deps, routes.planDefinitions, async ({ principal, body }) => {
      seeGiven(principal, body.definitions);
      const changes = await desk.plan(principal.workspaceId, body.definitions, { launch: body.launch ?? false, prune: false });
      return { changes: changes.map(presentChange) };
    });
    serve(app, deps, routes.pushDefinitions, async ({ principal, body, audit }) => {
      const options = { launch: body.launch ?? false, prune: body.prune ?? false };
      seeGiven(principal, body.definitions);
      demandFor(principal, await desk.plan(principal.workspaceId, body.definitions, options));
      const changes = await desk.push(principal.workspaceId, body.definitions, options, principal.name);
      audit.changed({}, Object.fromEntries(changes.map((change) => [`${change.kind} ${change.key}`, change.action])));
      return { changes: changes.map(presentChange) };
    });
  };
}

const SCHEMAS = { workspace: WorkspaceDocument, content_block: contentBlockSchema, campaign: campaignSchema, journey: journeySchema, segment: segmentSchema };

const SEE_SEGMENTS: Permission = "segments:read";

/** What is planned says what there is, too. */
function seeGiven(principal: Principal, definitions: readonly { readonly kind: Change["kind"] }[]): void {
  if (definitions.some(({ kind }) => kind === "segment")) demand(principal, SEE_SEGMENTS);
}

/** What changes of a kind ask for beside what campaigns do. */
const DEMANDS: Partial<Record<Change["kind"], Permission>> = { workspace: "workspace:write", segment: "segments:publish" };

/** A document that changes nothing asks for nothing more. */
function demandFor(principal: Principal, changes: readonly Change[]): void {
  for (const { kind, action } of changes) {
    const permission = DEMANDS[kind];
    if (permission !== undefined && (action === "create" || action === "update")) demand(principal, permission);
  }
}

function may(principal: Principal, permission: Permission): boolean {
  return principal.permissions.includes(permission);
}

function demand(principal: Principal, permission: Permission): void {
  if (!may(principal, permission)) throw new ApiError("not_allowed", { role: principal.user?.role ?? "a key", needed: leastRole(permission), permission });
}

function presentChange(change: Change): PlannedChange {
  return { ...change, diff: [...change.diff], problems: [...change.problems] } as PlannedChange;
}
