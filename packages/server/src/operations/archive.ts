import { createReadStream } from "node:fs";
import type { Readable, Writable } from "node:stream";
import { pipeline } from "node:stream/promises";
import { createGunzip, createGzip } from "node:zlib";
import { extract, type Pack, pack } from "tar-stream";

/** What stands first in a backup: enough to know whether it can be brought back here. */
export interface ArchiveHead {
  readonly format: 1;
  /** Version of the Beckon that wrote it. */
  readonly beckon: string;
  readonly postgres: string;
  readonly at: string;
  readonly migrations: readonly { readonly version: number; readonly name: string; readonly checksum: string }[];
  /** In the order in which they can be filled. */
  readonly tables: readonly { readonly name: string; readonly columns: readonly string[] }[];
  readonly holdsSecret: boolean;
}

/** What stands last: with it a backup is whole, and by it every row is checked. */
export interface ArchiveTail {
  readonly tables: readonly TableSum[];
}

export interface TableSum {
  readonly name: string;
  readonly rows: number;
  readonly bytes: number;
  readonly sha256: string;
}

/** A backup that cannot be brought back; the message says why and what helps. */
export class BadArchive extends Error {}

const HEAD = "beckon.json";
const TAIL = "sums.json";
const SECRET = "secret";
const TABLES = "tables/";

/** An entry of a tar names its size before its content, so a table of unknown size comes in parts of this one. */
const PART_BYTES = 4 * 1024 * 1024;
/** Three quarters of what the best level saves, at a third of its time. */
const GZIP_LEVEL = 3;

/** Writes a backup: tar in gzip, which other tools open as well. */
export class ArchiveWriter {
  readonly #pack: Pack = pack();
  /** Resolves when everything is in `out`. */
  readonly written: Promise<void>;

  constructor(out: Writable) {
    this.written = pipeline(this.#pack, createGzip({ level: GZIP_LEVEL }), out);
  }

  head(head: ArchiveHead): Promise<void> {
    return this.#entry(HEAD, Buffer.from(JSON.stringify(head, null, 2)));
  }

  secret(secret: string): Promise<void> {
    return this.#entry(SECRET, Buffer.from(secret));
  }

  async table(name: string, chunks: AsyncIterable<Buffer>): Promise<void> {
    let waiting: Buffer[] = [];
    let size = 0;
    let part = 0;
    const put = async () => {
      part += 1;
      await this.#entry(`${TABLES}${name}/${String(part).padStart(6, "0")}`, Buffer.concat(waiting));
      waiting = [];
      size = 0;
    };
    for await (const chunk of chunks) {
      waiting.push(chunk);
      size += chunk.length;
      if (size >= PART_BYTES) await put();
    }
    if (size > 0) await put();
  }

  async end(tail: ArchiveTail): Promise<void> {
    await this.#entry(TAIL, Buffer.from(JSON.stringify(tail, null, 2)));
    this.#pack.finalize();
  }

  #entry(name: string, content: Buffer): Promise<void> {
    return new Promise((resolve, reject) => {
      this.#pack.entry({ name, mode: 0o600 }, content, (error) => (error ? reject(error) : resolve()));
    });
  }
}

interface Part {
  readonly name: string;
  readonly body: AsyncIterable<Buffer>;
}

/** Reads a backup from its beginning to its end, once. */
export class ArchiveReader {
  readonly #parts: AsyncIterator<Part>;
  #next: Part | null = null;

  /** @param onBytes told how much of the file has been read */
  constructor(file: string, onBytes: (bytes: number) => void) {
    const packed = createReadStream(file, { highWaterMark: 1024 * 1024 });
    packed.on("data", (chunk) => onBytes(chunk.length));
    this.#parts = partsOf(packed);
  }

  /** @throws BadArchive */
  async head(): Promise<ArchiveHead> {
    const part = await this.#advance();
    if (part?.name !== HEAD) throw new BadArchive("This is no backup of Beckon.");
    const head = JSON.parse(await textOf(part)) as ArchiveHead;
    if (head.format !== 1)
      throw new BadArchive(
        `This backup has the format ${String(head.format)}, which this Beckon does not know. Use the Beckon that made it (${head.beckon}) or a later one.`,
      );
    await this.#advance();
    return head;
  }

  async secret(): Promise<string | null> {
    if (this.#next?.name !== SECRET) return null;
    const secret = await textOf(this.#next);
    await this.#advance();
    return secret;
  }

  /** The name of the table that comes next; null where there is none. */
  get nextTable(): string | null {
    return tableOf(this.#next);
  }

  /** The rows of the table that comes next. */
  async *rows(): AsyncGenerator<Buffer> {
    const table = this.nextTable;
    while (this.#next !== null && tableOf(this.#next) === table) {
      yield* this.#next.body;
      await this.#advance();
    }
  }

  /** @throws BadArchive where the backup was not written to its end */
  async tail(): Promise<ArchiveTail> {
    if (this.#next?.name !== TAIL) throw new BadArchive("The backup is not whole: its end is missing. Nothing was changed.");
    return JSON.parse(await textOf(this.#next)) as ArchiveTail;
  }

  async #advance(): Promise<Part | null> {
    const step = await this.#parts.next();
    this.#next = step.done ? null : step.value;
    return this.#next;
  }
}

async function* partsOf(packed: Readable): AsyncGenerator<Part> {
  const entries = extract();
  // The entries only say that they broke off; this one says why.
  const failure = pipeline(packed, createGunzip(), entries).then(
    () => null,
    (error: Error) => error,
  );
  try {
    for await (const entry of entries) yield { name: entry.header.name, body: bodyOf(entry as AsyncIterable<Buffer>, failure) };
  } catch (error) {
    throw readable((await failure) ?? error);
  }
}

async function* bodyOf(entry: AsyncIterable<Buffer>, failure: Promise<Error | null>): AsyncGenerator<Buffer> {
  try {
    yield* entry;
  } catch (error) {
    throw readable((await failure) ?? error);
  }
}

/** What zlib and tar say of a damaged file, as a sentence. */
function readable(error: unknown): Error {
  const { code, message } = error as NodeJS.ErrnoException;
  if (code === "ENOENT" || code === "EACCES" || code === "EISDIR") return new BadArchive(`The backup cannot be read: ${message}`);
  if (/header|premature|Unexpected end|unexpected end|invalid|Invalid|incorrect data check/.test(message))
    return new BadArchive(`The backup is damaged or no backup of Beckon (${message}). Nothing was changed.`);
  return error as Error;
}

function tableOf(part: Part | null): string | null {
  return part?.name.startsWith(TABLES) ? (part.name.split("/")[1] ?? null) : null;
}

async function textOf(part: Part): Promise<string> {
  const chunks: Buffer[] = [];
  for await (const chunk of part.body) chunks.push(chunk);
  return Buffer.concat(chunks).toString("utf8");
}
