import type { Finding, StageDocument } from "@beckon/core";
import { type Static, Type } from "typebox";
import { Problem } from "./campaign.ts";
import { page, pageQuery } from "./paging.ts";
import { ProfileRef } from "./profile.ts";
import { route } from "./route.ts";
import { AnyObject, Day, Id, nullable, oneOf, strict, Timestamp } from "./scalars.ts";

/** The stages that the documentation shows. */
export const EXAMPLE_STAGES = [
  {
    key: "at-risk",
    name: "At risk",
    enter: {
      kind: "all",
      conditions: [
        { kind: "did", event: "Order Completed" },
        { kind: "not", condition: { kind: "did", event: "Order Completed", within: "P90D" } },
      ],
    },
  },
  {
    key: "regular",
    name: "Regular",
    enter: { kind: "did", event: "Order Completed", count: { op: "at_least", value: 3 }, within: "P90D" },
    stay: { kind: "did", event: "Order Completed", within: "P90D" },
  },
  { key: "everybody-else", name: "Everybody else" },
] as const;

export const StagesBody = Type.Unsafe<readonly StageDocument[]>({
  type: "array",
  items: { type: "object", additionalProperties: true },
  maxItems: 20,
  description:
    "Ordered stages. Everybody is in the first whose rule (`enter`; for whoever is in it already also `stay`) holds; the last has no rule and takes everybody else.",
  examples: [EXAMPLE_STAGES],
});

export const STAGES_STATES = ["none", "draft", "building", "live", "failed"] as const;

export const LifeCycle = Type.Object({
  state: oneOf(STAGES_STATES, "`none`: not begun. `building`: people are being placed for the first time. With a newer version under way it stays `live`."),
  version: Type.Integer({ description: "The version that is live; 0 before the first." }),
  hasDraft: Type.Boolean(),
  stages: StagesBody,
  live: nullable(StagesBody),
  building: nullable(
    Type.Object({
      version: Type.Integer(),
      percent: Type.Integer({ minimum: 0, maximum: 100 }),
      jobId: Type.String({ description: "The long work behind it; it can be cancelled." }),
    }),
  ),
  buildError: nullable(Type.String()),
  updatedAt: nullable(Timestamp),
  problems: Type.Array(Problem),
  actions: Type.Array(oneOf(["publish", "delete"] as const), { description: "What its state allows now." }),
});
export type LifeCycle = Static<typeof LifeCycle>;

export const StageSetBody = Type.Object({ key: Type.String(), name: Type.String(), description: Type.String(), stages: StagesBody });
export type StageSetBody = Static<typeof StageSetBody>;

export const StagesVersion = Type.Object({
  version: Type.Integer(),
  publishedAt: Timestamp,
  publishedBy: Type.String(),
  stages: StagesBody,
});
export type StagesVersion = Static<typeof StagesVersion>;

/** How long those who left in the period had been in the stage, in seconds, each true to a tenth. */
const TimeInStage = Type.Object({ people: Type.Integer(), lower: Type.Number(), median: Type.Number(), upper: Type.Number() });

export const StageFigures = Type.Object({
  key: Type.String(),
  name: Type.String(),
  description: Type.String(),
  enter: Type.String({ description: "The rule as a sentence; empty for the last stage." }),
  stay: Type.String({ description: "Empty where there is none." }),
  people: Type.Integer({ description: "In it now." }),
  came: Type.Integer({ description: "Came into it in the period, from other stages or as somebody new." }),
  left: Type.Integer(),
  time: nullable(TimeInStage),
});
export type StageFigures = Static<typeof StageFigures>;

export const StageBoard = Type.Object({
  version: Type.Integer(),
  from: Day,
  to: Day,
  people: Type.Integer(),
  stages: Type.Array(StageFigures),
  flows: Type.Array(
    Type.Object({
      from: nullable(Type.String({ description: "Null: somebody new. A stage of an earlier version is named by its key too." })),
      to: Type.String(),
      people: Type.Integer({ description: "Moves; somebody who went this way twice counts twice." }),
    }),
    { description: "Most people first." },
  ),
});
export type StageBoard = Static<typeof StageBoard>;

export const StageMember = Type.Object({ profile: ProfileRef, since: Timestamp });
export type StageMember = Static<typeof StageMember>;

export const StageMove = Type.Object({ profile: ProfileRef, at: Timestamp });
export type StageMove = Static<typeof StageMove>;

const FindingBody = Type.Unsafe<Finding>({ type: "object", additionalProperties: true, description: "What the rule found, part by part." });

