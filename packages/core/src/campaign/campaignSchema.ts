import { conditionSchema } from "../condition/judge.ts";
import { delaySchema } from "../delay/kinds.ts";
import type { JsonSchema } from "../json.ts";
import { messageSchema } from "../message/kinds.ts";
import { durationSchema } from "../time/duration.ts";
import { weekdaysSchema } from "../time/weekdays.ts";
import { triggerSchema } from "../trigger/kinds.ts";
import { localDateTimePattern } from "./life.ts";

const condition: JsonSchema = { $ref: "#/$defs/condition" };
const eventName: JsonSchema = { type: "string", minLength: 1, maxLength: 200, title: "Event" };
export const shortText = (title: string): JsonSchema => ({ type: "string", minLength: 1, maxLength: 100, title });

const timeOfDay: JsonSchema = {
  type: "string",
  pattern: "^(?:(?:[01]\\d|2[0-3]):[0-5]\\d|24:00)$",
  description: "HH:MM by the person's clock, for example 09:00; 24:00 is the end of the day.",
};

const localDateTime: JsonSchema = {
  type: "string",
  pattern: localDateTimePattern,
  description: "Local date and time in the zone, for example 2026-12-01T00:00.",
};

const exceptionEvent: JsonSchema = {
  type: "object",
  properties: {
    event: eventName,
    where: { ...condition, title: "Where", description: 'May compare with the entry event: { from: "entry", name: "cart_id" }.' },
  },
  required: ["event"],
  additionalProperties: false,
};

const reentry: JsonSchema = {
  title: "Re-entry",
  description: "How often one person may enter. One cancelled before anything was sent does not count.",
  oneOf: [
    { type: "object", title: "Every time", properties: { kind: { const: "every_time" } }, required: ["kind"], additionalProperties: false },
    { type: "object", title: "Once", properties: { kind: { const: "once" } }, required: ["kind"], additionalProperties: false },
    {
      type: "object",
      title: "Once per period",
      properties: { kind: { const: "window" }, window: { ...durationSchema, title: "Period" } },
      required: ["kind", "window"],
      additionalProperties: false,
    },
    {
      type: "object",
      title: "Once per key",
      description: "One enrollment per value of a property, so that two carts are two enrollments.",
      properties: { kind: { const: "per_key" }, property: { type: "string", minLength: 1, maxLength: 200, title: "Property" } },
      required: ["kind", "property"],
      additionalProperties: false,
    },
  ],
};

const life: JsonSchema = {
  type: "object",
  title: "Start and end",
  properties: {
    start: { ...localDateTime, title: "Start" },
    end: { ...localDateTime, title: "End" },
    timeZone: { type: "string", minLength: 1, maxLength: 64, title: "Time zone", description: "For example Europe/Berlin." },
    atEnd: { enum: ["finish", "exit"], default: "finish", title: "At the end", description: "People inside finish, or leave." },
  },
  required: ["timeZone"],
  additionalProperties: false,
};

const sendWindow: JsonSchema = {
  type: "object",
  title: "Send window",
  description: "By the recipient's clock. An end before the beginning goes over midnight and belongs to the day on which it begins.",
  properties: {
    from: { ...timeOfDay, title: "From" },
    to: { ...timeOfDay, title: "To" },
    weekdays: weekdaysSchema,
    outside: { enum: ["hold", "skip"], default: "hold", title: "Outside", description: "Hold to the next opening, or skip." },
  },
  required: ["from", "to"],
  additionalProperties: false,
};

/** Also used for the caps of the workspace. */
export const frequencyCapSchema: JsonSchema = {
  type: "object",
  title: "Frequency cap",
  properties: {
    max: { type: "integer", minimum: 0, maximum: 10_000, title: "At most" },
    per: {
      title: "Per",
      description: "A rolling period, or the day, week or month of the person's calendar.",
      anyOf: [
        { type: "object", properties: { rolling: { ...durationSchema, title: "Rolling period" } }, required: ["rolling"], additionalProperties: false },
        {
          type: "object",
          properties: { calendar: { enum: ["day", "week", "month"], title: "Calendar" } },
          required: ["calendar"],
          additionalProperties: false,
        },
      ],
    },
    channel: { ...shortText("Channel"), description: "Count only messages of this channel." },
    topic: { ...shortText("Topic"), description: "Count only messages on this topic." },
    tag: { ...shortText("Tag"), description: "Count only messages with this tag." },
    over: { enum: ["skip", "defer"], default: "skip", title: "Over it", description: "Skip, or put off to when a slot is free." },
  },
  required: ["max", "per"],
  additionalProperties: false,
};

