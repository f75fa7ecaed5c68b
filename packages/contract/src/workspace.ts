import type { Duration, FrequencyCap, Place, Topic } from "@beckon/core";
import { type Static, Type } from "typebox";
import { route } from "./route.ts";
import { Email, mapOf, nullable, oneOf, strict, Timestamp, TimeZone } from "./scalars.ts";

const LOCAL_TIME = "^([01]\\d|2[0-3]):[0-5]\\d$|^24:00$";
const DURATION = "^P(?=.)(\\d+W)?(\\d+D)?(T(?=.)(\\d+H)?(\\d+M)?(\\d+S)?)?$";
const KEY = "^[a-z0-9]+(-[a-z0-9]+)*$";

const LocalTime = Type.String({ pattern: LOCAL_TIME, description: "Local time of the recipient, HH:MM." });
const IsoDuration = Type.Unsafe<Duration>({ type: "string", pattern: DURATION, maxLength: 40, description: "ISO 8601: PT30M, P1D." });

export const QuietHours = strict({ from: LocalTime, to: LocalTime });

export const FrequencyCapSetting = Type.Unsafe<FrequencyCap>(
  strict({
    max: Type.Integer({ minimum: 1, maximum: 1_000 }),
    per: Type.Union([
      strict({ rolling: IsoDuration }),
      strict({ calendar: Type.Unsafe<"day" | "week" | "month">({ type: "string", enum: ["day", "week", "month"] }) }),
    ]),
    channel: Type.Optional(Type.String({ minLength: 1, maxLength: 50 })),
    topic: Type.Optional(Type.String({ minLength: 1, maxLength: 100 })),
    tag: Type.Optional(Type.String({ minLength: 1, maxLength: 100 })),
    over: Type.Optional(Type.Unsafe<"skip" | "defer">({ type: "string", enum: ["skip", "defer"] })),
  }),
);

const TopicName = Type.String({ minLength: 1, maxLength: 100 });
const TopicDescription = Type.String({ maxLength: 300, description: "One sentence for the recipient: what comes, and how often." });

export const TopicSetting = Type.Unsafe<Topic>(
  strict({
    key: Type.String({ pattern: KEY, maxLength: 100, description: "Stable name: lower-case words joined by -." }),
    name: TopicName,
    description: Type.Optional(TopicDescription),
    consent: oneOf(
      ["opt_out", "opt_in", "double_opt_in"] as const,
      "Allowed until the person leaves it; only after the person joined; only after the person joined and confirmed it by a link in a mail.",
    ),
    translations: Type.Optional(mapOf(strict({ name: TopicName, description: Type.Optional(TopicDescription) }))),
  }),
);

export const PlaceSetting = Type.Unsafe<Place>(
  strict({
    key: Type.String({ pattern: KEY, maxLength: 100, description: "Stable name: lower-case words joined by -." }),
    name: Type.String({ minLength: 1, maxLength: 100 }),
    latitude: Type.Number({ minimum: -90, maximum: 90, description: "Degrees north." }),
    longitude: Type.Number({ minimum: -180, maximum: 180, description: "Degrees east." }),
    radius: Type.Integer({ minimum: 1, maximum: 1_000_000, description: "Metres: who is no further away is there." }),
  }),
);

export const Sender = strict({
  name: Type.Optional(Type.String({ maxLength: 100 })),
  email: Email,
  replyTo: Type.Optional(Email),
});
export type Sender = Static<typeof Sender>;

const WebAddress = Type.String({ pattern: "^https?://[^\\s]+$", maxLength: 500, description: "An address that begins with https://." });

/** How the workspace shows itself to recipients. */
export const Branding = strict({
  colour: nullable(Type.String({ pattern: "^#[0-9a-fA-F]{6}$", description: "Of buttons: #1f4e4a." })),
  address: nullable(Type.String({ maxLength: 300, description: "Name and postal address, as it must stand in commercial mail." })),
  website: nullable(WebAddress),
  privacyUrl: nullable(WebAddress),
});
export type Branding = Static<typeof Branding>;

const LANGUAGE = "^[a-z]{2,3}(-[A-Za-z0-9]{2,8})*$";

function days(minimum: number, what: string) {
  return nullable(Type.Integer({ minimum, maximum: 36_500, description: `Days for which ${what}; null: for ever.` }));
}

/** For how long things are kept. */
export const Retention = strict({
  events: days(30, "events are kept; those of people inside a campaign stay until they are out"),
  decisions: days(30, "the decision log is kept"),
  messageBodies: days(1, "messages are kept as they looked; their subject, state and times stay"),
  deadLetters: days(7, "what could not be taken is kept"),
});
export type Retention = Static<typeof Retention>;

