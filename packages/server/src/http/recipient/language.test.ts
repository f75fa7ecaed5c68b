import { describe, expect, test } from "vitest";
import { acceptedLanguages, ownName, say, tongueOf } from "./language.ts";
import { en } from "./words/en.ts";

describe("the language of a page", () => {
  test("is the first wish that we speak, a dialect by its language, and English where there is none", () => {
    expect(tongueOf([null, "xx", "de-AT", "fr"])).toMatchObject({ tag: "de-AT", words: { save: "Speichern" } });
    expect([tongueOf(["zh"]).tag, tongueOf([]).tag, tongueOf(["de_AT!"]).tag, tongueOf(["__proto__"]).tag]).toEqual(["en", "en", "en", "en"]);
  });

  test("comes from the browser in the order of its weights", () => {
    expect(acceptedLanguages("en;q=0.5, de-AT, fr;q=0, nl;q=0.7")).toEqual(["de-AT", "nl", "en"]);
    expect([acceptedLanguages(undefined), acceptedLanguages(",;q=x,".repeat(1_000))]).toEqual([[], []]);
  });

  test("calls itself by its own name", () => {
    expect([ownName("de"), ownName("fr")]).toEqual(["Deutsch", "Français"]);
  });
});

test("every language fills the same places as English", () => {
  const places = (text: string) => (text.match(/\{\w+\}/g) ?? []).sort().join();
  const wrong = ["da", "de", "es", "fr", "it", "nl", "pl", "pt", "sv"].flatMap((language) => {
    const { words } = tongueOf([language]);
    return (Object.keys(en) as (keyof typeof en)[]).filter((name) => places(words[name]) !== places(en[name])).map((name) => `${language}.${name}`);
  });
  expect(wrong).toEqual([]);
});

test("a text keeps a place that nothing fills", () => {
  expect(say("{a} and {b}", { a: 1 })).toBe("1 and {b}");
});
