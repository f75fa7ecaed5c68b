import type { PeopleFilter } from "@beckon/core";
import type { Random } from "../sim/random.ts";
import { LIST, SEGMENTS, SHOP_STAGES } from "./segmentsOfShop.ts";
import { SHOP_EVENTS } from "./shop.ts";

/** What is known of the filled database, to ask for things that are there. */
export interface Found {
  /** The time up to which it is filled. */
  readonly now: number;
  readonly people: readonly string[];
  /** Those with the most events. */
  readonly busy: readonly string[];
  /** The first has by far the most passages. */
  readonly campaigns: readonly string[];
  /** Imports that are there; a shop that only ever sent events has none. */
  readonly imports: readonly string[];
  readonly segments: readonly string[];
  readonly computedAttributes: readonly string[];
  readonly contentBlocks: readonly string[];
  readonly journeys: readonly string[];
  /** Done ones. */
  readonly rehearsals: readonly string[];
}

/** One request: an address, and for the few searches that are asked by POST, what is sent. */
export interface Ask {
  readonly path: string;
  readonly body?: object;
}

/** A screen, or a part of one: steps that wait for each other, each of requests that leave together, as the app sends them. */
export interface Call {
  readonly name: string;
  readonly targetMs: number;
  steps(found: Found, random: Random): readonly (readonly Ask[])[];
}

const LIST_MS = 300;
const PERSON_MS = 200;

type PathOf = (found: Found, random: Random) => string;

function list(name: string, path: PathOf): Call {
  return { name, targetMs: LIST_MS, steps: (found, random) => [[{ path: path(found, random) }]] };
}

/** A list about one thing of a kind that a shop may have none of: then nothing is asked. */
function ofOne(
  name: string,
  kind: "imports" | "segments" | "journeys" | "contentBlocks" | "computedAttributes" | "rehearsals",
  path: (id: string) => string,
): Call {
  return { name, targetMs: LIST_MS, steps: (found, random) => [found[kind].length === 0 ? [] : [{ path: path(random.pick(found[kind])) }]] };
}

/** A list of people by what was typed. */
function search(name: string, textOf: (random: Random) => string): Call[] {
  const query = (random: Random) => `search=${encodeURIComponent(textOf(random))}`;
  return [
    list(`people_${name}`, (_, random) => `/api/profiles?${query(random)}`),
    list(`count_${name}`, (_, random) => `/api/profiles/count?${query(random)}`),
  ];
}

/** A list of people by a filter, and how many there are. */
function filtered(name: string, filterOf: (found: Found, random: Random) => PeopleFilter): Call[] {
  const query: PathOf = (found, random) => `filter=${encodeURIComponent(JSON.stringify(filterOf(found, random)))}`;
  return [
    list(`people_${name}`, (found, random) => `/api/profiles?${query(found, random)}`),
    list(`count_${name}`, (found, random) => `/api/profiles/count?${query(found, random)}`),
  ];
}

/** People behind a number of the report of the campaign with the most passages. */
function behind(outcome: string, more = ""): Call {
  return list(
    `campaign_people_${outcome}${more === "" ? "" : `_${more.replace(/\W+/g, "_")}`}`,
    ({ campaigns }) => `/api/campaigns/${campaigns[0]}/people?outcome=${outcome}${more === "" ? "" : `&${more}`}`,
  );
}

/** What the page of a person asks for, beside what frames every page. */
function personPage(id: string): readonly (readonly Ask[])[] {
  return [
    [{ path: `/api/profiles/${id}` }],
    [
      { path: `/api/profiles/${id}/timeline` },
      { path: `/api/profiles/${id}/due` },
      { path: `/api/profiles/${id}/upcoming` },
      { path: `/api/tasks?profileId=${id}&limit=10` },
      { path: "/api/workspace" },
      { path: `/api/profiles/${id}/consent-history` },
    ],
  ];
}

/** The page of a person as it opens by its address: who looks at it, then the frame and the person, then the rest. */
function personPageByAddress(id: string): readonly (readonly Ask[])[] {
  const [first = [], ...rest] = personPage(id);
  return [[{ path: "/api/me" }], [...first, { path: "/api/status" }, { path: "/api/channels" }], ...rest];
}

