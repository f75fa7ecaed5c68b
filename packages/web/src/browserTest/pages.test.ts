import { readFileSync } from "node:fs";
import { expect, test } from "vitest";
import { PROVIDER_KINDS } from "../../../server/src/channels/providerKinds.ts";
import { GUIDES, PROVIDERS, SETTINGS } from "./pages.ts";

const source = (file: string) => readFileSync(new URL(file, import.meta.url), "utf8");
const allIn = (text: string, pattern: RegExp) => [...text.matchAll(pattern)].map(([, found]) => found).sort();

test("every page of the settings, of the help and of a provider is one of the pages that are looked at", () => {
  expect([...SETTINGS].sort()).toEqual(allIn(source("../scenes/settings/sections.tsx"), /\{\s*key: "(\w+)"/g));
  expect([...GUIDES].sort()).toEqual(allIn(source("../scenes/help/helpPages.ts"), /page\("(?:concepts|guides)", "([\w-]+)"/g));
  expect([...PROVIDERS].sort()).toEqual(PROVIDER_KINDS.map(({ key }) => key).sort());
});
