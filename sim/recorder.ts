import { type Decide, type Definitions, decide, type Effects, type Enrollment, type Input, type Instant, type ProfileState } from "@beckon/core";
import type { Query } from "../packages/server/src/store/db.ts";

/** One decision as it was taken, with what the store had loaded for it. */
interface Decided {
  readonly state: ProfileState;
  readonly input: Input;
  readonly definitions: Definitions;
  readonly now: Instant;
  readonly effects: Effects;
}

/** Keeps every decision whose transaction was committed. */
export class Recorder {
  readonly decided: Decided[] = [];

  /** For one process, which has one transaction at a time in which something is decided. */
  listen(): { readonly decide: Decide; begun(): void; committed(): void } {
    let open: Decided[] = [];
    return {
      decide: (state, input, definitions, now) => {
        const answer = decide(state, input, definitions, now);
        open.push({ state, input, definitions, now, effects: answer.effects });
        return answer;
      },
      begun: () => {
        open = [];
      },
      committed: () => {
        this.decided.push(...open.splice(0));
      },
    };
  }
}

/**
 * Lets every life happen once more through the core alone: all of somebody's enrollments at hand, carried on from one input to the next,
 * as if there were no database. A sentence for each decision that comes out otherwise: then the store had loaded too little, or had
 * written something down otherwise. Of people who were never merged; the others' lives were put together by the store.
 */
export async function otherwiseDecided(q: Query, { decided }: Recorder): Promise<string[]> {
  const { rows } = await q.query<{ id: string }>("select survivor as id from merges union select merged from merges");
  const merged = new Set(rows.map(({ id }) => id));
  const ids = new Set(decided.map(({ state }) => state.profile.id).filter((id) => !merged.has(id)));
  return [...ids].flatMap((id) => replay(decided.filter(({ state }) => state.profile.id === id)));
}

function replay(life: readonly Decided[]): string[] {
  let enrollments: ReadonlyMap<string, Enrollment> = new Map();
  for (const { state, input, definitions, now, effects } of life) {
    const stored = [...state.enrollments.values()].find((one) => textOf(one) !== textOf(enrollments.get(one.id)));
    if (stored) return [`an enrollment was loaded otherwise than it was decided: ${textOf(stored)}, not ${textOf(enrollments.get(stored.id))}`];
    const again = decide({ ...state, enrollments }, input, definitions, now);
    const [wanted, got] = [summaryOf(again.effects), summaryOf(effects)];
    if (wanted !== got)
      return [`with everything at hand it is decided otherwise at ${new Date(now).toISOString()} on ${textOf(input)}:\n    ${wanted}\n    ${got}`];
    enrollments = again.state.enrollments;
  }
  return [];
}

/** What of the effects has no order is put in one; ids of decisions count their place. */
function summaryOf({ decisions, sends, setTimers, cancelTimers, cancelSends, events }: Effects): string {
  const lines = [
    ...decisions.map(({ id: _place, ...decision }) => textOf(decision)),
    ...[...sends, ...cancelSends, ...setTimers, ...cancelTimers, ...events].map(textOf),
  ];
  return lines.sort().join("\n    ");
}

function textOf(value: unknown): string {
  return JSON.stringify(sorted(value)) ?? "nothing";
}

/** The database keeps objects in an order of its own. */
function sorted(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(sorted);
  if (value === null || typeof value !== "object") return value;
  return Object.fromEntries(
    Object.entries(value)
      .filter(([, part]) => part !== undefined)
      .sort(([a], [b]) => (a < b ? -1 : 1))
      .map(([name, part]) => [name, sorted(part)]),
  );
}
