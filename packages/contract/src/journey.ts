import type { JourneyDocument, Reason } from "@beckon/core";
import { type Static, Type } from "typebox";
import { Arm, CampaignStatusWord, COURSE_ACTIONS, Difference, Problem, reportPeriod } from "./campaign.ts";
import { page, pageQuery } from "./paging.ts";
import { ProfileRef } from "./profile.ts";
import { route } from "./route.ts";
import { AnyObject, Day, Id, mapOf, nullable, oneOf, strict, Timestamp } from "./scalars.ts";

/** The journey that the documentation shows. */
export const EXAMPLE_JOURNEY = {
  key: "welcome-chain",
  name: "Welcome chain",
  trigger: { kind: "event", event: "Signed Up" },
  unless: [{ event: "Account Closed" }],
  goal: { event: "Order Completed", within: "P14D" },
  steps: [
    {
      id: "welcome",
      kind: "send",
      message: {
        channel: "email",
        subject: 'Welcome, {{ profile.first_name | default: "friend" }}',
        body: { format: "text", source: "Good to have you." },
      },
      next: "ordered",
    },
    { id: "ordered", kind: "wait", for: { kind: "event", event: "Order Completed" }, within: "P1D", next: "thanks", timeout: "reminder" },
    {
      id: "thanks",
      kind: "send",
      message: { channel: "email", subject: "Thank you", body: { format: "text", source: "Your first order is on its way." } },
    },
    {
      id: "reminder",
      kind: "send",
      message: { channel: "email", subject: "Still looking?", body: { format: "text", source: "Here is what others like." } },
    },
  ],
} as const;

/** A journey document; its whole schema is at `GET /api/definitions/schema` (core's `journeySchema`), against which the server checks it. */
export const JourneyDocumentBody = Type.Unsafe<JourneyDocument>({
  type: "object",
  additionalProperties: true,
  description: "A journey document; GET /api/definitions/schema has its JSON Schema.",
  examples: [EXAMPLE_JOURNEY],
});

/** A problem with the step at which it is to be shown. */
export const JourneyProblem = Type.Object({
  ...Problem.properties,
  step: nullable(Type.String({ description: "Id of the step that it concerns; null for the whole journey." })),
});
export type JourneyProblem = Static<typeof JourneyProblem>;

export const JourneyCounts = Type.Object({
  entered: Type.Integer(),
  inside: Type.Integer({ description: "People on their way now, those who are held among them." }),
  completed: Type.Integer(),
  left: Type.Integer({ description: "Left before the end, for whatever reason." }),
  sent: Type.Integer({ description: "Messages of all its steps." }),
  converted: Type.Integer(),
});
export type JourneyCounts = Static<typeof JourneyCounts>;

export const JourneyListItem = Type.Object({
  id: Type.String(),
  key: Type.String(),
  name: Type.String(),
  status: CampaignStatusWord,
  version: Type.Integer({ description: "Newest launched version; 0 before the first launch." }),
  hasDraft: Type.Boolean({ description: "True where the draft differs from the launched version." }),
  summary: Type.String({ description: "How people come in and leave, in sentences." }),
  steps: Type.Integer(),
  tags: Type.Array(Type.String()),
  counts: JourneyCounts,
  createdAt: Timestamp,
  updatedAt: Timestamp,
  launchedAt: nullable(Timestamp),
});
export type JourneyListItem = Static<typeof JourneyListItem>;

export const JourneyName = Type.Object({ id: Type.String(), key: Type.String(), name: Type.String() });
export type JourneyName = Static<typeof JourneyName>;

export const JourneyDetail = Type.Object({
  id: Type.String(),
  key: Type.String(),
  name: Type.String(),
  status: CampaignStatusWord,
  version: Type.Integer(),
  document: Type.Unsafe<JourneyDocument>({ ...JourneyDocumentBody, description: "The draft where there is one, else the launched document." }),
  launched: nullable(JourneyDocumentBody),
  hasDraft: Type.Boolean(),
  diff: Type.Array(Difference, { description: "What the draft changes against the launched document; empty without a draft or before the first launch." }),
  problems: Type.Array(JourneyProblem),
  summary: Type.String(),
  actions: Type.Array(oneOf(COURSE_ACTIONS), { description: "What its state allows now." }),
  createdAt: Timestamp,
  updatedAt: Timestamp,
  launchedAt: nullable(Timestamp),
});
export type JourneyDetail = Static<typeof JourneyDetail>;

