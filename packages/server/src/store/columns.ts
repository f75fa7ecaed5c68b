import type { Instant } from "@beckon/core";

/**
 * Columns of bulk writes as parameters. The driver would quote and escape every element of every array; at thousands of
 * events a second that was an eighth of the time of Node. What needs no quotes gets none here, and JSON is not escaped at all.
 */

/** Ids, numbers and booleans: `{a,b,null}`. Must not hold what needs quotes. */
export function plainColumn(values: readonly (string | number | boolean | null)[]): string {
  let text = "{";
  for (const value of values) text += text.length === 1 ? value : `,${value}`;
  return `${text}}`;
}

/** Any text: `{"a","b\"c",null}`. */
export function textColumn(values: readonly (string | null)[]): string {
  let text = "{";
  for (const value of values) {
    if (text.length > 1) text += ",";
    text += value === null ? "null" : `"${NEEDS_ESCAPE.test(value) ? value.replace(ESCAPED, "\\$&") : value}"`;
  }
  return `${text}}`;
}

const NEEDS_ESCAPE = /["\\]/;
const ESCAPED = /["\\]/g;

/** Instants as milliseconds, for `instant(...)` in the statement. */
export function instantColumn(values: readonly (Instant | null)[]): string {
  return plainColumn(values);
}

/** JSON texts, for `json(...)` in the statement: JSON.stringify never leaves a raw control character, so one can part them. */
export function jsonColumn(values: readonly (string | null)[]): string {
  let text = "";
  let isFirst = true;
  for (const value of values) {
    if (isFirst) isFirst = false;
    else text += BETWEEN;
    text += value ?? NOTHING;
  }
  return text;
}

const BETWEEN = "\x1e";
const NOTHING = "\x1d";

/** The text[] of a parameter made by `jsonColumn`: `unnest(..., ${jsonTexts("$9")})`. */
export function jsonTexts(parameter: string): string {
  return `string_to_array(${parameter}::text, e'\\x1e', e'\\x1d')`;
}

/** The timestamptz of a value of a parameter made by `instantColumn`: a double holds it to a tenth of a microsecond. */
export function instantOf(value: string): string {
  return `to_timestamp(${value} / 1000)`;
}
