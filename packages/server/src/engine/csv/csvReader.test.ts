import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { type CsvFormat, CsvProblem, type CsvRow, readCsv } from "./csvReader.ts";
import { guessFormat } from "./guessFormat.ts";
import { EncodingWatch, type TextEncoding } from "./textEncoding.ts";

function encode(text: string, encoding: TextEncoding, mark = false): Buffer {
  const marked = mark ? `\ufeff${text}` : text;
  if (encoding === "utf-16le") return Buffer.from(marked, "utf16le");
  if (encoding === "utf-16be") return Buffer.from(marked, "utf16le").swap16();
  return encoding === "windows-1252" ? Buffer.from(text, "latin1") : Buffer.from(marked);
}

async function read(bytes: Buffer, format: Partial<CsvFormat> = {}, from = { offset: 0, row: 0 }, chunk = 1) {
  const pieces = async function* (offset: number) {
    for (let at = offset; at < bytes.length; at += 7) yield bytes.subarray(at, at + 7);
  };
  const rows: CsvRow[] = [];
  const ends = [];
  for await (const { rows: some, end } of readCsv(pieces, { encoding: "utf-8", delimiter: ",", hasHeader: true, ...format }, from, chunk)) {
    rows.push(...some);
    ends.push(end);
  }
  return { rows, ends };
}

describe("reading", () => {
  test("quotes, line breaks in cells and mixed ends of lines", async () => {
    const { rows } = await read(Buffer.from('a,b\r\n1,"x\ny, ""z"""\n2,5" screen\r3,é\n\n4'));
    expect(rows).toEqual([
      { row: 1, cells: ["a", "b"] },
      { row: 2, cells: ["1", 'x\ny, "z"'] },
      { row: 3, cells: ["2", '5" screen'] },
      { row: 4, cells: ["3", "é"] },
      { row: 5, cells: [""] },
      { row: 6, cells: ["4"] },
    ]);
  });

  const cell = fc.string({ unit: fc.constantFrom("a", "é", "€", "😀", '"', ",", "\n", " ") });
  test.each(["utf-8", "utf-16le", "utf-16be", "windows-1252"] as const)("goes on in %s after any row exactly where it was", async (encoding) => {
    await fc.assert(
      fc.asyncProperty(fc.array(fc.array(cell, { minLength: 2, maxLength: 3 }), { minLength: 1, maxLength: 6 }), fc.boolean(), async (records, mark) => {
        const clean = encoding === "windows-1252" ? records.map((cells) => cells.map((each) => each.replace(/[€😀]/gu, "ü"))) : records;
        const text = clean.map((cells) => cells.map((each) => `"${each.replaceAll('"', '""')}"`).join(",")).join("\n");
        const bytes = encode(text, encoding, mark);
        const whole = await read(bytes, { encoding });
        expect(whole.rows.map(({ cells }) => cells)).toEqual(clean);
        for (const [index, end] of whole.ends.entries()) expect((await read(bytes, { encoding }, end)).rows).toEqual(whole.rows.slice(index + 1));
      }),
      { numRuns: 40 },
    );
  });

  test("a quotation mark that nobody closes is named with its row, and not read to the end", async () => {
    let given = 0;
    const endless = async function* () {
      yield Buffer.from('a,b\n1,2\n3,"');
      for (; given < 10_000; given += 1) yield Buffer.alloc(64 * 1024, "x");
    };
    const reading = (async () => {
      for await (const _ of readCsv(endless, { encoding: "utf-8", delimiter: ",", hasHeader: true }, { offset: 0, row: 0 }, 10));
    })();
    await expect(reading).rejects.toThrow(CsvProblem);
    await expect(reading).rejects.toThrow("Row 3 has a quotation mark that is opened and never closed");
    expect(given).toBeLessThan(200);
  });

  test("the rows before such a mark are still read, and a sample of them is enough to map the columns", async () => {
    const file = Buffer.from('email;name\na@x.example;Anna\nb@x.example;"Bob\nc@x.example;Carl\n');
    const rows: CsvRow[] = [];
    const reading = (async () => {
      const bytes = async function* () {
        yield file;
      };
      for await (const chunk of readCsv(bytes, { encoding: "utf-8", delimiter: ";", hasHeader: true }, { offset: 0, row: 0 }, 1)) rows.push(...chunk.rows);
    })();
    await expect(reading).rejects.toThrow("Row 3 has a quotation mark");
    expect(rows.map(({ cells }) => cells)).toEqual([
      ["email", "name"],
      ["a@x.example", "Anna"],
    ]);
    expect(await guessFormat(file, "utf-8")).toEqual({ encoding: "utf-8", delimiter: ";", hasHeader: true });
  });
});

describe("the encoding", () => {
  function watch(...pieces: Buffer[]) {
    const one = new EncodingWatch();
    for (const piece of pieces) one.push(piece);
    return one.end();
  }

  test.each([
    ["utf-8", false],
    ["utf-8", true],
    ["utf-16le", true],
    ["utf-16le", false],
    ["utf-16be", true],
    ["windows-1252", false],
  ] as const)("%s is recognised (with a mark: %s)", (encoding, mark) => {
    expect(watch(encode("Müller,Käse und Brot\n1,2", encoding, mark))).toEqual({ encoding });
  });

  test("is told by the last byte too", () => {
    expect(watch(Buffer.alloc(100_000, "a"), Buffer.from([0xe9]))).toEqual({ encoding: "windows-1252" });
    expect(watch(Buffer.from("ab\xc3", "latin1"), Buffer.from([0xa9]))).toEqual({ encoding: "utf-8" });
  });

  test.each([
    ["504b0304", "Excel workbook"],
    ["1f8b08", "gzip"],
    ["25504446", "PDF"],
    ["61620063", "NUL"],
  ])("%s is no text, and it is said what it is", (hex, what) => {
    expect(watch(Buffer.from(hex, "hex"))).toEqual({ problem: expect.stringContaining(what) });
  });
});

describe("the format is guessed", () => {
  test.each([
    ["a,b\n1,2", ","],
    ["a;b\n1,5;2,5", ";"],
    ["a\tb\n1,x\t2", "\t"],
    ["Name;Note\nAnn;a, b, c\nBob;d", ";"],
  ])("%j", async (text, delimiter) => {
    expect(await guessFormat(Buffer.from(text), "utf-8")).toMatchObject({ delimiter, hasHeader: true });
  });

  test("a first row with an address in it is no header", async () => {
    expect(await guessFormat(Buffer.from("ann@shop.example,Ann\nbob@shop.example,Bob"), "utf-8")).toMatchObject({ hasHeader: false });
  });
});
