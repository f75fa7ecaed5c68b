/** Rows of a CSV text (RFC 4180), by commas, semicolons or tabs, whichever its first line has most of. Empty lines are left out. */
export function readCsv(text: string): readonly (readonly string[])[] {
  const plain = text.replace(/^\uFEFF/, "");
  const separator = separatorOf(plain.slice(0, plain.search(/[\r\n]|$/)));
  const rows: string[][] = [];
  let row: string[] = [];
  // A cell is quoted text, in which a doubled quote is one, or all up to the next separator; after it comes the separator or the line's end.
  const cell = new RegExp(`("(?:[^"]|"")*"|[^${separator}\\r\\n]*)(${separator}|\\r?\\n|\\r|$)`, "y");
  for (let match = cell.exec(plain); match !== null; match = cell.exec(plain)) {
    const [, value = "", end] = match;
    row.push(value.startsWith('"') && value.endsWith('"') && value.length > 1 ? value.slice(1, -1).replaceAll('""', '"') : value);
    if (end !== separator) {
      rows.push(row);
      row = [];
    }
    if (end === "") break;
  }
  return rows.filter((cells) => cells.some((value) => value !== ""));
}

function separatorOf(line: string): "," | ";" | "\t" {
  const count = (separator: string) => line.split(separator).length;
  return ([",", ";", "\t"] as const).toSorted((a, b) => count(b) - count(a))[0] ?? ",";
}
