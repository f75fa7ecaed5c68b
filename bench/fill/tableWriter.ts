import { once } from "node:events";
import type { Pool } from "../../packages/server/src/store/pool.ts";
import { copyIn, type TableStream } from "../../packages/server/src/store/tableCopy.ts";

/** A value as COPY reads it in its text form. */
export type Cell = string | number | boolean | null;

const CHUNK = 256 * 1024;

/** Writes rows of one table by COPY, the quickest way into it. */
export class TableWriter {
  readonly #stream: TableStream;
  #text = "";
  #rows = 0;

  private constructor(stream: TableStream) {
    this.#stream = stream;
  }

  static async open(pool: Pool, table: string, columns: readonly string[]): Promise<TableWriter> {
    return new TableWriter(await copyIn(pool, table, columns));
  }

  get rows(): number {
    return this.#rows;
  }

  /** Waits only where the database is slower than we are. */
  add(cells: readonly Cell[]): Promise<unknown> | undefined {
    this.#rows += 1;
    let line = "";
    for (const cell of cells) line += line === "" ? textOf(cell) : `\t${textOf(cell)}`;
    this.#text += `${line}\n`;
    return this.#text.length < CHUNK ? undefined : this.#flush();
  }

  async end(): Promise<void> {
    await this.#flush();
    await this.#stream.end();
  }

  #flush(): Promise<unknown> | undefined {
    const text = this.#text;
    this.#text = "";
    return this.#stream.rows.write(text) ? undefined : once(this.#stream.rows, "drain");
  }
}

function textOf(cell: Cell): string {
  if (cell === null) return "\\N";
  if (typeof cell !== "string") return String(cell);
  return /[\\\t\n\r]/.test(cell) ? cell.replace(/\\/g, "\\\\").replace(/\t/g, "\\t").replace(/\n/g, "\\n").replace(/\r/g, "\\r") : cell;
}
