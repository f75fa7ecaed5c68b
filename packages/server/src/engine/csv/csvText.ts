/** So that spreadsheets read the letters as UTF-8. */
export const BYTE_ORDER_MARK = "\ufeff";

/** Cells as one line of CSV, the same for every spreadsheet. */
export function csvLine(cells: readonly (string | number | null)[]): string {
  return `${cells.map(csvCell).join(",")}\r\n`;
}

/**
 * A spreadsheet runs what begins like a formula, also when it came from a stranger's sign-up form. Such a text gets an
 * apostrophe in front, which shows it as it is; plain numbers such as -5 and +49 170 stay.
 */
function csvCell(value: string | number | null): string {
  const text = value === null ? "" : String(value);
  const safe = typeof value === "string" && FORMULA.test(text) && !HARMLESS.test(text) ? `'${text}` : text;
  return /[",\r\n]/.test(safe) || safe !== safe.trim() ? `"${safe.replaceAll('"', '""')}"` : safe;
}

const FORMULA = /^[\s\u00a0]*[=+\-@\t\r\uff1d\uff0b\uff0d\uff20]/;
/** A number, or a phone number: digits, spaces, dots, brackets and dashes, and no function or operator between cells. */
const HARMLESS = /^[+-]?\d[\d\s.,()/]*$/;
