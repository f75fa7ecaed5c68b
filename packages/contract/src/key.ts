import { type Static, Type } from "typebox";
import { route } from "./route.ts";
import { Id, nullable, oneOf, strict, Timestamp } from "./scalars.ts";

/** `write` may only send events and is public; `api` is the whole API; `profile` reads profiles back (Segment's Profile API). */
export const KeyKind = oneOf(["write", "api", "profile"] as const);
export type KeyKind = Static<typeof KeyKind>;

export const Key = Type.Object({
  id: Type.String(),
  kind: KeyKind,
  name: Type.String(),
  prefix: Type.String({ description: "First characters, to tell keys apart." }),
  value: nullable(Type.String({ description: "The whole key; only write keys can be read again." })),
  createdAt: Timestamp,
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
    body: strict({ kind: KeyKind, name: Type.String({ minLength: 1, maxLength: 100 }) }),
    response: Type.Object({ key: Key, secret: Type.String() }),
    status: 201,
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
