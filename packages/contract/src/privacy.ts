import { type Static, Type } from "typebox";
import { FileBody, Job } from "./job.ts";
import { page, pageQuery } from "./paging.ts";
import { route } from "./route.ts";
import { Id, mapOf, nullable, oneOf, strict, Timestamp } from "./scalars.ts";

export const ERASURE_STATES = ["waiting", "running", "done", "cancelled"] as const;

/** A request to delete a person, and afterwards the proof that it was done. */
export const Erasure = Type.Object({
  id: Type.String(),
  state: oneOf(ERASURE_STATES),
  profileId: nullable(Type.String({ description: "While the person is still there." })),
  profileHash: Type.String({ description: "Keyed hash (HMAC-SHA256) of the profile's id." }),
  identifierHashes: Type.Array(Type.String(), { description: "Keyed hashes of what the person was known by." }),
  refuse: Type.Boolean({ description: "The person is not collected again." }),
  suppress: Type.Boolean({ description: "The mail addresses stay on the list of those that are never written to." }),
  counts: mapOf(Type.Integer()),
  requestedBy: Type.String(),
  requestedAt: Timestamp,
  dueAt: Timestamp,
  finishedAt: nullable(Timestamp),
  keepUntil: Timestamp,
});
export type Erasure = Static<typeof Erasure>;

const byId = strict({ id: Id });
const Who = { kind: Type.String({ minLength: 1, maxLength: 50 }), value: Type.String({ minLength: 1, maxLength: 500 }) };

export const privacyRoutes = {
  exportProfile: route({
    method: "POST",
    path: "/api/profiles/:id/export",
    tag: "Privacy",
    summary: "Make a file of all that is kept about one person",
    description:
      "One JSON file with identifiers, attributes, consent, events, messages with their text, decisions. The answer is a job; its file is kept for seven days.",
    access: "profiles:export",
    audit: { did: "started an export of one person", kind: "job", id: "answer.id", withoutBody: true },
    params: byId,
    response: Job,
    status: 202,
  }),
  requestErasure: route({
    method: "POST",
    path: "/api/erasures",
    tag: "Privacy",
    summary: "Delete a person for good",
    description: "By `profileId` or by `identifier`. Asked again while a request is open, the answer is that request.",
    access: "profiles:delete",
    audit: { did: "asked for a person to be deleted", kind: "erasure", id: "answer.id", withoutBody: true },
    body: strict({
      profileId: Type.Optional(Id),
      identifier: Type.Optional(strict(Who)),
      graceHours: Type.Optional(Type.Integer({ minimum: 0, maximum: 720, description: "Until then it can be taken back. Default 24." })),
      refuse: Type.Optional(Type.Boolean({ description: "Do not collect this person again, also not by an import. Default false." })),
      suppress: Type.Optional(Type.Boolean({ description: "Keep the mail addresses on the suppression list. Default false." })),
    }),
    response: Erasure,
    status: 202,
  }),
  listErasures: route({
    method: "GET",
    path: "/api/erasures",
    tag: "Privacy",
    summary: "Deletion requests and proofs, newest first",
    description: "With `kind` and `value` only those that concern this identifier.",
    access: "profiles:delete",
    query: strict({ kind: Type.Optional(Who.kind), value: Type.Optional(Who.value), ...pageQuery }),
    response: page(Erasure),
  }),
  getErasure: route({
    method: "GET",
    path: "/api/erasures/:id",
    tag: "Privacy",
    summary: "One deletion request",
    access: "profiles:delete",
    params: byId,
    response: Erasure,
  }),
  cancelErasure: route({
    method: "POST",
    path: "/api/erasures/:id/cancel",
    tag: "Privacy",
    summary: "Take a deletion request back",
    access: "profiles:delete",
    audit: { did: "took the request to delete a person back", kind: "erasure" },
    params: byId,
    response: Erasure,
  }),
  getErasureProofs: route({
    method: "GET",
    path: "/api/erasures.csv",
    tag: "Privacy",
    summary: "All proofs of deletions as a CSV file",
    access: "profiles:delete",
    response: FileBody,
  }),
};