export const StageAnswer = Type.Object({
  key: Type.String(),
  name: Type.String(),
  since: Timestamp,
  until: nullable(Type.String({ ...Timestamp, description: "When time alone may change it; null: never." })),
  rule: oneOf(["enter", "stay", "rest"] as const, "Which rule holds: to come in, to stay, or none, as in the last stage."),
  sentence: Type.String(),
  finding: nullable(FindingBody),
});
export type StageAnswer = Static<typeof StageAnswer>;

export const StageChange = Type.Object({
  id: Type.String(),
  at: Timestamp,
  from: nullable(Type.Object({ key: Type.String(), name: Type.String(), since: nullable(Timestamp) })),
  to: Type.Object({ key: Type.String(), name: Type.String() }),
});
export type StageChange = Static<typeof StageChange>;

const period = {
  from: Type.Optional(Type.String({ ...Day, description: "First day, in the workspace's zone; left out: 29 days before the last." })),
  to: Type.Optional(Type.String({ ...Day, description: "Last day, included; left out: today." })),
};

const StageKey = Type.String({ minLength: 1, maxLength: 100 });

export const stageRoutes = {
  getStages: route({
    method: "GET",
    path: "/api/stages",
    tag: "Stages",
    summary: "The stages of the life cycle: the draft, what is live, and what is being built",
    access: "segments:read",
    response: LifeCycle,
  }),
  saveStages: route({
    method: "PUT",
    path: "/api/stages",
    tag: "Stages",
    summary: "Save the draft of the stages",
    description:
      "What is live stays as it is until the draft is published. `basedOn` (the `updatedAt` you read) refuses the save where somebody else was faster.",
    access: "segments:write",
    audit: { did: "saved the draft of the life-cycle stages", kind: "stages" },
    body: strict({ stages: StagesBody, basedOn: Type.Optional(Timestamp) }),
    response: LifeCycle,
  }),
  checkStages: route({
    method: "POST",
    path: "/api/stages/check",
    tag: "Stages",
    summary: "Problems of stages, without saving them",
    access: "segments:read",
    audit: { none: "A check changes nothing." },
    body: strict({ stages: Type.Array(AnyObject, { maxItems: 100 }) }),
    response: Type.Object({ problems: Type.Array(Problem), publishable: Type.Boolean() }),
  }),
  publishStages: route({
    method: "POST",
    path: "/api/stages/publish",
    tag: "Stages",
    summary: "Publish the draft as a new version",
    description:
      "Everybody is placed by it first; `building` says how far it is. Until then the version before it stays live. Nobody moves by a publication as far as campaigns are told.",
    access: "segments:publish",
    audit: { did: "published the life-cycle stages", kind: "stages" },
    response: LifeCycle,
  }),
  deleteStages: route({
    method: "DELETE",
    path: "/api/stages",
    tag: "Stages",
    summary: "Give up the life cycle, where nothing names a stage",
    access: "segments:publish",
    audit: { did: "deleted the life-cycle stages", kind: "stages" },
    status: 204,
  }),
  listStageSets: route({
    method: "GET",
    path: "/api/stages/sets",
    tag: "Stages",
    summary: "Stages to begin with",
    access: "segments:read",
    response: Type.Object({ items: Type.Array(StageSetBody) }),
  }),
  listStagesVersions: route({
    method: "GET",
    path: "/api/stages/versions",
    tag: "Stages",
    summary: "Published versions, newest first",
    access: "segments:read",
    response: Type.Object({ items: Type.Array(StagesVersion) }),
  }),
  getStageBoard: route({
    method: "GET",
    path: "/api/stages/board",
    tag: "Stages",
    summary: "How many are in each stage, who moved where in a period, and how long they stayed",
    access: "segments:read",
    query: strict(period),
    response: StageBoard,
  }),
  listStageMembers: route({
    method: "GET",
    path: "/api/stages/people",
    tag: "Stages",
    summary: "People in one stage, who came last first",
    access: "segments:read",
    query: strict({ stage: StageKey, ...pageQuery }),
    response: page(StageMember),
  }),
  listStageMoves: route({
    method: "GET",
    path: "/api/stages/moves",
    tag: "Stages",
    summary: "People who moved from one stage to another in a period, last first",
    access: "segments:read",
    query: strict({
      fromStage: Type.Optional(Type.String({ ...StageKey, description: "Left out: somebody new." })),
      toStage: StageKey,
      ...period,
      ...pageQuery,
    }),
    response: page(StageMove),
  }),
  getProfileStages: route({
    method: "GET",
    path: "/api/profiles/:id/stages",
    tag: "Profiles",
    summary: "The stage that somebody is in, since when and why, with the moves before, last first",
    access: "profiles:read",
    params: strict({ id: Id }),
    query: strict(pageQuery),
    response: Type.Object({ current: nullable(StageAnswer), ...page(StageChange).properties }),
  }),
};
