import { bucketOf, formatInstant, type Instant } from "@beckon/core";
import { plainColumn } from "../columns.ts";
import type { Parameters } from "../parameters.ts";
import type { Family, FillScope } from "../segmentFill.ts";

/** Which events of the past a question is about. */
export interface PastEvents {
  readonly names: readonly string[];
  /** Only those after `after`, or from `from` on. */
  readonly after?: Instant;
  readonly from?: Instant;
  /** Only those before. */
  readonly until?: Instant;
  /** Further conditions on the event `e`. */
  readonly only?: readonly string[];
}

/**
 * What people did, counted from their histories within the statement that asks: each question becomes a table with a row for everybody who
 * did any of it, joined to the profile `p`. The events are read once, however many people there are. What was done by people who were
 * merged counts for who they are now.
 */
export class CountedPast {
  readonly #parameters: Parameters;
  readonly #scope: FillScope;
  readonly #family: Family;
  readonly #joins: string[] = [];

  constructor(parameters: Parameters, scope: FillScope, family: Family) {
    this.#parameters = parameters;
    this.#scope = scope;
    this.#family = family;
  }

  /**
   * @param count the counting, as a select of `whose` and its figures from the events `e`
   * @returns the name of the joined table; its figures are null for whoever did nothing of it
   */
  ask(events: PastEvents, count: (history: string) => string): string {
    const name = `past_${this.#joins.length + 1}`;
    this.#joins.push(`left join (${count(`(${this.#history(events)}) as e`)}) as ${name} on ${name}.whose = p.id`);
    return name;
  }

  /** All that was asked, to stand after `from profiles p`. */
  get joins(): string {
    return this.#joins.join("\n");
  }

  #history(events: PastEvents): string {
    const { buckets, workspaceId, profileIds } = this.#scope;
    const { merged, top } = this.#family;
    const p = this.#parameters;
    const own = `select e.profile_id as whose, ${COLUMNS} from events e
      where e.bucket = any(${p.add(buckets, "int[]")}) and e.workspace_id = ${p.add(workspaceId, "int")}
        ${profileIds === null ? "" : `and e.profile_id = any(${p.add(profileIds, "uuid[]")})`} and ${this.#wanted(events)}`;
    if (merged.length === 0) return own;
    const parts = [p.add(plainColumn(merged.map(bucketOf)), "int[]"), p.add(plainColumn(merged), "uuid[]"), p.add(plainColumn(top), "uuid[]")];
    return `${own} union all
      select f.top as whose, ${COLUMNS} from unnest(${parts.join(", ")}) as f (bucket, merged, top)
      join events e on e.bucket = f.bucket and e.profile_id = f.merged where ${this.#wanted(events)}`;
  }

  #wanted({ names, after, from, until, only = [] }: PastEvents): string {
    const at = (sign: string, instant: Instant | undefined) => (instant === undefined ? [] : [`e.at ${sign} ${instantSql(instant, this.#parameters)}`]);
    return [
      `e.name = any(${this.#parameters.add(names, "text[]")})`,
      "not coalesce(e.extra -> 'flags' ? 'machine', false)",
      ...at(">", after),
      ...at(">=", from),
      ...at("<", until),
      ...only,
    ].join(" and ");
  }
}

const COLUMNS = "e.name, e.at, e.properties, e.extra";

/** The database's calendar begins in 4713 BC, that of core earlier; nothing happened in between. */
const EARLIEST = Date.UTC(-4000, 0, 1);

export function instantSql(at: Instant, parameters: Parameters): string {
  return at < EARLIEST ? "'-infinity'::timestamptz" : parameters.add(formatInstant(at), "timestamptz");
}