function personWhy(id: string, campaignId: string): readonly (readonly Ask[])[] {
  return [
    [
      { path: `/api/messages?profileId=${id}` },
      { path: `/api/profiles/${id}/decisions?limit=200` },
      { path: "/api/campaigns/names" },
      { path: `/api/profiles/${id}/why?campaignId=${campaignId}` },
    ],
  ];
}

function person(name: string, steps: Call["steps"]): Call {
  return { name, targetMs: PERSON_MS, steps };
}

const TWO_LETTERS = ["an", "ma", "be", "ha", "gr", "jo", "wi", "kr", "mü", "zo", "qu", "xy"];
const THREE_LETTERS = ["ann", "mar", "sch", "gre", "har", "jon", "wer", "kow", "mai", "bog"];
const NAMES = ["ann", "greta m", "jürgen", "sven.w", "zoe b", "chloe.dubois", "maria", "hugo smith"];
const DAY_MS = 86_400_000;
const SEGMENT_KEYS = [...SEGMENTS.map(({ key }) => key), LIST.key];
const STAGE_KEYS = SHOP_STAGES.map(({ key }) => key);
const STATES = ["ready", "sending", "sent", "failed", "skipped", "would_have_been_sent", "unknown"];
const MONTH = "P30D";

const dayOf = (at: number) => new Date(at).toISOString().slice(0, 10);
const monthOf = ({ now }: Found) => `from=${dayOf(now - 30 * DAY_MS)}&to=${dayOf(now)}`;

const TASKS: readonly Call[] = [
  list("tasks_open", () => "/api/tasks?state=open"),
  list("tasks_mine", () => "/api/tasks?state=open&assignee=me"),
  list("tasks_late", () => "/api/tasks?overdue=true"),
  list("tasks_done", () => "/api/tasks?state=done"),
  list("tasks_counts", () => "/api/tasks/counts"),
];

const PEOPLE: readonly Call[] = [
  list("people", () => "/api/profiles"),
  list("people_200", () => "/api/profiles?limit=200"),
  list("people_last_seen", () => "/api/profiles?sort=last_seen"),
  list("people_columns", () => "/api/profiles?columns=plan,city,orders,event_count"),
  list("count_people", () => "/api/profiles/count"),
  ...search("by_one_letter", (random) => random.pick(["h", "m", "x"])),
  ...search("by_two_letters", (random) => random.pick(TWO_LETTERS)),
  ...search("by_three_letters", (random) => random.pick(THREE_LETTERS)),
  ...search("by_name", (random) => random.pick(NAMES)),
  ...search("by_email", (random) => `ann.smith${random.int(1, 999)}`),
  ...search("by_domain", (random) => random.pick(["mail.example", "post.example"])),
  ...search("by_user_id", (random) => `customer-${random.int(1, 999_999)}`),
  ...search("by_phone", (random) => `+4915100${random.int(100, 999)}`),
  ...search("by_nothing", () => "nobody-is-called-so"),
  list("people_by_letters_last_seen", (_, random) => `/api/profiles?sort=last_seen&search=${encodeURIComponent(random.pick(TWO_LETTERS))}`),
  ...filtered("plan", (_, random) => [{ kind: "attribute", name: "plan", op: "equals", value: random.pick(["pro", "gold"]) } as never]),
  ...filtered("spent", (_, random) => [{ kind: "attribute", name: "spent", op: "greater_than", value: random.int(100, 890) } as never]),
  ...filtered("nobody", () => [{ kind: "attribute", name: "plan", op: "equals", value: "platinum" } as never]),
  ...filtered("born", (_, random) => [{ kind: "attribute", name: "born", op: "before", value: `19${random.int(51, 99)}-01-01` } as never]),
  ...filtered("did", (_, random) => [{ kind: "event", event: random.pick(SHOP_EVENTS), did: true, within: MONTH } as never]),
  ...filtered("did_never", (_, random) => [{ kind: "event", event: random.pick(SHOP_EVENTS), did: false } as never]),
  ...filtered("reachable", (_, random) => [{ kind: "reachable", channel: "email", is: random.next() < 0.5 }]),
  ...filtered("consent", () => [{ kind: "consent", channel: "email", is: "unsubscribed" } as never]),
  ...filtered("created", () => [{ kind: "created", within: MONTH } as never]),
  ...filtered("seen", () => [{ kind: "seen", within: "P7D" } as never]),
  ...filtered("known_as", (_, random) => [{ kind: "known_as", as: random.pick(["customer", "contact", "visitor"] as const) }]),
  ...filtered("in_segment", (_, random) => [{ kind: "segment", segment: random.pick(SEGMENT_KEYS), is: random.pick(["in", "not_in"]) } as never]),
  ...filtered("in_stage", (_, random) => [{ kind: "stage", is: "in", stages: [random.pick(STAGE_KEYS)] } as never]),
  ...filtered("merged", () => [{ kind: "merged" }]),
  list("people_letters_and_filter", (_, random) => {
    const filter = [{ kind: "attribute", name: "plan", op: "equals", value: "gold" }];
    return `/api/profiles?search=${encodeURIComponent(random.pick(THREE_LETTERS))}&filter=${encodeURIComponent(JSON.stringify(filter))}`;
  }),
  list("count_letters_and_filter", (_, random) => {
    const filter = [{ kind: "attribute", name: "plan", op: "equals", value: "gold" }];
    return `/api/profiles/count?search=${encodeURIComponent(random.pick(THREE_LETTERS))}&filter=${encodeURIComponent(JSON.stringify(filter))}`;
  }),
  list("people_views", () => "/api/people-views"),
  list("people_column_choice", () => "/api/me/people-columns"),
  list("merges", () => "/api/merges"),
  list("erasures", () => "/api/erasures"),
  list("erasures_of_one", (_, random) => `/api/erasures?kind=email&value=ann.smith${random.int(1, 999)}%40post.example`),
  {
    name: "merge_preview",
    targetMs: LIST_MS,
    steps: ({ people }, random) => [[{ path: "/api/profiles/merge-preview", body: { survivor: random.pick(people), merged: random.pick(people) } }]],
  },
];

