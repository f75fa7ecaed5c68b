import { type Course, causedBy, type Definitions, type Event, INTERNAL, isJourney, type Journey, journeyOf, journeysStartedBy, type Timer } from "@beckon/core";
import type { WantedEnrollments } from "./enrollments.ts";
import type { WorkRow } from "./processWork.ts";
import type { StoredPerson } from "./profiles.ts";

/** What is known of the people of a batch before their past is read. */
export interface WantedAround {
  readonly definitionsOf: (workspaceId: number) => Definitions | undefined;
  readonly people: ReadonlyMap<string, StoredPerson>;
  /** What a profile's segments and computed attributes may start beside its inputs themselves. */
  readonly startedBy: (profileId: string) => readonly string[];
  /** The profiles that a merge in this batch makes one, with each of them; others are alone. */
  readonly together: (profileId: string) => readonly string[];
}

/**
 * Which enrollments `decide` may ask for beside the live ones: those that a message event or a trigger's timer names, and the past ones
 * of campaigns and journeys that an input may start, itself or by the journeys on whose ways the person is, and that let nobody in twice.
 */
export function wantedEnrollments(
  rows: readonly WorkRow[],
  timers: readonly (Timer & { readonly workspaceId: number })[],
  { definitionsOf, people, startedBy, together }: WantedAround,
): WantedEnrollments {
  const named: { profileId: string; enrollmentId: string }[] = [];
  const past = new Map<string, { profileId: string; campaignId: string }>();
  const want = (profileId: string, campaignIds: readonly string[]) => {
    for (const campaignId of campaignIds) for (const each of together(profileId)) past.set(`${each}|${campaignId}`, { profileId: each, campaignId });
  };
  const wantLedTo = (profileId: string, definitions: Definitions) => {
    for (const each of together(profileId))
      for (const { walk, campaignId, version } of people.get(each)?.live ?? []) {
        if (!walk) continue;
        // By the version in which they are, and by the newest, to which a launch may move them.
        for (const journey of new Set([journeyOf(definitions, campaignId, version), definitions.journeys.get(campaignId)]))
          if (journey) want(profileId, entryLimits(definitions).ledToBy(journey));
      }
  };
  for (const row of rows) {
    const definitions = definitionsOf(row.workspaceId);
    if (!definitions) continue;
    wantLedTo(row.profileId, definitions);
    if (!MAY_START.has(row.kind)) continue;
    const event = row.kind === "event" ? (row.body as Event) : null;
    if (event?.message) for (const profileId of together(row.profileId)) named.push({ profileId, enrollmentId: event.message.enrollmentId });
    const keys = event ? keysOfEvent(event) : row.kind === "outcome" ? OUTCOME_KEYS : [];
    for (const key of [...keys, ...startedBy(row.profileId)]) want(row.profileId, entryLimits(definitions).startedBy(key));
  }
  for (const { profileId, workspaceId, subject, kind, payload } of timers) {
    const definitions = definitionsOf(workspaceId);
    if (!definitions || kind === "goal") continue;
    wantLedTo(profileId, definitions);
    if (kind === "enrollment") continue;
    const { enrollmentId } = payload;
    if (typeof enrollmentId === "string") named.push({ profileId, enrollmentId });
    const limits = entryLimits(definitions);
    want(profileId, limits.enteredWith(subject.split(":")[0] ?? ""));
    for (const key of [...(kind === "session" ? ["session_ended"] : []), ...startedBy(profileId)]) want(profileId, limits.startedBy(key));
  }
  return { named, past: [...past.values()] };
}

/** Inputs after which a campaign may let somebody in. */
const MAY_START: ReadonlySet<string> = new Set(["event", "outcome", "list", "merge"]);

/** An event may also begin or end a session, and change the attributes that it carries. */
function keysOfEvent(event: Event): string[] {
  return [`event:${event.name}`, "session_started", "session_ended", ...Object.keys(event.attributes ?? {}).map((name) => `attribute:${name}`)];
}

/** The outcome of a send becomes one of these events. */
const OUTCOME_KEYS = [
  INTERNAL.messageSent,
  INTERNAL.messageWouldHaveBeenSent,
  INTERNAL.messageFailed,
  INTERNAL.messageSkipped,
  INTERNAL.messageUnknown,
  INTERNAL.messageBounced,
].map((name) => `event:${name}`);

/** Of all campaigns and journeys those that do not let everyone in every time, by what may lead there. */
class EntryLimits {
  readonly #definitions: Definitions;
  readonly #byKey = new Map<string, readonly string[]>();
  /** Of newest and older versions: each is an object of its own. */
  readonly #byJourney = new WeakMap<Journey["document"], readonly string[]>();

  constructor(definitions: Definitions) {
    this.#definitions = definitions;
  }

  /** What somebody may come into by a happening, as triggers name it. */
  startedBy(key: string): readonly string[] {
    const { listeners, dateTriggers } = this.#definitions;
    // A date that is set may be today.
    const dated = key.startsWith("attribute:") ? (dateTriggers.get(key.slice("attribute:".length)) ?? NONE) : NONE;
    const listening = listeners.get(key) ?? NONE;
    // Names of events come from outside: what nothing listens to is not kept.
    if (listening.length + dated.length === 0) return NONE;
    const known = this.#byKey.get(key) ?? this.#limited([...listening, ...dated]);
    this.#byKey.set(key, known);
    return known;
  }

  /** What somebody may come into who enters this one, itself among it. */
  enteredWith(courseId: string): readonly string[] {
    const { campaigns, journeys } = this.#definitions;
    const course = campaigns.get(courseId) ?? journeys.get(courseId);
    return course ? this.#limited([course]) : NONE;
  }

  /** What somebody may come into who goes on in the journey. */
  ledToBy({ document }: Journey): readonly string[] {
    const known = this.#byJourney.get(document) ?? this.#limited(this.#next(document));
    this.#byJourney.set(document, known);
    return known;
  }

  /** Those that are limited of all that follows from entering these: a journey may start others. */
  #limited(courses: readonly Course[]): readonly string[] {
    const seen = new Set<Course>();
    const open = [...courses];
    for (let course = open.pop(); course !== undefined; course = open.pop()) {
      if (seen.has(course)) continue;
      seen.add(course);
      if (isJourney(course)) open.push(...this.#next(course.document));
    }
    return [...seen].filter(({ document }) => (document.reentry?.kind ?? "every_time") !== "every_time").map(({ id }) => id);
  }

  /** What the steps of a journey start, or cause. */
  #next(document: Journey["document"]): readonly Course[] {
    const { journeysByKey, listeners } = this.#definitions;
    return [...journeysStartedBy(document).flatMap((key) => journeysByKey.get(key) ?? []), ...causedBy(document).flatMap((key) => listeners.get(key) ?? [])];
  }
}

const NONE: readonly never[] = [];

/** By the index into which campaigns and journeys were compiled; a copy of the definitions with other buckets shares it. */
const known = new WeakMap<Definitions["listeners"], EntryLimits>();

function entryLimits(definitions: Definitions): EntryLimits {
  const limits = known.get(definitions.listeners) ?? new EntryLimits(definitions);
  known.set(definitions.listeners, limits);
  return limits;
}
