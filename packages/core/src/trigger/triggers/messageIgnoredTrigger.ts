import { INTERNAL } from "../../event/event.ts";
import { addDuration, type Duration, describeDuration, durationSchema } from "../../time/duration.ts";
import type { TriggerKind, TriggerNode } from "../trigger.ts";
import { fires, NOT_ABOUT_IT, refuses } from "../verdict.ts";

/** `{ kind: "message_ignored", campaign: "<id>", not: "opened", after: "P3D" }`: a message was sent and not engaged with for so long. */
export interface MessageIgnoredTrigger extends TriggerNode {
  readonly kind: "message_ignored";
  /** Id of the campaign whose message it was; any where left out. */
  readonly campaign?: string;
  readonly not: "opened" | "clicked";
  readonly after: Duration;
}

export const messageIgnoredTrigger: TriggerKind<MessageIgnoredTrigger> = {
  kind: "message_ignored",
  schema: {
    type: "object",
    title: "A message is ignored",
    properties: {
      kind: { const: "message_ignored" },
      campaign: {
        type: "string",
        minLength: 1,
        maxLength: 100,
        title: "Campaign",
        description: "Id of the campaign whose message it was; any where left out.",
      },
      not: { enum: ["opened", "clicked"], title: "What did not happen" },
      after: { ...durationSchema, title: "For how long" },
    },
    required: ["kind", "not", "after"],
    additionalProperties: false,
  },
  // It listens for the send only to start its clock; the timer that then fires names the campaign.
  listens: () => [`event:${INTERNAL.messageSent}`],
  judge: (trigger, happening, subject) => {
    if (happening.kind !== "timer" || happening.timerKind !== "message_ignored") return NOT_ABOUT_IT;
    const { payload } = happening;
    const engaged = subject.engaged(String(payload["enrollmentId"]), trigger.not);
    const finding = {
      holds: !engaged,
      condition: `the message was not ${trigger.not} within ${describeDuration(trigger.after)}`,
      found: engaged ? trigger.not : "nothing",
    };
    return engaged ? refuses(finding) : fires({ ...payload, campaign_id: payload["campaignId"] ?? null, send_id: payload["sendId"] ?? null }, finding);
  },
  timerAfter: (trigger, happening) => {
    if (happening.kind !== "event" || happening.event.kind !== "internal" || happening.event.name !== INTERNAL.messageSent) return null;
    const { message, at } = happening.event;
    if (message === undefined || (trigger.campaign !== undefined && message.campaignId !== trigger.campaign)) return null;
    return { at: addDuration(at, trigger.after), payload: { enrollmentId: message.enrollmentId, sendId: message.sendId, campaignId: message.campaignId } };
  },
  describe: ({ campaign, not, after }) => `a message${campaign ? ` of campaign ${campaign}` : ""} is not ${not} within ${describeDuration(after)}`,
};
