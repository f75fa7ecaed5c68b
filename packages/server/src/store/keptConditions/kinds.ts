import { type AggregateDefinition, type ConditionNode, LIFE_CYCLE, membershipKey, type SegmentIndex } from "@beckon/core";
import { conditionSql } from "../conditions/kinds.ts";
import type { Parameters } from "../parameters.ts";
import { allCondition } from "./allCondition.ts";
import { anyCondition } from "./anyCondition.ts";
import { attributeCondition } from "./attributeCondition.ts";
import { didCondition } from "./didCondition.ts";
import { type Keeping, type KeptSql, lastingReader } from "./keptReader.ts";
import { notCondition } from "./notCondition.ts";
import { occurrenceCondition } from "./occurrenceCondition.ts";
import { placeCondition } from "./placeCondition.ts";
import { segmentCondition } from "./segmentCondition.ts";
import { stageCondition } from "./stageCondition.ts";

/** Kinds that SQL can judge for many people at once. A new one is a new file and a line here; one that is not here is judged in memory. */
const READERS = [
  allCondition,
  anyCondition,
  notCondition,
  attributeCondition,
  didCondition,
  occurrenceCondition,
  placeCondition,
  segmentCondition,
  stageCondition,
  lastingReader("consent"),
  lastingReader("country"),
  lastingReader("device"),
  lastingReader("language"),
];

const byKind = new Map(READERS.map((each) => [each.kind, each]));

/** Conditions as SQL about a profile `p`, with the tables that they need beside it. */
export interface KeptQuestion {
  readonly said: readonly KeptSql[];
  readonly joins: string;
  /** True where anything at all is kept of the person that they look at. */
  readonly isKept: string;
}

/**
 * Whole conditions in SQL, or null where some part of one must be judged in memory.
 *
 * @param moment the instant in milliseconds, as SQL; asked for only where the answer hangs on it
 * @param index  which version of a segment is meant by its key
 */
export function keptQuestion(conditions: readonly ConditionNode[], index: SegmentIndex, parameters: Parameters, moment: () => string): KeptQuestion | null {
  const joins = new Joins(index, parameters);
  const keeping: Keeping = {
    parameters,
    moment,
    aggregate: (definition) => joins.aggregate(definition),
    isMember: (key) => joins.isMember(key),
    stage: () => joins.stage(),
    plainly: (part) => conditionSql(part, parameters, { now: 0 }),
  };
  const inner = (part: ConditionNode): KeptSql | null => byKind.get(part.kind)?.sql(part, keeping, inner) ?? null;
  const said = conditions.flatMap((condition) => inner(condition) ?? []);
  return said.length < conditions.length ? null : { said, joins: joins.text, isKept: joins.isKept };
}

/** Rows beside `p`, each looked up once under a name of its own: by its key, whatever the planner believes of a table that has just been filled. */
class Joins {
  readonly #index: SegmentIndex;
  readonly #parameters: Parameters;
  readonly #aggregates = new Map<string, string>();
  readonly #members = new Map<string, string>();
  #text = "";

  constructor(index: SegmentIndex, parameters: Parameters) {
    this.#index = index;
    this.#parameters = parameters;
  }

  get text(): string {
    return this.#text;
  }

  get isKept(): string {
    return [...this.#aggregates.values()].map((name) => `${name}.body is not null`).join(" or ") || "false";
  }

  aggregate({ id }: AggregateDefinition): string {
    const name = this.#aggregates.get(id) ?? `kept${this.#aggregates.size}`;
    if (!this.#aggregates.has(id))
      this.#text += ` left join lateral (select body from aggregates a where a.bucket = p.bucket and a.profile_id = p.id
        and a.aggregate = ${this.#parameters.add(id, "text")} limit 1) as ${name} on true`;
    this.#aggregates.set(id, name);
    return `${name}.body`;
  }

  isMember(key: string): string {
    const row = this.#membership(key);
    return row === null ? "false" : `coalesce(${row}.member, false)`;
  }

  stage(): string {
    const row = this.#membership(LIFE_CYCLE);
    return row === null ? "null::text" : `${row}.stage`;
  }

  #membership(key: string): string | null {
    const segment = this.#index.byKey.get(key);
    if (segment === undefined) return null;
    const named = membershipKey({ segmentId: segment.id, version: segment.version });
    const name = this.#members.get(named) ?? `inner${this.#members.size}`;
    if (!this.#members.has(named))
      this.#text += ` left join lateral (select m.member, m.stage from memberships m where m.bucket = p.bucket and m.profile_id = p.id
        and m.segment_id = ${this.#parameters.add(segment.id, "uuid")} and m.version = ${this.#parameters.add(segment.version, "int")} limit 1) as ${name} on true`;
    this.#members.set(named, name);
    return name;
  }
}
