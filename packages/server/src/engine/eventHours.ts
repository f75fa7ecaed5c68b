import { HOUR, type Instant } from "@beckon/core";
import type { Clock } from "../clock.ts";
import type { Db } from "../store/db.ts";
import { eventsPerStretch, type Stretch } from "../store/overviewFigures.ts";

/** Hours counted by one statement: of a day. */
const CHUNK = 24;
/** How long one look counts, so that it answers soon however much happens. */
const COUNTING_MS = 80;
/** Events come late; so far back an hour is counted at every look. */
const OPEN_MS = HOUR;

interface CountedHour extends Stretch {
  readonly count: number;
  /** The look at which it was counted. */
  readonly look: number;
}

/**
 * How many events happened on each of the last days. Hours are counted and remembered: the last ones at every look, those before a few at
 * a time, the ones never counted first. So a look costs the same on any day and in any shop, and what is remembered is soon counted again.
 */
export class EventHours {
  readonly #clock: Clock;
  #hours = new Map<Instant, CountedHour>();
  #looks = 0;

  constructor(clock: Clock) {
    this.#clock = clock;
  }

  /** @returns the events of each day; null for a day that is not counted yet: the next looks do */
  async perDay(db: Db, workspaceId: number, days: readonly Stretch[]): Promise<(number | null)[]> {
    this.#looks += 1;
    const now = this.#clock.now();
    const hours = days.flatMap(hoursOf).filter(({ from }) => from <= now);
    const open = hours.filter(({ until }) => until > now - OPEN_MS);
    await this.#count(db, workspaceId, open);
    const others = this.#longestAgoFirst(hours.filter((hour) => !open.includes(hour)));
    for (let next = 0; next < others.length && this.#clock.now() < now + COUNTING_MS; next += CHUNK)
      await this.#count(db, workspaceId, others.slice(next, next + CHUNK));
    this.#hours = new Map(hours.flatMap(({ from }) => this.#hours.get(from) ?? []).map((hour) => [hour.from, hour]));
    return days.map((day) => {
      const counted = hours.filter(({ from }) => from >= day.from && from < day.until).map(({ from }) => this.#hours.get(from)?.count ?? null);
      return counted.reduce<number | null>((sum, count) => (sum === null || count === null ? null : sum + count), 0);
    });
  }

  async #count(db: Db, workspaceId: number, hours: readonly Stretch[]): Promise<void> {
    const counts = await eventsPerStretch(db, workspaceId, hours);
    for (const [place, hour] of hours.entries()) this.#hours.set(hour.from, { ...hour, count: counts[place] ?? 0, look: this.#looks });
  }

  /** Those never counted before all others, the newest of them first. */
  #longestAgoFirst(hours: readonly Stretch[]): Stretch[] {
    const lookOf = ({ from }: Stretch) => this.#hours.get(from)?.look ?? 0;
    return [...hours].sort((a, b) => lookOf(a) - lookOf(b) || b.from - a.from);
  }
}

function hoursOf({ from, until }: Stretch): Stretch[] {
  const hours: Stretch[] = [];
  for (let begin = from; begin < until; begin += HOUR) hours.push({ from: begin, until: Math.min(begin + HOUR, until) });
  return hours;
}
