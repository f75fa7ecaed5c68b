import { expect, test } from "vitest";
import { csvLine } from "./csvText.ts";

test("a cell is quoted where it must be", () => {
  expect(csvLine(["a", 'say "hi"', "x,y", "two\nlines", " padded", null, 5])).toBe('a,"say ""hi""","x,y","two\nlines"," padded",,5\r\n');
});

test.each(["=1+1", "+cmd|' /C calc'!A0", "-2+3", "@SUM(A1)", "\t=1", " =1", "\uff1d1", '=HYPERLINK("http://evil.example")'])(
  "%j is shown and never run",
  (text) => {
    expect(csvLine([text]).replace(/^"/, "").startsWith("'")).toBe(true);
  },
);

test.each(["-5", "+49 170 1234567", "-1.234,56", "(030) 12", "plain"])("%j stays as it is", (text) => {
  expect(csvLine([text]).replaceAll('"', "")).toBe(`${text}\r\n`);
});
