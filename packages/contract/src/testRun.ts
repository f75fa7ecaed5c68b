import { type Static, Type } from "typebox";
import { Preview } from "./message.ts";
import { ProfileRef } from "./profile.ts";
import { route } from "./route.ts";
import { AnyObject, Email, Id, mapOf, nullable, oneOf, strict, Timestamp } from "./scalars.ts";

const ConsentWord = oneOf(["subscribed", "unsubscribed", "pending"] as const);
const After = Type.String({ pattern: "^P", maxLength: 40, description: "So long after the start, as ISO 8601: PT2H, P3D." });
const Key = Type.String({ minLength: 1, maxLength: 100 });

/** Who goes through the journey: somebody who is there, or somebody made up. */
export const TestPerson = strict({
  profileId: Type.Optional(Id),
  email: Type.Optional(nullable(Email)),
  attributes: Type.Optional(AnyObject),
  consent: Type.Optional(strict({ channels: Type.Optional(mapOf(ConsentWord)), topics: Type.Optional(mapOf(ConsentWord)) })),
  segments: Type.Optional(Type.Array(Key, { maxItems: 50, description: "Keys of the segments that somebody made up is in from the start." })),
  chance: Type.Optional(Type.Integer({ minimum: 0, maximum: 1_000_000, description: "Another number is another person where a split goes by chance." })),
});
export type TestPerson = Static<typeof TestPerson>;

export const TestHappening = Type.Object(
  {
    after: After,
    event: Type.Optional(Type.String({ minLength: 1, maxLength: 200, description: "Its name." })),
    properties: Type.Optional(AnyObject),
    attributes: Type.Optional(AnyObject),
    enters: Type.Optional(Type.String({ minLength: 1, maxLength: 100, description: "Key of a segment." })),
    leaves: Type.Optional(Type.String({ minLength: 1, maxLength: 100, description: "Key of a segment." })),
    stage: Type.Optional(Type.String({ minLength: 1, maxLength: 100, description: "Key of the stage that the person moves to." })),
  },
  { additionalProperties: false, description: "One of `event`, `enters`, `leaves` and `stage`." },
);
export type TestHappening = Static<typeof TestHappening>;

export const TestLine = Type.Object({
  at: Timestamp,
  local: Type.String({ description: "By the person's clock." }),
  kind: oneOf(["happening", "decision", "effect"] as const, "What was made to happen; what was decided; what it would have changed."),
  step: nullable(Type.String()),
  title: Type.String(),
  sentence: Type.String(),
  message: nullable(Preview),
});
export type TestLine = Static<typeof TestLine>;

export const TestRun = Type.Object({
  person: ProfileRef,
  timeZone: Type.String({ description: "The person's." }),
  start: Timestamp,
  end: Timestamp,
  entered: Type.Boolean(),
  lines: Type.Array(TestLine),
  waits: Type.Array(
    Type.Object({
      step: nullable(Type.String()),
      title: Type.String(),
      until: nullable(Timestamp),
      local: nullable(Type.String()),
    }),
    { description: "Where the person still stands when the run ends." },
  ),
  changed: AnyObject,
});
export type TestRun = Static<typeof TestRun>;

export const testRunRoutes = {
  testRun: route({
    method: "POST",
    path: "/api/journeys/test-run",
    tag: "Journeys",
    summary: "Let one person go through a journey with a virtual clock",
    description:
      "By the engine's own decision: each step with its time and reason, each message as it would look. Nothing is sent, changed or called. The person begins as if nobody had ever been in it; holdouts and the journey's own start and end are left out.",
    access: "campaigns:read",
    audit: { none: "Only reckons; nothing is changed." },
    body: strict({
      document: Type.Optional(AnyObject),
      journeyId: Type.Optional(Type.String({ format: "uuid", description: "In place of a document: its draft, else what is launched." })),
      person: TestPerson,
      start: Type.Optional(Timestamp),
      happenings: Type.Optional(Type.Array(TestHappening, { maxItems: 50 })),
      days: Type.Optional(Type.Integer({ minimum: 1, maximum: 400, default: 60, description: "How long it is watched." })),
    }),
    response: TestRun,
  }),
};
