import { type Static, Type } from "typebox";
import { CampaignDocumentBody, Difference, Problem } from "./campaign.ts";
import { route } from "./route.ts";
import { AnyObject, nullable, oneOf, strict } from "./scalars.ts";

/** A definition as a file holds it. More kinds follow. */
export const Definition = Type.Object({ kind: oneOf(["campaign"] as const), key: Type.String(), document: CampaignDocumentBody });
export type Definition = Static<typeof Definition>;

const DefinitionsBody = strict({
  definitions: Type.Array(strict({ kind: oneOf(["campaign"] as const), document: AnyObject }), { maxItems: 1_000 }),
});

export const PlannedChange = Type.Object({
  kind: oneOf(["campaign"] as const),
  key: Type.String(),
  action: oneOf(["create", "update", "unchanged", "invalid"] as const),
  status: nullable(Type.String({ description: "Of the campaign in the workspace; null for a new one." })),
  diff: Type.Array(Difference),
  problems: Type.Array(Problem),
});
export type PlannedChange = Static<typeof PlannedChange>;

export const definitionRoutes = {
  getDefinitionSchema: route({
    method: "GET", path: "/api/definitions/schema", tag: "Definitions", summary: "JSON Schema of the documents", access: "signed_in", response: AnyObject,
  }),
  getDefinitions: route({
    method: "GET", path: "/api/definitions", tag: "Definitions", summary: "All definitions as documents", access: "campaigns:read",
    response: Type.Object({ definitions: Type.Array(Definition) }),
  }),
  planDefinitions: route({
    method: "POST", path: "/api/definitions/plan", tag: "Definitions", summary: "What a push would change", access: "campaigns:read",
    body: DefinitionsBody, response: Type.Object({ changes: Type.Array(PlannedChange) }),
  }),
  pushDefinitions: route({
    method: "POST", path: "/api/definitions/push", tag: "Definitions", summary: "Save documents as drafts, or launch them",
    description: "All or nothing: one invalid document and nothing is changed.", access: "campaigns:publish",
    body: strict({ ...DefinitionsBody.properties, launch: Type.Optional(Type.Boolean({ description: "Launch what changed. Default false: drafts only." })) }),
    response: Type.Object({ changes: Type.Array(PlannedChange) }),
  }),
};
