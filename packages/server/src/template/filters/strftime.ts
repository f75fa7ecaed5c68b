import { DAY, HOUR, type Instant, localOf, MINUTE, offsetAt } from "@beckon/core";
import { Memo } from "../memo.ts";

/**
 * `%A, %-d %B %Y` and its kin, with the names of months and days in the reader's language. A format is read once and
 * kept; each answer is then integer arithmetic over the zone's table (liquidjs' own `date` took 40 % of a render).
 */
export function strftime(at: Instant, format: string, timeZone: string, locale: string): string {
  const time = wallTimeOf(at, timeZone, locale);
  let text = "";
  for (const piece of piecesOf(format)) text += typeof piece === "string" ? piece : write(piece, time);
  return text;
}

interface Directive {
  readonly letter: string;
  readonly flags: string;
  readonly width: number;
}

interface WallTime {
  readonly year: number;
  readonly month: number;
  readonly day: number;
  readonly hour: number;
  readonly minute: number;
  readonly second: number;
  readonly weekday: number;
  readonly millisecond: number;
  readonly at: Instant;
  readonly offsetMinutes: number;
  readonly timeZone: string;
  readonly locale: string;
}

function wallTimeOf(at: Instant, timeZone: string, locale: string): WallTime {
  const whole = Math.floor(at);
  return {
    ...localOf(timeZone, whole),
    millisecond: ((whole % 1000) + 1000) % 1000,
    at: whole,
    offsetMinutes: Math.round(offsetAt(timeZone, whole) / MINUTE),
    timeZone,
    locale,
  };
}

/** Wider than any date is. Without a bound `%99999999d` would be a bomb. */
const WIDTH_MAX = 20;
const formats = new Memo<readonly (string | Directive)[]>();

