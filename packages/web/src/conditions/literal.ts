import type { Json, OperatorName } from "@beckon/core";

const NUMERIC: ReadonlySet<OperatorName> = new Set(["greater_than", "at_least", "less_than", "at_most", "between"]);
/** Only what reads back exactly as it was typed: `1.` or `007` stays text until it is a number. */
const isNumber = (text: string) => text.trim() !== "" && String(Number(text)) === text;

/** What somebody typed, as the value they meant: a number where numbers are compared or have been seen. */
export function literalOf(text: string, op: OperatorName, type: string | undefined): Json {
  return takesNumber(op, type) && isNumber(text) ? Number(text) : text;
}

/** Whether a number is likely to be typed: a phone then shows its digits. */
export function takesNumber(op: OperatorName, type: string | undefined): boolean {
  return NUMERIC.has(op) || type === "number" || type === "integer";
}

/** The value as it stands in a text field. */
export function textOf(value: Json | undefined): string {
  if (value === undefined || value === null) return "";
  return typeof value === "string" ? value : typeof value === "object" ? JSON.stringify(value) : String(value);
}
