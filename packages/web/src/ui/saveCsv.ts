import type { Json } from "@beckon/core";

/** Saves rows as a CSV file (RFC 4180, with a mark by which spreadsheets know UTF-8). */
export function saveCsv(fileName: string, rows: readonly (readonly Json[])[]): void {
  const link = document.createElement("a");
  link.href = URL.createObjectURL(new Blob([`\uFEFF${csvText(rows)}`], { type: "text/csv;charset=utf-8" }));
  link.download = fileName;
  link.click();
  URL.revokeObjectURL(link.href);
}

export function csvText(rows: readonly (readonly Json[])[]): string {
  return rows.map((row) => `${row.map(cell).join(",")}\r\n`).join("");
}

/** What a spreadsheet would run as a formula begins with a quote, so that it stays the text that it is. */
function cell(value: Json): string {
  const text = value === null ? "" : typeof value === "object" ? JSON.stringify(value) : String(value);
  const harmless = typeof value === "string" && /^[=+\-@\t\r]/.test(text) ? `'${text}` : text;
  return /[",\r\n]/.test(harmless) ? `"${harmless.replaceAll('"', '""')}"` : harmless;
}
