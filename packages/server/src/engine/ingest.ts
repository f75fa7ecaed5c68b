import { hash } from "node:crypto";
import { bucketOf, type Event, type Instant, type Json } from "@beckon/core";
import type { Clock } from "../clock.ts";
import { newId } from "../ids.ts";
import type { Db, Query } from "../store/db.ts";
import { putDeadLetters } from "../store/deadLetters.ts";
import { type InboxRow, putInInbox } from "../store/inbox.ts";
import { addMerges } from "../store/merges.ts";
import { claimMessageKeys } from "../store/messageKeys.ts";
import { storableJson } from "../store/storable.ts";
import { checkEvent, type EventProblem, isProblem, problem } from "./eventCheck.ts";
import { IdentityResolver, type Resolved, StaleView } from "./identityResolver.ts";
import type { Claim } from "./identityResolverPlan.ts";
import type { Acceptance, Identifier, IncomingEvent, Ingest } from "./incoming.ts";
import type { RefusedPeople } from "./privacy/refusedPeople.ts";

/** Bytes of one event as it is stored. Sources have narrower limits of their own. */
const MAX_EVENT_BYTES = 256 * 1024;

export interface IngestDeps {
  readonly db: Db;
  readonly clock: Clock;
  readonly resolver?: IdentityResolver;
  /** Watches and judges what comes; the schema registry. */
  readonly registry?: EventWatch;
  /** People who must not be collected again. */
  readonly refusedPeople?: RefusedPeople;
  /** Told after each commit which buckets have new work. */
  readonly wake?: (buckets: ReadonlySet<number>) => void;
  /** Events of one transaction; the next begins when it is committed. */
  readonly batchSize?: number;
}

/** Sees every event before it is taken. */
export interface EventWatch {
  observe(event: IncomingEvent, now: Instant): SchemaVerdict | null;
}

/** The event breaks its fixed schema, and this is to happen with it. */
export interface SchemaVerdict {
  readonly action: "flag" | "quarantine" | "reject";
  readonly path: string;
  readonly message: string;
}

/** Something foreign that a source could not turn into an event. It is kept, so that it can be tried again. */
export interface Refused {
  readonly workspaceId: number;
  readonly source: string;
  /** A repeat of the same refused message is kept once. */
  readonly messageId: string;
  readonly problem: Pick<EventProblem, "code" | "path" | "message">;
  /** `{ form, ... }`: what the replay needs. */
  readonly body: Json;
}

/** The door with what the service around it needs. */
export interface IngestService extends Ingest {
  /** Keeps what a source had to refuse, in the same micro-batches. Resolved means durable. */
  refuse(refused: readonly Refused[]): Promise<void>;
  /** Events that wait in memory for their transaction. */
  queued(): number;
  /** Resolves when everything that was given is answered. */
  drained(): Promise<void>;
  readonly resolver: IdentityResolver;
}

/** One thing to be written: an event, or the letter of one that was refused. */
interface Item {
  readonly call: Call;
  readonly index: number;
  readonly workspaceId: number;
  readonly source: string;
  readonly messageId: string;
  readonly key: string;
  readonly keep: boolean;
  readonly receivedAt: Instant;
  readonly event: TakenEvent | null;
  readonly letter: { readonly problem: Pick<EventProblem, "code" | "path" | "message">; readonly body: Json } | null;
}

interface TakenEvent {
  readonly incoming: IncomingEvent;
  readonly identifiers: readonly Identifier[];
  readonly hints: readonly Identifier[];
  /** The Event without its id, as storable JSON. */
  readonly json: string;
}

/** One call of `accept`: answered when all its items are written. */
interface Call {
  readonly answers: Acceptance[];
  open: number;
  resolve(answers: Acceptance[]): void;
  reject(error: unknown): void;
}

/**
 * Takes events in: check, resolve identity, drop repeats, write to the inbox. All calls that arrive while a transaction is
 * on its way share the next one, so an idle service adds no delay and a busy one spends few commits. One transaction at a
 * time: events of a profile keep the order of the calls.
 */
