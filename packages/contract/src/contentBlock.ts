import type { ContentBlock as ContentBlockBody } from "@beckon/core";
import { type Static, Type } from "typebox";
import { CampaignStatusWord, Problem } from "./campaign.ts";
import { Preview } from "./message.ts";
import { page, pageQuery } from "./paging.ts";
import { route } from "./route.ts";
import { AnyObject, Id, nullable, oneOf, strict, Timestamp } from "./scalars.ts";

/** A content block as a document; core's `contentBlockSchema`, against which the server checks it. */
export const ContentBlockDocument = Type.Unsafe<ContentBlockBody>({
  type: "object",
  additionalProperties: true,
  description:
    "`name` (a letter, then letters, digits, _ and -), `format` (`text`, `html` or `mjml`), `source`, and, where wanted, `description` and `translations` by language, each with its `source`.",
  examples: [{ name: "footer", format: "mjml", source: "<mj-section><mj-column><mj-text>{{ workspace.name }}</mj-text></mj-column></mj-section>" }],
});

const Use = Type.Object({
  kind: oneOf(
    ["campaign", "journey", "content_block"] as const,
    "`journey`: its draft. What is launched of it stands under its messages, which are campaigns.",
  ),
  id: Type.String(),
  name: Type.String(),
  status: nullable(CampaignStatusWord),
  version: nullable(Type.Integer({ description: "The version of the block that goes out with it; null where nothing goes out." })),
});
export type ContentBlockUse = Static<typeof Use>;

export const ContentBlockListItem = Type.Object({
  id: Type.String(),
  name: Type.String(),
  description: nullable(Type.String()),
  format: oneOf(["text", "html", "mjml"] as const),
  languages: Type.Array(Type.String(), { description: "Of its translations." }),
  version: Type.Integer({ description: "Newest published version; 0 before the first." }),
  hasDraft: Type.Boolean({ description: "True where the draft differs from what is published." }),
  usedBy: Type.Integer({ description: "Campaigns and blocks that name it." }),
  tag: Type.String({ description: "What a message writes to have it." }),
  createdAt: Timestamp,
  updatedAt: Timestamp,
  publishedAt: nullable(Timestamp),
});
export type ContentBlockListItem = Static<typeof ContentBlockListItem>;

export const ContentBlockDetail = Type.Object({
  ...ContentBlockListItem.properties,
  document: ContentBlockDocument,
  problems: Type.Array(Problem),
  uses: Type.Array(Use),
});
export type ContentBlockDetail = Static<typeof ContentBlockDetail>;

const Version = Type.Object({ version: Type.Integer(), publishedAt: Timestamp, publishedBy: Type.String(), document: ContentBlockDocument });

const byId = strict({ id: Id });

export const contentBlockRoutes = {
  listContentBlocks: route({
    method: "GET",
    path: "/api/content-blocks",
    tag: "Content",
    summary: "Content blocks, last changed first",
    access: "campaigns:read",
    query: strict({ search: Type.Optional(Type.String({ maxLength: 200, description: "Part of the name or the description." })), ...pageQuery }),
    response: page(ContentBlockListItem),
  }),
  createContentBlock: route({
    method: "POST",
    path: "/api/content-blocks",
    tag: "Content",
    summary: "Make a content block (a draft)",
    access: "campaigns:write",
    audit: { did: "made the content block {answer.name}", kind: "content_block", id: "answer.id" },
    body: strict({ document: ContentBlockDocument }),
    response: ContentBlockDetail,
    status: 201,
  }),
  checkContentBlock: route({
    method: "POST",
    path: "/api/content-blocks/check",
    tag: "Content",
    summary: "Problems of a block, without saving it",
    access: "campaigns:read",
    audit: { none: "A check changes nothing." },
    body: strict({ document: AnyObject }),
    response: Type.Object({ problems: Type.Array(Problem) }),
  }),
  previewContentBlock: route({
    method: "POST",
    path: "/api/content-blocks/preview",
    tag: "Content",
    summary: "A block as it would stand in one person's mail",
    description: "Without `profileId` the newest profile is taken.",
    access: "campaigns:read",
    audit: { none: "A preview changes nothing." },
    body: strict({
      document: ContentBlockDocument,
      profileId: Type.Optional(Id),
      eventId: Type.Optional(Id),
      locale: Type.Optional(Type.String({ maxLength: 35 })),
    }),
    response: Preview,
  }),
  getContentBlock: route({
    method: "GET",
    path: "/api/content-blocks/:id",
    tag: "Content",
    summary: "One content block, with what uses it",
    access: "campaigns:read",
    params: byId,
    response: ContentBlockDetail,
  }),
  saveContentBlock: route({
    method: "PUT",
    path: "/api/content-blocks/:id",
    tag: "Content",
    summary: "Save the draft",
    description:
      "What is published stays as it is. `basedOn` (the `updatedAt` you read) refuses the save where somebody else was faster. A block that is used keeps its name.",
    access: "campaigns:write",
    audit: { did: "saved the draft of the content block {answer.name}", kind: "content_block" },
    params: byId,
    body: strict({ document: ContentBlockDocument, basedOn: Type.Optional(Timestamp) }),
    response: ContentBlockDetail,
  }),
  deleteContentBlock: route({
    method: "DELETE",
    path: "/api/content-blocks/:id",
    tag: "Content",
    summary: "Delete a block that nothing uses",
    description: "Refused with `uses`, the list of what names it, while there is any.",
    access: "campaigns:write",
    audit: { did: "deleted the content block {subject}", kind: "content_block" },
    params: byId,
    status: 204,
  }),
  restoreContentBlock: route({
    method: "POST",
    path: "/api/content-blocks/:id/restore",
    tag: "Content",
    summary: "Take a deletion back",
    access: "campaigns:write",
    audit: { did: "took back the deletion of the content block {answer.name}", kind: "content_block" },
    params: byId,
    response: ContentBlockDetail,
  }),
  publishContentBlock: route({
    method: "POST",
    path: "/api/content-blocks/:id/publish",
    tag: "Content",
    summary: "Publish the draft as a new version",
    description: "Refused where a campaign that is to take it could not be sent any more.",
    access: "campaigns:publish",
    audit: { did: "published the content block {answer.name}", kind: "content_block" },
    params: byId,
    query: strict({
      running: Type.Optional(
        oneOf(
          ["update", "keep"] as const,
          "Live and paused campaigns that use it: they take the new version at once (default), or keep theirs until their next launch.",
        ),
      ),
    }),
    response: ContentBlockDetail,
  }),
  listContentBlockVersions: route({
    method: "GET",
    path: "/api/content-blocks/:id/versions",
    tag: "Content",
    summary: "Published versions, newest first",
    access: "campaigns:read",
    params: byId,
    response: Type.Object({ items: Type.Array(Version) }),
  }),
  takeContentBlockVersion: route({
    method: "POST",
    path: "/api/content-blocks/:id/versions/:version/take",
    tag: "Content",
    summary: "Make an older version the draft again",
    access: "campaigns:write",
    audit: { did: "went back to an older version of the content block {answer.name}", kind: "content_block" },
    params: strict({ id: Id, version: Type.Integer({ minimum: 1 }) }),
    response: ContentBlockDetail,
  }),
};
