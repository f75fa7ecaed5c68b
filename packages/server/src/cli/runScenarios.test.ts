import { mkdir, mkdtemp, rm, writeFile } from "node:fs/promises";
import os from "node:os";
import path from "node:path";
import { GALLERY } from "@beckon/core/gallery";
import { afterEach, beforeEach, expect, test } from "vitest";
import { stringify } from "yaml";
import { Printer } from "./printer.ts";
import { runScenarios } from "./runScenarios.ts";

let folder: string;

beforeEach(async () => {
  folder = await mkdtemp(path.join(os.tmpdir(), "beckon-scenarios-"));
  for (const name of ["journeys", "scenarios"]) await mkdir(path.join(folder, name));
  await write("journeys/welcome-series.yaml", GALLERY.find(({ document }) => document.key === "welcome-series")?.document);
});

afterEach(() => rm(folder, { recursive: true }));

const write = (file: string, document: unknown) => writeFile(path.join(folder, file), stringify(document));

async function play(): Promise<{ readonly code: number; readonly said: string }> {
  let said = "";
  const printer = new Printer({ write: (text) => (said += text) }, false);
  return { code: await runScenarios({ name: "test", folder }, printer), said };
}

const evening = {
  name: "who buys on the evening before clocks go back is written to at ten in the morning",
  profile: { timezone: "Europe/Berlin" },
  given: [
    { at: "2026-10-24T09:00:00Z", event: "Signed Up" },
    { at: "2026-10-24T20:00:00Z", event: "Order Completed" },
  ],
  expect: {
    sends: [
      { at: "2026-10-24T09:00:00Z", message: "welcome-series/welcome" },
      { at: "2026-10-25T09:00:00Z", message: "welcome-series/goes-with-it" },
    ],
  },
};

test("a scenario that goes as it says passes, and one that does not names the difference", async () => {
  await write("scenarios/evening.yaml", evening);
  expect(await play()).toMatchObject({ code: 0, said: expect.stringContaining("1 of 1 scenarios went as they say.") });
  await write("scenarios/wrong.yaml", { ...evening, expect: { ends: { "welcome-series": ["exception"] } } });
  expect(await play()).toMatchObject({ code: 1, said: expect.stringContaining('end of welcome-series: expected ["exception"], found ["completed"]') });
});

test("a definition that is wrong is named with its line, before anything is played", async () => {
  await write("journeys/welcome-series.yaml", {
    key: "broken",
    name: "Broken",
    trigger: { kind: "event", event: "X" },
    steps: [{ id: "a", kind: "teleport" }],
  });
  await write("scenarios/evening.yaml", evening);
  await expect(play()).rejects.toThrow("mend the definitions first");
});

test("a scenario that is none says what is missing", async () => {
  await write("scenarios/empty.yaml", { name: "empty" });
  expect(await play()).toMatchObject({ code: 1, said: expect.stringContaining("given") });
});
