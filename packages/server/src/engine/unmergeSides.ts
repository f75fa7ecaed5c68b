import { type Definitions, type Event, INTERNAL, type Instant } from "@beckon/core";
import type { Folded } from "../store/mergeFolds.ts";
import type { WorkRow } from "../store/processWork.ts";
import type { EventRow } from "../store/timeline.ts";
import type { Belongings } from "../store/unmerge.ts";

/** Who of the two something belongs to; named as in what was kept of them. */
export type Side = "survivor" | "merged";

export interface Parted {
  /** What came since the merge, in order of acceptance. */
  sinceOf(side: Side): readonly EventRow[];
  sideOfEvent(eventId: string): Side;
  sideOfPassage(enrollmentId: string): Side;
  readonly inboxOfMerged: readonly string[];
  readonly forgotten: readonly string[];
  readonly stays: readonly string[];
}

/** What it is told by. */
export interface PartedFacts {
  readonly folded: Folded;
  readonly belongings: Belongings;
  readonly definitions: Definitions;
  /** Whose the names are that an event came by; null where it bears none that is known. */
  readonly sideOfName: (event: Pick<Event, "via">) => Side | null;
}

type Spoken = Pick<Event, "kind" | "name" | "properties" | "message" | "via">;

/**
 * Says of everything since the merge whose it is. An event about a message goes with its passage; any other by the names that it
 * came by, and one that bears none stays with the survivor. A passage goes where the event that started it goes.
 */
export function partEvents({ folded, belongings, definitions, sideOfName }: PartedFacts): Parted {
  const since = belongings.events.filter((event) => cameSince(event, folded));
  const [made, real] = [since.filter((event) => isMade(event, definitions)), since.filter((event) => !isMade(event, definitions))];
  const sideOfEvent = new Map<string, Side>();
  for (const event of real) if (passageOf({ ...event, ...event.extra }) === null) sideOfEvent.set(event.id, sideOfName(event.extra ?? {}) ?? "survivor");
  for (const [id, side] of madeSides(since, sideOfEvent)) sideOfEvent.set(id, side);

  const stays = new Set<string>();
  const passages = new Map<string, Side>();
  const moved = new Set(folded.moved);
  for (const { id, entry, enteredAt, status, sendId } of belongings.enrollments) {
    const side = moved.has(id) || (enteredAt >= folded.at && sideOfEvent.get(entry.eventId) === "merged") ? "merged" : "survivor";
    const isOnItsWay = side === "merged" && status === "sending" && sendId !== null && belongings.onTheirWay.has(sendId);
    if (isOnItsWay) stays.add(id);
    passages.set(id, isOnItsWay ? "survivor" : side);
  }
  const sideOf = (spoken: Spoken): Side => {
    const passage = passageOf(spoken);
    return (passage === null ? sideOfName(spoken) : (passages.get(passage) ?? null)) ?? "survivor";
  };
  for (const event of real) sideOfEvent.set(event.id, sideOf({ ...event, ...event.extra }));
  return {
    sinceOf: (side) => [...real].filter(({ id }) => sideOfEvent.get(id) === side).sort(byAcceptance),
    sideOfEvent: (eventId) => sideOfEvent.get(eventId) ?? (folded.merged.enrollments.some(({ entry }) => entry.eventId === eventId) ? "merged" : "survivor"),
    sideOfPassage: (enrollmentId) => passages.get(enrollmentId) ?? "survivor",
    inboxOfMerged: belongings.inbox.filter((row) => inboxSide(row, sideOf, passages) === "merged").map(({ id }) => id),
    forgotten: [...made.map(({ id }) => id), ...real.filter((event) => listOf(event, definitions) !== null).map(({ id }) => id)],
    stays: [...stays],
  };
}

function inboxSide(row: WorkRow, sideOf: (spoken: Spoken) => Side, passages: ReadonlyMap<string, Side>): Side {
  if (row.kind === "event") return sideOf(row.body as Event);
  if (row.kind === "outcome") return passages.get((row.body as { enrollmentId: string }).enrollmentId) ?? "survivor";
  return "survivor";
}

/** The passage of which an event speaks, or null. */
function passageOf({ kind, name, properties, message }: Spoken): string | null {
  if (message) return message.enrollmentId;
  return kind === "internal" && name === INTERNAL.messageCancelled ? String(properties["enrollment_id"]) : null;
}

