import {
  type Campaign,
  type CampaignDocument,
  type Course,
  compileDefinitions,
  type Decision,
  type Definitions,
  decide,
  deriveId,
  type Effects,
  type Enrollment,
  type Event,
  formatInstant,
  type Input,
  type Instant,
  isJourney,
  type Journey,
  type JourneyDocument,
  type JsonObject,
  membershipKey,
  messagesOf,
  newProfile,
  type Profile,
  type ProfileState,
  type PublishedSegments,
  parseInstant,
  type Segment,
  type Send,
  type SendOutcome,
  type Timer,
  type WorkspaceRules,
  wantedOf,
} from "@beckon/core";

/** One person, some campaigns and a clock that only moves when told: the pure core without a database. */
export interface VirtualWorld {
  readonly now: Instant;
  readonly profile: Profile;
  readonly enrollments: readonly Enrollment[];
  readonly sends: readonly Send[];
  readonly decisions: readonly Decision[];
  readonly history: readonly Event[];
  readonly timers: readonly Timer[];
  readonly state: ProfileState;
  /** Keys of the segments the person is in. */
  readonly segments: readonly string[];
  /** Mails that left, as `2026-11-22T09:00:00.000Z key`. */
  readonly sent: readonly string[];
  /** Moves the clock to `at` (timers fire on the way, each at its instant), then lets the event happen. */
  event(at: string, name: string, properties?: JsonObject, more?: Partial<Event>): VirtualWorld;
  /** Moves the clock; everything that is due on the way happens. */
  until(at: string): VirtualWorld;
  /** Nobody works until then; everything that came due meanwhile happens late. */
  sleep(until: string): VirtualWorld;
  /** Feeds any other input. */
  input(input: InputWithoutId): VirtualWorld;
  /** Replaces what is live, as a launch, a pause or a change of the workspace would. */
  define(change: { campaigns?: readonly Course[]; older?: readonly Course[]; rules?: Partial<WorkspaceRules>; published?: PublishedSegments }): VirtualWorld;
  /** Reasons of the decision log for a campaign, in order: `entered`, `held quiet_hours`, `skipped frequency_cap` ... */
  log(key?: string): readonly string[];
}

type InputWithoutId = Input extends infer Kind ? (Kind extends Input ? Omit<Kind, "id"> : never) : never;

const PROFILE_ID = "01900000-0000-7000-8000-000000000001";

const SIGN_UP = { trigger: { kind: "event", event: "Signed Up" } };

/** A trigger, delay or condition as a document writes it. */
export interface Node {
  readonly kind: string;
  readonly [field: string]: unknown;
}

/** A campaign document in which every node may be written out. */
export type WrittenCampaign = Partial<Omit<CampaignDocument, "trigger" | "delay" | "audience" | "unless">> & {
  readonly trigger?: Node;
  readonly delay?: Node;
  readonly audience?: Node;
  readonly unless?: readonly { readonly event: string; readonly where?: Node }[];
};

export function aCampaign(document: WrittenCampaign = {}, campaign: Partial<Campaign> = {}): Campaign {
  const key = document.key ?? "welcome";
  return {
    id: `00000000-0000-7000-8000-${Buffer.from(key).toString("hex").padStart(12, "0").slice(-12)}`,
    workspaceId: 1,
    version: 1,
    status: "live",
    document: { key, name: key, message: { channel: "email", subject: "Hello", body: { format: "text", source: "Hello" } }, ...SIGN_UP, ...document },
    ...campaign,
  };
}

export function someRules(rules: Partial<WorkspaceRules> = {}): WorkspaceRules {
  return {
    id: 1,
    timeZone: "UTC",
    sessionTimeout: "PT30M",
    quietHours: null,
    frequencyCaps: [],
    holdout: 0,
    topics: [{ key: "marketing", name: "Marketing", consent: "opt_out" }],
    ...rules,
  };
}

/** A segment with its condition written out; one without is a static list. */
export function aSegment(key: string, condition?: Node, segment: Partial<Segment> = {}): Segment {
  return {
    id: deriveId(0, "segment", key),
    workspaceId: 1,
    key,
    version: 1,
    document: { key, name: key, ...(condition === undefined ? {} : { condition }) },
    ...segment,
  };
}

/** A journey document in which every node may be written out. */
export type WrittenJourney = Partial<Omit<JourneyDocument, "trigger" | "audience" | "unless" | "steps">> & {
  readonly trigger?: Node;
  readonly audience?: Node;
  readonly unless?: readonly { readonly event: string; readonly where?: Node }[];
  readonly steps: readonly (Node & { readonly id: string })[];
};

/** Its messages are called by their steps in `sent` and `log`. */
export function aJourney(document: WrittenJourney, journey: Partial<Journey> = {}): Journey {
  const key = document.key ?? "onboarding";
  return {
    id: `00000000-0000-7000-8000-${Buffer.from(key).toString("hex").padStart(12, "0").slice(-12)}`,
    workspaceId: 1,
    version: 1,
    status: "live",
    document: { key, name: key, ...SIGN_UP, ...document },
    ...journey,
  };
}