export function createIngest(deps: IngestDeps): IngestService {
  const { db, clock } = deps;
  const resolver = deps.resolver ?? new IdentityResolver();
  const batchSize = deps.batchSize ?? 1_000;
  let waiting: Item[] = [];
  let writing: Promise<void> | null = null;

  function accept(events: readonly IncomingEvent[]): Promise<Acceptance[]> {
    const now = clock.now();
    return submit(events.length, (call) => events.map((event, index) => itemOf(call, index, event, deps.registry, now)));
  }

  async function refuse(refused: readonly Refused[]): Promise<void> {
    const now = clock.now();
    await submit(refused.length, (call) =>
      refused.map(({ workspaceId, source, messageId, problem, body }, index) => ({
        call,
        index,
        workspaceId,
        source,
        messageId,
        key: messageKey(workspaceId, source, messageId, "refused"),
        keep: false,
        receivedAt: now,
        event: null,
        letter: { problem, body },
      })),
    );
  }

  function submit(count: number, items: (call: Call) => Item[]): Promise<Acceptance[]> {
    if (count === 0) return Promise.resolve([]);
    return new Promise((resolve, reject) => {
      for (const item of items({ answers: new Array(count), open: count, resolve, reject })) waiting.push(item);
      writing ??= writeAll();
    });
  }

  async function writeAll(): Promise<void> {
    // One turn of the event loop: requests that arrived together share their first transaction as well.
    await new Promise(setImmediate);
    while (waiting.length > 0) {
      const batch = waiting.length <= batchSize ? waiting : waiting.slice(0, batchSize);
      waiting = waiting.length <= batchSize ? [] : waiting.slice(batchSize);
      await write(batch);
    }
    // In the same turn as the look above: whoever comes next finds either this loop at work or nobody.
    writing = null;
  }

  /** Writes a batch; where a value in it breaks the statement, halves of it, down to the one event to blame. */
  async function write(batch: readonly Item[]): Promise<void> {
    try {
      const { answers, buckets } = await writeOnce(batch);
      for (const [index, item] of batch.entries()) answer(item, answers[index] as Acceptance);
      if (buckets.size > 0) deps.wake?.(buckets);
    } catch (error) {
      if (!isUnstorable(error)) return fail(batch, error);
      const [only] = batch;
      if (batch.length === 1 && only) return only.letter === null ? write([refusedItem(only, error)]) : fail(batch, error);
      const middle = Math.ceil(batch.length / 2);
      await write(batch.slice(0, middle));
      await write(batch.slice(middle));
    }
  }

  async function writeOnce(batch: readonly Item[]): Promise<{ answers: Acceptance[]; buckets: Set<number> }> {
    for (let attempt = 1; ; attempt += 1) {
      try {
        const { resolved, ...written } = await db.transaction((tx) => writeBatch(tx, resolver, deps.refusedPeople, batch, clock.now()));
        resolved.remember();
        return written;
      } catch (error) {
        if (attempt >= MAX_ATTEMPTS || !isWorthRetry(error)) throw error;
      }
    }
  }

  return {
    accept,
    refuse,
    resolver,
    queued: () => waiting.length,
    async drained() {
      while (writing) await writing;
    },
  };
}

const MAX_ATTEMPTS = 20;

function itemOf(call: Call, index: number, incoming: IncomingEvent, registry: EventWatch | undefined, receivedAt: Instant): Item {
  const { workspaceId, source, messageId } = incoming;
  const keep = incoming.keepMessageId ?? false;
  const taken = take(incoming, registry, receivedAt);
  if (!isProblem(taken))
    return { call, index, workspaceId, source, messageId, key: messageKey(workspaceId, source, messageId), keep, receivedAt, event: taken, letter: null };
  const key = messageKey(workspaceId, source, messageId, "refused");
  return { call, index, workspaceId, source, messageId, key, keep, receivedAt, event: null, letter: { problem: taken, body: incomingLetter(incoming) } };
}

/** The body of a dead letter that holds an event which was whole but not taken. */
export function incomingLetter(event: IncomingEvent): Json {
  return { form: "incoming", event: event as unknown as Json };
}

