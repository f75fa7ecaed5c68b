import { type BodyOf, ErrorBody, type ParamsOf, type QueryOf, type ResponseOf, type Route } from "@beckon/contract";
import type { FastifyInstance, FastifyReply, FastifyRequest, FastifySchema } from "fastify";
import { admit, type Principal } from "./auth.ts";
import type { HttpDeps } from "./deps.ts";
import { once } from "./idempotency.ts";

/** One call of a route, checked: its parts have the types of the contract. */
export interface Call<R extends Route> {
  readonly params: ParamsOf<R>;
  readonly query: QueryOf<R>;
  readonly body: BodyOf<R>;
  /** Null on public routes only. */
  readonly principal: R["access"] extends "public" ? null : Principal;
  readonly request: FastifyRequest;
  readonly reply: FastifyReply;
}

/** What `serve` itself needs of all that routes are given. */
export type ServeDeps = Pick<HttpDeps, "db" | "clock" | "keyRing" | "signInDesk" | "settings">;

/**
 * Serves a route of the contract: admits the caller, checks the request, honours `Idempotency-Key` on changes, answers with the
 * route's status. The handler only calls and presents.
 */
export function serve<R extends Route>(app: FastifyInstance, deps: ServeDeps, route: R, handler: (call: Call<R>) => Promise<ResponseOf<R>>): void {
  const principals = new WeakMap<FastifyRequest, Principal>();
  app.route({
    method: route.method,
    url: route.path,
    schema: schemaOf(route),
    // After the rate limit, so that guesses count, and before the body is read.
    preParsing: async (request) => {
      const principal = await admit({ keyRing: deps.keyRing, signInDesk: deps.signInDesk, publicUrl: deps.settings.publicUrl }, request, route.access);
      if (principal) principals.set(request, principal);
    },
    handler: async (request, reply) => {
      const principal = principals.get(request) ?? null;
      reply.code(route.status ?? 200);
      const work = () => handler({ params: request.params, query: request.query, body: request.body, principal, request, reply } as Call<R>);
      const answer = principal && route.method !== "GET" && !route.unrepeatable ? await once(deps, request, reply, principal.workspaceId, work) : await work();
      return reply.send(answer ?? undefined);
    },
  });
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
