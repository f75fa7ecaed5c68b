import type { TimelineItem } from "@beckon/contract";

interface Span {
  readonly id: string;
  readonly startedAt: number;
  /** Of what the person did last in it: Beckon ends it later, after a stretch of silence. */
  readonly lastAt: number;
}

/** A session that is over, as one line of a person's story. */
export interface FoldedSession extends Span {
  /** What the person did, newest first, and its beginning, as far as they are loaded. */
  readonly inside: readonly TimelineItem[];
}

export type StoryLine = { readonly item: TimelineItem } | { readonly session: FoldedSession };

/**
 * Newest first, as the items are: what somebody did in a session is one line, in the place of the last of it. What came of it, such
 * as messages and decisions, keeps its own.
 */
export function foldSessions(items: readonly TimelineItem[]): readonly StoryLine[] {
  const spans = new Map(items.flatMap(spanOf).map((span) => [span.id, span]));
  const insideOf = new Map<Span, TimelineItem[]>([...spans.values()].map((span) => [span, []]));
  const placeOf = new Map<TimelineItem, Span>();
  for (const item of items) {
    const span = isEnd(item) ? undefined : [...spans.values()].find((each) => isInside(each, item));
    if (span === undefined) continue;
    placeOf.set(item, span);
    insideOf.get(span)?.push(item);
  }
  return items.flatMap((item): StoryLine[] => {
    const span = isEnd(item) ? spans.get(String(item.data["session_id"])) : placeOf.get(item);
    const inside = span && insideOf.get(span);
    // Of a session of which nothing is loaded yet, its end is what there is to show.
    if (!span || !inside?.[0]) return [{ item }];
    return item === inside[0] ? [{ session: { ...span, inside } }] : [];
  });
}

/** The end of a session says when it began and how long it was. */
function spanOf(item: TimelineItem): Span[] {
  const { session_id: id, started_at: startedAt, seconds } = item.data;
  if (!isEnd(item) || typeof id !== "string" || typeof startedAt !== "string" || typeof seconds !== "number") return [];
  return [{ id, startedAt: Date.parse(startedAt), lastAt: Date.parse(startedAt) + seconds * 1_000 }];
}

function isEnd({ kind, title }: TimelineItem): boolean {
  return kind === "session" && title === "Session Ended";
}

/** The length of a session is told in whole seconds. */
const ROUNDED_MS = 500;
/** What Beckon or a payment provider says about a person is not something they did. */
const SAID_BY_OTHERS: ReadonlySet<string | null> = new Set([null, "beckon", "stripe"]);

function isInside({ id, startedAt, lastAt }: Span, { kind, at, source, data }: TimelineItem): boolean {
  if (kind === "session") return data["session_id"] === id;
  if ((kind !== "event" && kind !== "attribute") || SAID_BY_OTHERS.has(source)) return false;
  return Date.parse(at) >= startedAt && Date.parse(at) <= lastAt + ROUNDED_MS;
}

const NAMES_SHOWN = 4;

/** `Page Viewed 5 times · Cart Updated · 2 other kinds`: what a glance needs, the latest first. */
export function whatWasDone({ inside }: FoldedSession): string {
  const counts = new Map<string, number>();
  for (const { kind, title } of inside) {
    const name = title.startsWith("Page Viewed: ") ? "Page Viewed" : title;
    if (kind !== "session") counts.set(name, (counts.get(name) ?? 0) + 1);
  }
  const names = [...counts].map(([name, count]) => (count === 1 ? name : `${name} ${count} times`));
  const others = names.length - NAMES_SHOWN;
  return (others > 1 ? [...names.slice(0, NAMES_SHOWN), `${others} other kinds`] : names).join(" · ");
}
