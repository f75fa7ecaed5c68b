import { dayNumber } from "./civil.ts";
import { DAY, type Instant } from "./instant.ts";

/**
 * When the clocks of one zone change, read from `Intl` once per stretch of time and then answered by integer arithmetic:
 * 0.1 microseconds an answer, where formatting through Intl costs several.
 */
export interface Transitions {
  offsetAt(at: Instant): number;
  /** The first instant after `at` from which another offset may hold (a change of the clocks, or the end of a stretch). */
  endOfOffset(at: Instant): Instant;
}

/** About 398 days. A power of two, so that the stretch of an instant is one division. */
const STRETCH = 2 ** 35;
/** Outside 1899 to 2204 the offset of the nearest known stretch is taken: such dates are typing errors, and the table stays small. */
const FIRST_STRETCH = -65;
const LAST_STRETCH = 215;
/** Two changes within one step would go unseen; the closest known pair since 1970 is 3 weeks apart (Morocco, around Ramadan). */
const STEP = 7 * DAY;

/** Offsets of one stretch: `offsets[i]` holds from `starts[i]` on. */
interface Stretch {
  readonly starts: readonly Instant[];
  readonly offsets: readonly number[];
  readonly end: Instant;
}

class IntlTransitions implements Transitions {
  readonly #format: Intl.DateTimeFormat;
  readonly #stretches: (Stretch | undefined)[] = [];

  constructor(format: Intl.DateTimeFormat) {
    this.#format = format;
  }

  offsetAt(at: Instant): number {
    const { starts, offsets } = this.#stretchOf(at);
    for (let i = starts.length - 1; i > 0; i--) if (at >= starts[i]!) return offsets[i]!;
    return offsets[0]!;
  }

  endOfOffset(at: Instant): Instant {
    const { starts, end } = this.#stretchOf(at);
    for (const start of starts) if (start > at) return start;
    return end > at ? end : Number.POSITIVE_INFINITY;
  }

  #stretchOf(at: Instant): Stretch {
    const index = Math.min(LAST_STRETCH, Math.max(FIRST_STRETCH, Math.floor(at / STRETCH)));
    const known = this.#stretches[index - FIRST_STRETCH];
    if (known !== undefined) return known;
    const read = this.#read(index);
    this.#stretches[index - FIRST_STRETCH] = read;
    return read;
  }

  #read(index: number): Stretch {
    const end = (index + 1) * STRETCH;
    const starts = [index * STRETCH];
    const offsets = [this.#ask(index * STRETCH)];
    for (let from = index * STRETCH; from < end; from += STEP) {
      const to = Math.min(from + STEP, end);
      const before = offsets[offsets.length - 1]!;
      const after = this.#ask(to);
      if (after === before) continue;
      starts.push(this.#changeBetween(from, to, before));
      offsets.push(after);
    }
    // A change exactly at the end belongs to the next stretch.
    if (starts[starts.length - 1]! >= end) {
      starts.pop();
      offsets.pop();
    }
    return { starts, offsets, end };
  }

  /** Clocks change on whole seconds. */
  #changeBetween(from: Instant, to: Instant, before: number): Instant {
    let low = Math.floor(from / 1000);
    let high = Math.ceil(to / 1000);
    while (high - low > 1) {
      const middle = Math.floor((low + high) / 2);
      if (this.#ask(middle * 1000) === before) low = middle;
      else high = middle;
    }
    return high * 1000;
  }

  #ask(at: Instant): number {
    // Always `MM/DD/YYYY, HH:MM:SS` in en-US with these options.
    const [month, day, year, hour, minute, second] = this.#format.format(at).match(/\d+/g)!.map(Number);
    const wall = dayNumber(year!, month!, day!) * DAY + ((hour! * 60 + minute!) * 60 + second!) * 1000;
    return wall - Math.floor(at / 1000) * 1000;
  }
}

const byZone = new Map<string, Transitions>();
/** Names as they were given, among them wrong ones: the map is emptied at this size, so that strangers cannot fill the memory. */
const byName = new Map<string, Transitions | null>();
const NAMES_MAX = 2_000;

/** The clock changes of a zone, or null where there is no such zone. */
export function transitionsOf(name: string): Transitions | null {
  const known = byName.get(name);
  if (known !== undefined) return known;
  const found = find(name);
  if (byName.size >= NAMES_MAX) byName.clear();
  byName.set(name, found);
  return found;
}

function find(name: string): Transitions | null {
  if (!/^[A-Za-z][A-Za-z0-9_+/-]{0,63}$/.test(name)) return null;
  const format = formatOf(name);
  if (format === null) return null;
  const zone = format.resolvedOptions().timeZone;
  const shared = byZone.get(zone) ?? new IntlTransitions(format);
  byZone.set(zone, shared);
  return shared;
}

function formatOf(zone: string): Intl.DateTimeFormat | null {
  try {
    return new Intl.DateTimeFormat("en-US", {
      timeZone: zone,
      calendar: "gregory",
      numberingSystem: "latn",
      hourCycle: "h23",
      year: "numeric",
      month: "2-digit",
      day: "2-digit",
      hour: "2-digit",
      minute: "2-digit",
      second: "2-digit",
    });
  } catch {
    return null;
  }
}