function take(incoming: IncomingEvent, registry: EventWatch | undefined, now: Instant): TakenEvent | EventProblem {
  const checked = checkEvent(incoming, now);
  if (isProblem(checked)) return checked;
  const verdict = registry?.observe(incoming, now) ?? null;
  if (verdict && verdict.action !== "flag") {
    return problem(verdict.action === "reject" ? "schema_violation" : "schema_quarantine", verdict.path, verdict.message);
  }
  const flags = verdict === null ? checked.flags : [...checked.flags, "schema_violation" as const];
  const { kind, name, properties, attributes, consent, source, messageId, context, message } = incoming;
  const event: Omit<Event, "id"> = {
    kind,
    name,
    properties,
    attributes,
    consent,
    at: checked.at,
    receivedAt: now,
    source,
    messageId,
    context,
    message,
    ...(flags.length > 0 ? { flags } : undefined),
  };
  const json = jsonOf(event);
  if (json === null) return problem("too_deep", "", "The event is nested too deeply to be kept.");
  if (json.length > MAX_EVENT_BYTES) return problem("event_too_large", "", `The event has ${json.length} bytes; ${MAX_EVENT_BYTES} are allowed.`);
  return { incoming, identifiers: checked.identifiers, hints: checked.hints, json };
}

function jsonOf(event: Omit<Event, "id">): string | null {
  try {
    return storableJson(event);
  } catch (error) {
    if (error instanceof RangeError) return null;
    throw error;
  }
}

async function writeBatch(
  tx: Query,
  resolver: IdentityResolver,
  refusedPeople: RefusedPeople | undefined,
  batch: readonly Item[],
  now: Instant,
): Promise<{ resolved: Resolved; answers: Acceptance[]; buckets: Set<number> }> {
  const fresh = await freshOf(tx, batch, now);
  const unwanted = refusedPeople === undefined ? NOBODY : await unwantedAmong(tx, resolver, refusedPeople, fresh, now);
  const items = unwanted.size === 0 ? fresh : fresh.filter((item) => !unwanted.has(item));
  const resolved = await resolver.resolve(tx, claimsOf(items), now);
  await addMerges(
    tx,
    resolved.merges.map((merge) => ({
      id: newId(now),
      workspaceId: merge.workspaceId,
      survivor: merge.survivor,
      merged: merge.merged,
      at: now,
      by: `event ${merge.messageId}`.slice(0, 200),
      snapshot: { identities: merge.identities.map(({ kind, value }) => ({ kind, value })) },
    })),
  );

  // Before all events of the batch, by id and by time: they already belong to the survivor.
  const acceptedAt = batch[0]?.receivedAt ?? now;
  const rows: InboxRow[] = resolved.merges.map((merge) => ({
    id: newId(now),
    workspaceId: merge.workspaceId,
    profileId: merge.survivor,
    kind: "merge",
    body: { from: merge.merged, at: acceptedAt },
    acceptedAt,
  }));
  const accepted = new Map<Item, Acceptance>();
  const resolutions = resolved.resolutions.values();
  for (const item of items) {
    const { event } = item;
    if (event === null) continue;
    const found = event.incoming.profileId === undefined ? resolutions.next().value : undefined;
    const profileId = event.incoming.profileId ?? (found as { profileId: string }).profileId;
    const id = newId(now);
    const json = found && found.dropped.length > 0 ? withConflict(event.json, found.dropped) : event.json;
    const via = found && resolved.isSurvivor(profileId) ? `"via":${storableJson(event.identifiers)},` : "";
    rows.push({
      id,
      workspaceId: item.workspaceId,
      profileId,
      kind: "event",
      body: null,
      json: `{"id":"${id}",${via}${json.slice(1)}`,
      acceptedAt: item.receivedAt,
    });
    accepted.set(item, { status: "accepted", id, profileId });
  }
  await putDeadLetters(
    tx,
    items.flatMap((item) =>
      item.letter === null
        ? []
        : [
            {
              id: newId(now),
              workspaceId: item.workspaceId,
              profileId: null,
              source: item.source,
              reason: item.letter.problem.code,
              detail: item.letter.problem.path === "" ? item.letter.problem.message : `${item.letter.problem.path}: ${item.letter.problem.message}`,
              body: item.letter.body,
              at: now,
            },
          ],
    ),
  );
  await putInInbox(tx, rows);
  return {
    resolved,
    answers: batch.map((item) => accepted.get(item) ?? rejection(item) ?? (unwanted.has(item) ? UNWANTED : { status: "duplicate" })),
    buckets: new Set(rows.map((row) => bucketOf(row.profileId))),
  };
}

