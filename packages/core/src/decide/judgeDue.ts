import { type Campaign, DEFAULT_EXPIRE_AFTER } from "../campaign/campaign.ts";
import { isMarketing } from "../campaign/purpose.ts";
import { priorityOf } from "../definitions/definitions.ts";
import { holdoutSharesOf } from "../guard/holdout.ts";
import { judgeSend } from "../guard/judgeSend.ts";
import { deriveId } from "../hash/hash.ts";
import type { Json } from "../json.ts";
import { addressFor, isRepeatable } from "../message/kinds.ts";
import type { Profile } from "../profile/profile.ts";
import type { Lane, Reason, Send, Verdict } from "../send/send.ts";
import { addDuration } from "../time/duration.ts";
import { formatInstant, type Instant } from "../time/instant.ts";
import type { Enrollment } from "./decide.types.ts";
import { close, logFor } from "./endPassage.ts";
import { takeSlot } from "./slots.ts";
import { subjectOf } from "./subject.ts";
import type { Turn } from "./turn.ts";

/** The delay, or a hold, is over: the guard judges the whole message (again), and it is sent off, held or skipped. */
export function judgeDue(turn: Turn, enrollment: Enrollment): void {
  const campaign = turn.campaignOf(enrollment);
  if (!campaign) {
    skip(turn, enrollment, "campaign_stopped", {});
    return;
  }
  const delayEndedAt = enrollment.delayEndedAt ?? enrollment.dueAt ?? turn.now;
  const due: Enrollment = { ...enrollment, delayEndedAt };
  const expiresAt = addDuration(delayEndedAt, campaign.document.expireAfter ?? DEFAULT_EXPIRE_AFTER);
  const verdict = turn.now > expiresAt ? expired(due, expiresAt) : guardSays(turn, campaign, due);
  if (verdict.verdict === "skip") skip(turn, due, verdict.reason, verdict.facts);
  else if (verdict.verdict === "hold") hold(turn, due, verdict.until, verdict.reason, verdict.facts);
  else sendOff(turn, campaign, due, verdict.holdout);
}

function expired({ hold }: Enrollment, at: Instant): Verdict {
  return { verdict: "skip", reason: "expired", facts: { expired: formatInstant(at), ...(hold ? { held_for: hold.reason } : {}) } };
}

function guardSays(turn: Turn, campaign: Campaign, enrollment: Enrollment): Verdict {
  const { document } = campaign;
  return judgeSend({
    campaign,
    profile: withPendingSlots(turn),
    subject: subjectOf(turn, enrollment.entry.properties, enrollment.entry.properties),
    address: addressFor(document.message, turn.addresses),
    rules: turn.definitions.workspace,
    holdoutShares: holdoutSharesOf(campaign, turn.profile),
    sendId: enrollment.sendId,
  });
}

/** A message still with the sender may leave in this period or the next: it fills a slot in both until its outcome is known. */
function withPendingSlots(turn: Turn): Profile {
  const pending = new Set([...turn.enrollments.values()].filter(({ status }) => status === "sending").map(({ sendId }) => sendId));
  if (pending.size === 0) return turn.profile;
  return { ...turn.profile, sent: turn.profile.sent.map((slot) => (pending.has(slot.sendId) ? { ...slot, at: turn.now } : slot)) };
}

/** Puts the message off. Nothing is logged when only the same hold goes on. */
export function hold(turn: Turn, enrollment: Enrollment, until: Instant | null, reason: Reason, facts: { readonly [name: string]: Json }): void {
  turn.put({ ...enrollment, status: "held", dueAt: until, hold: { reason, facts: { ...facts } }, calledBack: null });
  if (until !== null) turn.setTimer(until, "enrollment", enrollment.id);
  if (enrollment.hold?.reason === reason && enrollment.dueAt === until) return;
  logFor(turn, enrollment, "held", reason, { ...facts, until: until === null ? null : formatInstant(until) });
}

function skip(turn: Turn, enrollment: Enrollment, reason: Reason, facts: { readonly [name: string]: Json }): void {
  close(turn, enrollment, reason);
  logFor(turn, enrollment, "skipped", reason, facts);
}

function sendOff(turn: Turn, campaign: Campaign, enrollment: Enrollment, holdout: boolean): void {
  const send = sendOf(turn, campaign, enrollment, holdout);
  turn.put({ ...enrollment, status: "sending", sendId: send.id, address: send.address, dueAt: null, hold: null, holdout });
  turn.effects.sends.push(send);
  if (countsForCaps(campaign, holdout))
    takeSlot(turn, { sendId: send.id, campaignId: campaign.id, at: turn.now, channel: send.channel, topic: send.topic, tags: send.tags });
  logFor(turn, enrollment, "cleared", undefined, { address: send.address, ...(holdout ? { holdout: true } : {}) });
}

/** Only marketing that really reaches a person takes a slot. */
export function countsForCaps(campaign: Campaign, holdout: boolean): boolean {
  return !holdout && isMarketing(campaign.document) && campaign.document.frequencyCaps !== "override_uncounted";
}

/**
 * The send's key says what it is: deciding twice cannot make two. A send that was handed back and held is judged anew
 * and becomes the same send again, but for the count of its holds.
 */
function sendOf(turn: Turn, campaign: Campaign, enrollment: Enrollment, holdout: boolean): Send {
  const { document } = campaign;
  const { channel } = document.message;
  const address = addressFor(document.message, turn.addresses) ?? "";
  const key = [campaign.id, campaign.version, enrollment.id, channel, address].join(":");
  const lane: Lane = document.purpose === "transactional" ? "transactional" : "triggered";
  return {
    id: deriveId(enrollment.enteredAt, key),
    key,
    workspaceId: turn.profile.workspaceId,
    profileId: turn.profile.id,
    campaignId: campaign.id,
    version: campaign.version,
    enrollmentId: enrollment.id,
    channel,
    address,
    lane,
    priority: priorityOf(campaign),
    topic: document.topic ?? null,
    tags: document.tags ?? [],
    holdout,
    repeatable: document.purpose === "transactional" || isRepeatable(document.message),
    createdAt: turn.now,
  };
}
