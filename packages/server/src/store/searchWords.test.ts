import { describe, expect, test } from "vitest";
import { searchWordsOf, termsOf, tsqueryOf } from "./searchWords.ts";

const words = (attributes: Record<string, string>, emails: string[] = []) => searchWordsOf(attributes, emails).split(" ");

describe("what a profile is found by", () => {
  test("each word of the name, without accents", () => {
    expect(words({ name: "Zoë Müller-Jones" })).toEqual(["zoe", "muller", "jones"]);
  });

  test("the address whole, the later parts before the @, and the domain", () => {
    expect(words({ email: "Ann.Miller@Shop.example" })).toEqual(["ann.miller@shop.example", "miller", "shop.example"]);
  });

  test("an address it is only known by", () => {
    expect(words({}, ["bob@x.io"])).toEqual(["bob@x.io", "x.io"]);
  });

  test("a phone number with and without a country code of any length", () => {
    expect(words({ phone: "+49 151 234567" })).toEqual(["49151234567", "9151234567", "151234567", "51234567"]);
  });

  test("nothing of a visitor without a name", () => {
    expect(searchWordsOf({ plan: "pro" }, [])).toBe("");
  });
});

describe("what was typed", () => {
  test("is folded like the words, and a dotted word is also its pieces", () => {
    expect(termsOf(" ZOË  ann.miller ")).toEqual([[["zoe"]], [["ann.miller"], ["ann", "miller"]]]);
  });

  test("of a phone number is its digits, without the zero of a national number", () => {
    expect(termsOf("0151 / 234-567")).toEqual([[["151234567"]]]);
  });

  test("that holds no letter and no digit asks for nothing", () => {
    expect(termsOf("% _ '")).toEqual([]);
  });

  test("cannot break out of the query", () => {
    expect(tsqueryOf(termsOf("o'neill"))).toBe("(('o''neill':*) | ('o':* & 'neill':*))");
  });
});
