import { mkdirSync, rmSync, utimesSync, writeFileSync } from "node:fs";
import path from "node:path";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { projectFolder } from "../packages/server/src/projectFolder.ts";
import { differs } from "../scripts/house/install.mjs";
import { isOlder } from "../scripts/house/node.mjs";
import { isFresh, stampOf, writeStamp } from "../scripts/house/stamp.mjs";

describe("the start", () => {
  test.each([
    ["18.20.4", true],
    ["20.9.0", true],
    ["20.18.9", true],
    ["20.19.0", false],
    ["20.20.2", false],
    ["22.0.0", false],
  ])("with Node %s: too old is %s", (version, old) => {
    expect(isOlder(version, "20.19")).toBe(old);
  });

  test("installs when a package is missing, another, or new", () => {
    const a = { "node_modules/a": { version: "1.0.0" } };
    expect(differs(a, {})).toBe(true);
    expect(differs(a, { "node_modules/a": { version: "1.0.1" } })).toBe(true);
    expect(differs({ ...a, "packages/web/node_modules/b": { version: "1.0.0" } }, a)).toBe(true);
  });

  test("does not install again for packages of other machines, workspaces, or what it has beyond", () => {
    const installed = { "node_modules/a": { version: "1.0.0" }, "node_modules/left": { version: "0.1.0" } };
    const wanted = { "": {}, "packages/web": {}, "node_modules/a": { version: "1.0.0" }, "node_modules/a-darwin": { version: "1.0.0", optional: true } };
    expect(differs(wanted, installed)).toBe(false);
  });
});

describe("a build", () => {
  const folder = path.join("node_modules", ".cache", `beckon-stamp-${process.pid}`);
  const file = path.join(projectFolder(), folder, "src", "a.ts");
  const name = `test-${process.pid}`;
  beforeAll(() => {
    mkdirSync(path.dirname(file), { recursive: true });
    writeFileSync(file, "one");
  });
  afterAll(() => {
    rmSync(path.join(projectFolder(), folder), { recursive: true });
    rmSync(path.join(projectFolder(), "dist", `.${name}.stamp`));
  });

  test("is fresh until a source changes, comes or goes; a test is no source", () => {
    const src = path.join(folder, "src");
    writeStamp(name, stampOf([src]));
    expect(isFresh(name, stampOf([src]))).toBe(true);
    writeFileSync(path.join(path.dirname(file), "a.test.ts"), "test");
    expect(isFresh(name, stampOf([src]))).toBe(true);
    utimesSync(file, new Date(), new Date(Date.now() + 5_000));
    expect(isFresh(name, stampOf([src]))).toBe(false);
    writeStamp(name, stampOf([src]));
    writeFileSync(path.join(path.dirname(file), "b.ts"), "two");
    expect(isFresh(name, stampOf([src]))).toBe(false);
  });
});
