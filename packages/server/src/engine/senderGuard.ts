import {
  addDuration,
  addressFor,
  type Campaign,
  DEFAULT_EXPIRE_AFTER,
  type Definitions,
  type Enrollment,
  formatInstant,
  holdoutSharesOf,
  type Instant,
  judgeSend,
  type Membership,
  type Profile,
  type SendOutcome,
  subjectOfState,
  type WorkspaceRules,
  zoneOf,
} from "@beckon/core";
import { addressesOf } from "../store/profiles.ts";
import type { ClaimedSend, SendSurroundings } from "../store/sendQueue.ts";

/** Everything that speaks for or against one send, read after it was claimed. */
export interface SendCase {
  readonly send: ClaimedSend;
  readonly profile: Profile;
  readonly emails: readonly string[];
  /** The newest one of this send, where it is still live. */
  readonly enrollment: Enrollment | null;
  /** The version that the enrollment runs by, without its content; null where it is gone. */
  readonly campaign: Campaign | null;
  readonly definitions: Definitions;
  /** Those in segments that the campaign names. */
  readonly memberships: ReadonlyMap<string, Membership>;
  readonly rules: WorkspaceRules;
  readonly surroundings: SendSurroundings;
}

type Refusal = Extract<SendOutcome, { state: "skipped" | "held" }>;

/** The zone that the recipient's local times are reckoned in. */
export function timeZoneOf({ profile, rules }: SendCase): string {
  return zoneOf(profile.attributes, profile.lastTimeZone, profile.lastCountry, rules.timeZone);
}

/**
 * May it still go, at the very moment of handing it over? Minutes can lie between the decision and this, or a night of an
 * unreachable mail server. Null: yes.
 */
export function refusalAtHandOver(about: SendCase, now: Instant): Refusal | null {
  const { send, enrollment, campaign, surroundings } = about;
  if (enrollment?.calledBack) return { state: "skipped", reason: enrollment.calledBack, facts: {} };
  if (enrollment === null || enrollment.status !== "sending" || enrollment.sendId !== send.id) return { state: "skipped", reason: "exited", facts: {} };
  if (campaign === null) return { state: "skipped", reason: "campaign_stopped", facts: {} };
  if (surroundings.suppressed !== null) {
    return {
      state: "skipped",
      reason: "suppressed",
      facts: { address: send.address, because: surroundings.suppressed.reason, since: formatInstant(surroundings.suppressed.at) },
    };
  }
  const expiresAt = addDuration(enrollment.delayEndedAt ?? send.claimedAt, campaign.document.expireAfter ?? DEFAULT_EXPIRE_AFTER);
  if (now > expiresAt) return { state: "skipped", reason: "expired", facts: { expired: formatInstant(expiresAt) } };
  return byTheRules(about, campaign, enrollment, now);
}

function byTheRules(about: SendCase, campaign: Campaign, enrollment: Enrollment, now: Instant): Refusal | null {
  const { send, profile, emails, rules, definitions, memberships } = about;
  const { properties } = enrollment.entry;
  const verdict = judgeSend({
    campaign,
    profile,
    subject: subjectOfState({ profile, memberships }, definitions, now, { properties, entry: properties }),
    // Decided for this address; only whether there still is one is asked again.
    address: addressFor(campaign.document.message, addressesOf(profile.attributes, emails)) === null ? null : send.address,
    rules,
    holdoutShares: holdoutSharesOf(campaign, profile),
    sendId: send.id,
  });
  if (verdict.verdict === "send") return null;
  if (verdict.verdict === "hold") return { state: "held", until: verdict.until, reason: verdict.reason, facts: verdict.facts };
  return { state: "skipped", reason: verdict.reason, facts: verdict.facts };
}
