import type { ImportColumn, ImportPlan as Plan } from "@beckon/core";
import { DATE_ORDERS, DECIMAL_MARKS, IMPORT_MODES, IMPORTED_TYPES } from "@beckon/core/importPlan";
import { type Static, Type } from "typebox";
import { Job } from "./job.ts";
import { page, pageQuery } from "./paging.ts";
import { ProfileRef } from "./profile.ts";
import { route } from "./route.ts";
import { AnyObject, Id, nullable, oneOf, strict, Timestamp } from "./scalars.ts";

const Words = Type.Array(Type.String({ minLength: 1, maxLength: 100 }), { maxItems: 50 });
const Name = Type.String({ minLength: 1, maxLength: 200 });

/** What one column of the file becomes. */
export const ImportColumnShape = Type.Unsafe<ImportColumn>(
  Type.Union([
    strict({ as: Type.Literal("ignore") }),
    strict({ as: Type.Literal("identifier"), kind: Type.String({ pattern: "^[a-z][a-z0-9_]{0,49}$", description: "email, user_id, phone, or another." }) }),
    strict({
      as: Type.Literal("attribute"),
      name: Name,
      type: oneOf(IMPORTED_TYPES),
      format: Type.Optional(oneOf([...DATE_ORDERS, ...DECIMAL_MARKS], "Of dates: which comes first. Of numbers: what parts the decimals.")),
    }),
    strict({
      as: Type.Literal("consent"),
      channel: Type.Optional(Type.String({ minLength: 1, maxLength: 50 })),
      topic: Type.Optional(Type.String({ minLength: 1, maxLength: 100, description: "Without one it is the channel as a whole." })),
      yes: Words,
      no: Words,
    }),
  ]),
);

export const ImportPlan = Type.Unsafe<Plan>(
  strict({
    columns: Type.Array(ImportColumnShape, { minItems: 1, maxItems: 500, description: "One for each column of the file, in order." }),
    match: Type.String({ maxLength: 50, description: "The kind of identifier by which people are found." }),
    mode: oneOf(IMPORT_MODES),
    fillOnly: Type.Boolean({ description: "Attributes that a person has already stay as they are." }),
    startsCampaigns: Type.Boolean({ description: "Whether what changes may start campaigns, as if it had just happened." }),
    consentStatement: Type.String({ maxLength: 2_000, description: "Where the consent in the file comes from; needed where it brings some." }),
    allAgreedTo: Type.Array(Type.String({ maxLength: 100 }), { maxItems: 50, description: "Topics that everybody in the file has agreed to." }),
    list: Type.Optional(Type.String({ format: "uuid", description: "Id of a list that everybody whose row is taken is put on; needs `segments:write` too." })),
  }),
);

export const ImportFormat = strict({
  encoding: oneOf(["utf-8", "utf-16le", "utf-16be", "windows-1252"] as const),
  delimiter: oneOf([",", ";", "\t", "|"] as const),
  hasHeader: Type.Boolean(),
});

export const IMPORT_STATES = ["new", "checking", "checked", "running", "done", "failed", "cancelled"] as const;

/** A file of people in a list. */
export const ImportListItem = Type.Object({
  id: Type.String(),
  name: Type.String(),
  bytes: Type.Integer(),
  state: oneOf(IMPORT_STATES),
  createdBy: Type.String(),
  createdAt: Timestamp,
  job: nullable(Job),
});
export type ImportListItem = Static<typeof ImportListItem>;

/** A file of people: how it is read, what its columns may be, how far it is. */
export const Import = Type.Object({
  ...ImportListItem.properties,
  format: ImportFormat,
  fileKept: Type.Boolean({ description: "The file is thrown away when the import is over, or after a day." }),
  columns: Type.Array(
    Type.Object({
      name: Type.String(),
      examples: Type.Array(Type.String()),
      guess: ImportColumnShape,
      doubt: nullable(Type.String({ description: "Where the examples can be read in two ways." })),
    }),
  ),
  plan: nullable(ImportPlan),
  suggested: ImportPlan,
  check: nullable(Job),
  sameFileAs: nullable(Type.Object({ id: Type.String(), name: Type.String(), createdAt: Timestamp, createdBy: Type.String() })),
});
export type Import = Static<typeof Import>;

