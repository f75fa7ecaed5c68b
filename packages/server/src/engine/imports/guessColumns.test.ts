import { expect, test } from "vitest";
import { guessColumns } from "./guessColumns.ts";

const NOTHING_KNOWN = { attributes: [], topics: [], identifierKinds: [] };
const guess = (name: string, values: readonly string[]) => guessColumns([name], [values], NOTHING_KNOWN)[0];
const days = Array.from({ length: 20 }, (_, day) => `2024-03-${String(day + 1).padStart(2, "0")}`);

test("a column of dates with one slip among many is still one of dates, and says what the slip is", () => {
  expect(guess("Signup date", [...days, "31/31/2024"])).toEqual({
    column: { as: "attribute", name: "signup_date", type: "date", format: "ymd" },
    doubt: "“31/31/2024” is no date, as nearly all others are; choose text to take it as it is.",
  });
  expect(guess("Signup date", days)).toMatchObject({ column: { type: "date" }, doubt: null });
});

test("where few values are known, or many are no dates, it is text", () => {
  expect(guess("Signup date", ["2024-03-01", "soon"])).toMatchObject({ column: { type: "text" }, doubt: null });
  expect(guess("Signup date", [...days, ...days.map(() => "soon")])).toMatchObject({ column: { type: "text" } });
});
