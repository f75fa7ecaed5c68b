import { type Event, INTERNAL } from "../../event/event.ts";
import type { TriggerKind, TriggerNode } from "../trigger.ts";
import { fires, NOT_ABOUT_IT, refuses } from "../verdict.ts";

/** `{ kind: "message", campaign: "<id>", did: "clicked", link: "/sale" }`. Opens by machines and clicks by scanners never fire. */
export interface MessageTrigger extends TriggerNode {
  readonly kind: "message";
  /** Id of the campaign whose message it was; any where left out. */
  readonly campaign?: string;
  readonly did: keyof typeof EVENTS;
  /** For `clicked`: part of the link's address. */
  readonly link?: string;
}

const EVENTS = {
  sent: INTERNAL.messageSent,
  delivered: INTERNAL.messageDelivered,
  opened: INTERNAL.messageOpened,
  clicked: INTERNAL.messageClicked,
  bounced: INTERNAL.messageBounced,
  complained: INTERNAL.messageComplained,
  unsubscribed: INTERNAL.messageUnsubscribed,
} as const;

export const messageTrigger: TriggerKind<MessageTrigger> = {
  kind: "message",
  schema: {
    type: "object",
    title: "Something happens to a message",
    properties: {
      kind: { const: "message" },
      campaign: {
        type: "string",
        minLength: 1,
        maxLength: 100,
        title: "Campaign",
        description: "Id of the campaign whose message it was; any where left out.",
      },
      did: { enum: Object.keys(EVENTS), title: "What happened" },
      link: { type: "string", minLength: 1, maxLength: 500, title: "Link", description: "For clicks: part of the link's address." },
    },
    required: ["kind", "did"],
    additionalProperties: false,
  },
  listens: ({ did }) => [`event:${EVENTS[did]}`],
  judge: (trigger, happening) => {
    if (happening.kind !== "event" || !isAbout(trigger, happening.event)) return NOT_ABOUT_IT;
    const { properties, message } = happening.event;
    const carried = { ...properties, campaign_id: message?.campaignId ?? null, send_id: message?.sendId ?? null };
    if (trigger.link === undefined) return fires(carried, { holds: true, condition: `a message was ${trigger.did}` });
    const link = properties["link"] ?? properties["url"] ?? null;
    const finding = { holds: typeof link === "string" && link.includes(trigger.link), condition: `the link contains “${trigger.link}”`, found: link };
    return finding.holds ? fires(carried, finding) : refuses(finding);
  },
  describe: ({ campaign, did, link }) => `a message${campaign ? ` of campaign ${campaign}` : ""} is ${VERBS[did]}${link ? ` on a link with “${link}”` : ""}`,
};

const VERBS: { readonly [did in keyof typeof EVENTS]: string } = {
  sent: "sent",
  delivered: "delivered",
  opened: "opened",
  clicked: "clicked",
  bounced: "returned as undeliverable",
  complained: "reported as spam",
  unsubscribed: "used to unsubscribe",
};

function isAbout({ did, campaign }: MessageTrigger, event: Event): boolean {
  if (event.kind !== "internal" || event.name !== EVENTS[did] || event.message === undefined) return false;
  if (campaign !== undefined && event.message.campaignId !== campaign) return false;
  return !event.flags?.includes("machine");
}
