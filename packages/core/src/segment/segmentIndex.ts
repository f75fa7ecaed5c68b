import type { ConditionNode, Subject } from "../condition/condition.ts";
import { aggregatesOf, judgeCondition, readsOf } from "../condition/judge.ts";
import { judgeStages } from "../stage/judgeStages.ts";
import type { StageDocument } from "../stage/stage.ts";
import type { AggregateDefinition } from "./aggregate.ts";
import { aggregateOfAttribute, type ComputedAttribute } from "./computedAttribute.ts";
import { conditionsOf, membershipKey, type Segment } from "./segment.ts";

/** What `compileDefinitions` is told of segments and computed attributes. */
export interface PublishedSegments {
  /** The live version of each segment, static lists too. */
  readonly live?: readonly Segment[];
  readonly attributes?: readonly ComputedAttribute[];
  /** What is being back-filled; what goes live together (a segment and those that refer to it) is one of these. */
  readonly building?: readonly {
    readonly segments: readonly Segment[];
    readonly attributes?: readonly ComputedAttribute[];
    readonly built: ReadonlySet<number>;
  }[];
}

/** A back-fill under way: its versions are kept in the buckets that are built, silently and unseen by anybody else. */
export interface SegmentBuild {
  readonly segments: SegmentIndex;
  /** Buckets in which all its aggregates and memberships are in place. The store reads them in the same transaction. */
  readonly built: ReadonlySet<number>;
}

/** Makes an event cost what it touches, not what exists. Compiled once per change of the definitions. */
export interface SegmentIndex {
  /** Those that are kept by this index, inner before outer. */
  readonly segments: readonly IndexedSegment[];
  /** By membership key. */
  readonly byMembership: ReadonlyMap<string, IndexedSegment>;
  /** Every segment that a condition may name, by its key; also those that are only read. */
  readonly byKey: ReadonlyMap<string, Segment>;
  /** What changed (`aggregate:<id>`, `attribute:plan`, `segment:vip`, `membership:<key>` when its timer fires) -> those whose truth may hang on it. */
  readonly readers: ReadonlyMap<string, readonly IndexedSegment[]>;
  /** All that is kept of anybody's past, by id and by the name of the event. */
  readonly aggregates: ReadonlyMap<string, AggregateDefinition>;
  readonly counting: ReadonlyMap<string, readonly AggregateDefinition[]>;
  readonly attributes: readonly ComputedAttribute[];
  /** Definition id -> computed attributes that are read from it. */
  readonly attributesFrom: ReadonlyMap<string, readonly ComputedAttribute[]>;
  readonly computedNames: ReadonlySet<string>;
  /** Those that hold for a person without a past: judged once for everybody new. */
  readonly ofNobody: readonly IndexedSegment[];
}

export interface IndexedSegment {
  readonly segment: Segment;
  readonly condition: ConditionNode | null;
  /** Of the life cycle only. */
  readonly stages: readonly StageDocument[] | null;
  /** Its place in the order of judging. */
  readonly place: number;
  readonly reads: readonly string[];
  /** Computed attributes that it looks at, by name: judged by what they are read from, which is never behind. */
  readonly computed: ReadonlyMap<string, ComputedAttribute>;
  /** Ids of the aggregates, and keys of the segments, that it looks at. */
  readonly aggregates: readonly string[];
  readonly refersTo: readonly string[];
}

/**
 * @param all   every segment that a condition may name; of each key one version
 * @param attributes those that this index keeps
 * @param kept  segments that this index keeps; all of them where it is left out
 * @param named every computed attribute that a condition may name; those that are kept where it is left out
 */
export function compileSegments(
  all: readonly Segment[],
  attributes: readonly ComputedAttribute[] = [],
  kept: readonly Segment[] = all,
  named: readonly ComputedAttribute[] = attributes,
): SegmentIndex {
  const computed = new Map(named.map((attribute) => [attribute.name, attribute]));
  const byKey = new Map(all.map((segment) => [segment.key, segment]));
  const isKept = new Set(kept);
  const segments = inOrder(all, byKey)
    .filter((segment) => isKept.has(segment))
    .map((segment, place) => indexed(segment, place, computed));
  const definitions = [...segments.flatMap(({ segment }) => conditionsOf(segment.document).flatMap(aggregatesOf)), ...attributes.map(aggregateOfAttribute)];
  const aggregates = new Map(definitions.map((definition) => [definition.id, definition]));
  return {
    segments,
    byMembership: new Map(segments.map((one) => [membershipKey({ segmentId: one.segment.id, version: one.segment.version }), one])),
    byKey,
    readers: grouped(segments.flatMap((one) => touchedBy(one).map((key) => [key, one] as const))),
    aggregates,
    counting: grouped([...aggregates.values()].map((definition) => [definition.event, definition] as const)),
    attributes,
    attributesFrom: grouped(attributes.map((attribute) => [aggregateOfAttribute(attribute).id, attribute] as const)),
    computedNames: new Set(attributes.map(({ name }) => name)),
    ofNobody: holdingForNobody(inOrder(all, byKey), segments),
  };
}

