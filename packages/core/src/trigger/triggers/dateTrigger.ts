import { attributeNames } from "../../condition/conditions/attributeCondition.ts";
import { valueAt } from "../../condition/path.ts";
import type { Json } from "../../json.ts";
import { civilOf, dayNumber, formatDay, isLeap, parseTimeOfDay, timeOfDayPattern, wallClock } from "../../time/civil.ts";
import { dayOf, momentOf } from "../../time/dates.ts";
import { END_OF_TIME, type Instant } from "../../time/instant.ts";
import { instantOfWall, localDay } from "../../time/zone.ts";
import type { TriggerKind, TriggerNode } from "../trigger.ts";
import { fires, NOT_ABOUT_IT } from "../verdict.ts";

/** `{ kind: "date", attribute: "birthday", offsetDays: -3, at: "09:00", yearly: true }`: on, before or after a date of the profile. */
export interface DateTrigger extends TriggerNode {
  readonly kind: "date";
  readonly attribute: string;
  /** Days of the calendar after the date; negative = before. Default 0. */
  readonly offsetDays?: number;
  /** By the person's clock. Default 09:00. */
  readonly at?: string;
  /** Every year from the date on. 29 February falls on the 28th in common years. */
  readonly yearly?: boolean;
}

const DEFAULT_AT = "09:00";

export const dateTrigger: TriggerKind<DateTrigger> = {
  kind: "date",
  schema: {
    type: "object",
    title: "A date of the profile",
    properties: {
      kind: { const: "date" },
      attribute: {
        type: "string",
        minLength: 1,
        maxLength: 200,
        title: "Attribute",
        description: "Holds 1990-05-17, an ISO 8601 date-time, epoch seconds, or (yearly) a birthday without its year: 05-17.",
      },
      offsetDays: { type: "integer", minimum: -366, maximum: 366, default: 0, title: "Days after the date", description: "Negative = before." },
      at: { type: "string", pattern: timeOfDayPattern, default: DEFAULT_AT, title: "At", description: "By the person's clock." },
      yearly: { type: "boolean", default: false, title: "Every year", description: "29 February falls on the 28th." },
    },
    required: ["kind", "attribute"],
    additionalProperties: false,
  },
  // Nothing but its own timer concerns it, and that names the campaign.
  listens: () => [],
  judge: (_trigger, happening) => {
    if (happening.kind !== "timer" || happening.timerKind !== "date") return NOT_ABOUT_IT;
    const { attribute, date } = happening.payload;
    return fires(happening.payload, { holds: true, condition: `the person's ${String(attribute)} has come`, found: date ?? null });
  },
  nextTimer: (trigger, profile, timeZone, now) => {
    const value = valueAt(profile.attributes, trigger.attribute);
    const date = dateOf(value, timeZone);
    if (date === null) return null;
    const next = trigger.yearly ? nextYearly(trigger, date, timeZone, now) : onlyOnce(trigger, date, timeZone, now);
    if (next === null) return null;
    const years = date.year === null ? null : civilOf(next.day).year - date.year;
    return { at: next.at, payload: { attribute: trigger.attribute, value: value ?? null, date: formatDay(next.day), years } };
  },
  attributes: ({ attribute }) => attributeNames(attribute),
  describe: ({ attribute, offsetDays = 0, at = DEFAULT_AT, yearly }) => {
    const days = Math.abs(offsetDays);
    const offset = days === 0 ? "on" : `${days} day${days === 1 ? "" : "s"} ${offsetDays < 0 ? "before" : "after"}`;
    return `it is ${at} ${offset} the person's ${attribute}${yearly ? ", every year" : ""}`;
  },
};

/** A date as profiles hold it; birthdays may come without a year, and as 29 February of a common year. */
interface DateValue {
  readonly year: number | null;
  readonly month: number;
  readonly day: number;
}

interface Occurrence {
  /** The date itself, without the offset. */
  readonly day: number;
  readonly at: Instant;
}

function dateOf(value: Json | undefined, timeZone: string): DateValue | null {
  const match = typeof value === "string" ? /^(?:--)?(\d{2})-(\d{2})$|^(\d{4})-(02)-(29)$/.exec(value.trim()) : null;
  if (match) {
    const [month, day] = [Number(match[1] ?? match[4]), Number(match[2] ?? match[5])];
    const year = match[3] === undefined ? null : Number(match[3]);
    return month >= 1 && month <= 12 && day >= 1 && day <= LONGEST[month - 1]! ? { year, month, day } : null;
  }
  const moment = momentOf(value);
  return moment === null ? null : civilOf(dayOf(moment, timeZone));
}

const LONGEST = [31, 29, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31];

function onlyOnce(trigger: DateTrigger, date: DateValue, timeZone: string, now: Instant): Occurrence | null {
  return date.year === null ? null : later(occurrence(trigger, date, date.year, timeZone), now);
}

function nextYearly(trigger: DateTrigger, date: DateValue, timeZone: string, now: Instant): Occurrence | null {
  const thisYear = civilOf(localDay(timeZone, now)).year;
  // The offset can reach over New Year, so last year's date may still be ahead and the year after next nearer than it looks.
  const first = Math.max(thisYear - 2, date.year ?? Number.NEGATIVE_INFINITY);
  for (let year = first; year <= first + 5; year++) {
    const next = later(occurrence(trigger, date, year, timeZone), now);
    if (next !== null) return next;
  }
  return null;
}

function occurrence(trigger: DateTrigger, date: DateValue, year: number, timeZone: string): Occurrence {
  const day = dayNumber(year, date.month, date.month === 2 && date.day === 29 && !isLeap(year) ? 28 : date.day);
  const timeOfDay = parseTimeOfDay(trigger.at ?? DEFAULT_AT) ?? 0;
  return { day, at: instantOfWall(timeZone, wallClock(day + (trigger.offsetDays ?? 0), timeOfDay)) };
}

function later(occurrence: Occurrence, now: Instant): Occurrence | null {
  return occurrence.at > now && occurrence.at <= END_OF_TIME ? occurrence : null;
}
