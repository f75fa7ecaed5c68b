import type { Duration, FrequencyCap, Topic } from "@beckon/core";
import { type Static, Type } from "typebox";
import { route } from "./route.ts";
import { Email, nullable, strict, Timestamp, TimeZone } from "./scalars.ts";

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

export const TopicSetting = Type.Unsafe<Topic>(
  strict({
    key: Type.String({ pattern: KEY, maxLength: 100, description: "Stable name: lower-case words joined by -." }),
    name: Type.String({ minLength: 1, maxLength: 100 }),
    consent: Type.Unsafe<"opt_in" | "opt_out">({ type: "string", enum: ["opt_in", "opt_out"] }),
  }),
);

export const Sender = strict({
  name: Type.Optional(Type.String({ maxLength: 100 })),
  email: Email,
  replyTo: Type.Optional(Email),
});
export type Sender = Static<typeof Sender>;

/** Rules and preferences of the workspace: what the column `workspaces.settings` holds. */
export const WorkspaceSettings = strict({
  timeZone: TimeZone,
  sessionTimeout: IsoDuration,
  quietHours: nullable(QuietHours),
  frequencyCaps: Type.Array(FrequencyCapSetting, { maxItems: 20 }),
  holdout: Type.Number({ minimum: 0, maximum: 100, description: "Percent of people held out of all marketing." }),
  topics: Type.Array(TopicSetting, { maxItems: 50 }),
  sender: nullable(Sender),
});
export type WorkspaceSettings = Static<typeof WorkspaceSettings>;

export const Workspace = Type.Object({ id: Type.Integer(), name: Type.String(), settings: WorkspaceSettings, createdAt: Timestamp });
export type Workspace = Static<typeof Workspace>;

export const workspaceRoutes = {
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
};
