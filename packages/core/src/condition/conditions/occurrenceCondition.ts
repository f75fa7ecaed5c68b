import type { Json, JsonSchema } from "../../json.ts";
import { type AggregateDefinition, aggregateOf } from "../../segment/aggregate.ts";
import { parseDuration } from "../../time/duration.ts";
import { formatInstant, type Instant } from "../../time/instant.ts";
import { type Comparison, comparisonSchema, describeComparison, fits } from "../comparison.ts";
import type { ConditionKind, ConditionNode, Finding, Subject } from "../condition.ts";
import type { OperatorName } from "../operators.ts";
import { comparisonReads } from "./attributeCondition.ts";
import { eventNameSchema, whereSchema } from "./didCondition.ts";

/** `{ kind: "occurrence", which: "last", event: "Order Completed", op: "not_within_last", value: "P30D" }`: when it was for the first or last time. */
export interface OccurrenceCondition extends ConditionNode, Comparison {
  readonly kind: "occurrence";
  readonly which: "first" | "last";
  readonly event: string;
  readonly where?: ConditionNode;
}

const OPS: readonly OperatorName[] = ["within_last", "not_within_last", "before", "after", "on_day", "between"];

const schema: JsonSchema = {
  type: "object",
  title: "First or last time",
  properties: {
    kind: { const: "occurrence" },
    which: { enum: ["first", "last"], title: "Which" },
    event: eventNameSchema,
    where: whereSchema,
    op: { enum: OPS, title: "Comparison", description: "“not within the last” is also true of those who never did it." },
    value: comparisonSchema.properties.value,
  },
  required: ["kind", "which", "event", ...comparisonSchema.required],
  additionalProperties: false,
  allOf: comparisonSchema.allOf,
};

export const occurrenceCondition: ConditionKind<OccurrenceCondition> = {
  kind: "occurrence",
  schema,
  judge: (condition, subject, _judge, describe): Finding => {
    const at = timeOf(condition, subject);
    const lapse = lapseOf(condition, at, subject.now);
    return {
      holds: holdsFor(condition, at, subject),
      condition: describe(condition),
      found: at === null ? "never" : formatInstant(at),
      ...(lapse === null ? {} : { until: formatInstant(lapse) }),
    };
  },
  describe: (condition, describe) =>
    `${describeComparison(condition, named(condition))}${condition.where === undefined ? "" : ` where ${describe(condition.where)}`}`,
  reads: (condition) => [`event:${condition.event}`, ...comparisonReads(condition)],
  aggregates: (condition) => [definitionOf(condition)],
  lapses: (condition, subject) => lapseOf(condition, timeOf(condition, subject), subject.now),
};

function named({ which, event }: OccurrenceCondition): string {
  return `the ${which} “${event}”`;
}

const definitions = new WeakMap<OccurrenceCondition, AggregateDefinition>();

function definitionOf(condition: OccurrenceCondition): AggregateDefinition {
  const definition = definitions.get(condition) ?? aggregateOf({ event: condition.event, where: condition.where });
  definitions.set(condition, definition);
  return definition;
}

function timeOf(condition: OccurrenceCondition, { aggregates }: Subject): Instant | null {
  return aggregates?.get(definitionOf(condition).id)?.[condition.which] ?? null;
}

/** Windows end here as they do for `did`: at exactly the event's time plus the window. */
function holdsFor(condition: OccurrenceCondition, at: Instant | null, subject: Subject): boolean {
  const end = windowEnd(condition, at);
  if (end === undefined) return fits((at ?? undefined) as Json | undefined, condition, subject);
  return (end !== null && subject.now < end) === (condition.op === "within_last");
}

/** When the event leaves the window; undefined where no window is asked about, null where there is no event. */
function windowEnd({ op, value }: OccurrenceCondition, at: Instant | null): Instant | null | undefined {
  if (op !== "within_last" && op !== "not_within_last") return undefined;
  const span = typeof value === "string" ? parseDuration(value) : null;
  return at === null || span === null ? null : at + span;
}

function lapseOf(condition: OccurrenceCondition, at: Instant | null, now: Instant): Instant | null {
  const end = windowEnd(condition, at) ?? null;
  return end !== null && end > now ? end : null;
}