const OUTCOMES: ReadonlySet<string> = new Set([
  INTERNAL.messageSent,
  INTERNAL.messageWouldHaveBeenSent,
  INTERNAL.messageFailed,
  INTERNAL.messageSkipped,
  INTERNAL.messageUnknown,
  INTERNAL.messageBounced,
]);

const MADE: ReadonlySet<string> = new Set([
  INTERNAL.sessionStarted,
  INTERNAL.sessionEnded,
  INTERNAL.segmentEntered,
  INTERNAL.segmentLeft,
  INTERNAL.stageChanged,
  INTERNAL.subscriptionRequested,
  INTERNAL.profileMerged,
]);

/** The static list of which the event tells, or null. */
export function listOf({ kind, name, properties }: Pick<Event, "kind" | "name" | "properties">, { segments }: Definitions): string | null {
  if (kind !== "internal" || (name !== INTERNAL.segmentEntered && name !== INTERNAL.segmentLeft)) return null;
  const list = segments.segments.find(({ segment, condition }) => condition === null && segment.id === properties["segment_id"]);
  return list?.segment.id ?? null;
}

/** Made by the decision of what it was given, so that each side makes its own; what was done with a static list was given. */
function isMade(event: EventRow, definitions: Definitions): boolean {
  return event.kind === "internal" && event.source === "beckon" && MADE.has(event.name) && listOf(event, definitions) === null;
}

/** Whether the event was taken up after the merge: ids that the decision derived bear the moment of deciding, others that of acceptance. */
function cameSince({ id, kind, name, source, extra }: EventRow, { at, rowId, made }: Folded): boolean {
  if (extra?.via?.some((via) => via.kind === VIA_PROFILE)) return true;
  if (made.includes(id)) return false;
  const isDerived = kind === "internal" && source === "beckon" && (MADE.has(name) || OUTCOMES.has(name));
  return isDerived ? timeOf(id) >= at : id > rowId;
}

/** Under this kind the worker notes that an event was accepted for a merged profile. */
const VIA_PROFILE = "profile";

/** The moment that a UUIDv7 bears. */
function timeOf(id: string): Instant {
  return Number.parseInt(id.slice(0, 8) + id.slice(9, 13), 16);
}

/** What was made of both goes with whoever was there last: a session that ended started something for the one who was in it. */
function madeSides(since: readonly EventRow[], sides: ReadonlyMap<string, Side>): Map<string, Side> {
  const found = new Map<string, Side>();
  let last: Side = "survivor";
  for (const event of [...since].sort(byAcceptance)) {
    const side = sides.get(event.id);
    if (side !== undefined) last = side;
    else found.set(event.id, last);
  }
  return found;
}

function byAcceptance(a: EventRow, b: EventRow): number {
  return a.receivedAt - b.receivedAt || (a.id < b.id ? -1 : 1);
}

/** The names of both, as far as they are known, told apart by what each was known by and by what came along with it. */
export function sidesOfNames(
  merged: readonly { readonly kind: string; readonly value: string }[],
  others: readonly { readonly kind: string; readonly value: string }[],
  seen: readonly Pick<Event, "via">[],
  mergedId: string,
): { readonly sideOfName: (event: Pick<Event, "via">) => Side | null; readonly learned: readonly string[] } {
  const sides = new Map<string, Side>();
  for (const name of others) sides.set(nameKey(name), "survivor");
  for (const name of merged) sides.set(nameKey(name), "merged");
  sides.set(nameKey({ kind: VIA_PROFILE, value: mergedId }), "merged");
  const sideOfName = ({ via }: Pick<Event, "via">): Side | null => {
    for (const name of via ?? []) {
      const side = sides.get(nameKey(name));
      if (side) return side;
    }
    return null;
  };
  for (const event of seen) {
    const side = sideOfName(event);
    for (const name of event.via ?? []) if (side !== null && !sides.has(nameKey(name))) sides.set(nameKey(name), side);
  }
  return { sideOfName, learned: [...sides].flatMap(([key, side]) => (side === "merged" ? key : [])) };
}

export function nameKey({ kind, value }: { readonly kind: string; readonly value: string }): string {
  return `${kind}\n${value}`;
}
