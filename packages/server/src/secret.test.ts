import { mkdtempSync, readFileSync, rmSync, statSync, writeFileSync } from "node:fs";
import os from "node:os";
import path from "node:path";
import { afterEach, beforeEach, expect, test } from "vitest";
import { installationSecret } from "./secret.ts";

let dataDir: string;
beforeEach(() => {
  dataDir = mkdtempSync(path.join(os.tmpdir(), "beckon-secret-"));
});
afterEach(() => rmSync(dataDir, { recursive: true }));

test("a given secret is used and not stored", () => {
  expect(installationSecret({ secret: "g".repeat(32), dataDir })).toEqual({ secret: "g".repeat(32), madeIn: null });
  expect(() => readFileSync(path.join(dataDir, "secret"))).toThrow("ENOENT");
});

test("a missing one is made once, for its owner alone, and kept", () => {
  const first = installationSecret({ secret: null, dataDir });
  expect(first.madeIn).toBe(path.join(dataDir, "secret"));
  expect(statSync(path.join(dataDir, "secret")).mode & 0o777).toBe(0o600);
  expect(installationSecret({ secret: null, dataDir })).toEqual({ secret: first.secret, madeIn: null });
});

test("an emptied file is not silently replaced, for the links in sent mails hang on it", () => {
  writeFileSync(path.join(dataDir, "secret"), "\n");
  expect(() => installationSecret({ secret: null, dataDir })).toThrow("does not hold the secret");
});
