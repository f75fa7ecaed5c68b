import { TextDecoder } from "node:util";

export const TEXT_ENCODINGS = ["utf-8", "utf-16le", "utf-16be", "windows-1252"] as const;
export type TextEncoding = (typeof TEXT_ENCODINGS)[number];

/** Foreign formats that people take for CSV, by their first bytes. */
const FOREIGN: readonly { readonly begins: string; readonly is: string }[] = [
  { begins: "504b0304", is: "an Excel workbook or a ZIP archive; open it and save the sheet as CSV" },
  { begins: "d0cf11e0", is: "an old Excel workbook; open it and save the sheet as CSV" },
  { begins: "1f8b", is: "compressed with gzip; unpack it first" },
  { begins: "25504446", is: "a PDF; a CSV file is needed" },
  { begins: "89504e47", is: "a picture; a CSV file is needed" },
  { begins: "ffd8ff", is: "a picture; a CSV file is needed" },
  { begins: "28b52ffd", is: "compressed with zstd; unpack it first" },
  { begins: "425a68", is: "compressed with bzip2; unpack it first" },
  { begins: "377abcaf", is: "a 7z archive; unpack it first" },
];

const MARKS: readonly { readonly begins: string; readonly encoding: TextEncoding }[] = [
  { begins: "efbbbf", encoding: "utf-8" },
  { begins: "fffe", encoding: "utf-16le" },
  { begins: "feff", encoding: "utf-16be" },
];

/** Bytes of the mark with which the file begins, or 0. */
export function markLength(head: Buffer, encoding: TextEncoding): number {
  const mark = MARKS.find((each) => each.encoding === encoding);
  return mark && beginsWith(head, mark.begins) ? mark.begins.length / 2 : 0;
}

function beginsWith(head: Buffer, hex: string): boolean {
  return head.subarray(0, hex.length / 2).toString("hex") === hex;
}

/** Looks at every byte of a file while it comes in, and says at the end how its text is written. */
export class EncodingWatch {
  #head: Buffer = Buffer.alloc(0);
  #utf8: TextDecoder | null = new TextDecoder("utf-8", { fatal: true });
  #marked: TextEncoding | null = null;
  #seen = false;
  #nul = false;

  push(bytes: Buffer): void {
    if (!this.#seen) this.#begin(bytes);
    if (this.#marked !== "utf-16le" && this.#marked !== "utf-16be" && bytes.includes(0)) this.#nul = true;
    try {
      this.#utf8?.decode(bytes, { stream: true });
    } catch {
      this.#utf8 = null;
    }
  }

  /** The encoding, or why this is no text. */
  end(): { readonly encoding: TextEncoding } | { readonly problem: string } {
    const foreign = FOREIGN.find(({ begins }) => beginsWith(this.#head, begins));
    if (foreign) return { problem: `This file is ${foreign.is}.` };
    if (this.#nul) return { problem: "This file is not text (it holds NUL bytes); save it as CSV." };
    if (this.#marked) return { encoding: this.#marked };
    try {
      this.#utf8?.decode();
    } catch {
      this.#utf8 = null;
    }
    return { encoding: this.#utf8 === null ? "windows-1252" : "utf-8" };
  }

  #begin(bytes: Buffer): void {
    this.#seen = true;
    this.#head = bytes.subarray(0, 4_096);
    this.#marked = MARKS.find(({ begins }) => beginsWith(this.#head, begins))?.encoding ?? unmarkedUtf16(this.#head);
  }
}

/** UTF-16 without a mark: of western text every other byte is zero. */
function unmarkedUtf16(head: Buffer): TextEncoding | null {
  const pairs = Math.floor(head.length / 2);
  if (pairs < 2) return null;
  let [even, odd] = [0, 0];
  for (let at = 0; at < 2 * pairs; at += 1) {
    if (head[at] !== 0) continue;
    if (at % 2 === 0) even += 1;
    else odd += 1;
  }
  if (odd > 0.7 * pairs && even < 0.05 * pairs) return "utf-16le";
  if (even > 0.7 * pairs && odd < 0.05 * pairs) return "utf-16be";
  return null;
}

/** How many bytes of the file a text was. Exact, because in these each character has its one form. */
export function bytesOf(text: string, encoding: TextEncoding): number {
  if (encoding === "windows-1252") return text.length;
  return encoding === "utf-8" ? Buffer.byteLength(text) : 2 * text.length;
}
