import type { TimelineItem } from "@beckon/contract";
import { formatInstant, INTERNAL, isObject, type Json, type JsonObject } from "@beckon/core";
import { sentenceOf, titleOf } from "../../engine/explainWords.ts";
import type { TimelineLine } from "../../engine/profileReader.ts";
import type { CampaignName, EventRow } from "../../store/timeline.ts";

type Link = TimelineItem["links"][number];
type EventLine = Extract<TimelineLine, { of: "event" }>;
type DecisionLine = Extract<TimelineLine, { of: "decision" }>;

/** One line of a person's story in words, with links to what it speaks of. */
export function presentLine(line: TimelineLine, campaigns: ReadonlyMap<string, CampaignName>, timeZone: string): TimelineItem {
  return line.of === "event" ? presentEvent(line, campaigns) : presentDecided(line, campaigns, timeZone);
}

function presentDecided({ decision, id, at }: DecisionLine, campaigns: ReadonlyMap<string, CampaignName>, timeZone: string): TimelineItem {
  const campaign = campaigns.get(decision.campaignId);
  return {
    id,
    kind: "decision",
    at: formatInstant(at),
    title: `${campaign?.name ?? "Campaign"}: ${titleOf(decision)}`,
    body: sentenceOf(decision, timeZone),
    source: null,
    data: decision.facts,
    flags: [],
    links: [campaignLink(decision.campaignId, campaign)],
  };
}

function presentEvent({ kind, event, subject, at, id }: EventLine, campaigns: ReadonlyMap<string, CampaignName>): TimelineItem {
  const message = event.extra?.message;
  const links: Link[] = message
    ? [{ to: "message", id: message.sendId, label: subject ?? "Message" }, campaignLink(message.campaignId, campaigns.get(message.campaignId))]
    : [];
  return {
    id,
    kind,
    at: formatInstant(at),
    title: titleOfEvent(event, subject),
    body: bodyOf(event),
    source: event.source,
    data: event.properties,
    flags: [...(event.extra?.flags ?? [])],
    links: [...links, ...mergeLinks(event)],
  };
}

function campaignLink(id: string, campaign: CampaignName | undefined): Link {
  return { to: "campaign", id, label: campaign?.name ?? "Campaign" };
}

/** A merge names the profile that was folded in. */
function mergeLinks({ name, properties }: EventRow): Link[] {
  const merged = name === INTERNAL.profileMerged ? (properties.merged ?? properties.other ?? properties.profile_id) : undefined;
  return typeof merged === "string" ? [{ to: "profile", id: merged, label: "The other profile" }] : [];
}

const MESSAGE_TITLES: { readonly [name: string]: string } = {
  [INTERNAL.messageSent]: "Mail sent",
  [INTERNAL.messageWouldHaveBeenSent]: "Mail held out",
  [INTERNAL.messageDelivered]: "Mail delivered",
  [INTERNAL.messageOpened]: "Mail opened",
  [INTERNAL.messageClicked]: "Mail clicked",
  [INTERNAL.messageBounced]: "Mail bounced",
  [INTERNAL.messageComplained]: "Mail reported as spam",
  [INTERNAL.messageUnsubscribed]: "Unsubscribed by mail",
  [INTERNAL.messageFailed]: "Mail failed",
  [INTERNAL.messageSkipped]: "Mail not sent",
  [INTERNAL.messageCancelled]: "Message cancelled",
  [INTERNAL.messageUnknown]: "Mail in an unknown state",
};

function titleOfEvent(event: EventRow, subject: string | null): string {
  const title = MESSAGE_TITLES[event.name];
  if (title !== undefined) return subject === null ? title : `${title}: ${subject}`;
  if (event.kind !== "internal" && event.name === "Page Viewed") return `Page Viewed${pageWords(event)}`;
  return event.name;
}

function pageWords({ properties }: EventRow): string {
  const page = [properties.title, properties.name, properties.path, properties.url].find((value) => typeof value === "string" && value !== "");
  return page === undefined ? "" : `: ${String(page)}`;
}

/** What a glance needs: what changed of the person, or the first plain values of the event. */
function bodyOf(event: EventRow): string | null {
  const { attributes, consent } = event.extra ?? {};
  if (event.name === INTERNAL.sessionStarted) return null;
  if (event.name === INTERNAL.sessionEnded) return typeof event.properties.seconds === "number" ? `After ${lasted(event.properties.seconds)}` : null;
  if (consent) return words({ ...consent.channels, ...consent.topics });
  if ((event.kind === "identify" || event.name === INTERNAL.attributesChanged) && attributes) return words(attributes);
  if (event.kind === "internal") return words(withoutIds(event.properties));
  return words(event.properties);
}

/** Ids that Beckon made itself tell a reader nothing. */
function withoutIds(properties: JsonObject): JsonObject {
  return Object.fromEntries(Object.entries(properties).filter(([name]) => !name.endsWith("_id")));
}

function lasted(seconds: number): string {
  const minutes = Math.round(seconds / 60);
  if (minutes < 1) return "less than a minute";
  return minutes === 1 ? "one minute" : `${minutes} minutes`;
}

const WORDS_MAX = 4;

function words(values: JsonObject | { readonly [name: string]: Json }): string | null {
  const plain = Object.entries(values).filter(([, value]) => value !== null && !isObject(value) && !Array.isArray(value) && value !== "");
  if (plain.length === 0) return null;
  const shown = plain.slice(0, WORDS_MAX).map(([name, value]) => `${name}: ${short(String(value))}`);
  return plain.length > WORDS_MAX ? `${shown.join(" · ")} · …` : shown.join(" · ");
}

function short(text: string): string {
  return text.length > 80 ? `${text.slice(0, 79)}…` : text;
}