const HAPPENED: readonly Call[] = [
  list("events", () => "/api/events"),
  list("events_by_name", (_, random) => `/api/events?name=${encodeURIComponent(random.pick(SHOP_EVENTS))}`),
  list("events_by_rare_name", () => `/api/events?name=${encodeURIComponent("Gift Card Bought")}`),
  list("events_by_no_name", () => "/api/events?name=Never%20Sent"),
  list("events_of_person", (found, random) => `/api/events?profileId=${random.pick(found.people)}`),
  list("events_of_busy_person", (found, random) => `/api/events?profileId=${random.pick(found.busy)}`),
  list(
    "events_of_busy_person_by_name",
    (found, random) => `/api/events?profileId=${random.pick(found.busy)}&name=${encodeURIComponent(random.pick(SHOP_EVENTS))}`,
  ),
  list("registry", () => "/api/registry/events"),
  list("registry_search", (_, random) => `/api/registry/events?search=${random.pick(["cart", "order", "x"])}`),
  list("registry_event", (_, random) => `/api/registry/events/${encodeURIComponent(random.pick(SHOP_EVENTS))}`),
  list("attributes", () => "/api/registry/attributes"),
  list("dead_letters", () => "/api/dead-letters"),
  list("dead_letters_open", () => "/api/dead-letters?state=open"),
  list("dead_letters_replayed", () => "/api/dead-letters?state=replayed"),
];

