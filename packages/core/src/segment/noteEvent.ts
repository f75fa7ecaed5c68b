import type { Subject } from "../condition/condition.ts";
import { judgeCondition } from "../condition/judge.ts";
import { valueAt } from "../condition/path.ts";
import type { Event } from "../event/event.ts";
import type { Json } from "../json.ts";
import type { Instant } from "../time/instant.ts";
import {
  type Aggregate,
  type AggregateDefinition,
  addExactly,
  byTime,
  EMPTY_AGGREGATE,
  earlier,
  earlierMark,
  joinRanges,
  keptMarks,
  later,
  laterMark,
  type Mark,
  marksWithin,
  mergeTallies,
  rangeOf,
  roundExactly,
} from "./aggregate.ts";

/** Whether the event belongs to what the definition asks about. Opens by machines never do. The back-fill asks the same. */
export function matches(definition: AggregateDefinition, event: Event): boolean {
  if (event.name !== definition.event || event.flags?.includes("machine")) return false;
  if (definition.from !== undefined && event.at < definition.from) return false;
  if (definition.until !== undefined && event.at >= definition.until) return false;
  if (definition.message !== undefined && !isAbout(definition.message, event)) return false;
  return definition.where === undefined || judgeCondition(definition.where, subjectOfEvent(event)).holds;
}

function isAbout({ campaign, channel }: NonNullable<AggregateDefinition["message"]>, { kind, message }: Event): boolean {
  if (kind !== "internal" || message === undefined) return false;
  return (campaign === undefined || message.campaignId === campaign) && (channel === undefined || message.channel === channel);
}

/** Nothing but the event itself: what was counted must not hang on what the person is today. */
function subjectOfEvent({ properties, at }: Event): Subject {
  return { attributes: {}, consent: { channels: {}, topics: {} }, properties, entry: null, country: null, now: at, timeZone: "UTC" };
}

/**
 * The aggregate with one more event; the same object where the event does not match. Pure and independent of order.
 *
 * @param now marks that lapsed by then are dropped: when the event was received. The back-fill hands in the moment of building
 */
export function noteEvent(aggregate: Aggregate = EMPTY_AGGREGATE, definition: AggregateDefinition, event: Event, now: Instant): Aggregate {
  if (!matches(definition, event)) return aggregate;
  const value = keptValue(definition, event);
  const mark: Mark = value === undefined ? [event.at] : [event.at, value];
  const hasWindow = definition.within !== undefined || definition.from !== undefined || definition.until !== undefined;
  return {
    ...aggregate,
    count: aggregate.count + 1,
    first: earlier(aggregate.first, event.at),
    last: later(aggregate.last, event.at),
    sum: definition.keep === "number" ? addExactly(aggregate.sum, value as number) : aggregate.sum,
    marks: hasWindow ? keptMarks(withMark(marksWithin(aggregate, definition.within, now), mark, definition, now), definition) : aggregate.marks,
    ...(definition.keep === "range" ? withRange(aggregate, value) : {}),
    ...(definition.keep === "values" && value !== undefined ? withValue(aggregate, mark, value, definition.within === undefined) : {}),
  };
}

/** The marks with one more, in order; one that lapsed before it came is not put in. */
function withMark(marks: readonly Mark[], mark: Mark, { within }: AggregateDefinition, now: Instant): readonly Mark[] {
  if (marksWithin({ ...EMPTY_AGGREGATE, marks: [mark] }, within, now).length === 0) return marks;
  let place = marks.length;
  while (place > 0 && byTime(marks[place - 1] as Mark, mark) > 0) place -= 1;
  return [...marks.slice(0, place), mark, ...marks.slice(place)];
}

function keptValue({ keep, of = "" }: AggregateDefinition, { properties, message }: Event): Json | undefined {
  if (keep === "send") return message?.sendId;
  if (keep === undefined) return undefined;
  const found = valueAt(properties, of);
  if (keep === "number") return total(found);
  return keep === "range" ? figures(found) : scalars(found);
}

/** The numbers that it holds, also in text and in lists; unlike for a sum, what is no number is not there. */
function figures(value: Json | undefined): Json | undefined {
  const numbers = (Array.isArray(value) ? value : [value]).map(numberOf).filter((one) => one !== null);
  return numbers.length > 1 ? numbers : numbers[0];
}

function numberOf(value: Json | undefined): number | null {
  const number = typeof value === "string" && value.trim() !== "" ? Number(value) : value;
  return typeof number === "number" && Number.isFinite(number) ? roundExactly(number) : null;
}

function withRange({ range }: Aggregate, value: Json | undefined): Partial<Aggregate> {
  const joined = joinRanges(range, rangeOf(value));
  return joined === undefined ? {} : { range: joined };
}

/** Numbers, also in text; of a list the sum of its elements. What is no number adds nothing. */
function total(value: Json | undefined): number {
  if (Array.isArray(value)) return value.map(total).reduce(addExactly, 0);
  return numberOf(value) ?? 0;
}

const TEXT_MAX = 200;

/** One value, or a list of those of a list; objects and nothing are none. */
function scalars(value: Json | undefined): Json | undefined {
  if (Array.isArray(value)) {
    const values = value.map(scalars).filter((one) => one !== undefined && !Array.isArray(one)) as Json[];
    return values.length === 0 ? undefined : values;
  }
  if (typeof value === "string") return value === "" ? undefined : value.slice(0, TEXT_MAX);
  return typeof value === "number" || typeof value === "boolean" ? value : undefined;
}

function withValue(aggregate: Aggregate, mark: Mark, value: Json, tallied: boolean): Partial<Aggregate> {
  const values = Array.isArray(value) ? [...new Set(value)] : [value];
  const own = Object.fromEntries(values.map((one) => [JSON.stringify(one), [1, mark[0]] as const]));
  return {
    firstValue: earlierMark(aggregate.firstValue, mark),
    lastValue: laterMark(aggregate.lastValue, mark),
    ...(tallied ? { tally: mergeTallies(aggregate.tally, own) } : {}),
  };
}
