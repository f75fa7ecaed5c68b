import { type BodyOf, ErrorBody, type ParamsOf, type QueryOf, type ResponseOf, type Route } from "@beckon/contract";
import type { FastifyInstance, FastifyReply, FastifyRequest, FastifySchema } from "fastify";
import { Refusal } from "../engine/refusal.ts";
import { AuditNote, isAudited, tellBegun, tellDone, tellFailed, tellRefused } from "./audit.ts";
import { identify, type Principal, refusalOf } from "./auth.ts";
import type { HttpDeps } from "./deps.ts";
import { ApiError } from "./errors.ts";
import { once } from "./idempotency.ts";

/** One call of a route, checked: its parts have the types of the contract. */
export interface Call<R extends Route> {
  readonly params: ParamsOf<R>;
  readonly query: QueryOf<R>;
  readonly body: BodyOf<R>;
  /** Null on public routes only. */
  readonly principal: R["access"] extends "public" ? null : Principal;
  /** What the line about this change in the audit log is to say beyond what the request shows. */
  readonly audit: AuditNote;
  readonly request: FastifyRequest;
  readonly reply: FastifyReply;
}

/** What `serve` itself needs of all that routes are given. */
export type ServeDeps = Pick<HttpDeps, "db" | "clock" | "keyRing" | "signInDesk" | "auditLog" | "settings">;

/**
 * Serves a route of the contract: admits the caller, checks the request, honours `Idempotency-Key` on changes, writes the change
 * into the audit log, answers with the route's status. The handler only calls and presents.
 */
export function serve<R extends Route>(app: FastifyInstance, deps: ServeDeps, route: R, handler: (call: Call<R>) => Promise<ResponseOf<R>>): void {
  const principals = new WeakMap<FastifyRequest, Principal>();
  app.route({
    method: route.method,
    url: route.path,
    schema: schemaOf(route),
    // After the rate limit, so that guesses count, and before the body is read.
    preParsing: async (request) => {
      const principal = await identify({ keyRing: deps.keyRing, signInDesk: deps.signInDesk, publicUrl: deps.settings.publicUrl }, request, route.access);
      if (!principal) return;
      const refusal = refusalOf(principal, route.access);
      if (refusal) {
        await tellRefused(deps.auditLog, route, request, principal, refusal.code);
        throw refusal;
      }
      principals.set(request, principal);
    },
    handler: async (request, reply) => {
      const principal = principals.get(request) ?? null;
      reply.code(route.status ?? 200);
      const work = () =>
        audited(deps, route, request, principal, (audit) =>
          handler({ params: request.params, query: request.query, body: request.body, principal, audit, request, reply } as Call<R>),
        );
      const answer = principal && route.method !== "GET" && !route.unrepeatable ? await once(deps, request, reply, principal.workspaceId, work) : await work();
      return reply.send(answer ?? undefined);
    },
  });
}

/** Does the work of a route between the two words of its line in the audit log, where it changes something. */
async function audited<T>(
  deps: ServeDeps,
  route: Route,
  request: FastifyRequest,
  principal: Principal | null,
  work: (audit: AuditNote) => Promise<T>,
): Promise<T> {
  const note = new AuditNote();
  if (!isAudited(route)) return work(note);
  const line = await tellBegun(deps.auditLog, route, request, principal);
  try {
    const answer = await work(note);
    await tellDone(deps.auditLog, { line, route, request, principal, note, answer });
    return answer;
  } catch (error) {
    if (error instanceof ApiError || error instanceof Refusal) await tellFailed(deps.auditLog, { line, route, request, principal, note }, error.code);
    throw error;
  }
}

/** What fastify checks by and what the OpenAPI document shows. */
function schemaOf(route: Route): FastifySchema {
  const status = route.status ?? 200;
  return {
    tags: [route.tag],
    summary: route.summary,
    ...(descriptionOf(route) ? { description: descriptionOf(route) } : {}),
    ...(route.params ? { params: route.params } : {}),
    ...(route.query ? { querystring: route.query } : {}),
    ...(route.body ? { body: route.body } : {}),
    response: { [status]: route.response ?? { type: "null", description: "Done." }, "4xx": { $ref: "ErrorBody#" } },
    security: route.access === "public" ? [] : [{ apiKey: [] }, { session: [] }],
  } as FastifySchema;
}

function descriptionOf(route: Route): string {
  const needs = route.access === "public" || route.access === "signed_in" ? "" : `Needs the permission \`${route.access}\`.`;
  return [route.description ?? "", needs].filter((part) => part !== "").join(" ");
}

/** The error shape as a shared schema, so that the document names it once. */
export const errorSchema = { ...ErrorBody, $id: "ErrorBody" };
