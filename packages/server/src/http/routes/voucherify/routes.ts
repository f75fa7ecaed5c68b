import type { Permission } from "@beckon/contract";
import type { Json, JsonObject } from "@beckon/core";
import type { FastifyInstance, FastifyPluginAsync, FastifyReply, FastifyRequest } from "fastify";
import qs from "qs";
import type { Clock } from "../../../clock.ts";
import type { AuditLog } from "../../../engine/auditLog.ts";
import type { Ingest } from "../../../engine/incoming.ts";
import type { CheckoutDesk } from "../../../engine/promotions/checkoutDesk.ts";
import type { PromotionDesk } from "../../../engine/promotions/promotionDesk.ts";
import type { PublicationDesk } from "../../../engine/promotions/publicationDesk.ts";
import type { Db } from "../../../store/db.ts";
import { type AuthDeps, bearerOf, type Principal, principalOfKey, refuseWithout } from "../../auth.ts";
import { once } from "../../idempotency.ts";
import { campaignRoutes } from "./campaignRoutes.ts";
import { customerRoutes } from "./customerRoutes.ts";
import { Customers } from "./customers.ts";
import { answerInShape } from "./errors.ts";
import { publicationRoutes } from "./publicationRoutes.ts";
import { redemptionRoutes } from "./redemptionRoutes.ts";
import { validationRuleRoutes } from "./validationRuleRoutes.ts";
import { voucherRoutes } from "./voucherRoutes.ts";

export interface VoucherifyDeps extends Pick<AuthDeps, "keyRing"> {
  readonly db: Db;
  readonly clock: Clock;
  readonly ingest: Ingest;
  readonly auditLog: AuditLog;
  readonly promotionDesk: PromotionDesk;
  readonly publicationDesk: PublicationDesk;
  readonly checkoutDesk: CheckoutDesk;
}

/** A request as the routes read it. */
export interface Call {
  readonly workspaceId: number;
  /** Who asks, for the history. */
  readonly by: string;
  readonly params: { readonly [name: string]: string };
  readonly query: JsonObject;
  readonly body: JsonObject;
  readonly idempotencyKey: string | null;
  readonly reply: FastifyReply;
}

export interface Routes extends VoucherifyDeps {
  readonly customers: Customers;
  get(path: string, permission: Permission, answer: Answer): void;
  post(path: string, permission: Permission, answer: Answer, how?: How): void;
  put(path: string, permission: Permission, answer: Answer, how?: How): void;
  delete(path: string, permission: Permission, answer: Answer, how?: How): void;
}

interface How {
  /** The desk itself does the same wish under one key once. */
  readonly exact?: true;
  /** How the audit log tells of it. What happens at checkouts all day has a history of its own. */
  readonly audit?: { readonly did: string; readonly kind: "promotion" | "voucher" | "validation rule" };
}

type Answer = (call: Call) => Promise<unknown>;

const BODY_LIMIT = 1024 * 1024;

/**
 * Voucherify's server-side API, so that its official SDK runs unchanged: `X-App-Token` (or a bearer token) is an API key of Beckon.
 * An optional `Idempotency-Key`, which Voucherify does not have, makes every POST safe to repeat.
 */
export function voucherifyRoutes(deps: VoucherifyDeps): FastifyPluginAsync {
  return async (app) => {
    await app.register(async (scope) => {
      readBodies(scope);
      scope.setErrorHandler((error: Error, request, reply) => answerInShape(error, request, reply));
      const routes = routesOn(scope, deps);
      campaignRoutes(routes);
      voucherRoutes(routes);
      publicationRoutes(routes);
      redemptionRoutes(routes);
      validationRuleRoutes(routes);
      customerRoutes(routes);
    });
  };
}

/** The SDK says "JSON" of the empty body of a DELETE, too. */
function readBodies(scope: FastifyInstance): void {
  scope.removeAllContentTypeParsers();
  const parse = scope.getDefaultJsonParser("error", "error");
  scope.addContentTypeParser("*", { parseAs: "string", bodyLimit: BODY_LIMIT }, (request, body, done) => {
    if (body === "") done(null, {});
    else parse(request, body as string, done);
  });
}

function routesOn(scope: FastifyInstance, deps: VoucherifyDeps): Routes {
  const serve = (method: "GET" | "POST" | "PUT" | "DELETE", path: string, permission: Permission, answer: Answer, { exact, audit }: How = {}) =>
    scope.route({
      method,
      url: `/v1${path}`,
      schema: { hide: true },
      handler: async (request, reply) => {
        const principal = await principalOfKey(deps, tokenOf(request), request.ip);
        refuseWithout(principal, permission);
        const call = callOf(principal, request, reply);
        const work = () => (audit === undefined ? answer(call) : told(deps, `${method} /v1${path}`, audit, call, request, principal, answer));
        const answered = method === "POST" && !exact ? await once(deps, request, reply, principal.workspaceId, work) : await work();
        if (answered === undefined || answered === null) return reply.code(204).send();
        return answered;
      },
    });
  return {
    ...deps,
    customers: new Customers(deps),
    get: (path, permission, answer) => serve("GET", path, permission, answer),
    post: (path, permission, answer, how) => serve("POST", path, permission, answer, how),
    put: (path, permission, answer, how) => serve("PUT", path, permission, answer, how),
    delete: (path, permission, answer, how) => serve("DELETE", path, permission, answer, how),
  };
}

/** Does the work between the two words of its line in the audit log. */
async function told(
  { auditLog }: VoucherifyDeps,
  action: string,
  { did, kind }: NonNullable<How["audit"]>,
  call: Call,
  request: FastifyRequest,
  principal: Principal,
  answer: Answer,
): Promise<unknown> {
  const subject = [call.params["name"], call.params["code"], call.body["name"], call.params["id"]].find((name) => typeof name === "string") ?? "";
  const { workspaceId } = principal;
  const actor = { kind: "key" as const, id: principal.key?.id ?? null, name: principal.key?.name ?? principal.name };
  const happening = { workspaceId, actor, ip: request.ip, action, sentence: `${did} ${subject}`.trim(), subject: { kind, id: null } };
  const line = await auditLog.begin({ ...happening, sentence: `began, and nobody told how it ended: ${happening.sentence}` });
  try {
    const answered = await answer(call);
    await auditLog.end(line, { ...happening, outcome: "done" });
    return answered;
  } catch (error) {
    await auditLog.withdraw(line);
    throw error;
  }
}

function tokenOf(request: FastifyRequest): string {
  const token = request.headers["x-app-token"];
  return (typeof token === "string" ? token : null) ?? bearerOf(request) ?? "";
}

function callOf(principal: Principal, request: FastifyRequest, reply: FastifyReply): Call {
  const key = request.headers["idempotency-key"];
  const body = (request.body ?? {}) as Json;
  return {
    workspaceId: principal.workspaceId,
    by: principal.name,
    params: request.params as Call["params"],
    // `filters[code][conditions][$in][0]=a`: brackets are objects and lists.
    query: qs.parse(request.url.split("?").slice(1).join("?"), { depth: 8, parameterLimit: 200 }) as JsonObject,
    body: typeof body === "object" && body !== null && !Array.isArray(body) ? body : {},
    idempotencyKey: typeof key === "string" && key.length > 0 && key.length <= 255 ? key : null,
    reply,
  };
}
