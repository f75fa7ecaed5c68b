import type { Campaign, Course, WorkspaceRules } from "../campaign/campaign.ts";
import type { Event } from "../event/event.ts";
import type { Journey, Walk } from "../journey/journey.ts";
import type { Json, JsonObject } from "../json.ts";
import type { Profile } from "../profile/profile.ts";
import type { Aggregate } from "../segment/aggregate.ts";
import type { Membership } from "../segment/segment.ts";
import type { SegmentBuild, SegmentIndex } from "../segment/segmentIndex.ts";
import type { Reason, Send, SendOutcome } from "../send/send.ts";
import type { Instant } from "../time/instant.ts";

/**
 * One profile's passage through one campaign.
 *
 *   waiting --due--> guard --send--> sending --outcome--> ended(sent | failed | skipped reason | unknown)
 *      |               |--hold--> held --due--> guard ...
 *      |               '--skip--> ended(reason)
 *      '--exception, stop, end of life--> ended(exception | campaign_stopped | ...)      also from held and, before hand-over, from sending
 */
export interface Enrollment {
  readonly id: string;
  readonly profileId: string;
  readonly campaignId: string;
  readonly version: number;
  /** Value of the re-entry key, or null. */
  readonly key: string | null;
  readonly status: "waiting" | "held" | "sending" | "ended";
  readonly enteredAt: Instant;
  /** The event that started it: for property matching and for the message. */
  readonly entry: { readonly eventId: string; readonly name: string; readonly at: Instant; readonly properties: JsonObject };
  /** When it began to wait (a restart moves it) and when it goes on; null while held without an end or ended. */
  readonly waitingSince: Instant;
  readonly dueAt: Instant | null;
  /** When the delay first ended: held messages expire counted from here. */
  readonly delayEndedAt: Instant | null;
  readonly hold: { readonly reason: Reason; readonly facts: JsonObject } | null;
  readonly sendId: string | null;
  /** Where the send goes; a bounce closes this address, whatever the profile's is by then. */
  readonly address: string | null;
  readonly endReason: Reason | null;
  readonly endedAt: Instant | null;
  readonly sentAt: Instant | null;
  /** While `sending`: the send was called back, for this reason, and its outcome is awaited. */
  readonly calledBack: Reason | null;
  /** In the holdout arm: computed to the end, not sent. */
  readonly holdout: boolean;
  readonly deliveredAt: Instant | null;
  readonly openedAt: Instant | null;
  readonly clickedAt: Instant | null;
  /** End of the goal's window, while it is watched for. */
  readonly goalUntil: Instant | null;
  readonly convertedAt: Instant | null;
  /** Minor units and currency of the conversion. */
  readonly revenue: { readonly amount: number; readonly currency: string } | null;
  /** In a journey: where the person is. Such an enrollment waits at its step, and never is `sending` itself. */
  readonly walk?: Walk;
  /** A message of a journey: whose step began it, and is told of its end. */
  readonly partOf?: { readonly enrollmentId: string; readonly journeyId: string; readonly step: string };
}

/** True while any event of the profile may still change it: such enrollments are loaded with every event. */
export function isLive(enrollment: Enrollment): boolean {
  return enrollment.status !== "ended" || (enrollment.goalUntil !== null && enrollment.convertedAt === null);
}

/** A wake-up at an exact instant. Its identity is (profile, at, kind, subject): setting it twice is one timer. */
export interface Timer {
  readonly profileId: string;
  readonly at: Instant;
  /** `enrollment`, `session`, `goal`, `segment`, `aggregate`, or a trigger kind (`date`, `message_ignored`). */
  readonly kind: string;
  /** Enrollment id, session id, membership key, id of an aggregate's definition, or campaign id: what it is about. */
  readonly subject: string;
  readonly payload: JsonObject;
}

/** That somebody is in a segment or not, of one that goes by no condition; of the life cycle, as it is told in a replay, in which stage. */
export interface ToldMembership {
  readonly segmentId: string;
  readonly member: boolean;
  readonly stage?: string;
}

/** What `decide` is given, one at a time per profile, in order of acceptance. */
export type Input =
  /** `told`: where a past is replayed, the segments that the person came into and left by the event. */
  | { readonly kind: "event"; readonly id: string; readonly event: Event; readonly told?: readonly ToldMembership[] }
  /** All timers of the profile that are due. */
  | { readonly kind: "timers"; readonly id: string; readonly timers: readonly Timer[] }
  /** The sender's answer, with the event it causes in the profile's history. */
  | {
      readonly kind: "outcome";
      readonly id: string;
      readonly sendId: string;
      readonly enrollmentId: string;
      readonly outcome: SendOutcome;
      readonly at: Instant;
    }
  /** A campaign was launched, paused, resumed, stopped or ended: concerns people inside, and date triggers. `version` was the newest then. */
  | {
      readonly kind: "campaign";
      readonly id: string;
      readonly campaignId: string;
      readonly version: number;
      readonly change: CampaignChange;
      readonly at: Instant;
    }
  /** Somebody put the profile on a static list, or took it off; where it is `quiet`, that starts no campaign. `also`: where a past is replayed, what else they came into and left at the instant. */
  | ({ readonly kind: "list"; readonly id: string; readonly at: Instant; readonly quiet?: boolean; readonly also?: readonly ToldMembership[] } & ToldMembership)
  /** Another profile turned out to be the same person: its state is folded into this one. */
  | { readonly kind: "merge"; readonly id: string; readonly other: ProfileState; readonly at: Instant }
  /** Somebody asked for the deletion of the person; with `dueAt` null they took it back. */
  | { readonly kind: "erasure"; readonly id: string; readonly erasureId: string; readonly dueAt: Instant | null };

