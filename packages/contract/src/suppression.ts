import { type Static, Type } from "typebox";
import { page, pageQuery } from "./paging.ts";
import { route } from "./route.ts";
import { nullable, oneOf, strict, Timestamp } from "./scalars.ts";

const SuppressionReason = oneOf(["hard_bounce", "complaint", "manual"] as const);

export const Suppression = Type.Object({
  channel: Type.String(),
  address: Type.String(),
  reason: SuppressionReason,
  detail: Type.String(),
  at: Timestamp,
  sendId: nullable(Type.String({ description: "The message that closed it, where one did." })),
});
export type Suppression = Static<typeof Suppression>;

const Channel = oneOf(["email"] as const);
const Address = Type.String({ minLength: 1, maxLength: 320 });

export const suppressionRoutes = {
  listSuppressions: route({
    method: "GET",
    path: "/api/suppressions",
    tag: "Suppressions",
    summary: "Addresses that are never used, newest first",
    access: "messages:read",
    query: strict({
      search: Type.Optional(Type.String({ maxLength: 320, description: "Part of the address." })),
      reason: Type.Optional(SuppressionReason),
      ...pageQuery,
    }),
    response: page(Suppression),
  }),
  addSuppression: route({
    method: "POST",
    path: "/api/suppressions",
    tag: "Suppressions",
    summary: "Never use an address again",
    description: "`reason` is `manual` where it is left out; the others bring over what another system knows.",
    access: "suppressions:write",
    audit: { did: "suppressed the address {answer.address}", kind: "suppression", id: "answer.address" },
    body: strict({ channel: Channel, address: Address, reason: Type.Optional(SuppressionReason), detail: Type.Optional(Type.String({ maxLength: 500 })) }),
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
