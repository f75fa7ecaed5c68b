import { existsSync, readdirSync, readFileSync } from "node:fs";
import path from "node:path";
import { expect, test } from "vitest";
import { projectFolder } from "../packages/server/src/projectFolder.ts";

const docs = path.join(projectFolder(), "docs");
const texts = ["concepts", "guides"].flatMap((folder) =>
  readdirSync(path.join(docs, folder))
    .filter((file) => file.endsWith(".md"))
    .map((file) => `${folder}/${file}`),
);

test("every text of the documentation is a page of the help, and every page has its text and an address of its own", () => {
  const list = readFileSync(path.join(projectFolder(), "packages/web/src/scenes/help/helpPages.ts"), "utf8");
  const pages = [...list.matchAll(/page\("(concepts|guides)", "([\w-]+)"/g)].map(([, folder, slug]) => `${folder}/${slug}.md`);
  expect([...pages].sort()).toEqual([...texts].sort());
  const addresses = pages.map((page) => path.basename(page));
  expect(addresses.filter((address, at) => addresses.indexOf(address) !== at)).toEqual([]);
});

test("every link and picture of the documentation leads to something", () => {
  const broken = texts.flatMap((text) => {
    const links = [...readFileSync(path.join(docs, text), "utf8").matchAll(/\]\(([^)\s#]+)/g)].map(([, link]) => link ?? "");
    const near = links.filter((link) => !/^(https?:|mailto:|\/)/.test(link));
    return near.filter((link) => !existsSync(path.join(docs, path.dirname(text), link))).map((link) => `${text}: ${link}`);
  });
  expect(broken).toEqual([]);
});

test("every concept has its picture", () => {
  const without = texts.filter((text) => text.startsWith("concepts/") && !/!\[[^\]]+\]\(/.test(readFileSync(path.join(docs, text), "utf8")));
  expect(without).toEqual([]);
});
