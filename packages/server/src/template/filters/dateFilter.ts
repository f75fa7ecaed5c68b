import { type Instant, isZone, parseInstant } from "@beckon/core";
import { Drop } from "liquidjs";
import type { RenderSettings } from "../renderSettings.ts";
import { DATE_STYLES, type DateStyle, strftime, styled } from "./strftime.ts";

/** An instant that is to be written in another zone than the reader's: what `time_zone` gives to `date`. */
class ZonedTime extends Drop {
  readonly at: Instant;
  readonly timeZone: string;

  constructor(at: Instant, timeZone: string) {
    super();
    this.at = at;
    this.timeZone = timeZone;
  }

  override valueOf(): string {
    return strftime(this.at, "%FT%T%:z", this.timeZone, "en");
  }

  override toString(): string {
    return this.valueOf();
  }
}

/**
 * `{{ event.delivery_date | date: "%A, %-d %B" }}`: in the recipient's zone and language, or in the zone that is named.
 * A date without a time (`2026-12-24`) is that day for everybody. What is no date comes back as it is.
 */
export function dateFilter(value: unknown, format: unknown, zone: unknown, settings: RenderSettings): unknown {
  const moment = momentOf(value, settings);
  if (moment === null) return value;
  const timeZone = moment.timeZone ?? (isZone(zone) ? zone : settings.timeZone);
  if (typeof format !== "string" || format === "") return styled(moment.at, "long", timeZone, settings.locale);
  if ((DATE_STYLES as readonly string[]).includes(format)) return styled(moment.at, format as DateStyle, timeZone, settings.locale);
  return strftime(moment.at, format, timeZone, settings.locale);
}

/** `{{ event.time | time_zone: "America/New_York" | date: "%H:%M" }}`, as Braze writes it. An unknown zone is the recipient's. */
export function timeZoneFilter(value: unknown, zone: unknown, settings: RenderSettings): unknown {
  const moment = momentOf(value, settings);
  return moment === null ? value : new ZonedTime(moment.at, isZone(zone) ? zone : settings.timeZone);
}

interface Moment {
  readonly at: Instant;
  /** Set where the value itself says in which zone it is to be read. */
  readonly timeZone?: string;
}

/** Below it a number is seconds (until the year 5138), above it milliseconds (from 1973 on). */
const SECONDS_MAX = 1e11;
/** Beyond it `Date` has no dates. */
const MILLISECONDS_MAX = 8.64e15;

function momentOf(value: unknown, settings: RenderSettings): Moment | null {
  if (value instanceof ZonedTime) return { at: value.at, timeZone: value.timeZone };
  if (typeof value === "number") return numberMoment(value);
  if (typeof value !== "string") return null;
  const text = value.trim();
  if (text === "now" || text === "today") return { at: settings.now };
  if (/^-?\d{1,16}(\.\d{1,6})?$/.test(text)) return numberMoment(Number(text));
  const day = /^\d{4}-\d{2}-\d{2}$/.test(text);
  const at = parseInstant(text) ?? parseWritten(text);
  if (at === null) return null;
  return day ? { at, timeZone: "UTC" } : { at };
}

function numberMoment(number: number): Moment | null {
  const at = Math.abs(number) < SECONDS_MAX ? number * 1000 : number;
  return Number.isFinite(at) && Math.abs(at) <= MILLISECONDS_MAX ? { at } : null;
}

/** `March 14, 2026`: read as UTC, so that the answer does not depend on the server's own zone. */
function parseWritten(text: string): Instant | null {
  if (text.length > 100 || !/\d/.test(text) || !/[a-z]/i.test(text)) return null;
  const at = Date.parse(`${text} UTC`);
  const asIs = Number.isNaN(at) ? Date.parse(text) : at;
  return Number.isNaN(asIs) ? null : asIs;
}
