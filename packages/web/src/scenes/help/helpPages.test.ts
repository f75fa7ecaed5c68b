import { expect, test } from "vitest";
import { HELP_PAGES } from "./helpPages.ts";

test("each page of the help has an address of its own", () => {
  const slugs = HELP_PAGES.map(({ slug }) => slug);
  expect(slugs).toEqual([...new Set(slugs)]);
});
