import type { ComputedAttribute } from "@beckon/core";
import { type Static, Type } from "typebox";
import { Problem } from "./campaign.ts";
import { page, pageQuery } from "./paging.ts";
import { ProfileRef } from "./profile.ts";
import { route } from "./route.ts";
import { AnyJson, Id, nullable, oneOf, strict, Timestamp } from "./scalars.ts";

/** The computed attribute that the documentation shows. */
const EXAMPLE = { name: "spent_90d", event: "Order Completed", function: "sum", of: "total", within: "P90D" } as const;

const ComputedAttributeBody = Type.Unsafe<ComputedAttribute>({
  type: "object",
  additionalProperties: true,
  description:
    "`function`: count, sum, average, minimum, maximum, first, last, most_frequent, distinct, days_since_first or days_since_last. `of`: the property it looks at. `within`: only what happened in the last so long. `where`: about the event's properties.",
  examples: [EXAMPLE],
});

export const COMPUTED_STATES = ["building", "live", "failed"] as const;
const COMPUTED_TYPES = ["number", "list", "value"] as const;

export const ComputedAttributeItem = Type.Object({
  id: Type.String(),
  name: Type.String(),
  summary: Type.String({ description: "In words how it comes about." }),
  type: oneOf(COMPUTED_TYPES, "`value`: what the events tell, a text or a number."),
  state: oneOf(COMPUTED_STATES, "`building`: not there yet. One that holds and builds a newer version stays `live`."),
  version: Type.Integer({ description: "The version whose values hold; 0 before the first." }),
  document: ComputedAttributeBody,
  live: nullable(ComputedAttributeBody),
  building: nullable(
    Type.Object({
      percent: Type.Integer({ minimum: 0, maximum: 100 }),
      jobId: nullable(Type.String({ description: "The build; null once it is through and values are only written into the profiles." })),
    }),
  ),
  buildError: nullable(Type.String({ description: "Why the last build did not come to its end, and what to mend." })),
  createdAt: Timestamp,
  updatedAt: Timestamp,
});
export type ComputedAttributeItem = Static<typeof ComputedAttributeItem>;

export const ComputedAttributeUse = Type.Object({
  kind: oneOf(["campaign", "journey", "segment"] as const),
  id: Type.String(),
  key: Type.String(),
  name: Type.String(),
  isDraft: Type.Boolean({ description: "Only the draft names it." }),
});
export type ComputedAttributeUse = Static<typeof ComputedAttributeUse>;

export const ComputedAttributePreview = Type.Object({
  summary: Type.String(),
  problems: Type.Array(Problem, { description: "Where one is an error, nothing was computed." }),
  sample: Type.Array(Type.Object({ profile: ProfileRef, value: AnyJson }), {
    description: "People who did the event lately, each with the value they would have now; null where they would have none.",
  }),
});
export type ComputedAttributePreview = Static<typeof ComputedAttributePreview>;

const byId = strict({ id: Id });
const body = strict({ document: ComputedAttributeBody });

export const computedAttributeRoutes = {
  listComputedAttributes: route({
    method: "GET",
    path: "/api/computed-attributes",
    tag: "Computed attributes",
    summary: "Computed attributes by name",
    access: "segments:read",
    query: strict({ search: Type.Optional(Type.String({ maxLength: 200 })), ...pageQuery }),
    response: page(ComputedAttributeItem),
  }),
  createComputedAttribute: route({
    method: "POST",
    path: "/api/computed-attributes",
    tag: "Computed attributes",
    summary: "Make a computed attribute, and build it from history",
    description: "It is there for everybody at once when it is built; `building` says how far it is. From then on it changes with each event.",
    access: "segments:publish",
    audit: { did: "made the computed attribute {answer.name}", kind: "computed attribute", id: "answer.id" },
    body,
    response: ComputedAttributeItem,
    status: 201,
  }),
  previewComputedAttribute: route({
    method: "POST",
    path: "/api/computed-attributes/preview",
    tag: "Computed attributes",
    summary: "What it would be for some people now, without saving it",
    access: "segments:read",
    audit: { none: "Only reckons; nothing is changed." },
    body,
    response: ComputedAttributePreview,
  }),
  getComputedAttribute: route({
    method: "GET",
    path: "/api/computed-attributes/:id",
    tag: "Computed attributes",
    summary: "One computed attribute",
    access: "segments:read",
    params: byId,
    response: ComputedAttributeItem,
  }),
  changeComputedAttribute: route({
    method: "PUT",
    path: "/api/computed-attributes/:id",
    tag: "Computed attributes",
    summary: "Change how it is computed, as a new version that is built from history",
    description: "The version before it holds until the new one is built. Segments that name it are filled anew with it. Its name stays.",
    access: "segments:publish",
    audit: { did: "changed the computed attribute {answer.name}", kind: "computed attribute" },
    params: byId,
    body,
    response: ComputedAttributeItem,
  }),
  deleteComputedAttribute: route({
    method: "DELETE",
    path: "/api/computed-attributes/:id",
    tag: "Computed attributes",
    summary: "Delete a computed attribute that nothing uses",
    description: "Its values are taken out of the profiles in the background.",
    access: "segments:publish",
    audit: { did: "deleted the computed attribute {subject}", kind: "computed attribute" },
    params: byId,
    status: 204,
  }),
  listComputedAttributeUses: route({
    method: "GET",
    path: "/api/computed-attributes/:id/uses",
    tag: "Computed attributes",
    summary: "Campaigns and segments that name this one",
    access: "segments:read",
    params: byId,
    response: Type.Object({ items: Type.Array(ComputedAttributeUse) }),
  }),
};
