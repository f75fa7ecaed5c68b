import { expect, test } from "vitest";
import { cameBy } from "./firstContact.ts";

const SPRING = { name: "spring", source: "news", medium: "email" };

test("a campaign is what the library read, else what the address says", () => {
  expect(cameBy({ campaign: SPRING }, {}).campaign).toEqual(SPRING);
  expect(cameBy({ page: { url: "https://shop.example/p?utm_source=news&utm_medium=email&utm_campaign=spring" } }, {}).campaign).toEqual(SPRING);
  expect(cameBy({ page: { search: "?utm_source=news" } }, {}).campaign).toEqual({ name: null, source: "news", medium: null });
  expect(cameBy({ campaign: {} }, { url: "https://shop.example/" }).campaign).toBeNull();
});

test("who led here is another site's host, and the page is its path", () => {
  const page = { url: "https://shop.example/p?x=1", referrer: "https://www.google.com/search?q=cups" };
  expect(cameBy({ page }, {})).toEqual({ campaign: null, referrer: "www.google.com", page: "/p" });
  expect(cameBy({ page: { ...page, referrer: "https://shop.example/" } }, {}).referrer).toBeNull();
  expect(cameBy({}, { referrer: "no address", path: 7 })).toEqual({ campaign: null, referrer: null, page: null });
});
