import { checkComparisons } from "../condition/checkCondition.ts";
import { type Comparison, isReference } from "../condition/comparison.ts";
import type { ConditionNode } from "../condition/condition.ts";
import type { DidCondition } from "../condition/conditions/didCondition.ts";
import type { EngagementCondition } from "../condition/conditions/engagementCondition.ts";
import type { OccurrenceCondition } from "../condition/conditions/occurrenceCondition.ts";
import type { PlaceCondition } from "../condition/conditions/placeCondition.ts";
import type { SegmentCondition } from "../condition/conditions/segmentCondition.ts";
import type { StageCondition } from "../condition/conditions/stageCondition.ts";
import { clashes, demandsIn, required } from "../condition/contradictions.ts";
import { type Count, isBounded, type Period } from "../condition/counting.ts";
import { readsOf } from "../condition/judge.ts";
import { type PlacedCondition, placedConditions } from "../condition/placedConditions.ts";
import { checkJson } from "../schema/checkJson.ts";
import { didYouMean } from "../schema/nearest.ts";
import { at, error, type Problem, warning } from "../schema/problem.ts";
import { LIFE_CYCLE } from "../stage/stage.ts";
import { beginOf, momentOf } from "../time/dates.ts";
import { parseDuration } from "../time/duration.ts";
import { DAY } from "../time/instant.ts";
import { MARKS_MAX } from "./aggregate.ts";
import { conditionsOf, type SegmentDocument } from "./segment.ts";
import { segmentsNamed } from "./segmentIndex.ts";
import { segmentSchema } from "./segmentSchema.ts";

/** What a check may know beside the document. Checks that need what is not given are left out. */
export interface KnownToSegments {
  /** All segments and static lists of the workspace, as they are published. */
  readonly segments?: readonly SegmentDocument[];
  /** Keys of those that are drafts still. */
  readonly unpublished?: readonly string[];
  /** Names of the events and attributes that have arrived so far. */
  readonly events?: readonly string[];
  readonly attributes?: readonly string[];
  /** Keys of the places of the workspace. */
  readonly places?: readonly string[];
}

/** Everything that is wrong with a segment. No error = it may be published. */
export function checkSegment(document: unknown, known: KnownToSegments = {}): Problem[] {
  const shape = checkJson(segmentSchema, document, segmentSchema.$defs);
  if (shape.length > 0) return shape;
  const { key, condition } = document as SegmentDocument;
  return condition === undefined ? [] : checkBelonging(key, condition, "condition", document as SegmentDocument, known);
}

/** What is wrong with a condition, at `path`, by which people belong to what `document` describes. */
export function checkBelonging(key: string, condition: ConditionNode, path: string, document: SegmentDocument, known: KnownToSegments): Problem[] {
  const placed = placedConditions(condition, path);
  return [
    ...checkComparisons(condition, path),
    ...placed.flatMap((one) => [...checkPlace(one), ...checkPast(one), ...checkSeen(one, known)]),
    ...checkReferences(key, document, placed, known),
    ...checkStageNames(key, placed, known),
    ...checkPlaceNames(placed, known.places),
    ...clashes(demandsIn(condition), path, "nobody would belong to it unless it is a list"),
    ...checkOpposites(condition, path),
  ];
}

/** Stages are named by the life cycle that is published. */
function checkStageNames(key: string, placed: readonly PlacedCondition[], { segments }: KnownToSegments): Problem[] {
  if (segments === undefined || key === LIFE_CYCLE) return [];
  const stages = stagesIn(segments);
  return placed
    .filter(({ node }) => node.kind === "stage")
    .flatMap(({ node, path }) => (node as StageCondition).stages.flatMap((stage, i) => unknownStage(stage, at(at(path, "stages"), i), stages)));
}

/** Keys of the stages of the life cycle, where one is published. */
function stagesIn(segments: readonly SegmentDocument[]): readonly string[] {
  return (segments.find(({ key }) => key === LIFE_CYCLE)?.stages ?? []).map(({ key }) => key);
}

/** A stage that the life cycle does not have. */
export function unknownStage(key: string, path: string, known: readonly string[]): Problem[] {
  if (known.includes(key)) return [];
  const mend = known.length === 0 ? " No life cycle is published yet; do that first." : didYouMean(key, known);
  return [error(path, "unknown_stage", `There is no stage “${key}”.${mend}`)];
}