const goal: JsonSchema = {
  type: "object",
  title: "Goal",
  properties: {
    event: eventName,
    where: { ...condition, title: "Where" },
    within: { ...durationSchema, title: "Within", description: "Counted from the send: PT1H, P7D." },
    revenue: { ...shortText("Revenue"), description: "Property that holds the amount." },
    currency: { ...shortText("Currency"), description: "Property that holds the currency." },
  },
  required: ["event", "within"],
  additionalProperties: false,
};

/** How a message is sent; of campaigns, and of the steps of a journey that send. */
export const sendingProperties = {
  sendWindow,
  quietHours: { enum: ["hold", "skip", "ignore"], default: "hold", title: "In quiet hours" },
  atMost: { type: "array", items: frequencyCapSchema, maxItems: 20, title: "At most", description: "Own caps beside those of the workspace." },
  frequencyCaps: {
    enum: ["respect", "override", "override_uncounted"],
    default: "respect",
    title: "Frequency caps",
    description: "Keep them; go over every cap and count; or go over and not count.",
  },
  expireAfter: {
    ...durationSchema,
    default: "P3D",
    title: "Give up after",
    description: "A held message is given up this long after its delay had ended: PT6H, P3D.",
  },
  message: messageSchema,
} as const satisfies { readonly [name: string]: JsonSchema };

/** How people come into a campaign or a journey, and leave. */
export const courseProperties = {
  key: {
    type: "string",
    pattern: "^[a-z0-9]+(?:-[a-z0-9]+)*$",
    maxLength: 80,
    title: "Key",
    description: "Stable name in files and links: lower-case words joined by -, for example cart-reminder.",
  },
  name: { type: "string", minLength: 1, maxLength: 200, title: "Name" },
  description: { type: "string", maxLength: 5_000, title: "Description" },
  trigger: { $ref: "#/$defs/trigger" },
  audience: { ...condition, title: "Audience", description: "Everyone, where left out. Judged after the triggering event has been applied." },
  recheckAudience: {
    type: "boolean",
    default: true,
    title: "Check the audience again",
    description: "Judge it again when a message is due. Segments that it leaves out are asked about in any case.",
  },
  unless: { type: "array", items: exceptionEvent, maxItems: 50, title: "Unless", description: "Events that end it at once, wherever the person waits." },
  onRepeat: {
    enum: ["ignore", "restart", "enroll"],
    default: "ignore",
    title: "Trigger comes again while one waits",
    description: "Ignore it, begin anew, or enter a second time.",
  },
  reentry,
  life,
  purpose: {
    enum: ["marketing", "transactional"],
    default: "marketing",
    title: "Purpose",
    description: "Transactional messages ignore caps, quiet hours, holdout and marketing consent.",
  },
  topic: { ...shortText("Topic"), description: "Subscription topic that the recipient must not have left." },
  tags: { type: "array", items: shortText("Tag"), maxItems: 50, uniqueItems: true, title: "Tags" },
  priority: { type: "number", minimum: 0, maximum: 100, default: 50, title: "Priority", description: "Who goes first when several are due at one instant." },
  holdout: {
    type: "number",
    minimum: 0,
    maximum: 100,
    default: 0,
    title: "Holdout",
    description: "Percent of people who are computed to the end and not sent to.",
  },
  goal,
} as const satisfies { readonly [name: string]: JsonSchema };

/** The JSON Schema (2020-12) of a `CampaignDocument`, put together from the kinds of conditions, triggers, delays and messages. */
export const campaignSchema = {
  $schema: "https://json-schema.org/draft/2020-12/schema",
  title: "Campaign",
  description: "A triggered campaign: when, for whom, wait, unless, between, at most, send, goal.",
  type: "object",
  properties: { ...courseProperties, delay: { $ref: "#/$defs/delay" }, ...sendingProperties },
  required: ["key", "name", "trigger", "message"],
  additionalProperties: false,
  $defs: { condition: conditionSchema, trigger: triggerSchema, delay: delaySchema },
} as const satisfies JsonSchema;
