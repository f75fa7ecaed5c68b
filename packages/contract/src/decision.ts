import type { DecisionOutcome, Reason } from "@beckon/core";
import { type Static, Type } from "typebox";
import { page, pageQuery } from "./paging.ts";
import { route } from "./route.ts";
import { AnyObject, Id, nullable, oneOf, strict, Timestamp } from "./scalars.ts";

export const DECISION_OUTCOMES = [
  "entered",
  "not_entered",
  "restarted",
  "held",
  "cleared",
  "skipped",
  "sent",
  "would_have_been_sent",
  "failed",
  "unknown",
  "exited",
  "converted",
  "late_event",
  "moved",
  "stepped",
] as const satisfies readonly DecisionOutcome[];

const ReasonWord = Type.Unsafe<Reason>({ type: "string" });

/** One line of the decision log, with its sentence. */
export const DecisionItem = Type.Object({
  id: Type.String(),
  campaign: Type.Object({ id: Type.String(), key: Type.String(), name: Type.String() }),
  version: Type.Integer(),
  enrollmentId: nullable(Type.String()),
  eventId: nullable(Type.String()),
  at: Timestamp,
  outcome: oneOf(DECISION_OUTCOMES),
  reason: nullable(ReasonWord),
  title: Type.String({ description: "`Held by quiet hours`" }),
  sentence: Type.String({ description: "The same in full, with the values that it rests on." }),
  facts: AnyObject,
});
export type DecisionItem = Static<typeof DecisionItem>;

/** Why one profile did or did not get one campaign's message. */
export const Why = Type.Object({
  verdict: Type.String({ description: "The answer in one sentence." }),
  state: oneOf([
    "never_triggered",
    "not_entered",
    "waiting",
    "held",
    "sending",
    "sent",
    "would_have_been_sent",
    "skipped",
    "exited",
    "failed",
    "unknown",
  ] as const),
  campaign: Type.Object({ id: Type.String(), key: Type.String(), name: Type.String(), status: Type.String() }),
  sendId: nullable(Type.String()),
  steps: Type.Array(DecisionItem, { description: "Oldest first." }),
  now: Type.Object({
    sentence: Type.String({ description: "What would happen if the trigger came now." }),
    wouldEnter: Type.Boolean(),
    wouldSend: nullable(Type.Boolean({ description: "Null where it cannot be said before the delay is over." })),
    reason: nullable(ReasonWord),
    findings: Type.Array(
      Type.Object({
        about: oneOf(["status", "trigger", "audience", "reentry", "guard"] as const),
        holds: Type.Boolean(),
        sentence: Type.String(),
        facts: AnyObject,
      }),
    ),
  }),
});
export type Why = Static<typeof Why>;

const byId = strict({ id: Id });

export const decisionRoutes = {
  getDecisions: route({
    method: "GET",
    path: "/api/profiles/:id/decisions",
    tag: "Profiles",
    summary: "Decision log of one profile, newest first",
    access: "profiles:read",
    params: byId,
    query: strict({ campaignId: Type.Optional(Id), ...pageQuery }),
    response: page(DecisionItem),
  }),
  getWhy: route({
    method: "GET",
    path: "/api/profiles/:id/why",
    tag: "Profiles",
    summary: "Why a profile did or did not get a campaign's message",
    access: "profiles:read",
    params: byId,
    query: strict({ campaignId: Id }),
    response: Why,
  }),
};
