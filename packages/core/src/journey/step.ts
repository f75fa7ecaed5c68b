import type { CampaignDocument } from "../campaign/campaign.ts";
import type { Known } from "../campaign/checks/known.ts";
import type { ConditionNode, Subject } from "../condition/condition.ts";
import type { Event } from "../event/event.ts";
import type { Json, JsonObject, JsonSchema } from "../json.ts";
import type { Problem } from "../schema/problem.ts";
import type { Reason } from "../send/send.ts";
import type { Instant } from "../time/instant.ts";
import type { JourneyDocument } from "./journey.ts";

/** One step of a journey. Each kind is a file in `steps/`; `kinds.ts` lists them. */
export interface StepNode {
  /** Stable name of the step in its journey: people stand at it, counts hang on it, a new version is compared by it. */
  readonly id: string;
  readonly kind: string;
  /** What people call it; the step in words, where it is left out. */
  readonly name?: string;
}

/** A way out of a step. */
export interface Way {
  /** `next`, `timeout`, `else`, `branches[0]` ...: its place in the document. */
  readonly key: string;
  /** What is written beside it: `after 3 days`. */
  readonly label: string;
  /** The step that it leads to; undefined where it ends the journey. */
  readonly to: string | undefined;
}

/** Where a person is who stands at a step, as far as the step may look. */
export interface StepHere {
  /** The person now, with the properties of the entry event. */
  readonly subject: Subject;
  /** Properties of the entry event. */
  readonly entry: JsonObject;
  /** When they came to the step. */
  readonly since: Instant;
  readonly now: Instant;
  readonly timeZone: string;
  /** They left this very step at the very instant at which they came to it again. */
  readonly again: boolean;
  /** Name of the share that was found to be the best of the step. */
  readonly winner?: string | undefined;
  /** In [0, 100), for ever the same for this person and step. */
  readonly share: number;
}

/** What a step does to the person or to other journeys, in the same decision. */
export type StepAct =
  /** An event of Beckon's own: it carries changes of attributes or consent, or says that something is to be done. */
  | { readonly kind: "event"; readonly name: string; readonly properties: JsonObject; readonly attributes?: JsonObject; readonly consent?: Event["consent"] }
  | { readonly kind: "start"; readonly journey: string }
  | { readonly kind: "leave"; readonly journey: string };

export type StepMove =
  | { readonly kind: "go"; readonly way: string; readonly facts?: { readonly [name: string]: Json }; readonly acts?: readonly StepAct[] }
  /** Until a timer (null: none), or what `hear` waits for. */
  | { readonly kind: "wait"; readonly until: Instant | null }
  /** The step's message begins; what becomes of it leads on. */
  | { readonly kind: "send" }
  | { readonly kind: "end"; readonly reason: Reason; readonly facts?: { readonly [name: string]: Json } };

/** What became of a step's message. */
export interface MessageEnd {
  readonly sent: boolean;
  readonly reason: Reason | null;
}

export interface StepKind<S extends StepNode = StepNode> {
  readonly kind: S["kind"];
  /** Properties beside `id`, `kind` and `name`; conditions and delays as `{ $ref: "#/$defs/condition" }`, `{ $ref: "#/$defs/delay" }`. */
  readonly schema: {
    readonly title: string;
    readonly description: string;
    readonly properties: { readonly [name: string]: JsonSchema };
    readonly required: readonly string[];
  };
  /** Every way out, in the order in which they are drawn. */
  ways(step: S): readonly Way[];
  /** The step with one of its ways leading elsewhere (undefined: to the end). */
  lead(step: S, way: string, to: string | undefined): S;
  /** In a few words: `Wait 3 days`. */
  describe(step: S): string;
  /** Somebody comes to the step. */
  arrive(step: S, here: StepHere): StepMove;
  /** The timer that `arrive` asked for is due. */
  wake?(step: S, here: StepHere): StepMove;
  /** What happens while somebody waits here; null where it is not what is waited for. */
  hear?(step: S, event: Event, here: StepHere): StepMove | null;
  /** The step's message has ended. */
  ended?(step: S, end: MessageEnd): StepMove;
  /** When to go on, computed anew for somebody who waits since `here.since`: after a move to this version, or after a change of what it depends on. */
  due?(step: S, here: StepHere): StepMove;
  readonly dependsOn?: { timeZone(step: S): boolean; attributes(step: S): readonly string[] };
  /** Conditions in it, with their places below the step. */
  conditions?(step: S): readonly { readonly condition: ConditionNode; readonly path: string }[];
  /** Names of events it waits for, with their places below the step. */
  events?(step: S): readonly { readonly name: string; readonly path: string }[];
  /** The message that it sends, as a campaign of its own. */
  message?(step: S, journey: JourneyDocument): CampaignDocument;
  /** What its acts may change, as readers name it: `attribute:plan`, `consent:news`, `event:Task Created`. */
  causes?(step: S): readonly string[];
  /** Keys of the journeys that it starts. */
  starts?(step: S): readonly string[];
  /** What is wrong with it beyond its shape. */
  check?(step: S, path: string, journey: JourneyDocument, known: Known): Problem[];
  /** Whether time always passes before it is left by the way: a circle without such a step would never end. */
  readonly takesTime?: (step: S, way: string) => boolean;
}

/** For the many kinds with one way out. */
export function onlyNext(to: string | undefined): readonly Way[] {
  return [{ key: "next", label: "", to }];
}

/** Steps have their way out under `next`. */
export interface Leading {
  readonly next?: string;
}

export function leadNext<S extends StepNode & Leading>(step: S, way: string, to: string | undefined): S {
  return way === "next" ? withField(step, "next", to) : step;
}

/** A copy with the field set, or without it. */
export function withField<T extends object>(node: T, field: string, value: string | undefined): T {
  const { [field]: _before, ...others } = node as T & { [name: string]: unknown };
  return (value === undefined ? others : { ...others, [field]: value }) as T;
}

export const stepReference: JsonSchema = {
  type: "string",
  minLength: 1,
  maxLength: 60,
  title: "Next step",
  description: "Id of a step; left out, the journey ends here.",
};

export const GO_NEXT: StepMove = { kind: "go", way: "next" };
