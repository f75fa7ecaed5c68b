import { readFileSync } from "node:fs";
import path from "node:path";
import { describe, expect, test } from "vitest";
import { settingsTable } from "../packages/server/src/config.ts";
import { projectFolder } from "../packages/server/src/projectFolder.ts";

const PAGES = ["README.md", "CONTRIBUTING.md", "GLOSSARY.md", "CHANGELOG.md", "ARCHITECTURE.md"];
const textOf = (file: string) => readFileSync(path.join(projectFolder(), file), "utf8");

describe("the pages for readers", () => {
  test("README.md has every setting as the program knows it", () => {
    expect(textOf("README.md")).toContain(`test/readme.test.ts -->\n${settingsTable()}\n<!-- /settings -->`);
  });

  test.each(PAGES)("%s links to files that exist", (page) => {
    const links = [...textOf(page).matchAll(/\]\((?!https?:)([^)#]+)/g)].map((link) => link[1] ?? "");
    expect(links.filter((link) => !isThere(link))).toEqual([]);
  });

  test("every command that the pages name is one", () => {
    const scripts = Object.keys((JSON.parse(textOf("package.json")) as { scripts: object }).scripts);
    const named = PAGES.flatMap((page) => [...textOf(page).matchAll(/npm (?:run )?([a-z][\w:]*)/g)].map((match) => match[1] ?? ""));
    expect(named.filter((name) => !scripts.includes(name) && !["ci", "install", "i"].includes(name))).toEqual([]);
  });
});

function isThere(link: string): boolean {
  try {
    readFileSync(path.join(projectFolder(), link));
    return true;
  } catch (error) {
    return (error as NodeJS.ErrnoException).code === "EISDIR";
  }
}
