import type { Json } from "@beckon/core";

/** Rows as CSV (RFC 4180). */
export function csvText(rows: readonly (readonly Json[])[]): string {
  return rows.map((row) => `${row.map(cell).join(",")}\r\n`).join("");
}

/** What a spreadsheet would run as a formula begins with a quote, so that it stays the text that it is. */
function cell(value: Json): string {
  const text = value === null ? "" : typeof value === "object" ? JSON.stringify(value) : String(value);
  const harmless = typeof value === "string" && /^[=+\-@\t\r]/.test(text) ? `'${text}` : text;
  return /[",\r\n]/.test(harmless) ? `"${harmless.replaceAll('"', '""')}"` : harmless;
}