/** Those that nobody has sent before, each once. */
async function freshOf(tx: Query, batch: readonly Item[], now: Instant): Promise<readonly Item[]> {
  const firstOf = new Map<string, Item>();
  for (const item of batch) if (!firstOf.has(item.key)) firstOf.set(item.key, item);
  const repeated = await claimMessageKeys(tx, [...firstOf.values()], now);
  if (repeated.size === 0 && firstOf.size === batch.length) return batch;
  return [...firstOf.values()].filter((item) => !repeated.has(item.key));
}

const NOBODY: ReadonlySet<Item> = new Set();
/** Kept nowhere, not even among the dead letters: that would be collecting. */
const UNWANTED: Acceptance = {
  status: "rejected",
  code: "person_deleted",
  message: "This person was deleted and asked not to be collected again, so the event is not kept.",
};

/** Events of people who were deleted and must not come back. Whom the resolver knows was not deleted. */
async function unwantedAmong(tx: Query, resolver: IdentityResolver, refused: RefusedPeople, items: readonly Item[], now: Instant): Promise<ReadonlySet<Item>> {
  const strangers = items.flatMap((item) => {
    const [claim] = claimsOf([item]);
    if (claim === undefined || resolver.knows(claim)) return [];
    return [{ item, workspaceId: claim.workspaceId, identifiers: [...claim.identifiers, ...(claim.hints ?? [])] }];
  });
  const unwanted = await refused.among(tx, strangers, now);
  return new Set([...unwanted].map(({ item }) => item));
}

function claimsOf(items: readonly Item[]): Claim[] {
  const claims: Claim[] = [];
  for (const { workspaceId, messageId, event } of items) {
    if (event !== null && event.incoming.profileId === undefined) claims.push({ workspaceId, messageId, identifiers: event.identifiers, hints: event.hints });
  }
  return claims;
}

function rejection(item: Item): Acceptance | null {
  return item.letter === null ? null : { status: "rejected", code: item.letter.problem.code, message: item.letter.problem.message };
}

/** The shared-device guard left something out: the event says so itself, so that its timeline can. */
function withConflict(json: string, dropped: readonly Identifier[]): string {
  const event = JSON.parse(json) as Event;
  return storableJson({
    ...event,
    context: { ...event.context, identityConflict: dropped.map(({ kind, value }) => ({ kind, value })) },
    flags: [...(event.flags ?? []), "identity_conflict"],
  });
}

/** 128 bits of SHA-256, as the digits of a UUID. Refused ones have keys of their own, so that a mended event may come with the same id. */
export function messageKey(workspaceId: number, source: string, messageId: string, fate = ""): string {
  return hash("sha256", `${workspaceId}|${source}|${messageId}${fate === "" ? "" : `|${fate}`}`, "hex").slice(0, 32);
}

function answer(item: Item, acceptance: Acceptance): void {
  item.call.answers[item.index] = acceptance;
  item.call.open -= 1;
  if (item.call.open === 0) item.call.resolve(item.call.answers);
}

function fail(batch: readonly Item[], error: unknown): void {
  for (const item of batch) item.call.reject(error);
}

function refusedItem(item: Item, error: unknown): Item {
  const { incoming } = item.event as TakenEvent;
  const message = `The database could not keep this event: ${error instanceof Error ? error.message : String(error)}.`;
  return {
    ...item,
    key: messageKey(item.workspaceId, item.source, item.messageId, "refused"),
    event: null,
    letter: { problem: problem("unprocessable", "", message), body: incomingLetter(incoming) },
  };
}

/** SQLSTATE classes 22 (data), 23 (constraint) and 54 (limits): some value is to blame, not the moment. */
function isUnstorable(error: unknown): boolean {
  return /^(22|23|54)/.test(sqlState(error));
}

/** Somebody else wrote at the same time: a look again is enough. */
function isWorthRetry(error: unknown): boolean {
  return error instanceof StaleView || sqlState(error) === "40P01" || sqlState(error) === "40001";
}

function sqlState(error: unknown): string {
  const { code } = error as { code?: unknown };
  return typeof code === "string" && code.length === 5 ? code : "";
}
