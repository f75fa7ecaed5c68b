import { type Key, routes } from "@beckon/contract";
import { formatInstant } from "@beckon/core";
import type { FastifyInstance } from "fastify";
import type { KeyRow } from "../../store/keys.ts";
import type { HttpDeps } from "../deps.ts";
import { instantOrNull } from "../instants.ts";
import { serve } from "../serve.ts";

export async function keyRoutes(app: FastifyInstance, deps: HttpDeps): Promise<void> {
  serve(app, deps, routes.listKeys, async ({ principal }) => ({ items: (await deps.keyRing.list(principal.workspaceId)).map(presentKey) }));
  serve(app, deps, routes.createKey, async ({ principal, body }) => {
    const { key, secret } = await deps.keyRing.create(principal.workspaceId, body.kind, body.name);
    return { key: presentKey(key), secret };
  });
  serve(app, deps, routes.revokeKey, async ({ principal, params, audit }) => {
    const revoked = await deps.keyRing.revoke(principal.workspaceId, params.id);
    audit.named(revoked.name);
    return undefined;
  });
}

function presentKey(key: KeyRow): Key {
  return {
    id: key.id,
    kind: key.kind,
    name: key.name,
    prefix: key.prefix,
    value: key.readable,
    createdAt: formatInstant(key.createdAt),
    revokedAt: instantOrNull(key.revokedAt),
  };
}