/** The first rows as they will become. */
export const ImportPreview = Type.Object({
  rows: Type.Array(
    Type.Object({
      row: Type.Integer({ description: "As a spreadsheet numbers it." }),
      action: oneOf(["create", "update", "skip", "refuse", "blank"] as const),
      identifiers: Type.Array(Type.Object({ kind: Type.String(), value: Type.String() })),
      attributes: AnyObject,
      channels: AnyObject,
      topics: AnyObject,
      problems: Type.Array(Type.Object({ column: nullable(Type.Integer()), problem: Type.String(), right: Type.String() })),
    }),
  ),
});
export type ImportPreview = Static<typeof ImportPreview>;

const byId = strict({ id: Id });
const access = "profiles:import";

export const importRoutes = {
  listImports: route({
    method: "GET",
    path: "/api/imports",
    tag: "Imports",
    summary: "Files of people, newest first",
    access,
    query: strict(pageQuery),
    response: page(ImportListItem),
  }),
  uploadImport: route({
    method: "POST",
    path: "/api/imports",
    tag: "Imports",
    summary: "Upload a CSV file of people",
    description:
      "The body is the file itself, as `text/csv`, up to 200 MB. Nothing is changed yet: the answer says how the file is read and what its columns may be.",
    access,
    audit: { did: "uploaded the file {answer.name}", kind: "import", id: "answer.id" },
    query: strict({ name: Type.Optional(Type.String({ maxLength: 200, description: "The file's name." })) }),
    response: Import,
    unrepeatable: true,
    status: 201,
  }),
  getImport: route({ method: "GET", path: "/api/imports/:id", tag: "Imports", summary: "One file of people", access, params: byId, response: Import }),
  changeImportFormat: route({
    method: "PATCH",
    path: "/api/imports/:id",
    tag: "Imports",
    summary: "Read the file in another way",
    access,
    audit: { did: "changed how the file {answer.name} is read", kind: "import" },
    params: byId,
    body: ImportFormat,
    response: Import,
  }),
  previewImport: route({
    method: "POST",
    path: "/api/imports/:id/preview",
    tag: "Imports",
    summary: "The first 20 rows as they will become",
    access,
    audit: { none: "A preview changes nothing." },
    params: byId,
    body: ImportPlan,
    response: ImportPreview,
  }),
  checkImport: route({
    method: "POST",
    path: "/api/imports/:id/check",
    tag: "Imports",
    summary: "Read the whole file and change nothing",
    description: "A job that counts what each row would do, and makes a file of what is wrong.",
    access,
    audit: { none: "A check changes nothing." },
    params: byId,
    body: ImportPlan,
    response: Import,
    status: 202,
  }),
  startImport: route({
    method: "POST",
    path: "/api/imports/:id/start",
    tag: "Imports",
    summary: "Take the people in",
    description: "A job. It cannot be undone. Started again after a failure or a stop, it goes through the file once more and does nothing twice.",
    access,
    audit: { did: "started the import of {answer.name}", kind: "import" },
    params: byId,
    body: ImportPlan,
    response: Import,
    status: 202,
  }),
  discardImport: route({
    method: "DELETE",
    path: "/api/imports/:id",
    tag: "Imports",
    summary: "Throw an uploaded file away",
    access,
    audit: { did: "threw an uploaded file away", kind: "import" },
    params: byId,
    status: 204,
  }),
  listImportedPeople: route({
    method: "GET",
    path: "/api/imports/:id/people",
    tag: "Imports",
    summary: "Whom an import created, newest first",
    access: "profiles:read",
    params: byId,
    query: strict(pageQuery),
    response: page(ProfileRef),
  }),
};
