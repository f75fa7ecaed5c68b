import type { Json } from "@beckon/core";
import { csvText } from "./csvText.ts";

/** Saves rows as a CSV file (RFC 4180, with a mark by which spreadsheets know UTF-8). */
export function saveCsv(fileName: string, rows: readonly (readonly Json[])[]): void {
  const link = document.createElement("a");
  link.href = URL.createObjectURL(new Blob([`\uFEFF${csvText(rows)}`], { type: "text/csv;charset=utf-8" }));
  link.download = fileName;
  link.click();
  URL.revokeObjectURL(link.href);
}
