import type { Json } from "@beckon/core";

/** A JSON value on one line, texts without quotes: for lists of properties. */
export function valueText(value: Json): string {
  if (typeof value === "string") return value === "" ? "(empty text)" : value;
  return value === null ? "(none)" : JSON.stringify(value);
}