/** Places are named by the settings of the workspace. */
export function checkPlaceNames(placed: readonly PlacedCondition[], places: readonly string[] | undefined): Problem[] {
  if (places === undefined) return [];
  return placed
    .filter(({ node }) => node.kind === "place")
    .flatMap(({ node, path }) => (node as PlaceCondition).places.map((place, i) => ({ place, path: at(at(path, "places"), i) })))
    .filter(({ place }) => !places.includes(place))
    .map(({ place, path }) => {
      const mend = places.length === 0 ? " Name places in the settings first." : didYouMean(place, places);
      return error(path, "unknown_place", `There is no place “${place}”.${mend}`);
    });
}

const IN_WHERE = new Set(["all", "any", "not", "property"]);

/** The event of the past is asked about its properties, the person about all else. */
export function checkPlace({ node, path, inWhere }: PlacedCondition): Problem[] {
  const { value } = node as ConditionNode & Partial<Comparison>;
  if (isReference(value) && value.from !== (inWhere ? "property" : "attribute"))
    return [
      error(
        at(path, "value"),
        "reference_out_of_place",
        inWhere
          ? "What is counted may not hang on the person as they are today; compare with a value, or with another property of the event."
          : "There is no event to take a value from here; compare with a value, or with an attribute.",
      ),
    ];
  if (inWhere && !IN_WHERE.has(node.kind))
    return [error(path, "where_about_profile", "“where” asks about the event’s properties only; ask about the person beside it.")];
  if (!inWhere && node.kind === "property")
    return [error(path, "property_without_event", "A segment judges people, not an event. To ask about a property, put it into the “where” of what they did.")];
  return [];
}

const LONG = 366 * DAY;

/** Windows and counts that can never be met, always are, or keep too much of everybody. */
function checkPast({ node, path }: PlacedCondition): Problem[] {
  if (node.kind !== "did" && node.kind !== "engagement") return [];
  const { count, within } = node as DidCondition | EngagementCondition;
  const { sum } = node as DidCondition;
  const span = within === undefined ? null : parseDuration(within);
  return [
    ...checkPeriod(node as DidCondition, path),
    ...(count === undefined ? [] : checkCount(count, isBounded(node as DidCondition), path)),
    ...(span === 0 ? [error(at(path, "within"), "empty_window", "Nothing happens within no time; give the window a length, for example P30D.")] : []),
    ...(span !== null && span > LONG && sum !== undefined
      ? [
          warning(
            at(path, "within"),
            "keeps_much",
            `To add up a window of more than a year, each of its events is kept for everybody, and at most the newest ${MARKS_MAX}. Leave the window out, or shorten it, where that does.`,
          ),
        ]
      : []),
    ...(node.kind === "engagement" && (node as EngagementCondition).message === "ignored" && within === undefined
      ? [error(at(path, "within"), "missing_field", "Ignored messages are counted in a window; say in which, for example P90D.")]
      : []),
  ];
}

function checkPeriod({ within, from, until }: Period, path: string): Problem[] {
  const dates = { from, until };
  const wrong = Object.entries(dates).filter(([, value]) => value !== undefined && momentOf(value) === null);
  if (wrong.length > 0)
    return wrong.map(([field, value]) => error(at(path, field), "not_a_date", `“${value}” is no date; write 2026-12-01 or 2026-12-01T09:00:00Z.`));
  if (within !== undefined && (from !== undefined || until !== undefined))
    return [error(at(path, "within"), "two_periods", "A window that moves with time and fixed dates exclude each other; keep one of them.")];
  const [begin, end] = [momentOf(from), momentOf(until)];
  if (begin !== null && end !== null && beginOf(begin, "UTC") > beginOf(end, "UTC"))
    return [error(at(path, "until"), "empty_range", `Nothing is between ${from} and ${until}; the earlier one comes first.`)];
  return [];
}

function checkCount({ op, value }: Count, bounded: boolean, path: string): Problem[] {
  const where = at(at(path, "count"), "value");
  if (op === "at_least" && value === 0)
    return [warning(where, "always_true", "Everybody did it at least 0 times; ask for at least 1, or for at most 0 for those who never did.")];
  if (bounded && value >= MARKS_MAX)
    return [error(where, "keeps_too_much", `In a window at most ${MARKS_MAX} events of one person are kept, so ask for fewer.`)];
  return [];
}

