import { type Static, Type } from "typebox";
import { PERMISSIONS } from "./permissions.ts";
import { route } from "./route.ts";
import { Id, nullable, oneOf, strict, Timestamp } from "./scalars.ts";

/** `write` may only send events and is public; `api` is the whole API; `profile` reads profiles back (Segment's Profile API). */
export const KeyKind = oneOf(["write", "api", "profile"] as const);
export type KeyKind = Static<typeof KeyKind>;

const PermissionWord = oneOf(PERMISSIONS);
const Scopes = Type.Array(PermissionWord, { minItems: 1, maxItems: PERMISSIONS.length, description: "For API keys. Left out: everything." });

export const Key = Type.Object({
  id: Type.String(),
  kind: KeyKind,
  name: Type.String(),
  prefix: Type.String({ description: "First characters, to tell keys apart." }),
  value: nullable(Type.String({ description: "The whole key; only write keys can be read again." })),
  scopes: nullable(Type.Array(PermissionWord, { description: "What an API key may do; null for everything." })),
  createdAt: Timestamp,
  expiresAt: nullable(Timestamp),
  lastUsedAt: nullable(Timestamp),
  lastUsedIp: nullable(Type.String()),
  previousUntil: nullable(
    Type.Unsafe<string>({ type: "string", format: "date-time", description: "Until when the secret before the last rotation still works." }),
  ),
  revokedAt: nullable(Timestamp),
});
export type Key = Static<typeof Key>;

export const keyRoutes = {
  listKeys: route({
    method: "GET",
    path: "/api/keys",
    tag: "Keys",
    summary: "All keys",
    access: "keys:read",
    response: Type.Object({ items: Type.Array(Key) }),
  }),
  createKey: route({
    method: "POST",
    path: "/api/keys",
    tag: "Keys",
    summary: "Make a key",
    description:
      "`secret` is shown once: only its hash is kept (write keys stay readable). An Idempotency-Key is not honoured here, because the answer is never stored.",
    access: "keys:write",
    audit: { did: "made the {body.kind} key {body.name}", kind: "key", id: "answer.key.id" },
    unrepeatable: true,
    body: strict({
      kind: KeyKind,
      name: Type.String({ minLength: 1, maxLength: 100 }),
      scopes: Type.Optional(Scopes),
      expiresAt: Type.Optional(Timestamp),
    }),
    response: Type.Object({ key: Key, secret: Type.String() }),
    status: 201,
  }),
  updateKey: route({
    method: "PATCH",
    path: "/api/keys/:id",
    tag: "Keys",
    summary: "Change the name, the scopes or the end of a key",
    access: "keys:write",
    audit: { did: "changed the key {answer.name}", kind: "key" },
    params: strict({ id: Id }),
    body: strict({
      name: Type.Optional(Type.String({ minLength: 1, maxLength: 100 })),
      scopes: Type.Optional(nullable(Scopes)),
      expiresAt: Type.Optional(nullable(Timestamp)),
    }),
    response: Key,
  }),
  rotateKey: route({
    method: "POST",
    path: "/api/keys/:id/rotate",
    tag: "Keys",
    summary: "Give a key a new secret",
    description: "The old secret works on for `graceHours`, so that whoever uses it can be changed in the meantime.",
    access: "keys:write",
    audit: { did: "gave the key {answer.key.name} a new secret; the old one works {body.graceHours} more hours", kind: "key" },
    unrepeatable: true,
    params: strict({ id: Id }),
    body: strict({ graceHours: Type.Integer({ minimum: 0, maximum: 720 }) }),
    response: Type.Object({ key: Key, secret: Type.String() }),
  }),
  revokeKey: route({
    method: "DELETE",
    path: "/api/keys/:id",
    tag: "Keys",
    summary: "Revoke a key at once",
    access: "keys:write",
    audit: { did: "revoked the key {subject}", kind: "key" },
    params: strict({ id: Id }),
    status: 204,
  }),
};
