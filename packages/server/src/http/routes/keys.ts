import { type Key, PERMISSIONS, type Permission, routes } from "@beckon/contract";
import { formatInstant, HOUR, type Instant, parseInstant } from "@beckon/core";
import type { FastifyInstance } from "fastify";
import type { KeyRow } from "../../store/keys.ts";
import type { Principal } from "../auth.ts";
import type { HttpDeps } from "../deps.ts";
import { ApiError } from "../errors.ts";
import { instantOrNull } from "../instants.ts";
import { serve } from "../serve.ts";

export async function keyRoutes(app: FastifyInstance, deps: HttpDeps): Promise<void> {
  const { keyRing } = deps;
  serve(app, deps, routes.listKeys, async ({ principal }) => ({ items: (await keyRing.list(principal.workspaceId)).map(presentKey) }));
  serve(app, deps, routes.createKey, async ({ principal, body }) => {
    refuseMoreThanOwn(principal, body.kind === "api" ? (body.scopes ?? null) : []);
    const bounds = { scopes: body.scopes ?? null, expiresAt: instantOf(body.expiresAt) };
    const { key, secret } = await keyRing.create(principal.workspaceId, body.kind, body.name, bounds);
    return { key: presentKey(key), secret };
  });
  serve(app, deps, routes.updateKey, async ({ principal, params, body, audit }) => {
    if (body.scopes !== undefined) refuseMoreThanOwn(principal, body.scopes);
    const { before, after } = await keyRing.change(principal.workspaceId, params.id, { ...body, expiresAt: instantOf(body.expiresAt) });
    audit.changed(tellingOf(before), tellingOf(after));
    return presentKey(after);
  });
  serve(app, deps, routes.rotateKey, async ({ principal, params, body }) => {
    const known = (await keyRing.list(principal.workspaceId)).find((key) => key.id === params.id);
    // Whoever gives a key a new secret holds it.
    if (known?.kind === "api") refuseMoreThanOwn(principal, known.scopes as readonly Permission[] | null);
    const { key, secret } = await keyRing.rotate(principal.workspaceId, params.id, body.graceHours * HOUR);
    return { key: presentKey(key), secret };
  });
  serve(app, deps, routes.revokeKey, async ({ principal, params, audit }) => {
    const revoked = await keyRing.revoke(principal.workspaceId, params.id);
    audit.named(revoked.name);
    return undefined;
  });
}

/** A key with few scopes must not make itself one with all. @param scopes null for everything */
function refuseMoreThanOwn(principal: Principal, scopes: readonly Permission[] | null): void {
  if (principal.user) return;
  const missing = (scopes ?? PERMISSIONS).find((scope) => !principal.permissions.includes(scope));
  if (missing !== undefined) throw new ApiError("key_scope", { name: principal.key?.name ?? "", permission: missing });
}

function instantOf(text: string | null | undefined): Instant | null | undefined {
  return text === null || text === undefined ? text : parseInstant(text);
}

/** What the audit log shows of a key. */
function tellingOf({ name, scopes, expiresAt }: KeyRow): object {
  return { name, scopes, expiresAt: instantOrNull(expiresAt) };
}

function presentKey(key: KeyRow): Key {
  return {
    id: key.id,
    kind: key.kind,
    name: key.name,
    prefix: key.prefix,
    value: key.readable,
    scopes: key.scopes as Permission[] | null,
    createdAt: formatInstant(key.createdAt),
    expiresAt: instantOrNull(key.expiresAt),
    lastUsedAt: instantOrNull(key.lastUsedAt),
    lastUsedIp: key.lastUsedIp,
    previousUntil: instantOrNull(key.previousUntil),
    revokedAt: instantOrNull(key.revokedAt),
  };
}
