import type { Campaign } from "../campaign/campaign.ts";
import { campaignOf } from "../definitions/definitions.ts";
import { deriveId } from "../hash/hash.ts";
import type { Json } from "../json.ts";
import type { Profile } from "../profile/profile.ts";
import { zoneOf } from "../profile/zone.ts";
import type { Membership } from "../segment/segment.ts";
import type { Reason } from "../send/send.ts";
import type { Instant } from "../time/instant.ts";
import type { DecisionOutcome, Definitions, Effects, Enrollment, ProfileState, Timer } from "./decide.types.ts";

/**
 * One call of `decide` at work: the state as it changes, and the effects so far. It lives no longer than the call, so
 * the steps may write to it while `decide` as a whole stays pure. Unchanged parts keep their identity (`===`), which is
 * how the store knows what to write.
 */
export class Turn {
  profile: Profile;
  readonly enrollments: Map<string, Enrollment>;
  readonly addresses: ProfileState["addresses"];
  readonly memberships: Map<string, Membership>;
  readonly effects: Effects = { setTimers: [], cancelTimers: [], sends: [], cancelSends: [], decisions: [], events: [] };
  readonly definitions: Definitions;
  readonly now: Instant;
  readonly #inputId: string;

  constructor(state: ProfileState, inputId: string, definitions: Definitions, now: Instant) {
    this.profile = state.profile;
    this.enrollments = new Map(state.enrollments);
    this.addresses = state.addresses;
    this.memberships = new Map(state.memberships);
    this.definitions = definitions;
    this.now = now;
    this.#inputId = inputId;
  }

  get state(): ProfileState {
    return { profile: this.profile, enrollments: this.enrollments, addresses: this.addresses, memberships: this.memberships };
  }

  get timeZone(): string {
    return zoneOf(this.profile.attributes, this.profile.lastTimeZone, this.profile.lastCountry, this.definitions.workspace.timeZone);
  }

  change(profile: Partial<Profile>): void {
    this.profile = { ...this.profile, ...profile };
  }

  put(enrollment: Enrollment): Enrollment {
    this.enrollments.set(enrollment.id, enrollment);
    return enrollment;
  }

  /** The document an enrollment runs by, with the campaign's status of today. */
  campaignOf(enrollment: Enrollment): Campaign | undefined {
    return campaignOf(this.definitions, enrollment.campaignId, enrollment.version);
  }

  setTimer(at: Instant, kind: string, subject: string, payload: Timer["payload"] = {}): void {
    this.effects.setTimers.push({ profileId: this.profile.id, at, kind, subject, payload });
  }

  cancelTimer(at: Instant, kind: string, subject: string): void {
    this.effects.cancelTimers.push({ profileId: this.profile.id, at, kind, subject, payload: {} });
  }

  /** Writes one line of the decision log. */
  log(entry: {
    readonly campaign: Pick<Campaign, "id" | "version">;
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
