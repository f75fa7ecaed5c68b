import type { Suppression } from "@beckon/core";
import { findIdentities } from "../store/identities.ts";
import { listSuppressions, type SuppressionRow, type SuppressionsAsked } from "../store/suppressionList.ts";
import { suppressAddresses } from "../store/suppressions.ts";
import { type CsvChunk, type CsvFormat, CsvProblem, type CsvRow, readCsv } from "./csv/csvReader.ts";
import { BYTE_ORDER_MARK, csvLine } from "./csv/csvText.ts";
import { guessFormat, isBlank } from "./csv/guessFormat.ts";
import { EncodingWatch } from "./csv/textEncoding.ts";
import { Refusal } from "./refusal.ts";
import { type SuppressionDeps, tellSuppressed } from "./suppressionDesk.ts";

const MEGABYTE = 1_000_000;
/** About half a million addresses: what one request can take in before somebody's proxy grows impatient. */
const MAX_MEGABYTES = 20;
const SAMPLE_BYTES = 256 * 1024;
const ROWS_AT_ONCE = 1_000;
const FAULTS_TOLD = 100;
const DETAIL_MAX = 500;

export interface SuppressionFileOutcome {
  /** Addresses that are suppressed since now. */
  readonly added: number;
  /** Addresses that were suppressed already, or stood in the file before. */
  readonly known: number;
  readonly faulty: number;
  /** The first of them. */
  readonly faults: readonly RowFault[];
}

interface RowFault {
  readonly row: number;
  readonly problem: string;
}

interface Columns {
  readonly address: number;
  readonly channel: number;
  readonly reason: number;
  readonly detail: number;
}

type Entry = Pick<SuppressionRow, "channel" | "address" | "reason" | "detail">;

/** Names that columns have in the exports of others. */
const NAMES: { readonly [column in keyof Columns]: RegExp } = {
  address: /^(?:address|e-?mail|e-?mail[ _]address|recipient)$/i,
  channel: /^(?:channel|medium)$/i,
  reason: /^(?:reason|type|why|suppression[ _]?reason)$/i,
  detail: /^(?:detail|details|note|description|comment)$/i,
};

/** What others call the three reasons. */
const REASONS: { readonly [word: string]: Suppression["reason"] } = {
  hard_bounce: "hard_bounce",
  hardbounce: "hard_bounce",
  bounce: "hard_bounce",
  bounced: "hard_bounce",
  complaint: "complaint",
  complained: "complaint",
  spam: "complaint",
  spam_complaint: "complaint",
  spam_report: "complaint",
  spamcomplaint: "complaint",
  manual: "manual",
};

/**
 * Suppresses every address of a CSV file. Nothing is taken of a file that is too large or cannot be read to its end; of any other, each row that
 * can be read is, so that a mended file can simply be sent again.
 * @throws Refusal `import_file_too_large`, `import_file_unusable`
 */
export async function importSuppressions(deps: SuppressionDeps, workspaceId: number, body: AsyncIterable<Buffer>, by: string): Promise<SuppressionFileOutcome> {
  const { bytes, format } = await wholeFile(body);
  const taking = new FileTaking(deps, workspaceId, `From a file, by ${by}`);
  const bytesFrom = async function* (offset: number) {
    yield bytes.subarray(offset);
  };
  const chunks = () => readCsv(bytesFrom, format, { offset: 0, row: 0 }, ROWS_AT_ONCE);
  await refuseUnreadable(chunks());
  let columns: Columns | null = format.hasHeader ? null : { address: 0, channel: -1, reason: -1, detail: -1 };
  for await (const { rows } of chunks()) {
    const filled = rows.filter(({ cells }) => !isBlank(cells));
    const header = columns === null ? filled.shift() : undefined;
    if (header) columns = columnsOf(header.cells);
    if (columns) await taking.take(filled, columns);
  }
  return taking.outcome;
}

/** Reads it to its end before anything is changed. */
async function refuseUnreadable(chunks: AsyncIterable<CsvChunk>): Promise<void> {
  try {
    for await (const _ of chunks);
  } catch (error) {
    throw error instanceof CsvProblem ? new Refusal("import_file_unusable", { problem: error.message }) : error;
  }
}

/** The suppressed addresses as CSV, newest first: as a file that can be brought in again. */
export async function* suppressionLines(
  deps: Pick<SuppressionDeps, "db">,
  workspaceId: number,
  asked: Pick<SuppressionsAsked, "search" | "reason">,
  timeText: (at: number) => string,
): AsyncGenerator<string> {
  yield BYTE_ORDER_MARK + csvLine(["address", "channel", "reason", "detail", "at"]);
  let after: SuppressionRow | null = null;
  do {
    const rows: SuppressionRow[] = await listSuppressions(deps.db, workspaceId, { ...asked, after, limit: ROWS_AT_ONCE });
    yield rows.map((row) => csvLine([row.address, row.channel, row.reason, row.detail, timeText(row.at)])).join("");
    after = rows.length === ROWS_AT_ONCE ? (rows.at(-1) ?? null) : null;
  } while (after !== null);
}

