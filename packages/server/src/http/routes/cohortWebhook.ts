import { ERRORS } from "@beckon/contract";
import type { Json } from "@beckon/core";
import type { FastifyPluginAsync, FastifyRequest } from "fastify";
import type { CohortDesk } from "../../engine/cohortDesk.ts";
import type { CohortSource } from "../../sources/cohorts/cohort.ts";
import { type AuthDeps, bearerOf, principalOfKey, refuseWithout } from "../auth.ts";
import { ApiError } from "../errors.ts";
import { basicPassword, basicUser } from "./trackKey.ts";

const BODY_LIMIT = 8 * 1024 * 1024;

export interface CohortWebhookDeps extends Pick<AuthDeps, "keyRing"> {
  readonly cohortDesk: CohortDesk;
  readonly sources: ReadonlyMap<string, CohortSource>;
  /** Seconds after which to come again while the queue is too long; null while there is room. */
  readonly pressure?: () => number | null;
}

interface Called {
  Params: { source: string };
  Querystring: { unknown?: string };
}

/**
 * Where other systems tell who is in their cohorts. The answer has the shape that each expects; a 4xx says what to mend, and only
 * what is durable gets a 2xx.
 */
export function cohortWebhook(deps: CohortWebhookDeps): FastifyPluginAsync {
  return async (app) => {
    // Some send JSON as text/plain; what cannot be read is answered in the shape that they expect.
    app.removeAllContentTypeParsers();
    app.addContentTypeParser("*", { parseAs: "string", bodyLimit: BODY_LIMIT }, (_request, body, done) => done(null, body));
    app.post<Called>("/webhooks/cohorts/:source", async (request, reply) => {
      const source = deps.sources.get(request.params.source);
      if (source === undefined) throw new ApiError("not_found", { what: "source of cohorts", id: request.params.source });
      const body = readBody(request);
      try {
        return reply.send(source.answer(body, await take(deps, source, request, body)));
      } catch (error) {
        if (!(error instanceof ApiError)) throw error;
        const { status } = ERRORS[error.code];
        const seconds = error.details["seconds"];
        if (seconds !== undefined) reply.header("retry-after", String(seconds));
        return reply.code(status).send(source.answer(body, { error: error.message, status }));
      }
    });
  };
}

async function take(deps: CohortWebhookDeps, source: CohortSource, request: FastifyRequest<Called>, body: Json) {
  const principal = await principalOfKey(deps, secretOf(request), request.ip);
  refuseWithout(principal, "segments:write");
  const makeUnknown = request.query.unknown === "create";
  if (makeUnknown) refuseWithout(principal, "profiles:import");
  const seconds = deps.pressure?.() ?? null;
  if (seconds !== null) throw new ApiError("rate_limited", { seconds });
  const page = source.read(body);
  if ("problem" in page) throw new ApiError("validation_failed", { problem: page.problem }, page.path);
  return deps.cohortDesk.take(principal.workspaceId, { ...page, source: source.name, title: source.title }, makeUnknown);
}

/** `Bearer <key>`, or the key as the password or as the user name of basic authentication. */
function secretOf(request: FastifyRequest): string {
  const { authorization } = request.headers;
  return bearerOf(request) ?? (basicPassword(authorization) || basicUser(authorization)) ?? "";
}

/** What is no JSON is null, and refused as what lacks everything. */
function readBody(request: FastifyRequest): Json {
  try {
    return JSON.parse(String(request.body)) as Json;
  } catch {
    return null;
  }
}
