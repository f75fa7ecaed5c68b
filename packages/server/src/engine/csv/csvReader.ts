import { Readable } from "node:stream";
import { type CsvError, type Info, parse } from "csv-parse";
import { bytesOf, markLength, type TextEncoding } from "./textEncoding.ts";

export const DELIMITERS = [",", ";", "\t", "|"] as const;
export type Delimiter = (typeof DELIMITERS)[number];

export interface CsvFormat {
  readonly encoding: TextEncoding;
  readonly delimiter: Delimiter;
  readonly hasHeader: boolean;
}

/** A place between two rows, from which reading can go on. */
export interface CsvPlace {
  /** Bytes of the file before it. */
  readonly offset: number;
  /** Rows before it, the header's among them: a spreadsheet shows the next one under this number plus one. */
  readonly row: number;
}

export interface CsvRow {
  /** As a spreadsheet numbers it; the header is row 1. */
  readonly row: number;
  readonly cells: readonly string[];
}

export interface CsvChunk {
  readonly rows: readonly CsvRow[];
  readonly end: CsvPlace;
}

/** The file cannot be read on; the sentence says where and what to mend. */
export class CsvProblem extends Error {}

/** A record beyond this is no row but a quotation mark that nobody closed. */
const MAX_RECORD = 256 * 1024;
/** Enough for the parser to be busy, little enough to be mapped back to the file's bytes quickly. */
const PIECE = 64 * 1024;

/** Reads rows in chunks, from a place on; those before one that cannot be read come first. `bytesFrom` gives the file's bytes from an offset. */
export async function* readCsv(
  bytesFrom: (offset: number) => AsyncIterable<Buffer>,
  format: CsvFormat,
  from: CsvPlace,
  chunk: number,
): AsyncGenerator<CsvChunk> {
  const source = new MappedText(bytesFrom, format.encoding, from.offset);
  let problem: CsvError | null = null;
  const parser = Readable.from(source.utf8()).pipe(
    parse({
      delimiter: format.delimiter,
      // All three, because files are put together from others.
      record_delimiter: ["\r\n", "\n", "\r"],
      relax_column_count: true,
      relax_quotes: true,
      max_record_size: MAX_RECORD,
      info: true,
      // A parser that fails throws away the rows that nobody has fetched yet; this one is only stopped.
      skip_records_with_error: true,
      on_skip: (error) => {
        problem ??= error ?? null;
        source.stop();
      },
      on_record: (record) => (problem ? null : record),
    }),
  );
  source.onError((error) => parser.destroy(error));
  let row = from.row;
  let rows: CsvRow[] = [];
  let bytes = 0;
  for await (const { record, info } of parser as AsyncIterable<{ record: string[]; info: Info }>) {
    row += 1;
    rows.push({ row, cells: record });
    bytes = info.bytes;
    if (rows.length < chunk) continue;
    yield { rows, end: { offset: source.offsetOf(bytes), row } };
    rows = [];
  }
  if (rows.length > 0) yield { rows, end: { offset: source.offsetOf(bytes), row } };
  if (problem) throw new CsvProblem(sentenceOf(problem, row + 1));
}

function sentenceOf({ code, message }: CsvError, row: number): string {
  if (code === "CSV_MAX_RECORD_SIZE" || code === "CSV_QUOTE_NOT_CLOSED")
    return `Row ${row} has a quotation mark that is opened and never closed, so the rest of the file would be one cell. Close it, or write it twice where it is part of the text.`;
  return `Row ${row} cannot be read: ${message}`;
}

/** The file's text as UTF-8 for the parser, and the way back from its bytes to those of the file. */
class MappedText {
  readonly #bytesFrom: (offset: number) => AsyncIterable<Buffer>;
  readonly #encoding: TextEncoding;
  readonly #start: number;
  /** Pieces that were handed on, oldest first; those behind the last asked place are forgotten. */
  #pieces: { readonly utf8: Buffer; readonly utf8Start: number; readonly offset: number }[] = [];
  #skipped = 0;
  #tell: (error: Error) => void = () => {};
  #isStopped = false;

  constructor(bytesFrom: (offset: number) => AsyncIterable<Buffer>, encoding: TextEncoding, start: number) {
    this.#bytesFrom = bytesFrom;
    this.#encoding = encoding;
    this.#start = start;
  }

  /** A source that fails does not by itself end what it is piped into. */
  onError(tell: (error: Error) => void): void {
    this.#tell = tell;
  }

  /** What comes is of no use any more. */
  stop(): void {
    this.#isStopped = true;
  }

  async *utf8(): AsyncGenerator<Buffer> {
    try {
      yield* this.#read();
    } catch (error) {
      this.#tell(error as Error);
    }
  }

  async *#read(): AsyncGenerator<Buffer> {
    const decoder = this.#encoding === "utf-8" ? null : new TextDecoder(this.#encoding, { ignoreBOM: true });
    let utf8Start = 0;
    let offset = this.#start;
    let isFirst = this.#start === 0;
    for await (const body of this.#bytesFrom(this.#start)) {
      const mark = isFirst ? markLength(body, this.#encoding) : 0;
      isFirst = false;
      this.#skipped += mark;
      offset += mark;
      for (let at = mark; at < body.length; at += PIECE) {
        if (this.#isStopped) return;
        const piece = body.subarray(at, at + PIECE);
        const text = decoder?.decode(piece, { stream: true });
        const utf8 = text === undefined ? piece : Buffer.from(text, "utf8");
        if (text !== undefined) this.#pieces.push({ utf8, utf8Start, offset });
        yield utf8;
        utf8Start += utf8.length;
        offset += text === undefined ? piece.length : bytesOf(text, this.#encoding);
      }
    }
  }

  offsetOf(utf8Bytes: number): number {
    if (this.#encoding === "utf-8") return this.#start + this.#skipped + utf8Bytes;
    const index = this.#pieces.findLastIndex((piece) => piece.utf8Start <= utf8Bytes);
    const piece = this.#pieces[index];
    if (!piece) return this.#start + this.#skipped;
    this.#pieces = this.#pieces.slice(index);
    return piece.offset + bytesOf(piece.utf8.subarray(0, utf8Bytes - piece.utf8Start).toString("utf8"), this.#encoding);
  }
}
