import { type CsvFormat, CsvProblem, type CsvRow, DELIMITERS, type Delimiter, readCsv } from "./csvReader.ts";
import type { TextEncoding } from "./textEncoding.ts";

const SAMPLE_ROWS = 100;

/** The first rows of a sample. What is cut off at its end is no fault of the file. */
export async function sampleRows(sample: Buffer, format: CsvFormat, limit = SAMPLE_ROWS): Promise<CsvRow[]> {
  const bytesFrom = async function* (offset: number) {
    yield sample.subarray(offset);
  };
  const rows: CsvRow[] = [];
  try {
    for await (const chunk of readCsv(bytesFrom, format, { offset: 0, row: 0 }, 1)) {
      rows.push(...chunk.rows);
      if (rows.length >= limit) break;
    }
  } catch (error) {
    if (!(error instanceof CsvProblem)) throw error;
  }
  return rows;
}

/** The delimiter that parts the sample into the most columns, the same number in most rows; and whether the first row names them. */
export async function guessFormat(sample: Buffer, encoding: TextEncoding): Promise<CsvFormat> {
  let best: { delimiter: Delimiter; score: number; rows: readonly CsvRow[] } = { delimiter: ",", score: -1, rows: [] };
  for (const delimiter of DELIMITERS) {
    const rows = (await sampleRows(sample, { encoding, delimiter, hasHeader: true })).filter(({ cells }) => !isBlank(cells));
    const score = scoreOf(rows);
    if (score > best.score) best = { delimiter, score, rows };
  }
  return { encoding, delimiter: best.delimiter, hasHeader: namesColumns(best.rows) };
}

function scoreOf(rows: readonly CsvRow[]): number {
  const columns = rows[0]?.cells.length ?? 0;
  if (columns < 2) return 0;
  const alike = rows.filter(({ cells }) => cells.length === columns).length;
  return (alike / rows.length) * 1_000 + Math.min(columns, 500);
}

/** Names are texts, all different; an address, a number or a date among them is somebody's. */
function namesColumns(rows: readonly CsvRow[]): boolean {
  const first = (rows[0]?.cells ?? []).map((cell) => cell.trim()).filter((cell) => cell !== "");
  return first.length > 0 && first.every((cell) => !/@|^[-+\d][\d\s.,:/-]*$/.test(cell));
}

export function isBlank(cells: readonly string[]): boolean {
  return cells.every((cell) => cell.trim() === "");
}
