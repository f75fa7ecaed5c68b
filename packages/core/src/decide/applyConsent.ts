import { type ConsentChange, type Event, INTERNAL } from "../event/event.ts";
import type { Consent, Profile } from "../profile/profile.ts";
import { type Instant, MINUTE } from "../time/instant.ts";
import type { Turn } from "./turn.ts";

/**
 * Consent goes by event time: a yes from last year's import does not undo today's no. A yes to a topic with double opt-in waits
 * as `pending` until the person confirms it, and the request becomes an event, by which a campaign sends the link to confirm.
 * No file ever makes a yes of a no.
 * @returns those requests
 */
export function applyConsent(turn: Turn, { at, consent: change }: Event): Event[] {
  if (!change) return [];
  const { consent, consentTimes, pausedUntil } = turn.profile;
  const times = { ...consentTimes };
  const channels = newerOf("channel", sayable(change, change.channels, consent.channels), at, times);
  const topics = newerOf("topic", sayable(change, change.topics, consent.topics), at, times);
  const waiting = change.confirmed ? [] : Object.keys(topics).filter((topic) => topics[topic] === "subscribed" && needsConfirmation(turn, topic));
  for (const topic of waiting) topics[topic] = "pending";
  const repeated = waiting.filter((topic) => wasJustAsked(turn.profile, topic, at));
  for (const topic of repeated) times[`topic:${topic}`] = consentTimes[`topic:${topic}`] ?? at;
  turn.change({
    consent: { channels: { ...consent.channels, ...channels }, topics: { ...consent.topics, ...topics } },
    pausedUntil: pauseOf(change, at, times, pausedUntil),
    consentTimes: times,
  });
  return waiting.filter((topic) => !repeated.includes(topic)).map((topic) => requestEvent(turn, topic, at));
}

/** Of a file, what does not turn a no of the person into a yes. */
function sayable({ by }: ConsentChange, said: Consent["channels"] = {}, before: Consent["channels"]): Consent["channels"] {
  if (by !== "import") return said;
  return Object.fromEntries(Object.entries(said).filter(([name, state]) => state !== "subscribed" || before[name] !== "unsubscribed"));
}

/** What was said of channels or topics, without that on which something newer is known. Notes the times of what counts. */
function newerOf(
  kind: "channel" | "topic",
  said: Consent["channels"] = {},
  at: Instant,
  times: { [key: string]: Instant },
): { -readonly [Name in keyof Consent["channels"]]: Consent["channels"][Name] } {
  return Object.fromEntries(Object.entries(said).filter(([name]) => isNewest(`${kind}:${name}`, at, times)));
}

function pauseOf({ pauseUntil }: ConsentChange, at: Instant, times: { [key: string]: Instant }, before: Profile["pausedUntil"]): Profile["pausedUntil"] {
  return pauseUntil !== undefined && isNewest("pause", at, times) ? pauseUntil : before;
}

function isNewest(key: string, at: Instant, times: { [key: string]: Instant }): boolean {
  if (at < (times[key] ?? Number.NEGATIVE_INFINITY)) return false;
  times[key] = at;
  return true;
}

/** Who confirmed once and did not leave since has nothing to confirm. */
function needsConfirmation({ definitions, profile }: Turn, key: string): boolean {
  if (Object.hasOwn(profile.consent.topics, key) && profile.consent.topics[key] === "subscribed") return false;
  return definitions.workspace.topics.some((topic) => topic.key === key && topic.consent === "double_opt_in");
}

/** Anybody can type anybody's address: a request is not repeated so soon, so that nobody's mailbox can be filled with them. */
const ASK_AGAIN_AFTER = 30 * MINUTE;

function wasJustAsked({ consent, consentTimes }: Profile, topic: string, at: Instant): boolean {
  return consent.topics[topic] === "pending" && at < (consentTimes[`topic:${topic}`] ?? 0) + ASK_AGAIN_AFTER;
}

function requestEvent(turn: Turn, topic: string, at: Instant): Event {
  const name = turn.definitions.workspace.topics.find(({ key }) => key === topic)?.name ?? topic;
  const id = turn.deriveId(INTERNAL.subscriptionRequested, topic);
  const event: Event = {
    id,
    kind: "internal",
    name: INTERNAL.subscriptionRequested,
    at,
    receivedAt: turn.now,
    source: "beckon",
    messageId: id,
    properties: { topic, topic_name: name },
    context: {},
  };
  turn.join(event);
  return event;
}