const MESSAGES: readonly Call[] = [
  list("messages", () => "/api/messages"),
  ...STATES.map((state) => list(`messages_${state}`, () => `/api/messages?state=${state}`)),
  list("messages_of_campaign", (found, random) => `/api/messages?campaignId=${random.pick(found.campaigns)}`),
  ...STATES.map((state) => list(`messages_of_hot_campaign_${state}`, (found) => `/api/messages?campaignId=${found.campaigns[0]}&state=${state}`)),
  list("messages_of_campaign_skipped", (found, random) => `/api/messages?campaignId=${random.pick(found.campaigns)}&state=skipped`),
  list("messages_of_person", (found, random) => `/api/messages?profileId=${random.pick(found.people)}`),
  list("messages_of_busy_person_failed", (found, random) => `/api/messages?profileId=${random.pick(found.busy)}&state=failed`),
  list("channels", () => "/api/channels"),
  list("providers", () => "/api/providers"),
  list("suppressions", () => "/api/suppressions"),
  list("suppressions_complaint", () => "/api/suppressions?reason=complaint"),
  list("suppressions_search", (_, random) => `/api/suppressions?search=${random.pick(["ann", "zoe.k", "sven", "nobody"])}`),
];

const CAMPAIGNS: readonly Call[] = [
  list("campaigns", () => "/api/campaigns"),
  list("campaigns_200", () => "/api/campaigns?limit=200"),
  list("campaigns_by_name", () => "/api/campaigns?sort=name"),
  list("campaigns_launched", () => "/api/campaigns?sort=launched"),
  list("campaigns_search", (_, random) => `/api/campaigns?search=${random.int(1, 99)}`),
  list("campaigns_draft", () => "/api/campaigns?status=draft"),
  list("campaigns_archived", () => "/api/campaigns?status=archived"),
  list("campaigns_tag", () => "/api/campaigns?tag=promo"),
  list("campaign_names", () => "/api/campaigns/names"),
  list("campaign_tags", () => "/api/campaigns/tags"),
  list("campaign", (found, random) => `/api/campaigns/${random.pick(found.campaigns)}`),
  list("campaign_versions", ({ campaigns }) => `/api/campaigns/${campaigns[0]}/versions`),
  list("campaign_report_hot", ({ campaigns }) => `/api/campaigns/${campaigns[0]}/report`),
  list("campaign_report_month", (found) => `/api/campaigns/${found.campaigns[0]}/report?${monthOf(found)}`),
  ...["triggered", "entered", "not_entered", "waiting", "held", "sending", "skipped", "sent", "would_have_been_sent", "failed", "unknown"].map((each) =>
    behind(each),
  ),
  ...["delivered", "opened", "machine_opened", "clicked", "unsubscribed", "bounced", "complained", "converted", "converted_holdout"].map((each) =>
    behind(each),
  ),
  behind("not_entered", "reason=reentry"),
  behind("sent", "search=ma"),
  behind("sent", "search=greta"),
  behind("converted", "search=greta"),
  behind("clicked", "search=greta"),
  list("campaign_people_sent_month", (found) => `/api/campaigns/${found.campaigns[0]}/people?outcome=sent&${monthOf(found)}`),
  list("campaign_people_converted_month", (found) => `/api/campaigns/${found.campaigns[0]}/people?outcome=converted&${monthOf(found)}`),
  list("campaign_people_clicked_month", (found) => `/api/campaigns/${found.campaigns[0]}/people?outcome=clicked&${monthOf(found)}`),
];

