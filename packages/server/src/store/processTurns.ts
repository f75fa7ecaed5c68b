import { type Decide, type Definitions, deriveId, type Event, type Input, type Instant, isObject, type Timer } from "@beckon/core";
import type { Fold, ProfileTurn, TurnResult } from "./processTurn.ts";
import type { WorkRow } from "./processWork.ts";
import { timerKey } from "./timers.ts";

/** An input on which `decide` failed. It is set aside, so that it costs nobody else. */
export interface Poison {
  readonly turn: ProfileTurn;
  readonly row: WorkRow | null;
  readonly timer: Timer | null;
  readonly error: unknown;
}

export interface TurnsOptions {
  readonly decide: Decide;
  readonly definitionsOf: (workspaceId: number) => Definitions | undefined;
  readonly now: Instant;
}

/**
 * Gives each profile its inputs in order of time and gathers what comes of it. As pure as `decide`: rows and timers in,
 * writes out. A merge first lets the other profile have what came before it, and then takes over the rest.
 */
export function playTurns(
  options: TurnsOptions,
  turns: ReadonlyMap<string, ProfileTurn>,
  mergedAway: ReadonlySet<string>,
): { results: TurnResult[]; poison: Poison[] } {
  const poison: Poison[] = [];

  function play(turn: ProfileTurn, until: WorkRow | null): void {
    turn.isPlaying = true;
    for (let next = turn.next(until); next !== null; next = turn.next(until)) {
      if ("timers" in next) fire(turn, next.timers);
      else take(turn, next.row);
    }
    turn.isPlaying = false;
  }

  function fire(turn: ProfileTurn, timers: readonly Timer[]): void {
    if (!turn.state) return;
    try {
      step(turn, { kind: "timers", id: deriveId(options.now, "timers", String(turn.inputs), ...timers.map(timerKey)), timers });
    } catch (error) {
      const [only] = timers;
      if (timers.length === 1 && only) poison.push({ turn, row: null, timer: only, error });
      else for (const timer of timers) fire(turn, [timer]);
    }
  }

  function take(turn: ProfileTurn, row: WorkRow): void {
    const before = turn.state;
    try {
      if (row.kind === "event") turn.meet(row.acceptedAt);
      if (row.kind === "merge") merge(turn, row);
      else if (turn.state) step(turn, inputOf(row));
    } catch (error) {
      turn.state = before;
      poison.push({ turn, row, timer: null, error });
    }
  }

  function merge(turn: ProfileTurn, row: WorkRow): void {
    const other = turns.get(mergedProfileOf(row));
    if (!other || other === turn || other.isPlaying || other.mergedInto !== null) return;
    play(other, row);
    const before = { survivor: turn.meet(row.acceptedAt), merged: other.meet(row.acceptedAt) };
    const made = turn.made();
    step(turn, { kind: "merge", id: row.id, other: before.merged, at: row.acceptedAt });
    const kept = keptOf(options.definitionsOf(turn.workspaceId));
    turn.noteFold({ survivor: turn.profileId, merged: other.profileId, rowId: row.id, before, made, kept });
    turn.takeOver(other);
  }

  function step(turn: ProfileTurn, input: Input): void {
    const definitions = options.definitionsOf(turn.workspaceId);
    if (!definitions) throw new Error(`There is no workspace ${turn.workspaceId}.`);
    turn.inputs += 1;
    const { state, effects } = options.decide(turn.stateFor(input), input, definitions, options.now);
    turn.accept(state, effects);
  }

  for (const turn of turns.values()) if (!mergedAway.has(turn.profileId)) play(turn, null);
  for (const turn of turns.values()) if (mergedAway.has(turn.profileId) && turn.mergedInto === null) play(turn, null);
  return { results: [...turns.values()].map((turn) => turn.result()), poison };
}

/** What is kept of everybody's past by what is live now. */
function keptOf(definitions: Definitions | undefined): Fold["kept"] {
  if (!definitions) return { aggregates: [], memberships: [] };
  return { aggregates: [...definitions.segments.aggregates.keys()], memberships: [...definitions.segments.byMembership.keys()] };
}

/** The row as the input that it stands for. @throws where its body is no object, which makes it a dead letter */
export function inputOf(row: WorkRow): Input {
  if (!isObject(row.body)) throw new Error(`The body of this ${row.kind} is no object.`);
  if (row.kind === "event") return { kind: "event", id: row.id, event: row.body as unknown as Event };
  return { ...row.body, kind: row.kind, id: row.id } as unknown as Input;
}

/** The profile that a `merge` row folds into the row's own. */
export function mergedProfileOf(row: WorkRow): string {
  return (row.body as { from: string }).from;
}
