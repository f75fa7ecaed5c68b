import type { JsonSchema } from "../../json.ts";
import { type Aggregate, type AggregateDefinition, aggregateOf, EMPTY_AGGREGATE, firstLapse, type Mark } from "../../segment/aggregate.ts";
import { sumOf } from "../../segment/computedAttribute.ts";
import { earliest, formatInstant, type Instant } from "../../time/instant.ts";
import type { ConditionKind, ConditionNode, Finding, Subject } from "../condition.ts";
import {
  type Count,
  countLapse,
  countSchema,
  describeCount,
  describePeriod,
  fitsCount,
  hasDays,
  isBounded,
  marksIn,
  marksNeeded,
  ONCE,
  type Period,
  periodSchema,
  timesFound,
  widest,
} from "../counting.ts";

/**
 * `{ kind: "did", event: "Order Completed", count: { op: "at_least", value: 2 }, within: "P30D", where: ... }`: about the person's past.
 * "Did not" is `at_most` 0. With `sum` the number of times is only asked where `count` is written.
 */
export interface DidCondition extends ConditionNode, Period {
  readonly kind: "did";
  readonly event: string;
  /** About the event's properties. */
  readonly where?: ConditionNode;
  readonly count?: Count;
  readonly sum?: Sum;
}

export interface Sum {
  readonly property: string;
  readonly op: "at_least" | "at_most" | "greater_than" | "less_than";
  readonly value: number;
}

export const eventNameSchema: JsonSchema = {
  type: "string",
  minLength: 1,
  maxLength: 200,
  title: "Event",
  description: "Its name as it arrives, for example Order Completed.",
};

export const whereSchema: JsonSchema = { $ref: "#/$defs/condition", title: "Where", description: "About the event's properties." };

export const didCondition: ConditionKind<DidCondition> = {
  kind: "did",
  schema: {
    type: "object",
    title: "Did something",
    properties: {
      kind: { const: "did" },
      event: eventNameSchema,
      where: whereSchema,
      count: countSchema,
      sum: {
        type: "object",
        title: "In total",
        description: "The values of a property, added up.",
        properties: {
          property: { type: "string", minLength: 1, maxLength: 200, title: "Property" },
          op: { enum: ["at_least", "at_most", "greater_than", "less_than"], title: "Comparison" },
          value: { type: "number", title: "Value" },
        },
        required: ["property", "op", "value"],
        additionalProperties: false,
      },
      ...periodSchema,
    },
    required: ["kind", "event"],
    additionalProperties: false,
  },
  judge: (condition, subject, _judge, describe): Finding => {
    const definition = definitionOf(condition);
    const aggregate = subject.aggregates?.get(definition.id) ?? EMPTY_AGGREGATE;
    const bounded = isBounded(condition);
    const marks = marksIn(aggregate, condition, subject);
    const times = bounded ? marks.length : aggregate.count;
    const total = condition.sum === undefined ? 0 : bounded ? sumOf(marks) : aggregate.sum;
    const count = countOf(condition);
    const holds = (count === null || fitsCount(count, times)) && (condition.sum === undefined || SUMS[condition.sum.op].fits(total, condition.sum.value));
    const until = lapseOf(condition, marks);
    const found = timesFound(times, bounded && marks.length === definition.newest);
    return {
      holds,
      condition: describe(condition),
      found: condition.sum === undefined ? found : `${found}, ${total} in total`,
      ...(until === null ? {} : { until: formatInstant(until) }),
    };
  },
  describe: (condition, describe) => {
    const { event, where, sum, count } = condition;
    const never = count?.op !== "at_least" && count?.value === 0;
    const asked = count ?? (sum === undefined ? ONCE : null);
    return [
      never ? `did not do “${event}”` : `did “${event}”${asked === null ? "" : describeCount(asked)}`,
      sum === undefined ? "" : ` with ${sum.property} ${SUMS[sum.op].words} ${sum.value} in total`,
      describePeriod(condition),
      where === undefined ? "" : ` where ${describe(where)}`,
    ].join("");
  },
  reads: (condition) => [`event:${condition.event}`, ...(hasDays(condition) ? ["zone"] : [])],
  aggregates: (condition) => [definitionOf(condition)],
  lapses: (condition, subject) => lapseOf(condition, marksIn(aggregateFor(condition, subject), condition, subject)),
};

const SUMS: { readonly [op in Sum["op"]]: { readonly words: string; readonly fits: (total: number, value: number) => boolean } } = {
  at_least: { words: "at least", fits: (total, value) => total >= value },
  at_most: { words: "at most", fits: (total, value) => total <= value },
  greater_than: { words: "greater than", fits: (total, value) => total > value },
  less_than: { words: "less than", fits: (total, value) => total < value },
};

function countOf({ count, sum }: DidCondition): Count | null {
  return count ?? (sum === undefined ? ONCE : null);
}

const definitions = new WeakMap<DidCondition, AggregateDefinition>();

function definitionOf(condition: DidCondition): AggregateDefinition {
  const known = definitions.get(condition);
  if (known !== undefined) return known;
  const { event, where, sum, within, until } = condition;
  const count = countOf(condition);
  // Beyond an end, newer events would crowd out those that count.
  const newest = sum === undefined && count !== null && isBounded(condition) && until === undefined ? marksNeeded(count) : undefined;
  const definition = aggregateOf({
    event,
    where,
    within,
    ...widest(condition),
    newest,
    ...(sum === undefined ? {} : { of: sum.property, keep: "number" as const }),
  });
  definitions.set(condition, definition);
  return definition;
}

function aggregateFor(condition: DidCondition, { aggregates }: Subject): Aggregate {
  return aggregates?.get(definitionOf(condition).id) ?? EMPTY_AGGREGATE;
}

function lapseOf(condition: DidCondition, marks: readonly Mark[]): Instant | null {
  const { within, sum } = condition;
  if (within === undefined) return null;
  const count = countOf(condition);
  return earliest([count === null ? null : countLapse(count, marks, within), sum === undefined ? null : firstLapse(marks, within)]);
}