function piecesOf(format: string): readonly (string | Directive)[] {
  return formats.get(format, () => {
    const pieces: (string | Directive)[] = [];
    let last = 0;
    for (const match of format.matchAll(/%([-_0^#:]{0,3})(\d{0,2})([A-Za-z%+])/g)) {
      if (match.index > last) pieces.push(format.slice(last, match.index));
      pieces.push({ flags: match[1] ?? "", width: Math.min(WIDTH_MAX, Number(match[2] ?? 0)), letter: match[3] ?? "" });
      last = match.index + match[0].length;
    }
    if (last < format.length) pieces.push(format.slice(last));
    return pieces;
  });
}

function write({ letter, flags, width }: Directive, time: WallTime): string {
  const value = directiveValue(letter, flags, time);
  if (typeof value === "string") {
    const padded = value.padStart(width);
    return flags.includes("^") || flags.includes("#") ? padded.toLocaleUpperCase(time.locale) : padded;
  }
  const [number, digits, pad] = value;
  if (flags.includes("-")) return String(number);
  return String(number).padStart(width || digits, flags.includes("_") ? " " : flags.includes("0") ? "0" : pad);
}

type Padded = readonly [number: number, digits: number, pad: " " | "0"];

function directiveValue(letter: string, flags: string, time: WallTime): string | Padded {
  const hour12 = time.hour % 12 || 12;
  switch (letter) {
    case "Y":
      return String(time.year);
    case "C":
      return [Math.floor(time.year / 100), 2, "0"];
    case "y":
      return [((time.year % 100) + 100) % 100, 2, "0"];
    case "m":
      return [time.month, 2, "0"];
    case "B":
      return namesOf(time.locale).months[time.month - 1] ?? "";
    case "b":
    case "h":
      return namesOf(time.locale).shortMonths[time.month - 1] ?? "";
    case "d":
      return [time.day, 2, "0"];
    case "e":
      return [time.day, 2, " "];
    case "j":
      return [dayOfYear(time), 3, "0"];
    case "A":
      return namesOf(time.locale).days[time.weekday - 1] ?? "";
    case "a":
      return namesOf(time.locale).shortDays[time.weekday - 1] ?? "";
    case "u":
      return [time.weekday, 1, "0"];
    case "w":
      return [time.weekday % 7, 1, "0"];
    case "H":
      return [time.hour, 2, "0"];
    case "k":
      return [time.hour, 2, " "];
    case "I":
      return [hour12, 2, "0"];
    case "l":
      return [hour12, 2, " "];
    case "M":
      return [time.minute, 2, "0"];
    case "S":
      return [time.second, 2, "0"];
    case "L":
      return [time.millisecond, 3, "0"];
    case "N":
      return [time.millisecond * 1_000_000, 9, "0"];
    case "p":
      return time.hour < 12 ? "AM" : "PM";
    case "P":
      return time.hour < 12 ? "am" : "pm";
    case "z":
      return offsetText(time.offsetMinutes, flags.includes(":"));
    case "Z":
      return zoneName(time);
    case "s":
      return String(Math.floor(time.at / 1000));
    case "Q":
      return String(time.at);
    case "G":
      return String(isoWeek(time).year);
    case "g":
      return [isoWeek(time).year % 100, 2, "0"];
    case "V":
      return [isoWeek(time).week, 2, "0"];
    case "U":
      return [Math.floor((dayOfYear(time) + 6 - (time.weekday % 7)) / 7), 2, "0"];
    case "W":
      return [Math.floor((dayOfYear(time) + 6 - (time.weekday - 1)) / 7), 2, "0"];
    case "c":
      return strftime(time.at, "%a %b %e %H:%M:%S %Y", time.timeZone, time.locale);
    case "D":
      return strftime(time.at, "%m/%d/%y", time.timeZone, time.locale);
    case "F":
      return strftime(time.at, "%Y-%m-%d", time.timeZone, time.locale);
    case "r":
      return strftime(time.at, "%I:%M:%S %p", time.timeZone, time.locale);
    case "R":
      return strftime(time.at, "%H:%M", time.timeZone, time.locale);
    case "T":
    case "X":
      return strftime(time.at, "%H:%M:%S", time.timeZone, time.locale);
    case "v":
      return strftime(time.at, "%e-%^b-%Y", time.timeZone, time.locale);
    case "x":
      return styled(time.at, "short", time.timeZone, time.locale);
    case "n":
      return "\n";
    case "t":
      return "\t";
    case "%":
      return "%";
    // An unknown letter stays in sight, as in other strftimes.
    default:
      return `%${flags}${letter}`;
  }
}

function dayOfYear({ year, month, day }: WallTime): number {
  return Math.round((Date.UTC(year, month - 1, day) - Date.UTC(year, 0, 1)) / DAY) + 1;
}

/** ISO 8601: the week belongs to the year of its Thursday. */
function isoWeek({ year, month, day, weekday }: WallTime): { readonly year: number; readonly week: number } {
  const thursday = new Date(Date.UTC(year, month - 1, day + 4 - weekday));
  const isoYear = thursday.getUTCFullYear();
  return { year: isoYear, week: Math.floor((thursday.getTime() - Date.UTC(isoYear, 0, 1)) / (7 * DAY)) + 1 };
}

function offsetText(minutes: number, colon: boolean): string {
  const size = Math.abs(minutes);
  const two = (number: number) => String(number).padStart(2, "0");
  return `${minutes < 0 ? "-" : "+"}${two(Math.floor(size / 60))}${colon ? ":" : ""}${two(size % 60)}`;
}

function zoneName(time: WallTime): string {
  const parts = formatters
    .get(`zone|${time.locale}|${time.timeZone}`, () => new Intl.DateTimeFormat(time.locale, { timeZone: time.timeZone, timeZoneName: "short" }))
    .formatToParts(time.at);
  return parts.find((part) => part.type === "timeZoneName")?.value ?? time.timeZone;
}

interface Names {
  readonly months: readonly string[];
  readonly shortMonths: readonly string[];
  readonly days: readonly string[];
  readonly shortDays: readonly string[];
}

const names = new Memo<Names>();

/** Months as they stand beside a day (`5. Dezember`, `5 декабря`), which in many languages is not how they stand alone. */
function namesOf(locale: string): Names {
  return names.get(locale, () => {
    const list = (count: number, at: (index: number) => Instant, options: Intl.DateTimeFormatOptions, part: string) => {
      const format = new Intl.DateTimeFormat(locale, { timeZone: "UTC", calendar: "gregory", ...options });
      return Array.from({ length: count }, (_, index) => format.formatToParts(at(index)).find((candidate) => candidate.type === part)?.value ?? "");
    };
    const month = (index: number) => Date.UTC(2024, index, 15);
    // 1 January 2024 was a Monday.
    const day = (index: number) => Date.UTC(2024, 0, 1 + index) + 12 * HOUR;
    return {
      months: list(12, month, { day: "numeric", month: "long" }, "month"),
      shortMonths: list(12, month, { day: "numeric", month: "short" }, "month"),
      days: list(7, day, { weekday: "long" }, "weekday"),
      shortDays: list(7, day, { weekday: "short" }, "weekday"),
    };
  });
}

const formatters = new Memo<Intl.DateTimeFormat>();

export const DATE_STYLES = ["short", "medium", "long", "full"] as const;
export type DateStyle = (typeof DATE_STYLES)[number];

/** The date as the reader's language writes it: `long` is `5. Dezember 2026` in German, `December 5, 2026` in American English. */
export function styled(at: Instant, style: DateStyle, timeZone: string, locale: string): string {
  return formatters.get(`${style}|${locale}|${timeZone}`, () => new Intl.DateTimeFormat(locale, { timeZone, dateStyle: style })).format(at);
}
