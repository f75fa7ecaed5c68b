import type { Campaign, Course } from "../campaign/campaign.ts";
import { campaignOf, journeyOf } from "../definitions/definitions.ts";
import type { Event } from "../event/event.ts";
import { deriveId } from "../hash/hash.ts";
import type { Journey } from "../journey/journey.ts";
import type { Json } from "../json.ts";
import type { Profile } from "../profile/profile.ts";
import { zoneOf } from "../profile/zone.ts";
import type { Reason } from "../send/send.ts";
import type { Instant } from "../time/instant.ts";
import type { DecisionOutcome, Definitions, Effects, Enrollment, ProfileState, Timer } from "./decide.types.ts";
import { PastOfTurn } from "./pastOfTurn.ts";
import type { Impulse } from "./walkQueue.ts";

/**
 * One call of `decide` at work: the state as it changes, and the effects so far. It lives no longer than the call, so
 * the steps may write to it while `decide` as a whole stays pure. Unchanged parts keep their identity (`===`), which is
 * how the store knows what to write.
 */
export class Turn {
  profile: Profile;
  readonly enrollments: Map<string, Enrollment>;
  readonly addresses: ProfileState["addresses"];
  /** What is kept of the past, and the memberships, with the changes so far. */
  readonly past: PastOfTurn;
  /** The instant the input stands for: an event as of its receipt, a timer as of its own time, however late we are. */
  at: Instant;
  /** Ways through journeys that go on once the input's own work is done: what they lead to must not come between. */
  readonly impulses: Impulse[] = [];
  /** Events of Beckon's own about journeys, to be taken after that. */
  readonly announced: Event[] = [];
  /** How many there were: a way that is begun anew may say the same again. */
  ownEvents = 0;
  readonly effects: Effects = { setTimers: [], cancelTimers: [], sends: [], cancelSends: [], decisions: [], events: [] };
  readonly definitions: Definitions;
  readonly now: Instant;
  readonly #inputId: string;

  constructor(state: ProfileState, inputId: string, definitions: Definitions, now: Instant) {
    this.profile = state.profile;
    this.enrollments = new Map(state.enrollments);
    this.addresses = state.addresses;
    this.definitions = definitions;
    this.past = new PastOfTurn(state, definitions, this.timeZone);
    this.at = now;
    this.now = now;
    this.#inputId = inputId;
  }

  get state(): ProfileState {
    const { aggregates, memberships } = this.past;
    return { profile: this.profile, enrollments: this.enrollments, addresses: this.addresses, aggregates, memberships };
  }

  get timeZone(): string {
    return zoneOf(this.profile.attributes, this.profile.lastTimeZone, this.profile.lastCountry, this.definitions.workspace.timeZone);
  }

  change(profile: Partial<Profile>): void {
    this.profile = { ...this.profile, ...profile };
  }

  /** The event joins the history, and what is kept of it. Every event goes through this door. */
  join(event: Event): void {
    this.effects.events.push(event);
    this.past.note(event, this.at);
  }

  put(enrollment: Enrollment): Enrollment {
    this.enrollments.set(enrollment.id, enrollment);
    return enrollment;
  }

  /** The campaign whose message an enrollment is about, with its status of today; none for the way through a journey. */
  campaignOf(enrollment: Enrollment): Campaign | undefined {
    return enrollment.walk ? undefined : campaignOf(this.definitions, enrollment.campaignId, enrollment.version);
  }

  /** The journey whose steps an enrollment takes, with its status of today. */
  journeyOf(enrollment: Enrollment): Journey | undefined {
    return enrollment.walk && journeyOf(this.definitions, enrollment.campaignId, enrollment.version);
  }

  /** What an enrollment goes through, be it a campaign or a journey. */
  courseOf(enrollment: Enrollment): Course | undefined {
    return this.journeyOf(enrollment) ?? this.campaignOf(enrollment);
  }

  setTimer(at: Instant, kind: string, subject: string, payload: Timer["payload"] = {}): void {
    this.effects.setTimers.push({ profileId: this.profile.id, at, kind, subject, payload });
  }

  cancelTimer(at: Instant, kind: string, subject: string): void {
    this.effects.cancelTimers.push({ profileId: this.profile.id, at, kind, subject, payload: {} });
  }

  /** Writes one line of the decision log. */
  log(entry: {
    readonly campaign: Pick<Course, "id" | "version">;
    readonly enrollmentId?: string;
    readonly eventId?: string;
    readonly outcome: DecisionOutcome;
    readonly reason?: Reason;
    readonly facts?: { readonly [name: string]: Json };
  }): void {
    this.effects.decisions.push({
      id: this.deriveId("decision", String(this.effects.decisions.length)),
      profileId: this.profile.id,
      campaignId: entry.campaign.id,
      version: entry.campaign.version,
      enrollmentId: entry.enrollmentId ?? null,
      eventId: entry.eventId ?? null,
      at: this.now,
      outcome: entry.outcome,
      reason: entry.reason ?? null,
      facts: entry.facts ?? {},
    });
  }

  /** An id that the same call would give again: no randomness in the core. */
  deriveId(...parts: string[]): string {
    return deriveId(this.now, this.profile.id, this.#inputId, ...parts);
  }
}
