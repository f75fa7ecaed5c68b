import { mkdirSync, mkdtempSync, readlinkSync, rmSync, writeFileSync } from "node:fs";
import os from "node:os";
import path from "node:path";
import { afterEach, beforeEach, describe, expect, test } from "vitest";
import { hydrateSymlinks, locateBinaries, majorVersionOf, reachableBinaries } from "./binaries.ts";
import type { OsUser } from "./osUser.ts";

let folder: string;
beforeEach(() => {
  folder = mkdtempSync(path.join(os.tmpdir(), "beckon-binaries-"));
});
afterEach(() => rmSync(folder, { recursive: true }));

/** A package as npm leaves it when install scripts are not run: without its links. */
function unhydratedPackage(): { native: string; link: string } {
  const native = path.join(folder, "native");
  mkdirSync(path.join(native, "lib"), { recursive: true });
  writeFileSync(path.join(native, "lib", "libpq.so.5.18"), "");
  writeFileSync(path.join(folder, "package.json"), '{"version":"18.4.0"}');
  writeFileSync(path.join(native, "pg-symlinks.json"), JSON.stringify([{ source: "native/lib/libpq.so.5.18", target: "native/lib/libpq.so.5" }]));
  return { native, link: path.join(native, "lib", "libpq.so.5") };
}

describe("the binaries", () => {
  test("get the links that a skipped install script owes them, once", async () => {
    const { native, link } = unhydratedPackage();
    await hydrateSymlinks(native);
    await hydrateSymlinks(native);
    expect(readlinkSync(link)).toBe("libpq.so.5.18");
  });

  test("are copied to where their user can read them, and left where he can", async () => {
    const { native, link } = unhydratedPackage();
    await hydrateSymlinks(native);
    const stranger: OsUser = { name: "stranger", uid: 54_321, gid: 54_321 };
    const copyFolder = path.join(folder, "copy");
    const copy = await reachableBinaries({ folder: native }, stranger, copyFolder);
    expect(copy.folder).toBe(path.join(copyFolder, "18.4.0"));
    expect(readlinkSync(path.join(copy.folder, path.relative(native, link)))).toBe("libpq.so.5.18");
    expect(await reachableBinaries({ folder: native }, undefined, copyFolder)).toEqual({ folder: native });
  });

  test("are of PostgreSQL 18", async () => {
    expect(majorVersionOf(await locateBinaries())).toBe("18");
  });
});
