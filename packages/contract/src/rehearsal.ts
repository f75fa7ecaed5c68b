import { type Static, Type } from "typebox";
import { Difference } from "./campaign.ts";
import { JOB_STATES } from "./job.ts";
import { page, pageQuery } from "./paging.ts";
import { ProfileRef } from "./profile.ts";
import { route } from "./route.ts";
import { AnyObject, Day, Id, mapOf, nullable, oneOf, strict, Timestamp } from "./scalars.ts";

const COURSE_KINDS = ["campaign", "journey"] as const;
const Counted = mapOf(Type.Integer());

export const RehearsalPopulation = Type.Object(
  {
    kind: oneOf(["everyone", "segment", "sample"] as const, "Everyone; who is in a segment today; or so many people by chance, who stand for all."),
    segment: Type.Optional(Type.String({ minLength: 1, maxLength: 100, description: "Key of the segment." })),
    size: Type.Optional(Type.Integer({ minimum: 100, maximum: 1_000_000, description: "About so many people." })),
  },
  { additionalProperties: false },
);
export type RehearsalPopulation = Static<typeof RehearsalPopulation>;

export const RehearsedStep = Type.Object({
  step: Type.String(),
  title: Type.String(),
  kind: Type.String(),
  passed: Type.Integer({ description: "Times that somebody left it by one of its ways." }),
  ways: Type.Array(Type.Object({ way: Type.String(), label: Type.String(), count: Type.Integer() })),
  sent: Type.Integer(),
  heldOut: Type.Integer(),
  unsent: Counted,
  held: Counted,
});
export type RehearsedStep = Static<typeof RehearsedStep>;

export const RehearsedOther = Type.Object({
  id: Type.String(),
  kind: oneOf(COURSE_KINDS),
  name: Type.String(),
  overlap: Type.Integer({ description: "People who were in both at one time." }),
  sameDay: Type.Integer({ description: "People who would have got a message of both within a day." }),
  messages: Type.Integer({ description: "Messages that it would have sent in the period to people of this one." }),
});
export type RehearsedOther = Static<typeof RehearsedOther>;

/** What would have happened. Counts are of the people that were looked at; times `factor` they are about all. */
export const RehearsalResult = Type.Object({
  looked: Type.Integer({ description: "People whose past was replayed: those to whom the trigger may have spoken." }),
  factor: Type.Number({ description: "One of them stands for so many; 1 where all were looked at." }),
  cutShort: Type.Integer({ description: "People who did more than is replayed of one; the rest of theirs is left out." }),
  kept: Type.Integer({ description: "People who are in the list." }),
  triggered: Type.Integer(),
  entered: Type.Integer(),
  people: Type.Integer({ description: "Different people for whom the trigger was met." }),
  notEntered: Counted,
  ends: Counted,
  converted: Type.Integer(),
  messages: Type.Integer(),
  heldOut: Type.Integer(),
  recipients: Type.Integer(),
  later: Type.Integer({ description: "Of the messages those after the period, to people who had entered in it." }),
  channels: Counted,
  unsent: Counted,
  held: Counted,
  steps: Type.Array(RehearsedStep),
  daily: Type.Array(Type.Object({ date: Day, entered: Type.Integer(), sent: Counted }), { description: "Every day of the period; `sent` by channel." }),
  busiest: nullable(Type.Object({ at: Timestamp, messages: Type.Integer() }, { description: "The hour with most messages." })),
  weekly: Type.Array(Type.Object({ messages: Type.Integer(), people: Type.Integer() }), {
    description: "People by the most messages that they would have got in seven days, those of all that is live counted.",
  }),
  others: Type.Array(RehearsedOther, { description: "Other live campaigns and journeys that met the same people, most first." }),
});
export type RehearsalResult = Static<typeof RehearsalResult>;

export const RehearsalItem = Type.Object({
  id: Type.String(),
  kind: oneOf(COURSE_KINDS),
  key: Type.String(),
  name: Type.String(),
  state: oneOf(JOB_STATES),
  percent: Type.Integer({ minimum: 0, maximum: 100 }),
  soFar: nullable(Type.Object({ looked: Type.Integer(), entered: Type.Integer(), messages: Type.Integer() })),
  error: nullable(Type.String({ description: "Why it failed, and what to mend." })),
  from: Day,
  to: Day,
  population: RehearsalPopulation,
  startedBy: Type.String(),
  createdAt: Timestamp,
  finishedAt: nullable(Timestamp),
  entered: nullable(Type.Integer()),
  messages: nullable(Type.Integer()),
});
export type RehearsalItem = Static<typeof RehearsalItem>;

export const RehearsalDetail = Type.Object({
  ...RehearsalItem.properties,
  timeZone: Type.String({ description: "Whose days these are: the workspace's." }),
  document: AnyObject,
  result: nullable(RehearsalResult),
});
export type RehearsalDetail = Static<typeof RehearsalDetail>;

export const RehearsedPerson = Type.Object({
  profile: ProfileRef,
  firstAt: Timestamp,
  messages: Type.Integer(),
  mostInAWeek: Type.Integer(),
  path: Type.Array(
    Type.Object({
      at: Timestamp,
      step: nullable(Type.String()),
      other: nullable(Type.String({ description: "Id of another campaign or journey whose message it was." })),
      title: Type.String(),
      sentence: Type.String(),
    }),
  ),
});
export type RehearsedPerson = Static<typeof RehearsedPerson>;

