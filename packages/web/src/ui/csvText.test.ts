import { expect, test } from "vitest";
import { csvText } from "./csvText.ts";

test("quotes what needs it, and lets no formula through", () => {
  expect(
    csvText([
      ["name", "note"],
      ['Ann "A" Lee', "a,b"],
      ["=HYPERLINK(1)", -5],
      [null, "two\nlines"],
    ]),
  ).toBe('name,note\r\n"Ann ""A"" Lee","a,b"\r\n\'=HYPERLINK(1),-5\r\n,"two\nlines"\r\n');
});