/**
 * `moved` and `replaced` go with a launch: people inside older versions go on by the new one, or leave. `refilled`: a segment that they
 * wait for was filled anew, of which nobody is told by an event; whoever waits looks again.
 */
export type CampaignChange = "launched" | "resumed" | "stopped" | "ended" | "moved" | "replaced" | "refilled";

/** All that is loaded for a profile. `enrollments` holds the live ones, those an input names, and those that limit re-entry. */
export interface ProfileState {
  readonly profile: Profile;
  readonly enrollments: ReadonlyMap<string, Enrollment>;
  /** Best address per channel from the profile's identifiers: `{ email: "ann@shop.example" }`. */
  readonly addresses: { readonly [channel: string]: string };
  /**
   * What is kept of the past, by definition id, and the memberships by `membershipKey`: of each at least what `wantedOf` names for the
   * input, as far as there are rows. `decide` answers with the same maps and what changed in them: a changed value is another object
   * (`!==`), which is what the store writes; nothing is ever taken out. Left out = empty.
   */
  readonly aggregates?: ReadonlyMap<string, Aggregate>;
  readonly memberships?: ReadonlyMap<string, Membership>;
  /** The profile begins with this input: segments that hold for somebody without a past are judged. `decide` answers without it. */
  readonly isNew?: boolean;
}

/** What is to be written beside the new state, in the same transaction. */
export interface Effects {
  readonly setTimers: Timer[];
  readonly cancelTimers: Timer[];
  readonly sends: Send[];
  /**
   * Sends that must not go out any more. The store skips those still `ready` and puts that outcome into the profile's
   * inbox; for one already with the sender the sender's own outcome comes. So every send ends by exactly one outcome.
   */
  readonly cancelSends: { readonly sendId: string; readonly reason: Reason; readonly facts: JsonObject }[];
  readonly decisions: Decision[];
  /** Events that join the profile's history: the input's own and those it caused (session ended, message sent ...). */
  readonly events: Event[];
}

/** One line of the decision log: why a profile did or did not get a message. */
export interface Decision {
  readonly id: string;
  readonly profileId: string;
  readonly campaignId: string;
  readonly version: number;
  readonly enrollmentId: string | null;
  readonly eventId: string | null;
  readonly at: Instant;
  readonly outcome: DecisionOutcome;
  readonly reason: Reason | null;
  /** The values it rests on: the condition that failed with what was found, the hold's end, the cap and what filled it. */
  readonly facts: { readonly [name: string]: Json };
}

export type DecisionOutcome =
  | "entered"
  | "not_entered"
  | "restarted"
  | "moved"
  | "held"
  | "cleared"
  | "skipped"
  | "sent"
  | "would_have_been_sent"
  | "failed"
  | "unknown"
  | "exited"
  | "converted"
  /** Left a step of a journey, by the way that the facts name. */
  | "stepped"
  | "late_event";

export interface Definitions {
  readonly workspace: WorkspaceRules;
  /** Newest launched version of each campaign by id, whatever its status, the messages of journeys among them. */
  readonly campaigns: ReadonlyMap<string, Campaign>;
  readonly journeys: ReadonlyMap<string, Journey>;
  /** The same journeys by key. */
  readonly journeysByKey: ReadonlyMap<string, Journey>;
  /** Older versions with people inside, of campaigns and journeys: `id@version`. */
  readonly versions: ReadonlyMap<string, Course>;
  /** Listening key (`event:Order Completed`) -> campaigns and journeys whose trigger it may fire, highest priority first. */
  readonly listeners: ReadonlyMap<string, readonly Course[]>;
  /** Attribute or `zone` -> those with a date trigger that depends on it. */
  readonly dateTriggers: ReadonlyMap<string, readonly Course[]>;
  /** Events that a session must remember, because some trigger asks at its end. */
  readonly sessionEvents: ReadonlySet<string>;
  /** The live version of each segment, and the computed attributes. */
  readonly segments: SegmentIndex;
  /** Back-fills under way. The store may hand in a copy of the definitions with other `built` buckets: nothing else hangs on them. */
  readonly building: readonly SegmentBuild[];
}

/**
 * The engine's one decision: pure, so that live processing, tests, the simulator and rehearsal run the same code.
 * `now` is the instant of processing. Same arguments, same answer.
 */
export type Decide = (state: ProfileState, input: Input, definitions: Definitions, now: Instant) => { readonly state: ProfileState; readonly effects: Effects };
