import { type Static, Type } from "typebox";
import { Difference, Problem } from "./campaign.ts";
import { route } from "./route.ts";
import { AnyObject, nullable, oneOf, strict } from "./scalars.ts";
import { WorkspaceSettings } from "./workspace.ts";

/** What a folder of definitions may hold. More kinds follow. */
export const DEFINITION_KINDS = ["workspace", "content_block", "segment", "campaign", "journey"] as const;

const Kind = oneOf(
  DEFINITION_KINDS,
  "`campaign`: a campaign document. `journey`: a journey document. `segment`: a segment document; one without a condition is a list, whose members are not part of it. `content_block`: a piece of messages. `workspace`: the rules of the workspace, as in PATCH /api/workspace.",
);

/** The workspace as a document: its name and rules. What is left out stays as it is. */
export const WorkspaceDocument = Type.Partial(Type.Object({ name: Type.String({ minLength: 1, maxLength: 100 }), ...WorkspaceSettings.properties }), {
  additionalProperties: false,
  title: "Workspace",
  description: "Name and rules of the workspace.",
});

/** A definition as a file holds it. */
export const Definition = Type.Object({
  kind: Kind,
  key: Type.String({ description: "The key of the campaign, journey or segment; a content block's name in small letters; `workspace` for the workspace." }),
  document: AnyObject,
});
export type Definition = Static<typeof Definition>;

const body = {
  definitions: Type.Array(strict({ kind: Kind, document: AnyObject }), { maxItems: 1_000 }),
  launch: Type.Optional(
    Type.Boolean({
      description:
        "Launch what changed. Default false: campaigns, journeys and content blocks are saved as drafts. A content block that is published already gets a draft in any case. What was paused or stopped by hand is not started.",
    }),
  ),
};

/** What a push does, or did, with one definition. */
export const PlannedChange = Type.Object({
  kind: Kind,
  key: Type.String(),
  action: oneOf(["create", "update", "unchanged", "missing", "invalid"] as const, "`missing`: in the workspace, but not among the documents."),
  status: nullable(
    Type.String({ description: "Of the campaign, journey, segment or content block in the workspace; null for a new one and for the workspace." }),
  ),
  launches: Type.Boolean({ description: "Whether it goes live by it: a campaign or journey at once, a segment when it is built." }),
  note: nullable(Type.String({ description: "What else is to be known about it, in a sentence." })),
  diff: Type.Array(Difference),
  problems: Type.Array(Problem),
});
export type PlannedChange = Static<typeof PlannedChange>;

export const definitionRoutes = {
  getDefinitionSchema: route({
    method: "GET",
    path: "/api/definitions/schema",
    tag: "Definitions",
    summary: "JSON Schema of a kind of document",
    access: "signed_in",
    query: strict({ kind: Type.Optional(oneOf(DEFINITION_KINDS, "Default `campaign`.")) }),
    response: AnyObject,
  }),
  getDefinitions: route({
    method: "GET",
    path: "/api/definitions",
    tag: "Definitions",
    summary: "All definitions as documents",
    description:
      "A campaign's, journey's or content block's draft where there is one, else what is live; a segment as it was published last. What is archived is left out, and segments for who may not see them.",
    access: "campaigns:read",
    response: Type.Object({ definitions: Type.Array(Definition) }),
  }),
  planDefinitions: route({
    method: "POST",
    path: "/api/definitions/plan",
    tag: "Definitions",
    summary: "What a push would change",
    access: "campaigns:read",
    audit: { none: "A plan changes nothing." },
    body: strict(body),
    response: Type.Object({ changes: Type.Array(PlannedChange) }),
  }),
  pushDefinitions: route({
    method: "POST",
    path: "/api/definitions/push",
    tag: "Definitions",
    summary: "Save documents as drafts, or launch them",
    description:
      "All or nothing: one invalid document and nothing is changed. Sending the same again changes nothing. New and changed segments are published and built from history, which asks for `segments:publish`, too; a campaign that asks for one is launched by a push after that.",
    access: "campaigns:publish",
    audit: { did: "pushed definitions", kind: "definition", withoutBody: true },
    body: strict({
      ...body,
      prune: Type.Optional(
        Type.Boolean({ description: "Archive campaigns and journeys that are not among the documents; delete those that were never launched. Default false." }),
      ),
    }),
    response: Type.Object({ changes: Type.Array(PlannedChange) }),
  }),
};