export const JourneyVersion = Type.Object({
  version: Type.Integer(),
  publishedAt: Timestamp,
  publishedBy: Type.String(),
  document: JourneyDocumentBody,
  diff: Type.Array(Difference, { description: "Against the version before." }),
  moves: nullable(mapOf(nullable(Type.String()))),
  inside: Type.Integer({ description: "People who are on their way in this version." }),
});
export type JourneyVersion = Static<typeof JourneyVersion>;

/** The numbers of a step's message; `GET /api/campaigns/{id}/report` of its `campaignId` has all of them. */
export const JourneyMessageCounts = Type.Object({
  campaignId: Type.String({ description: "The campaign that stands for the message in reports and lists of people." }),
  entered: Type.Integer({ description: "Came to the step." }),
  waiting: Type.Integer({ description: "Right now; held ones among them." }),
  skipped: Type.Integer(),
  sent: Type.Integer(),
  wouldHaveBeenSent: Type.Integer({ description: "Held out." }),
  failed: Type.Integer(),
  unknown: Type.Integer({ description: "Nobody knows whether they arrived; they are not sent again." }),
  delivered: Type.Integer(),
  opened: Type.Integer(),
  clicked: Type.Integer(),
  unsubscribed: Type.Integer(),
  converted: Type.Integer(),
});
export type JourneyMessageCounts = Static<typeof JourneyMessageCounts>;

const ShareCount = Type.Object({
  share: Type.String(),
  people: Type.Integer({ description: "Went by it and are not held out." }),
  reached: Type.Integer({ description: "Of them did what is counted." }),
});

/** A split that is to find its winner by itself, or has one. */
export const JourneySplit = Type.Object({
  step: Type.String(),
  shares: Type.Array(ShareCount),
  verdict: nullable(oneOf(["early", "even", "chosen"], "What its rule says now; null without one.")),
  winner: nullable(
    Type.Object({
      share: nullable(Type.String({ description: "Null: shared out again by hand." })),
      byHand: Type.Boolean(),
      chosenBy: Type.String(),
      chosenAt: Timestamp,
      sentence: Type.String({ description: "Why, with the figures of then and how sure they are." }),
    }),
  ),
});
export type JourneySplit = Static<typeof JourneySplit>;

export const JourneyStepCounts = Type.Object({
  step: Type.String(),
  title: Type.String({ description: "Its name, or the step in words." }),
  kind: Type.String(),
  gone: Type.Boolean({ description: "Not in the launched document any more; people of an older version may still stand there." }),
  waiting: Type.Integer({ description: "People who stand there right now; held ones among them." }),
  held: Type.Integer({ description: "Of them: held by a pause." }),
  passed: Type.Integer({ description: "Times that somebody left it by one of its ways." }),
  ways: Type.Array(
    Type.Object({
      way: Type.String({ description: "`next`, `timeout`, `else`, `branches[0]` ..." }),
      label: Type.String(),
      to: nullable(Type.String({ description: "The step it leads to; null where the journey ends." })),
      count: Type.Integer(),
    }),
    { description: "Those of the launched document first, each with its count in the period." },
  ),
  message: nullable(JourneyMessageCounts),
});
export type JourneyStepCounts = Static<typeof JourneyStepCounts>;

/** What became of a journey. Counts are of enrollments: one person may enter several times. */
export const JourneyReport = Type.Object({
  timeZone: Type.String({ description: "Whose days these are: the workspace's." }),
  to: Timestamp,
  triggered: Type.Integer({ description: "Times the trigger was met: entered and not entered." }),
  entered: Type.Integer(),
  notEntered: mapOf(Type.Integer()),
  inside: Type.Integer({ description: "Right now, whatever the period; so is `held`." }),
  held: mapOf(Type.Integer()),
  completed: Type.Integer({ description: "Came to an end of the steps." }),
  left: mapOf(Type.Integer({ description: "Left before the end, by reason." })),
  sent: Type.Integer({ description: "Messages of all steps." }),
  converted: Type.Integer({ description: "Reached the goal after a message." }),
  arms: Type.Object({ sent: Arm, holdout: Arm }, { description: "Those who were sent to beside those who were held out." }),
  daily: Type.Array(
    Type.Object({ date: Day, entered: Type.Integer(), completed: Type.Integer(), left: Type.Integer(), sent: Type.Integer(), converted: Type.Integer() }),
  ),
  steps: Type.Array(JourneyStepCounts, { description: "In the order of the document; steps that are gone and still count come last." }),
});
export type JourneyReport = Static<typeof JourneyReport>;

export const JOURNEY_PEOPLE_OUTCOMES = [
  "triggered",
  "entered",
  "not_entered",
  "inside",
  "held",
  "stepped",
  "completed",
  "left",
  "converted",
  "converted_holdout",
] as const;

