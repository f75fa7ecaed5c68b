import { type Event, INTERNAL } from "../event/event.ts";
import type { JsonObject } from "../json.ts";
import type { SendOutcome } from "../send/send.ts";
import { addDuration } from "../time/duration.ts";
import type { Enrollment, Input } from "./decide.types.ts";
import { close, logFor } from "./endPassage.ts";
import { goalTimerAt } from "./goal.ts";
import { countsForCaps, hold, judgeDue } from "./judgeDue.ts";
import { giveBackSlot, takeSlot } from "./slots.ts";
import { takeEvent } from "./takeEvent.ts";
import type { Turn } from "./turn.ts";

type OutcomeInput = Extract<Input, { kind: "outcome" }>;

/**
 * The sender's answer comes home. Every send has exactly one outcome that ends it, whatever happened meanwhile; it frees
 * or keeps the cap slot, starts the goal's window, and becomes an event of the profile that other campaigns can use.
 */
export function recordOutcome(turn: Turn, input: OutcomeInput): void {
  const enrollment = turn.enrollments.get(input.enrollmentId);
  if (!enrollment || enrollment.sendId !== input.sendId || enrollment.status !== "sending") return;
  const { outcome } = input;
  if (outcome.state === "held") {
    comeBackHeld(turn, enrollment, outcome);
    return;
  }
  if (outcome.state === "skipped" || outcome.state === "failed") giveBackSlot(turn, input.sendId);
  end(turn, enrollment, input);
  takeEvent(turn, deliveryEvent(turn, enrollment, input));
}

function comeBackHeld(turn: Turn, enrollment: Enrollment, outcome: Extract<SendOutcome, { state: "held" }>): void {
  giveBackSlot(turn, enrollment.sendId);
  if (enrollment.calledBack !== null) {
    close(turn, enrollment, enrollment.calledBack);
    logFor(turn, enrollment, "exited", enrollment.calledBack, {});
  } else if (outcome.until === null) {
    // What held it when the sender looked may be over since, and nobody else would wake it.
    judgeDue(turn, { ...enrollment, sendId: null });
  } else hold(turn, { ...enrollment, sendId: null }, outcome.until, outcome.reason, outcome.facts);
}

function end(turn: Turn, enrollment: Enrollment, { outcome, at }: OutcomeInput): void {
  switch (outcome.state) {
    case "sent":
    case "would_have_been_sent": {
      const goal = turn.campaignOf(enrollment)?.document.goal;
      const goalUntil = goal ? addDuration(at, goal.within) : null;
      close(turn, enrollment, outcome.state === "sent" ? "sent" : "holdout", { sentAt: at, goalUntil });
      if (goalUntil !== null) turn.setTimer(goalTimerAt(goalUntil), "goal", enrollment.id);
      if (outcome.state === "sent") keepSlot(turn, enrollment, at);
      logFor(turn, enrollment, outcome.state, undefined, enrollment.calledBack === null ? {} : { too_late_for: enrollment.calledBack });
      break;
    }
    case "skipped":
      close(turn, enrollment, outcome.reason);
      logFor(turn, enrollment, enrollment.calledBack === null ? "skipped" : "exited", outcome.reason, outcome.facts);
      break;
    case "failed":
      close(turn, enrollment, "failed");
      logFor(turn, enrollment, "failed", "failed", { detail: outcome.detail });
      break;
    case "unknown":
      close(turn, enrollment, "unknown");
      keepSlot(turn, enrollment, at);
      logFor(turn, enrollment, "unknown", "unknown", {});
  }
}

/** The slot counts from the hand-over; where that is unknown, from when we gave up asking, which is not before it. */
function keepSlot(turn: Turn, enrollment: Enrollment, at: number): void {
  const slot = turn.profile.sent.find((candidate) => candidate.sendId === enrollment.sendId);
  const campaign = turn.campaignOf(enrollment);
  if (slot && campaign && countsForCaps(campaign, enrollment.holdout)) takeSlot(turn, { ...slot, at });
}

const NAMES: { readonly [State in Exclude<SendOutcome["state"], "held">]: string } = {
  sent: INTERNAL.messageSent,
  would_have_been_sent: INTERNAL.messageWouldHaveBeenSent,
  failed: INTERNAL.messageFailed,
  skipped: INTERNAL.messageSkipped,
  unknown: INTERNAL.messageUnknown,
};

function deliveryEvent(turn: Turn, enrollment: Enrollment, input: OutcomeInput): Event {
  const { outcome } = input;
  const campaign = turn.campaignOf(enrollment);
  const channel = campaign?.document.message.channel ?? "email";
  const isDead = outcome.state === "failed" && outcome.suppress;
  const name = isDead ? INTERNAL.messageBounced : NAMES[outcome.state as keyof typeof NAMES];
  const properties: JsonObject = {
    campaign: campaign?.document.key ?? enrollment.campaignId,
    channel,
    ...(outcome.state === "failed" ? { detail: outcome.detail, permanent: outcome.permanent, address: enrollment.address } : {}),
    ...(outcome.state === "skipped" ? { reason: outcome.reason } : {}),
  };
  return {
    id: turn.deriveId(name),
    kind: "internal",
    name,
    properties,
    at: input.at,
    receivedAt: input.at,
    source: "beckon",
    messageId: `${name}:${input.sendId}`,
    context: {},
    message: { sendId: input.sendId, campaignId: enrollment.campaignId, enrollmentId: enrollment.id, channel },
  };
}
