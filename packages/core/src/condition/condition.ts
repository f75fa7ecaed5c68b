import type { Json, JsonObject, JsonSchema } from "../json.ts";
import type { Location, Place } from "../place/place.ts";
import type { Consent, Device } from "../profile/profile.ts";
import type { Aggregate, AggregateDefinition } from "../segment/aggregate.ts";
import type { Instant } from "../time/instant.ts";

/**
 * A question about a profile (and, where there is one, the event being judged) that is either true or false.
 * Each kind is a file in `conditions/` with its type, its JSON Schema, its reader and its sentence; `kinds.ts` lists them.
 */
export interface ConditionNode {
  readonly kind: string;
}

/** The right-hand side of a comparison: a literal, or a value taken from elsewhere at the moment of judging. */
export type Operand = Json | OperandReference;

/** `{ from: "entry", name: "cart_id" }`: the same-named property of the event that started the enrollment. */
export interface OperandReference {
  readonly from: "attribute" | "property" | "entry";
  readonly name: string;
}

/** All a condition may look at. Nothing else exists for it: no clock, no I/O. */
export interface Subject {
  readonly attributes: JsonObject;
  readonly consent: Consent;
  /** Properties of the event being judged. */
  readonly properties: JsonObject;
  /** Properties of the event that started the enrollment, where there is one. */
  readonly entry: JsonObject | null;
  /** Where the person was last seen. */
  readonly country: string | null;
  /** Language tag and device of the last activity that told them; left out where nothing is known. */
  readonly locale?: string | null;
  readonly device?: Device | null;
  /** Where they were last, and the places of the workspace. */
  readonly location?: Location | null;
  readonly places?: readonly Place[];
  readonly now: Instant;
  readonly timeZone: string;
  /** The person's past by definition id, for conditions of segments; one that is not there is empty. */
  readonly aggregates?: ReadonlyMap<string, Aggregate>;
  /** Whether the person is in the segment with this key; in none, where left out. */
  readonly segments?: (key: string) => boolean;
  /** The stage of the life cycle that the person is in; none, where left out. */
  readonly stage?: () => string | null;
}

/** Why a condition holds or not, for the decision log: in words, with the values seen. */
export interface Finding {
  readonly holds: boolean;
  /** The condition in words: `total is at least 100`. */
  readonly condition: string;
  /** What was found: `80`. Absent for all/any/not. */
  readonly found?: Json;
  /** What it was compared with, where the document names that by reference: `c-17`, the cart of the entry event. */
  readonly against?: Json;
  /** Until when it stays so if nothing happens, where time alone will change it: ISO 8601. */
  readonly until?: string;
  readonly parts?: readonly Finding[];
}

/** A kind of condition. `C` is the document of this kind. */
export interface ConditionKind<C extends ConditionNode = ConditionNode> {
  readonly kind: C["kind"];
  /** Schema of the document; nested conditions are written as `{ $ref: "#/$defs/condition" }`. */
  readonly schema: JsonSchema;
  /** Judges and explains. Must not throw for any document that passed the schema. */
  judge(condition: C, subject: Subject, judge: (inner: ConditionNode) => Finding, describe: (inner: ConditionNode) => string): Finding;
  /** One clause of a sentence, without a full stop. */
  describe(condition: C, describe: (inner: ConditionNode) => string): string;
  /**
   * What can change its truth beside time, so that a change of anything else costs nothing: `attribute:plan`, `event:Order Completed`,
   * `consent:news`, `segment:vip`, `country`, `locale`, `device`, `location`, `zone`.
   */
  reads?(condition: C, reads: (inner: ConditionNode) => readonly string[]): readonly string[];
  /** What it wants to have kept of the past. */
  aggregates?(condition: C, aggregates: (inner: ConditionNode) => readonly AggregateDefinition[]): readonly AggregateDefinition[];
  /**
   * The earliest instant after `now` at which the answer may change by time alone, or null. Exact or too early, never too late: a timer
   * that fires early is judged and set anew.
   */
  lapses?(condition: C, subject: Subject, lapses: (inner: ConditionNode) => Instant | null): Instant | null;
}
