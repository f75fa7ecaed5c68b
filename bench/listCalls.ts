import type { Random } from "../sim/random.ts";

/** What is known of the filled database, to ask for things that are there. */
export interface Found {
  readonly people: readonly string[];
  /** Those with the most events. */
  readonly busy: readonly string[];
  /** The first has by far the most passages. */
  readonly campaigns: readonly string[];
}

/** Something that a screen asks for: the addresses that one look at it calls, one after the other. */
export interface Call {
  readonly name: string;
  readonly targetMs: number;
  paths(found: Found, random: Random): readonly string[];
}

const LIST_MS = 300;
const PERSON_MS = 200;

function list(name: string, path: (found: Found, random: Random) => string): Call {
  return { name, targetMs: LIST_MS, paths: (found, random) => [path(found, random)] };
}

/** What the page of a person calls. */
function person(id: string): string[] {
  return [`/api/profiles/${id}`, `/api/profiles/${id}/timeline`, `/api/messages?profileId=${id}`, `/api/profiles/${id}/decisions`];
}

const NAMES = ["ann", "greta m", "jürgen", "sven.w", "zoe b", "chloe.dubois", "maria", "h"];
const DAY_MS = 86_400_000;

/** Every list and search of the API, each as its screen asks for it and with its filters. */
export const CALLS: readonly Call[] = [
  list("people", () => "/api/profiles"),
  list("people_page_2", () => "/api/profiles?limit=200"),
  list("people_by_name", (_, random) => `/api/profiles?search=${encodeURIComponent(random.pick(NAMES))}`),
  list("people_by_email", (_, random) => `/api/profiles?search=${encodeURIComponent(`ann.smith${random.int(1, 999)}`)}`),
  list("people_by_user_id", (_, random) => `/api/profiles?search=customer-${random.int(1, 999_999)}`),
  list("people_by_phone", (_, random) => `/api/profiles?search=${encodeURIComponent(`+4915100${random.int(100, 999)}`)}`),
  list("people_by_nothing", () => "/api/profiles?search=nobody-is-called-so"),
  list("events", () => "/api/events"),
  list("events_by_name", () => `/api/events?name=${encodeURIComponent("Order Completed")}`),
  list("events_by_rare_name", () => `/api/events?name=${encodeURIComponent("Gift Card Bought")}`),
  list("events_by_no_name", () => "/api/events?name=Never%20Sent"),
  list("events_of_busy_person", (found, random) => `/api/events?profileId=${random.pick(found.busy)}`),
  list("messages", () => "/api/messages"),
  list("messages_sent", () => "/api/messages?state=sent"),
  list("messages_failed", () => "/api/messages?state=failed"),
  list("messages_skipped", () => "/api/messages?state=skipped"),
  list("messages_unknown", () => "/api/messages?state=unknown"),
  list("messages_of_campaign", (found, random) => `/api/messages?campaignId=${random.pick(found.campaigns)}`),
  list("messages_of_campaign_failed", (found) => `/api/messages?campaignId=${found.campaigns[0]}&state=failed`),
  list("messages_of_person", (found, random) => `/api/messages?profileId=${random.pick(found.people)}`),
  list("campaigns", () => "/api/campaigns"),
  list("campaigns_search", (_, random) => `/api/campaigns?search=${random.int(1, 99)}`),
  list("campaigns_draft", () => "/api/campaigns?status=draft"),
  list("campaign_report_hot", (found) => `/api/campaigns/${found.campaigns[0]}/report`),
  list("campaign_report_month", (found) => `/api/campaigns/${found.campaigns[0]}/report?from=${new Date(Date.now() - 30 * DAY_MS).toISOString()}`),
  list("campaign_people_sent", (found) => `/api/campaigns/${found.campaigns[0]}/people?outcome=sent`),
  list("campaign_people_not_entered", (found) => `/api/campaigns/${found.campaigns[0]}/people?outcome=not_entered&reason=reentry`),
  list("campaign_people_converted", (found) => `/api/campaigns/${found.campaigns[0]}/people?outcome=converted`),
  list("campaign_versions", (found) => `/api/campaigns/${found.campaigns[0]}/versions`),
  list("registry", () => "/api/registry/events"),
  list("registry_event", () => `/api/registry/events/${encodeURIComponent("Order Completed")}`),
  list("attributes", () => "/api/registry/attributes"),
  list("dead_letters", () => "/api/dead-letters"),
  list("dead_letters_open", () => "/api/dead-letters?state=open"),
  list("dead_letters_replayed", () => "/api/dead-letters?state=replayed"),
  list("suppressions", () => "/api/suppressions"),
  list("suppressions_search", (_, random) => `/api/suppressions?search=${random.pick(["ann", "zoe.k", "sven", "nobody"])}`),
  list("audit", () => "/api/audit"),
  list("jobs", () => "/api/jobs"),
  list("status", () => "/api/status"),
  { name: "person_page", targetMs: PERSON_MS, paths: (found, random) => person(random.pick(found.people)) },
  { name: "person_page_busy", targetMs: PERSON_MS, paths: (found, random) => person(random.pick(found.busy)) },
  {
    name: "person_why",
    targetMs: PERSON_MS,
    paths: (found, random) => [`/api/profiles/${random.pick(found.people)}/why?campaignId=${random.pick(found.campaigns)}`],
  },
];
