import { type Static, Type } from "typebox";
import { page, pageQuery } from "./paging.ts";
import { route } from "./route.ts";
import { oneOf, strict, Timestamp } from "./scalars.ts";

export const Suppression = Type.Object({
  channel: Type.String(),
  address: Type.String(),
  reason: oneOf(["hard_bounce", "complaint", "manual"] as const),
  detail: Type.String(),
  at: Timestamp,
});
export type Suppression = Static<typeof Suppression>;

const Channel = oneOf(["email"] as const);
const Address = Type.String({ minLength: 1, maxLength: 320 });

export const suppressionRoutes = {
  listSuppressions: route({
    method: "GET",
    path: "/api/suppressions",
    tag: "Suppressions",
    summary: "Addresses that are never used, in order of address",
    access: "messages:read",
    query: strict({ search: Type.Optional(Type.String({ maxLength: 320, description: "Beginning of the address." })), ...pageQuery }),
    response: page(Suppression),
  }),
  addSuppression: route({
    method: "POST",
    path: "/api/suppressions",
    tag: "Suppressions",
    summary: "Never use an address again",
    access: "suppressions:write",
    audit: { did: "suppressed the address {answer.address}", kind: "suppression", id: "answer.address" },
    body: strict({ channel: Channel, address: Address, detail: Type.Optional(Type.String({ maxLength: 500 })) }),
    response: Suppression,
    status: 201,
  }),
  removeSuppression: route({
    method: "DELETE",
    path: "/api/suppressions/:channel/:address",
    tag: "Suppressions",
    summary: "Allow an address again",
    access: "suppressions:write",
    audit: { did: "allowed the address {params.address} again", kind: "suppression", id: "params.address" },
    params: strict({ channel: Channel, address: Address }),
    status: 204,
  }),
};