const OldRows = Type.Object({
  rows: Type.Integer(),
  exact: Type.Boolean({ description: "False where it is an estimate: from some thousands on." }),
  bytes: Type.Integer({ description: "About what they take with their indexes. The room is used again; the file does not shrink at once." }),
});

export const RetentionPreview = Type.Object({ events: OldRows, decisions: OldRows, messageBodies: OldRows, deadLetters: OldRows });
export type RetentionPreview = Static<typeof RetentionPreview>;

/** Rules and preferences of the workspace: what the column `workspaces.settings` holds. */
export const WorkspaceSettings = strict({
  timeZone: TimeZone,
  sessionTimeout: IsoDuration,
  quietHours: nullable(QuietHours),
  frequencyCaps: Type.Array(FrequencyCapSetting, { maxItems: 20 }),
  holdout: Type.Number({ minimum: 0, maximum: 100, description: "Percent of people held out of all marketing." }),
  topics: Type.Array(TopicSetting, { maxItems: 50 }),
  neverSend: Type.Array(Type.String({ minLength: 1, maxLength: 100 }), {
    maxItems: 20,
    uniqueItems: true,
    description: "Keys of segments and lists whose members get no marketing from any campaign.",
  }),
  places: Type.Array(PlaceSetting, { maxItems: 500, description: "Where people can be, for conditions by their last known location." }),
  sender: nullable(Sender),
  branding: Branding,
  languages: Type.Array(Type.String({ pattern: LANGUAGE, maxLength: 20 }), {
    minItems: 1,
    maxItems: 30,
    uniqueItems: true,
    description: "In which recipients may have their mail and pages (BCP 47: de, pt-BR), the default first.",
  }),
  subscribePage: Type.Boolean({ description: "Whether the page at /subscribe is open to the world." }),
  retention: Retention,
});
export type WorkspaceSettings = Static<typeof WorkspaceSettings>;

export const Workspace = Type.Object({
  id: Type.Integer(),
  name: Type.String(),
  settings: WorkspaceSettings,
  logoUrl: nullable(Type.String()),
  createdAt: Timestamp,
});
export type Workspace = Static<typeof Workspace>;

export const workspaceRoutes = {
  previewRetention: route({
    method: "POST",
    path: "/api/workspace/retention-preview",
    tag: "Workspace",
    summary: "What keeping things for so long would remove",
    description: "Changes nothing.",
    access: "workspace:write",
    audit: { none: "A preview changes nothing." },
    body: Retention,
    response: RetentionPreview,
  }),
  getWorkspace: route({
    method: "GET",
    path: "/api/workspace",
    tag: "Workspace",
    summary: "Name and rules of the workspace",
    access: "workspace:read",
    response: Workspace,
  }),
  updateWorkspace: route({
    method: "PATCH",
    path: "/api/workspace",
    tag: "Workspace",
    summary: "Change name or rules",
    description: "Only what is given is changed; a given rule replaces the old one whole.",
    access: "workspace:write",
    audit: { did: "changed the settings of the workspace", kind: "workspace", id: "answer.id" },
    body: strict({
      name: Type.Optional(Type.String({ minLength: 1, maxLength: 100 })),
      settings: Type.Optional(Type.Partial(WorkspaceSettings, { additionalProperties: false })),
    }),
    response: Workspace,
  }),
  setLogo: route({
    method: "PUT",
    path: "/api/workspace/logo",
    tag: "Workspace",
    summary: "Set the logo that recipients see",
    description: "PNG, JPEG, WebP or GIF of at most 200 kB.",
    access: "workspace:write",
    audit: { did: "set the logo", kind: "workspace", withoutBody: true },
    body: strict({ data: Type.String({ minLength: 1, maxLength: 280_000, pattern: "^[A-Za-z0-9+/]+={0,2}$", description: "The picture's bytes in Base64." }) }),
    response: Workspace,
  }),
  removeLogo: route({
    method: "DELETE",
    path: "/api/workspace/logo",
    tag: "Workspace",
    summary: "Remove the logo",
    access: "workspace:write",
    audit: { did: "removed the logo", kind: "workspace" },
    response: Workspace,
  }),
  getConfirmation: route({
    method: "GET",
    path: "/api/workspace/confirmation",
    tag: "Workspace",
    summary: "The live campaign that asks people to confirm a subscription",
    description: "Topics with double opt-in need one: it is triggered by `Subscription Requested`, and its mail holds `{{ message.confirm_url }}`.",
    access: "workspace:read",
    response: Type.Object({ campaign: nullable(Type.Object({ id: Type.String(), name: Type.String() })) }),
  }),
};