const MATERIAL: readonly Call[] = [
  list("stage_sets", () => "/api/stages/sets"),
  list("stage_versions", () => "/api/stages/versions"),
  list("stage_board", (found) => `/api/stages/board?${monthOf(found)}`),
  list("stage_people", (_, random) => `/api/stages/people?stage=${random.pick(STAGE_KEYS)}`),
  list("stage_moves", (found) => `/api/stages/moves?fromStage=consideration&toStage=activation&${monthOf(found)}`),
  list("computed_attributes", () => "/api/computed-attributes"),
  ofOne("computed_attribute_uses", "computedAttributes", (id) => `/api/computed-attributes/${id}/uses`),
  list("segments", () => "/api/segments"),
  list("segments_figures", () => "/api/segments?figures=true"),
  list("segments_search", () => "/api/segments?search=gold"),
  ofOne("segment_versions", "segments", (id) => `/api/segments/${id}/versions`),
  ofOne("segment_members", "segments", (id) => `/api/segments/${id}/members`),
  ofOne("segment_members_search", "segments", (id) => `/api/segments/${id}/members?search=greta`),
  ofOne("segment_uses", "segments", (id) => `/api/segments/${id}/uses`),
  list("journeys", () => "/api/journeys"),
  list("journeys_search", (_, random) => `/api/journeys?search=${random.int(1, 99)}`),
  list("journey_names", () => "/api/journeys/names"),
  ofOne("journey_versions", "journeys", (id) => `/api/journeys/${id}/versions`),
  ofOne("journey_splits", "journeys", (id) => `/api/journeys/${id}/splits`),
  ofOne("journey_report", "journeys", (id) => `/api/journeys/${id}/report`),
  ofOne("journey_people_inside", "journeys", (id) => `/api/journeys/${id}/people?outcome=inside`),
  list("rehearsals", () => "/api/rehearsals"),
  ofOne("rehearsal", "rehearsals", (id) => `/api/rehearsals/${id}`),
  ofOne("rehearsal_people", "rehearsals", (id) => `/api/rehearsals/${id}/people`),
  ofOne("rehearsal_people_sent", "rehearsals", (id) => `/api/rehearsals/${id}/people?what=sent`),
  list("content_blocks", () => "/api/content-blocks"),
  list("content_blocks_search", () => "/api/content-blocks?search=foot"),
  ofOne("content_block_versions", "contentBlocks", (id) => `/api/content-blocks/${id}/versions`),
];

const WORKSPACE: readonly Call[] = [
  list("overview", () => "/api/overview"),
  list("status", () => "/api/status"),
  list("audit", () => "/api/audit"),
  list("audit_of_one", (found, random) => `/api/audit?subject=campaign:${random.pick(found.campaigns)}`),
  list("audit_by_kind", () => "/api/audit?kind=webhook"),
  list("audit_refused", () => "/api/audit?outcome=refused"),
  list("audit_month", (found) => `/api/audit?from=${new Date(found.now - 60 * DAY_MS).toISOString()}&to=${new Date(found.now - 30 * DAY_MS).toISOString()}`),
  list("audit_actors", () => "/api/audit/actors"),
  list("jobs", () => "/api/jobs"),
  list("jobs_open", () => "/api/jobs?open=true"),
  list("jobs_of_kind", () => "/api/jobs?kind=export_people"),
  list("imports", () => "/api/imports"),
  ofOne("imported_people", "imports", (id) => `/api/imports/${id}/people`),
  list("users", () => "/api/users"),
  list("invites", () => "/api/invites"),
  list("keys", () => "/api/keys"),
  list("sessions", () => "/api/me/sessions"),
];

const PERSON: readonly Call[] = [
  person("person_page", (found, random) => personPage(random.pick(found.people))),
  person("person_page_busy", (found, random) => personPage(random.pick(found.busy))),
  person("person_page_by_address", (found, random) => personPageByAddress(random.pick(found.people))),
  person("person_timeline_sessions", (found, random) => [[{ path: `/api/profiles/${random.pick(found.busy)}/timeline?kinds=session,consent` }]]),
  person("person_timeline_decisions", (found, random) => [[{ path: `/api/profiles/${random.pick(found.busy)}/timeline?kinds=decision` }]]),
  person("person_timeline_until", (found, random) => [
    [{ path: `/api/profiles/${random.pick(found.busy)}/timeline?until=${new Date(found.now - 90 * DAY_MS).toISOString()}` }],
  ]),
  person("person_why", (found, random) => personWhy(random.pick(found.people), random.pick(found.campaigns))),
  person("person_why_busy", (found, random) => personWhy(random.pick(found.busy), random.pick(found.campaigns))),
  person("person_segments", (found, random) => [[{ path: `/api/profiles/${random.pick(found.people)}/segments` }]]),
  person("person_stages", (found, random) => [[{ path: `/api/profiles/${random.pick(found.people)}/stages` }]]),
  person("person_changes", (found, random) => [[{ path: `/api/audit?subject=profile:${random.pick(found.people)}` }]]),
];

/** Every list and search of the API with its filters, as its screen asks for it, and the page of a person. */
export const CALLS: readonly Call[] = [...PEOPLE, ...HAPPENED, ...MESSAGES, ...CAMPAIGNS, ...TASKS, ...MATERIAL, ...WORKSPACE, ...PERSON];
