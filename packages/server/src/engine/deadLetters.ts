import { bucketOf, isObject, type Json, type JsonObject } from "@beckon/core";
import type { Clock } from "../clock.ts";
import type { Db } from "../store/db.ts";
import { countOpenDeadLetters, type DeadLetterRow, findDeadLetter, markReplayed, openDeadLetters } from "../store/deadLetters.ts";
import { putInInbox } from "../store/inbox.ts";
import type { WorkRow } from "../store/processWork.ts";
import { setTimers, type TimerRow } from "../store/timers.ts";
import { type EventProblem, isProblem } from "./eventCheck.ts";
import type { Acceptance, IncomingEvent, Ingest } from "./incoming.ts";
import { Refusal } from "./refusal.ts";

export interface DeadLetterDeps {
  readonly db: Db;
  readonly clock: Clock;
  readonly ingest: Ingest;
  /** Reads the letters of a source again, by their `form`. Mended reading is why a replay may succeed. */
  readonly readers: { readonly [form: string]: (body: JsonObject, workspaceId: number) => IncomingEvent | EventProblem };
  readonly wake?: (buckets: ReadonlySet<number>) => void;
}

export type ReplayOutcome = { readonly status: "accepted" | "duplicate" } | { readonly status: "rejected"; readonly message: string };

/** Letters that one call tries, so that it ends in good time; the rest is `left`. */
const MOST_AT_ONCE = 10_000;
const PAGE = 200;

/** Tries one letter again. @throws Refusal `not_found`, `dead_letter_replayed` */
export async function replayDeadLetter(deps: DeadLetterDeps, workspaceId: number, id: string): Promise<ReplayOutcome> {
  const letter = await findDeadLetter(deps.db, workspaceId, id);
  if (!letter) throw new Refusal("not_found", { what: "dead letter", id });
  if (letter.replayedAt !== null) throw new Refusal("dead_letter_replayed");
  const [outcome] = await replay(deps, [letter]);
  return outcome as ReplayOutcome;
}

/** Tries all open ones again, oldest first, or those with one reason. */
export async function replayDeadLetters(
  deps: DeadLetterDeps,
  workspaceId: number,
  reason: string | undefined,
): Promise<{ accepted: number; rejected: number; left: number }> {
  let [accepted, rejected] = [0, 0];
  let after: string | null = null;
  while (accepted + rejected < MOST_AT_ONCE) {
    const letters: DeadLetterRow[] = await openDeadLetters(deps.db, workspaceId, { reason, after, limit: PAGE });
    for (const outcome of await replay(deps, letters)) {
      if (outcome.status === "rejected") rejected += 1;
      else accepted += 1;
    }
    after = letters.at(-1)?.id ?? after;
    if (letters.length < PAGE) break;
  }
  return { accepted, rejected, left: await countOpenDeadLetters(deps.db, workspaceId) };
}

async function replay(deps: DeadLetterDeps, letters: readonly DeadLetterRow[]): Promise<ReplayOutcome[]> {
  const outcomes = new Map<DeadLetterRow, ReplayOutcome>();
  const events: { readonly letter: DeadLetterRow; readonly event: IncomingEvent }[] = [];
  for (const letter of letters) {
    const read = readLetter(deps, letter);
    if (read.of === "event") events.push({ letter, event: read.event });
    else outcomes.set(letter, read.of === "input" ? await replayInput(deps, letter, read.input) : { status: "rejected", message: read.message });
  }
  const acceptances = await deps.ingest.accept(events.map(({ event }) => event));
  for (const [index, { letter }] of events.entries()) outcomes.set(letter, outcomeOf(acceptances[index] as Acceptance));
  for (const [letter, outcome] of outcomes) {
    if (outcome.status !== "rejected") await markReplayed(deps.db, letter.workspaceId, letter.id, deps.clock.now());
  }
  return letters.map((letter) => outcomes.get(letter) as ReplayOutcome);
}

type Read =
  | { readonly of: "event"; readonly event: IncomingEvent }
  | { readonly of: "input"; readonly input: WorkRow | TimerRow }
  | { readonly of: "nothing"; readonly message: string };

function readLetter({ readers }: DeadLetterDeps, letter: DeadLetterRow): Read {
  const body: Json = letter.body;
  const form = isObject(body) ? body["form"] : undefined;
  if (!isObject(body) || typeof form !== "string") return NOTHING;
  if (form === "incoming") return atItsTime(body["event"] as unknown as IncomingEvent, letter);
  if (form === "input") return { of: "input", input: body["input"] as unknown as WorkRow | TimerRow };
  const reader = Object.hasOwn(readers, form) ? readers[form] : undefined;
  if (!reader) return NOTHING;
  const read = reader(body, letter.workspaceId);
  return isProblem(read) ? { of: "nothing", message: read.message } : atItsTime(read, letter);
}

const NOTHING: Read = { of: "nothing", message: "This letter holds nothing that could be tried again." };

/** An event without a time happened when it came, not when somebody tries it again. */
function atItsTime(event: IncomingEvent, letter: DeadLetterRow): Read {
  return { of: "event", event: { ...event, at: event.at ?? letter.at } };
}

function outcomeOf(acceptance: Acceptance): ReplayOutcome {
  return acceptance.status === "rejected" ? { status: "rejected", message: acceptance.message } : { status: acceptance.status };
}

/** What the worker could not decide goes back to where it took it from, once: marking and putting are one transaction. */
async function replayInput({ db, clock, wake }: DeadLetterDeps, letter: DeadLetterRow, input: WorkRow | TimerRow): Promise<ReplayOutcome> {
  const now = clock.now();
  await db.transaction(async (tx) => {
    if (!(await markReplayed(tx, letter.workspaceId, letter.id, now))) return;
    // Accepted again, as it were: it follows what came in the meantime.
    if ("body" in input) await putInInbox(tx, [{ ...input, acceptedAt: now }]);
    else await setTimers(tx, [input]);
  });
  wake?.(new Set([bucketOf(input.profileId)]));
  return { status: "accepted" };
}