function checkSeen({ node, path }: PlacedCondition, { events, attributes }: KnownToSegments): Problem[] {
  const { event, name } = node as Partial<OccurrenceCondition> & { readonly name?: string };
  if (event !== undefined && events !== undefined && !events.includes(event))
    return [warning(at(path, "event"), "event_not_seen", `No event “${event}” has arrived so far.${didYouMean(event, events)}`)];
  if (node.kind !== "attribute" || name === undefined || attributes === undefined) return [];
  if (attributes.includes(name) || attributes.includes(name.split(".")[0] ?? "")) return [];
  return [warning(at(path, "name"), "attribute_not_seen", `No profile has an attribute “${name}” so far.${didYouMean(name, attributes)}`)];
}

function checkReferences(key: string, document: SegmentDocument, placed: readonly PlacedCondition[], { segments, unpublished }: KnownToSegments): Problem[] {
  const named = placed.flatMap(({ node, path }) => {
    if (node.kind === "segment") return [{ segment: (node as SegmentCondition).segment, path: at(path, "segment") }];
    return node.kind === "stage" ? [{ segment: LIFE_CYCLE, path: at(path, "stages") }] : [];
  });
  const self = named.find(({ segment }) => segment === key);
  if (self)
    return [
      error(
        self.path,
        "segment_cycle",
        key === LIFE_CYCLE
          ? "A rule of a stage cannot ask for the stage. To keep people in a stage, give it a rule to stay."
          : "A segment cannot refer to itself.",
      ),
    ];
  if (segments === undefined) return [];
  const documents = new Map(segments.map((one) => [one.key, one]));
  documents.set(key, document);
  return named.flatMap(({ segment, path }) => {
    const unknown =
      segment === LIFE_CYCLE
        ? []
        : unknownSegment(
            segment,
            path,
            [...documents.keys()].filter((one) => one !== LIFE_CYCLE),
            unpublished,
          );
    const way = unknown.length > 0 ? null : wayTo(key, segment, documents);
    return way === null
      ? unknown
      : [
          error(
            path,
            "segment_cycle",
            `“${calledIn(key)}” would hang on itself: ${[key, ...way].map(calledIn).join(" -> ")}. Take one of these references out.`,
          ),
        ];
  });
}

function calledIn(key: string): string {
  return key === LIFE_CYCLE ? "the life cycle" : key;
}

/** The segments on the way from one to another along what they refer to, or null where there is none. */
function wayTo(goal: string, from: string, documents: ReadonlyMap<string, SegmentDocument>, seen = new Set<string>()): readonly string[] | null {
  if (from === goal) return [from];
  if (seen.has(from)) return null;
  seen.add(from);
  const document = documents.get(from);
  for (const next of document === undefined ? [] : segmentsNamed(conditionsOf(document).flatMap(readsOf))) {
    const way = wayTo(goal, next, documents, seen);
    if (way !== null) return [from, ...way];
  }
  return null;
}

/** A segment that nobody has published. */
export function unknownSegment(key: string, path: string, known: readonly string[], unpublished: readonly string[] = []): Problem[] {
  if (known.includes(key)) return [];
  if (unpublished.includes(key)) return [error(path, "segment_not_published", `The segment “${key}” is a draft and holds nobody yet; publish it first.`)];
  return [error(path, "unknown_segment", `There is no segment “${key}”.${didYouMean(key, [...known, ...unpublished])}`)];
}

/** Of what must all hold, parts of which one is the other's opposite: in a segment and not in it; something and not this. */
function checkOpposites(condition: ConditionNode, path: string): Problem[] {
  const parts = required(condition);
  const texts = new Set(parts.map((part) => JSON.stringify(part)));
  const clash = parts.find((part) => texts.has(JSON.stringify(oppositeOf(part))));
  return clash === undefined ? [] : [warning(path, "contradiction", "It asks for something and for its opposite, so nobody would belong to it.")];
}

function oppositeOf(part: ConditionNode): ConditionNode {
  if (part.kind !== "segment") return { kind: "not", condition: part } as ConditionNode;
  return { ...part, is: (part as SegmentCondition).is === "in" ? "not_in" : "in" } as ConditionNode;
}
