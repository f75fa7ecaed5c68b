import { type Static, Type } from "typebox";
import { FileBody } from "./job.ts";
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

/** What became of a file of addresses. */
export const SuppressionImport = Type.Object({
  added: Type.Integer({ description: "Addresses that are suppressed since now." }),
  known: Type.Integer({ description: "Addresses that were suppressed already, or stood in the file before; they keep their reason." }),
  faulty: Type.Integer({ description: "Rows that could not be read." }),
  faults: Type.Array(Type.Object({ row: Type.Integer({ description: "As a spreadsheet numbers it." }), problem: Type.String() }), {
    description: "The first hundred of them.",
  }),
});
export type SuppressionImport = Static<typeof SuppressionImport>;

const Channel = oneOf(["email"] as const);
const Address = Type.String({ minLength: 1, maxLength: 320 });

const filters = {
  search: Type.Optional(Type.String({ maxLength: 320, description: "Part of the address." })),
  reason: Type.Optional(SuppressionReason),
};

export const suppressionRoutes = {
  listSuppressions: route({
    method: "GET",
    path: "/api/suppressions",
    tag: "Suppressions",
    summary: "Addresses that are never used, newest first",
    access: "messages:read",
    query: strict({ ...filters, ...pageQuery }),
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
  importSuppressions: route({
    method: "POST",
    path: "/api/suppressions/import",
    tag: "Suppressions",
    summary: "Suppress every address of a CSV file",
    description:
      "The body is the file itself, as `text/csv`, up to 20 MB (about 500,000 addresses). Columns: `address` (or `email`), and where wanted `channel`, `reason` (`hard_bounce`, `complaint`, `manual`; left out: `manual`) and `detail`. Rows that can be read are taken; sending the mended file again does no harm.",
    access: "suppressions:write",
    audit: { did: "suppressed {answer.added} addresses from a file", kind: "suppression" },
    unrepeatable: true,
    response: SuppressionImport,
  }),
  exportSuppressions: route({
    method: "GET",
    path: "/api/suppressions.csv",
    tag: "Suppressions",
    summary: "The suppressed addresses that fit, as a CSV file",
    access: "messages:read",
    query: strict(filters),
    response: FileBody,
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
