import { createHash } from "node:crypto";
import type { TableSum } from "./archive.ts";

const LINE_FEED = 10;

/** Passes the rows of a table on and adds them up. A line feed within a value is escaped, so each that is there ends a row. */
export class Summing {
  readonly #hash = createHash("sha256");
  #rows = 0;
  #bytes = 0;

  async *over(chunks: AsyncIterable<Buffer>, onRows: (rows: number) => void = () => {}): AsyncGenerator<Buffer> {
    for await (const chunk of chunks) {
      this.#hash.update(chunk);
      this.#bytes += chunk.length;
      let rows = 0;
      for (let at = chunk.indexOf(LINE_FEED); at !== -1; at = chunk.indexOf(LINE_FEED, at + 1)) rows += 1;
      this.#rows += rows;
      onRows(rows);
      yield chunk;
    }
  }

  sum(name: string): TableSum {
    return { name, rows: this.#rows, bytes: this.#bytes, sha256: this.#hash.digest("hex") };
  }
}
