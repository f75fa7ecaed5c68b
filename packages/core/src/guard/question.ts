import type { Campaign, WorkspaceRules } from "../campaign/campaign.ts";
import type { Subject } from "../condition/condition.ts";
import type { JsonObject } from "../json.ts";
import type { Profile } from "../profile/profile.ts";
import type { Reason, Verdict } from "../send/send.ts";
import type { Instant } from "../time/instant.ts";

/** Everything the guard looks at to say whether one message may go now. */
export interface SendQuestion {
  /** The version that the enrollment runs by, with the campaign's status of today. */
  readonly campaign: Campaign;
  readonly profile: Profile;
  /** For judging the audience again; holds the moment (`now`) and the person's zone. */
  readonly subject: Subject;
  /** Where the message would go, or null where the person has no address for its channel. */
  readonly address: string | null;
  readonly rules: WorkspaceRules;
  /** `shareOf` of the person for this campaign and for the whole programme. */
  readonly holdoutShares: { readonly campaign: number; readonly programme: number };
  /** The send that is judged (again), so that its own slot does not count against it. */
  readonly sendId?: string | null;
  /** An exception event that has come meanwhile, with its facts. */
  readonly exception?: JsonObject | null;
  /** Whether a send with the same key is already there. */
  readonly duplicate?: boolean;
}

/** A no, for now or for good. */
export type Refusal = Exclude<Verdict, { verdict: "send" }>;

/** One reason why a message may not go, or null where this rule has nothing against it. */
export type GuardRule = (question: SendQuestion) => Refusal | null;

/** Refused for good. */
export function skip(reason: Reason, facts: JsonObject = {}): Refusal {
  return { verdict: "skip", reason, facts };
}

/** Put off: judged again, whole, at `until`; null = until somebody resumes it. */
export function hold(until: Instant | null, reason: Reason, facts: JsonObject = {}): Refusal {
  return { verdict: "hold", until, reason, facts };
}