export function virtualWorld(options: {
  /** Campaigns and journeys. */
  campaigns?: readonly Course[];
  published?: PublishedSegments;
  rules?: Partial<WorkspaceRules>;
  profile?: Partial<Profile>;
  address?: string | null;
  start?: string;
  /** What becomes of a send; `null` leaves it with the sender. Default: sent at once. */
  outcome?: (send: Send) => SendOutcome | null;
}): VirtualWorld {
  let campaigns = options.campaigns ?? [];
  let published = options.published ?? {};
  let rules = someRules(options.rules);
  let definitions: Definitions = compileDefinitions(rules, campaigns, [], published);
  let now = instant(options.start ?? "2026-11-01T00:00:00Z");
  const address = options.address === undefined ? "ann@shop.example" : options.address;
  let state: ProfileState = {
    profile: { ...newProfile(PROFILE_ID, 1, now), ...options.profile },
    enrollments: new Map(),
    addresses: address === null ? {} : { email: address },
    isNew: true,
  };
  const timers = new Map<string, Timer>();
  const all = { sends: [] as Send[], decisions: [] as Decision[], history: [] as Event[], sent: [] as string[] };
  const outcome = options.outcome ?? (() => ({ state: "sent", providerId: null }) as const);
  let inputs = 0;

  function feed(input: InputWithoutId): void {
    inputs += 1;
    const whole = { ...input, id: `input-${inputs}` } as Input;
    const answer = decide(loadedFor(whole), whole, definitions, now);
    state = {
      ...answer.state,
      aggregates: new Map([...(state.aggregates ?? []), ...(answer.state.aggregates ?? [])]),
      memberships: new Map([...(state.memberships ?? []), ...(answer.state.memberships ?? [])]),
    };
    perform(answer.effects);
  }

  /** The state with no more of the past than a store would load for the input. */
  function loadedFor(input: Input): ProfileState {
    const wanted = wantedOf(definitions, input, { profileId: PROFILE_ID, profile: state.profile, enrollments: state.enrollments.values() });
    if (wanted.everything) return state;
    return {
      ...state,
      aggregates: new Map([...(state.aggregates ?? [])].filter(([id]) => wanted.aggregates.has(id))),
      memberships: new Map([...(state.memberships ?? [])].filter(([key]) => wanted.memberships.has(key))),
    };
  }

  function perform(effects: Effects): void {
    for (const timer of effects.cancelTimers) timers.delete(nameOf(timer));
    for (const timer of effects.setTimers) timers.set(nameOf(timer), timer);
    all.sends.push(...effects.sends);
    all.decisions.push(...effects.decisions);
    all.history.push(...effects.events);
    for (const { sendId, reason, facts } of effects.cancelSends) {
      const send = all.sends.find((candidate) => candidate.id === sendId);
      if (send) feed({ kind: "outcome", sendId, enrollmentId: send.enrollmentId, at: now, outcome: { state: "skipped", reason, facts } });
    }
    for (const send of effects.sends) {
      const result = send.holdout ? ({ state: "would_have_been_sent" } as const) : outcome(send);
      if (!result) continue;
      if (result.state === "sent") all.sent.push(`${formatInstant(now)} ${keyOf(send.campaignId)}`);
      feed({ kind: "outcome", sendId: send.id, enrollmentId: send.enrollmentId, at: now, outcome: result });
    }
  }

  function move(to: Instant): void {
    for (;;) {
      const next = Math.min(...[...timers.values()].map((timer) => timer.at));
      if (next > to) break;
      now = Math.max(now, next);
      const due = [...timers.values()].filter((timer) => timer.at <= now);
      for (const timer of due) timers.delete(nameOf(timer));
      feed({ kind: "timers", timers: due });
    }
    now = Math.max(now, to);
  }

  function keyOf(campaignId: string): string {
    const messages = campaigns.filter(isJourney).flatMap(messagesOf);
    return messages.find(({ id }) => id === campaignId)?.partOf?.step ?? campaigns.find(({ id }) => id === campaignId)?.document.key ?? campaignId;
  }

  const world: VirtualWorld = {
    get now() {
      return now;
    },
    get profile() {
      return state.profile;
    },
    get enrollments() {
      return [...state.enrollments.values()];
    },
    get sends() {
      return all.sends;
    },
    get decisions() {
      return all.decisions;
    },
    get history() {
      return all.history;
    },
    get timers() {
      return [...timers.values()];
    },
    get state() {
      return state;
    },
    get segments() {
      return published.live?.filter(({ id, version }) => state.memberships?.get(membershipKey({ segmentId: id, version }))?.member).map(({ key }) => key) ?? [];
    },
    get sent() {
      return all.sent;
    },
    event(at, name, properties = {}, more = {}) {
      move(instant(at));
      const id = `01900000-0000-7000-9000-${String(inputs).padStart(12, "0")}`;
      feed({ kind: "event", event: { id, kind: "track", name, properties, at: now, receivedAt: now, source: "segment", messageId: id, context: {}, ...more } });
      return world;
    },
    until(at) {
      move(instant(at));
      return world;
    },
    sleep(until) {
      now = instant(until);
      move(now);
      return world;
    },
    input(input) {
      feed(input);
      return world;
    },
    define(change) {
      campaigns = change.campaigns ?? campaigns;
      rules = { ...rules, ...change.rules };
      published = change.published ?? published;
      definitions = compileDefinitions(rules, campaigns, change.older, published);
      return world;
    },
    log(key) {
      return all.decisions
        .filter((line) => key === undefined || keyOf(line.campaignId) === key)
        .map((line) => (line.reason === null ? line.outcome : `${line.outcome} ${line.reason}`));
    },
  };
  return world;
}

function nameOf(timer: Timer): string {
  return [timer.at, timer.kind, timer.subject].join("|");
}

function instant(text: string): Instant {
  const at = parseInstant(text);
  if (at === null) throw new Error(`'${text}' is no instant; write it as 2026-11-22T09:00:00Z`);
  return at;
}