export const JourneyPerson = Type.Object({
  profile: ProfileRef,
  enrollmentId: nullable(Type.String()),
  at: Timestamp,
  dueAt: nullable(Timestamp),
  outcome: oneOf(JOURNEY_PEOPLE_OUTCOMES),
  reason: nullable(Type.Unsafe<Reason>({ type: "string" })),
  step: nullable(Type.String({ description: "Where they stand, or which step they left." })),
  since: nullable(Timestamp),
  sentence: Type.String(),
  facts: AnyObject,
});
export type JourneyPerson = Static<typeof JourneyPerson>;

const byId = strict({ id: Id });
const StepId = Type.String({ minLength: 1, maxLength: 60, description: "Id of a step." });

/** Which of several people inside older versions concerns a launch. */
const Inside = oneOf(
  ["finish", "move", "exit"] as const,
  "What happens to the people inside older versions: they finish there (default), go on by the new one, or leave.",
);

export const journeyRoutes = {
  listJourneys: route({
    method: "GET",
    path: "/api/journeys",
    tag: "Journeys",
    summary: "Journeys, last changed first",
    description: "Archived ones only where `status` asks for them.",
    access: "campaigns:read",
    query: strict({
      status: Type.Optional(CampaignStatusWord),
      search: Type.Optional(Type.String({ maxLength: 200 })),
      tag: Type.Optional(Type.String({ maxLength: 100 })),
      sort: Type.Optional(oneOf(["changed", "name", "launched"] as const, "Last changed first, by name, or last launched first.")),
      ...pageQuery,
    }),
    response: page(JourneyListItem),
  }),
  listJourneyNames: route({
    method: "GET",
    path: "/api/journeys/names",
    tag: "Journeys",
    summary: "Names of all journeys, for a choice",
    description: "In the order of their names, up to 5,000 of them. Archived ones are left out.",
    access: "campaigns:read",
    response: Type.Object({ items: Type.Array(JourneyName) }),
  }),
  createJourney: route({
    method: "POST",
    path: "/api/journeys",
    tag: "Journeys",
    summary: "Make a journey (a draft)",
    access: "campaigns:write",
    audit: { did: "made the journey {answer.name}", kind: "journey", id: "answer.id" },
    body: strict({ document: JourneyDocumentBody }),
    response: JourneyDetail,
    status: 201,
  }),
  checkJourney: route({
    method: "POST",
    path: "/api/journeys/check",
    tag: "Journeys",
    summary: "Problems of a document, without saving it",
    access: "campaigns:read",
    audit: { none: "A check changes nothing." },
    body: strict({ document: AnyObject }),
    response: Type.Object({ problems: Type.Array(JourneyProblem), launchable: Type.Boolean(), summary: nullable(Type.String()) }),
  }),
  getJourney: route({
    method: "GET",
    path: "/api/journeys/:id",
    tag: "Journeys",
    summary: "One journey",
    access: "campaigns:read",
    params: byId,
    response: JourneyDetail,
  }),
  saveJourney: route({
    method: "PUT",
    path: "/api/journeys/:id",
    tag: "Journeys",
    summary: "Save the draft",
    description: "What is live stays as it is until the next launch. `basedOn` (the `updatedAt` you read) refuses the save where somebody else was faster.",
    access: "campaigns:write",
    audit: { did: "saved the draft of the journey {answer.name}", kind: "journey" },
    params: byId,
    body: strict({ document: JourneyDocumentBody, basedOn: Type.Optional(Timestamp) }),
    response: JourneyDetail,
  }),
  deleteJourney: route({
    method: "DELETE",
    path: "/api/journeys/:id",
    tag: "Journeys",
    summary: "Delete a journey that was never launched, or drop the draft of one that was",
    access: "campaigns:write",
    audit: { did: "deleted the journey {subject} or its draft", kind: "journey" },
    params: byId,
    status: 204,
  }),
  launchJourney: route({
    method: "POST",
    path: "/api/journeys/:id/launch",
    tag: "Journeys",
    summary: "Launch the draft as a new version",
    description: "With `inside: move`, people stay at their step, go to the one that `moves` names in its place, or leave where it is gone or named null.",
    access: "campaigns:publish",
    audit: { did: "launched the journey {answer.name}", kind: "journey" },
    params: byId,
    body: strict({
      inside: Type.Optional(Inside),
      moves: Type.Optional(
        Type.Unsafe<{ readonly [step: string]: string | null }>({
          type: "object",
          maxProperties: 400,
          propertyNames: { type: "string", minLength: 1, maxLength: 60 },
          additionalProperties: { anyOf: [{ type: "string", minLength: 1, maxLength: 60 }, { type: "null" }] },
          description: "Step of an older version: step of this one, or null to leave. Only with `inside: move`.",
        }),
      ),
    }),
    response: JourneyDetail,
  }),
  pauseJourney: route({
    method: "POST",
    path: "/api/journeys/:id/pause",
    tag: "Journeys",
    summary: "Pause: nobody enters, people inside are held at their next step",
    access: "campaigns:publish",
    audit: { did: "paused the journey {answer.name}", kind: "journey" },
    params: byId,
    response: JourneyDetail,
  }),
  resumeJourney: route({
    method: "POST",
    path: "/api/journeys/:id/resume",
    tag: "Journeys",
    summary: "Resume a paused journey",
    access: "campaigns:publish",
    audit: { did: "resumed the journey {answer.name}", kind: "journey" },
    params: byId,
    response: JourneyDetail,
  }),
  stopJourney: route({
    method: "POST",
    path: "/api/journeys/:id/stop",
    tag: "Journeys",
    summary: "Stop: nobody enters, people inside leave",
    access: "campaigns:publish",
    audit: { did: "stopped the journey {answer.name}", kind: "journey" },
    params: byId,
    response: JourneyDetail,
  }),
  archiveJourney: route({
    method: "POST",
    path: "/api/journeys/:id/archive",
    tag: "Journeys",
    summary: "Put away; what ran is stopped",
    access: "campaigns:publish",
    audit: { did: "archived the journey {answer.name}", kind: "journey" },
    params: byId,
    response: JourneyDetail,
  }),
  restoreJourney: route({
    method: "POST",
    path: "/api/journeys/:id/restore",
    tag: "Journeys",
    summary: "Take an archived journey out again, stopped as it is",
    access: "campaigns:publish",
    audit: { did: "took the journey {answer.name} out of the archive", kind: "journey" },
    params: byId,
    response: JourneyDetail,
  }),
  duplicateJourney: route({
    method: "POST",
    path: "/api/journeys/:id/duplicate",
    tag: "Journeys",
    summary: "Copy as a new draft",
    access: "campaigns:write",
    audit: { did: "copied a journey as {answer.name}", kind: "journey", id: "answer.id" },
    params: byId,
    response: JourneyDetail,
    status: 201,
  }),
  listJourneyVersions: route({
    method: "GET",
    path: "/api/journeys/:id/versions",
    tag: "Journeys",
    summary: "Launched versions, newest first, with the people inside",
    access: "campaigns:read",
    params: byId,
    response: Type.Object({ items: Type.Array(JourneyVersion) }),
  }),
  listJourneySplits: route({
    method: "GET",
    path: "/api/journeys/:id/splits",
    tag: "Journeys",
    summary: "How the shares of its splits stand, and which have won",
    description: "Of the launched version: every split that is to find its winner by itself, or has one.",
    access: "campaigns:read",
    params: byId,
    response: Type.Object({ items: Type.Array(JourneySplit) }),
  }),
  chooseSplitWinner: route({
    method: "PUT",
    path: "/api/journeys/:id/splits/:step/winner",
    tag: "Journeys",
    summary: "Name the winner of a split by hand",
    description:
      "All who are new take it from now on, whatever its rule would choose. `null`: people are shared out again, and the rule is not asked any more.",
    access: "campaigns:publish",
    audit: { did: "named the winner of a split of a journey", kind: "journey" },
    params: strict({ id: Id, step: StepId }),
    body: strict({ share: nullable(Type.String({ minLength: 1, maxLength: 100 })) }),
    response: Type.Object({ items: Type.Array(JourneySplit) }),
  }),
  getJourneyReport: route({
    method: "GET",
    path: "/api/journeys/:id/report",
    tag: "Journeys",
    summary: "What became of it, step by step",
    access: "campaigns:read",
    params: byId,
    query: strict(reportPeriod),
    response: JourneyReport,
  }),
  listJourneyPeople: route({
    method: "GET",
    path: "/api/journeys/:id/people",
    tag: "Journeys",
    summary: "Who is behind a number of the report, newest first",
    description: "`inside` and `held` with `step`: who stands at it now. `stepped` needs `step`: who left it, by the `way` where one is named.",
    access: "campaigns:read",
    params: byId,
    query: strict({
      outcome: oneOf(JOURNEY_PEOPLE_OUTCOMES),
      step: Type.Optional(StepId),
      way: Type.Optional(Type.String({ maxLength: 60 })),
      reason: Type.Optional(Type.String({ maxLength: 50 })),
      search: Type.Optional(Type.String({ maxLength: 200, description: "Beginning of a name, a mail address or any identifier." })),
      ...reportPeriod,
      ...pageQuery,
    }),
    response: page(JourneyPerson),
  }),
};
