import type { DateOrder, DecimalMark, ImportColumn, Json } from "@beckon/core";

/** What is wrong with a cell, and what would be right. */
export interface CellProblem {
  readonly problem: string;
  readonly right: string;
}

export type CellReading = { readonly value: Json } | CellProblem;

type AttributeColumn = Extract<ImportColumn, { as: "attribute" }>;

/** Characters that one value may have; the rest of a novel belongs elsewhere. */
const MAX_CELL = 10_000;

export const YES = ["yes", "y", "true", "1", "on", "x", "ja", "oui", "si", "sí", "subscribed", "opt-in", "opted in", "confirmed"];
export const NO = ["no", "n", "false", "0", "off", "nein", "non", "unsubscribed", "opt-out", "opted out", "cleaned"];

/** Reads a cell that is not empty as the type of its column. */
export function readCell(text: string, { type, format }: Pick<AttributeColumn, "type" | "format">): CellReading {
  if (text.length > MAX_CELL) return { problem: `The cell has ${text.length} characters.`, right: `At most ${MAX_CELL} characters.` };
  switch (type) {
    case "text":
      return { value: text };
    case "number":
      return readNumber(text, format === "comma" ? "comma" : "point");
    case "yes_no":
      return readYesNo(text);
    case "date":
      return readDate(text, format === "dmy" || format === "mdy" ? format : "ymd");
    case "list":
      return {
        value: text
          .split(/[;|,]/)
          .map((item) => item.trim())
          .filter((item) => item !== ""),
      };
  }
}

function readYesNo(text: string): CellReading {
  const word = text.toLowerCase();
  if (YES.includes(word)) return { value: true };
  if (NO.includes(word)) return { value: false };
  return { problem: `“${shown(text)}” is neither yes nor no.`, right: "yes or no, true or false, 1 or 0" };
}

const NUMBER: { readonly [mark in DecimalMark]: { readonly form: RegExp; readonly grouping: RegExp; readonly right: string } } = {
  point: { form: /^[-+]?(\d{1,3}(,\d{3})+|\d+)?(\.\d+)?$/, grouping: /[,\s'\u00a0]/g, right: "1234.56 or 1,234.56" },
  comma: { form: /^[-+]?(\d{1,3}(\.\d{3})+|\d+)?(,\d+)?$/, grouping: /[.\s'\u00a0]/g, right: "1234,56 or 1.234,56" },
};

function readNumber(text: string, mark: DecimalMark): CellReading {
  const { form, grouping, right } = NUMBER[mark];
  const bare = text.replace(/^([-+]?)\s*[€$£]\s*|\s*(?:[€$£%]|EUR|USD|GBP|CHF)$/g, "$1").replace(/[\s'\u00a0]/g, "");
  const value = Number(bare.replace(grouping, "").replace(",", "."));
  if (bare !== "" && /\d/.test(bare) && form.test(bare) && Number.isFinite(value)) return { value };
  return { problem: `“${shown(text)}” is not a number.`, right };
}

const RIGHT_DATE: { readonly [order in DateOrder]: string } = {
  ymd: "2026-12-31 (year, month, day)",
  dmy: "31.12.2026 (day, month, year)",
  mdy: "12/31/2026 (month, day, year)",
};

/** A day becomes `2026-12-31`; a day with a time of day an instant, in UTC where it says no offset. */
export function readDate(text: string, order: DateOrder): CellReading {
  const match = /^(\d{1,4})[-./](\d{1,2})[-./](\d{1,4})(?:[T ,]+(\d{1,2}):(\d{2})(?::(\d{2})(?:\.(\d{1,6}))?)?\s*(Z|[+-]\d{2}:?\d{2})?)?$/i.exec(text);
  const day = match && dayOf(match.slice(1, 4) as [string, string, string], order);
  if (!match || !day) return { problem: `“${shown(text)}” is not a date in this order.`, right: RIGHT_DATE[order] };
  const [, , , , hour, minute, second, fraction, zone] = match;
  if (hour === undefined) return { value: day };
  if (Number(hour) > 23 || Number(minute) > 59 || Number(second ?? 0) > 59)
    return { problem: `“${shown(text)}” has no such time of day.`, right: `${RIGHT_DATE[order]}, then 14:30` };
  const offset = !zone || /^z$/i.test(zone) ? "Z" : zone.length === 5 ? `${zone.slice(0, 3)}:${zone.slice(3)}` : zone;
  const milliseconds = (fraction ?? "0").slice(0, 3).padEnd(3, "0");
  return { value: `${day}T${hour.padStart(2, "0")}:${minute}:${second ?? "00"}.${milliseconds}${offset}` };
}

function dayOf([a, b, c]: readonly [string, string, string], order: DateOrder): string | null {
  // A year in four digits in front can only be that, whatever the others of the column are.
  const isYearFirst = order === "ymd" || a.length === 4;
  const [year, month, day] = isYearFirst ? [a, b, c] : order === "dmy" ? [c, b, a] : [c, a, b];
  const fullYear = year.length === 4 ? Number(year) : year.length === 2 && !isYearFirst ? centuryOf(Number(year)) : Number.NaN;
  const [m, d] = [Number(month), Number(day)];
  if (!(fullYear >= 1) || m < 1 || m > 12 || d < 1 || d > daysIn(fullYear, m)) return null;
  return `${String(fullYear).padStart(4, "0")}-${String(m).padStart(2, "0")}-${String(d).padStart(2, "0")}`;
}

/** As spreadsheets do: 30 to 99 are of the last century. */
function centuryOf(twoDigits: number): number {
  return twoDigits < 30 ? 2000 + twoDigits : 1900 + twoDigits;
}

function daysIn(year: number, month: number): number {
  if (month === 2) return year % 4 === 0 && (year % 100 !== 0 || year % 400 === 0) ? 29 : 28;
  return [4, 6, 9, 11].includes(month) ? 30 : 31;
}

/** A cell in a sentence. */
export function shown(text: string): string {
  return text.length > 60 ? `${text.slice(0, 60)}…` : text;
}