/** One side of a comparison. */
export const ComparedSide = Type.Object({
  what: oneOf(["rehearsal", "real"] as const),
  id: nullable(Type.String()),
  name: Type.String(),
  from: Day,
  to: Day,
  createdAt: nullable(Timestamp),
  factor: Type.Number(),
  triggered: Type.Integer(),
  entered: Type.Integer(),
  converted: Type.Integer(),
  messages: Type.Integer(),
  heldOut: Type.Integer(),
  ends: Counted,
  notEntered: Counted,
  steps: Type.Array(Type.Object({ step: Type.String(), title: Type.String(), passed: Type.Integer(), sent: Type.Integer() })),
  daily: Type.Array(Type.Object({ date: Day, entered: Type.Integer(), messages: Type.Integer() })),
});
export type ComparedSide = Static<typeof ComparedSide>;

export const RehearsalComparison = Type.Object({
  first: ComparedSide,
  second: ComparedSide,
  people: nullable(
    Type.Object(
      {
        onlyFirst: Type.Integer(),
        onlySecond: Type.Integer(),
        moreInFirst: Type.Integer(),
        moreInSecond: Type.Integer(),
        same: Type.Integer(),
      },
      { description: "Of two rehearsals: who entered in one only, who would have got more messages in one, and for whom nothing differs." },
    ),
  ),
  diff: Type.Array(Difference, { description: "What the second document changes against the first." }),
});
export type RehearsalComparison = Static<typeof RehearsalComparison>;

const byId = strict({ id: Id });

export const rehearsalRoutes = {
  startRehearsal: route({
    method: "POST",
    path: "/api/rehearsals",
    tag: "Rehearsals",
    summary: "Rehearse a campaign or a journey on what really happened",
    description:
      "Replays stored events under the document and all that is live beside it, by the engine's own decision, with the caps and quiet hours of now; `document` is a draft or what is live, of the shape that GET /api/definitions/schema has. Nothing is sent or changed. It is done in the background, one at a time and only as fast as live processing leaves room. Attributes and consent are those of today.",
    access: "campaigns:write",
    audit: { did: "began a rehearsal of {answer.name}", kind: "rehearsal", id: "answer.id", withoutBody: true },
    body: strict({
      kind: oneOf(COURSE_KINDS),
      document: AnyObject,
      from: Type.Optional(Type.String({ ...Day, description: "First day, in the workspace's zone; 30 days before the last, where it is left out." })),
      to: Type.Optional(Type.String({ ...Day, description: "Last day, included; today, where it is left out." })),
      population: Type.Optional(RehearsalPopulation),
    }),
    response: RehearsalDetail,
    status: 202,
  }),
  listRehearsals: route({
    method: "GET",
    path: "/api/rehearsals",
    tag: "Rehearsals",
    summary: "Rehearsals, newest first",
    description: "They are kept for 90 days.",
    access: "campaigns:read",
    query: strict({ key: Type.Optional(Type.String({ maxLength: 100, description: "Of this campaign or journey." })), ...pageQuery }),
    response: page(RehearsalItem),
  }),
  getRehearsal: route({
    method: "GET",
    path: "/api/rehearsals/:id",
    tag: "Rehearsals",
    summary: "One rehearsal: how far it is, or what came of it",
    access: "campaigns:read",
    params: byId,
    response: RehearsalDetail,
  }),
  cancelRehearsal: route({
    method: "POST",
    path: "/api/rehearsals/:id/cancel",
    tag: "Rehearsals",
    summary: "Stop a rehearsal",
    access: "campaigns:write",
    audit: { did: "stopped a rehearsal of {answer.name}", kind: "rehearsal" },
    params: byId,
    response: RehearsalDetail,
  }),
  deleteRehearsal: route({
    method: "DELETE",
    path: "/api/rehearsals/:id",
    tag: "Rehearsals",
    summary: "Delete a rehearsal",
    access: "campaigns:write",
    audit: { did: "deleted a rehearsal of {subject}", kind: "rehearsal" },
    params: byId,
    status: 204,
  }),
  listRehearsedPeople: route({
    method: "GET",
    path: "/api/rehearsals/:id/people",
    tag: "Rehearsals",
    summary: "What would have happened to whom, in the order in which they came",
    description: "The first 20,000 people that the draft has to do with; the figures count all.",
    access: "campaigns:read",
    params: byId,
    query: strict({
      what: Type.Optional(
        Type.String({
          maxLength: 200,
          pattern: "^(entered|sent|converted|held_out|(not_entered|left|unsent|held|step|sent|with):.{1,100}|way:.{1,60}:.{1,60})$",
          description:
            "`entered`, `sent`, `converted`, `held_out`; with a reason `not_entered:`, `left:`, `unsent:`, `held:`; `step:hello` (left it), `way:active:timeout`, `sent:hello`; `with:` and the id of another campaign or journey.",
        }),
      ),
      weekly: Type.Optional(Type.Integer({ minimum: 1, maximum: 1_000, description: "Who would have got so many messages in seven days, or more." })),
      search: Type.Optional(Type.String({ maxLength: 200, description: "Name or address." })),
      ...pageQuery,
    }),
    response: page(RehearsedPerson),
  }),
  compareRehearsal: route({
    method: "GET",
    path: "/api/rehearsals/:id/comparison",
    tag: "Rehearsals",
    summary: "A rehearsal beside another one, or beside what really went out in its period",
    access: "campaigns:read",
    params: byId,
    query: strict({ with: Type.Optional(Type.String({ format: "uuid", description: "Another rehearsal; left out, what really happened." })) }),
    response: RehearsalComparison,
  }),
};