/** A file that is being taken in, and what has become of it so far. */
class FileTaking {
  readonly #deps: SuppressionDeps;
  readonly #workspaceId: number;
  readonly #detail: string;
  readonly #faults: RowFault[] = [];
  #added = 0;
  #known = 0;
  #faulty = 0;

  constructor(deps: SuppressionDeps, workspaceId: number, detail: string) {
    this.#deps = deps;
    this.#workspaceId = workspaceId;
    this.#detail = detail;
  }

  async take(rows: readonly CsvRow[], columns: Columns): Promise<void> {
    const entries = rows.map((row) => this.#read(row, columns)).filter((entry) => entry !== null);
    const { db, clock } = this.#deps;
    const at = clock.now();
    const added = await suppressAddresses(
      db,
      entries.map((entry) => ({ ...entry, workspaceId: this.#workspaceId, at, sendId: null })),
    );
    this.#added += added.length;
    this.#known += entries.length - added.length;
    const owners = await findIdentities(
      db,
      added.map(({ channel, address }) => ({ workspaceId: this.#workspaceId, kind: channel, value: address })),
    );
    await tellSuppressed(
      this.#deps,
      this.#workspaceId,
      owners.map(({ kind, value, profileId }) => ({ channel: kind, address: value, profileId })),
    );
  }

  #refuse(fault: RowFault): void {
    this.#faulty += 1;
    if (this.#faults.length < FAULTS_TOLD) this.#faults.push(fault);
  }

  get outcome(): SuppressionFileOutcome {
    return { added: this.#added, known: this.#known, faulty: this.#faulty, faults: this.#faults };
  }

  #read({ row, cells }: CsvRow, columns: Columns): Entry | null {
    const cell = (column: number) => (cells[column] ?? "").trim();
    // Files that were made for spreadsheets have an apostrophe before what looks like a formula.
    const address = cell(columns.address)
      .replace(/^'(?=[=+\-@])/, "")
      .toLowerCase();
    const channel = (cell(columns.channel) || "email").toLowerCase();
    const reason = cell(columns.reason) === "" ? "manual" : reasonOf(cell(columns.reason));
    const problem = faultOf(address, channel, reason, cell(columns.reason));
    if (problem !== null || reason === undefined) {
      this.#refuse({ row, problem: problem ?? "" });
      return null;
    }
    return {
      channel,
      address,
      reason,
      detail:
        cell(columns.detail)
          .replace(/\p{Cc}+/gu, " ")
          .slice(0, DETAIL_MAX) || this.#detail,
    };
  }
}

function faultOf(address: string, channel: string, reason: Suppression["reason"] | undefined, word: string): string | null {
  if (address === "") return "There is no address in this row.";
  if (channel !== "email") return `There is no channel “${short(channel)}”; it is email, or left empty.`;
  if (address.length > 320 || !/^[^\s@,;<>\p{Cc}]+@[^\s@,;<>\p{Cc}]+$/u.test(address))
    return `“${short(address)}” is no email address; it would look like ann@shop.example.`;
  if (reason === undefined) return `“${short(word)}” is no reason; write hard_bounce, complaint or manual, or leave it empty.`;
  return null;
}

function reasonOf(word: string): Suppression["reason"] | undefined {
  const key = word.toLowerCase().replace(/[\s-]+/g, "_");
  return Object.hasOwn(REASONS, key) ? REASONS[key] : undefined;
}

function columnsOf(header: readonly string[]): Columns {
  const at = (column: keyof Columns) => header.findIndex((name) => NAMES[column].test(name.trim()));
  const found = { address: at("address"), channel: at("channel"), reason: at("reason"), detail: at("detail") };
  if (found.address >= 0) return found;
  const names = `${header.slice(0, 10).map(short).join(", ")}${header.length > 10 ? " and more" : ""}`;
  throw new Refusal("import_file_unusable", { problem: `No column is called address or email; the columns are ${names}.` });
}

function short(text: string): string {
  return text.length > 60 ? `${text.slice(0, 60)}…` : text;
}

async function wholeFile(body: AsyncIterable<Buffer>): Promise<{ readonly bytes: Buffer; readonly format: CsvFormat }> {
  const pieces: Buffer[] = [];
  const watch = new EncodingWatch();
  let length = 0;
  for await (const piece of body) {
    length += piece.length;
    if (length > MAX_MEGABYTES * MEGABYTE) throw new Refusal("import_file_too_large", { megabytes: MAX_MEGABYTES });
    watch.push(piece);
    pieces.push(piece);
  }
  if (length === 0) throw new Refusal("import_file_unusable", { problem: "The file is empty." });
  const read = watch.end();
  if ("problem" in read) throw new Refusal("import_file_unusable", { problem: read.problem });
  const bytes = Buffer.concat(pieces);
  return { bytes, format: await guessFormat(bytes.subarray(0, SAMPLE_BYTES), read.encoding) };
}
