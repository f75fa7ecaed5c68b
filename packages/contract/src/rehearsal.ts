import { type Static, Type } from "typebox";
import { route } from "./route.ts";
import { AnyObject, Day, mapOf, nullable, strict, Timestamp } from "./scalars.ts";

/** What a draft of a journey would have done lately. */
export const JourneyRehearsal = Type.Object({
  from: Timestamp,
  to: Timestamp,
  peopleLookedAt: Type.Integer(),
  factor: Type.Number({ description: "One of the people looked at stands for so many; 1 where all were looked at." }),
  triggered: Type.Integer(),
  entered: Type.Integer(),
  people: Type.Integer({ description: "Different people for whom the trigger was met." }),
  notEntered: mapOf(Type.Integer()),
  ends: mapOf(Type.Integer()),
  converted: Type.Integer(),
  messages: Type.Integer(),
  recipients: Type.Integer(),
  steps: Type.Array(
    Type.Object({
      step: Type.String(),
      ways: mapOf(Type.Integer()),
      sent: Type.Integer(),
      heldOut: Type.Integer(),
      unsent: mapOf(Type.Integer()),
      held: mapOf(Type.Integer()),
    }),
  ),
  daily: Type.Array(Type.Object({ date: Day, entered: Type.Integer(), messages: Type.Integer() })),
  busiest: nullable(Type.Object({ at: Timestamp, messages: Type.Integer() }, { description: "The hour with most messages." })),
  mostInAWeek: nullable(Type.Object({ profileId: Type.String(), messages: Type.Integer() }, { description: "Who would have got most in seven days." })),
});
export type JourneyRehearsal = Static<typeof JourneyRehearsal>;

export const rehearsalRoutes = {
  rehearseJourney: route({
    method: "POST",
    path: "/api/journeys/rehearse",
    tag: "Journeys",
    summary: "What a document would have done in the last days, step by step",
    description: "Replays stored events by the engine's own decision, without saving anything. Attributes and consent are those of today.",
    access: "campaigns:read",
    audit: { none: "Only reckons; nothing is changed." },
    body: strict({ document: AnyObject, days: Type.Optional(Type.Integer({ minimum: 1, maximum: 90, default: 30 })) }),
    response: JourneyRehearsal,
  }),
};
