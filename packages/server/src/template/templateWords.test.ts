import { TEMPLATE_FILTERS, TEMPLATE_TAGS } from "@beckon/core";
import { Liquid } from "liquidjs";
import { expect, test } from "vitest";
import { htmlLiquid, textLiquid } from "./liquidEngines.ts";
import { LINK_TAG, PIXEL_TAG } from "./liquidTags.ts";

const engines = { html: htmlLiquid, text: textLiquid };
const plain = new Liquid();

test.each(Object.entries(engines))("every word that the editor offers is known to the engine for %s", (_name, engine) => {
  const unknown = [
    ...TEMPLATE_FILTERS.filter(({ name }) => !Object.hasOwn(engine.filters, name)),
    ...TEMPLATE_TAGS.filter(({ name }) => !Object.hasOwn(engine.tags, name)),
  ];
  expect(unknown).toEqual([]);
});

test.each([...TEMPLATE_FILTERS, ...TEMPLATE_TAGS])("the example of $name can be parsed", ({ example }) => {
  expect(() => htmlLiquid.parse(example)).not.toThrow();
});

test("filters and tags of our own are all offered", () => {
  const filters = Object.keys(htmlLiquid.filters).filter((name) => !Object.hasOwn(plain.filters, name));
  const tags = Object.keys(htmlLiquid.tags).filter((name) => !Object.hasOwn(plain.tags, name));
  expect(TEMPLATE_FILTERS.map(({ name }) => name)).toEqual(expect.arrayContaining(filters));
  expect(TEMPLATE_TAGS.map(({ name }) => name)).toEqual(expect.arrayContaining(tags.filter((tag) => ![LINK_TAG, PIXEL_TAG].includes(tag))));
});