/** An event touches a segment through an aggregate that it changed, so that one whose `where` it does not meet costs nothing. */
function touchedBy({ segment, reads, aggregates }: IndexedSegment): readonly string[] {
  const own = `membership:${membershipKey({ segmentId: segment.id, version: segment.version })}`;
  return [own, ...aggregates.map((id) => `aggregate:${id}`), ...reads.filter((key) => !key.startsWith("event:"))];
}

function indexed(segment: Segment, place: number, attributes: ReadonlyMap<string, ComputedAttribute>): IndexedSegment {
  const { condition = null, stages = null } = segment.document;
  const conditions = conditionsOf(segment.document);
  const reads = [...new Set(conditions.flatMap(readsOf))];
  const computed = new Map(attributesNamed(reads).flatMap((name) => [attributes.get(name) ?? []].flat().map((attribute) => [name, attribute] as const)));
  return {
    segment,
    condition,
    stages,
    place,
    reads,
    computed,
    aggregates: [...new Set([...conditions.flatMap(aggregatesOf), ...[...computed.values()].map(aggregateOfAttribute)].map(({ id }) => id))],
    refersTo: segmentsNamed(reads),
  };
}

const SEGMENT = "segment:";

/** Keys of the segments that a condition refers to, of what it reads. */
export function segmentsNamed(reads: readonly string[]): readonly string[] {
  return reads.filter((key) => key.startsWith(SEGMENT)).map((key) => key.slice(SEGMENT.length));
}

const ATTRIBUTE = "attribute:";

/** Names of the attributes of what a condition reads. */
export function attributesNamed(reads: readonly string[]): readonly string[] {
  return reads.filter((key) => key.startsWith(ATTRIBUTE)).map((key) => key.slice(ATTRIBUTE.length));
}

/** Inner before outer. Cycles are refused before anything is published; one that came through all the same is cut anywhere. */
function inOrder(all: readonly Segment[], byKey: ReadonlyMap<string, Segment>): Segment[] {
  const ordered = new Set<Segment>();
  const underWay = new Set<Segment>();
  const visit = (segment: Segment): void => {
    if (ordered.has(segment) || underWay.has(segment)) return;
    underWay.add(segment);
    for (const key of segmentsNamed(conditionsOf(segment.document).flatMap(readsOf))) {
      const inner = byKey.get(key);
      if (inner) visit(inner);
    }
    ordered.add(segment);
  };
  for (const segment of [...all].sort((a, b) => (a.id < b.id ? -1 : 1))) visit(segment);
  return [...ordered];
}

/** Somebody of whom nothing at all is known. */
const NOBODY: Omit<Subject, "segments"> = {
  attributes: {},
  consent: { channels: {}, topics: {} },
  properties: {},
  entry: null,
  country: null,
  now: 0,
  timeZone: "UTC",
};

function holdingForNobody(ordered: readonly Segment[], kept: readonly IndexedSegment[]): IndexedSegment[] {
  const holding = new Set<string>();
  let stage: string | null = null;
  const subject: Subject = { ...NOBODY, segments: (key) => holding.has(key), stage: () => stage };
  for (const { key, document } of ordered) {
    if (document.stages !== undefined) stage = judgeStages(document.stages, null, subject).stage.key;
    if (document.stages !== undefined || (document.condition !== undefined && judgeCondition(document.condition, subject).holds)) holding.add(key);
  }
  return kept.filter(({ segment }) => holding.has(segment.key));
}

function grouped<V>(pairs: readonly (readonly [string, V])[]): ReadonlyMap<string, readonly V[]> {
  const groups = new Map<string, V[]>();
  for (const [key, value] of pairs) {
    const group = groups.get(key);
    if (group) group.push(value);
    else groups.set(key, [value]);
  }
  return groups;
}
