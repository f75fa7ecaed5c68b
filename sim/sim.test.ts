import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { type TestDatabase, testDatabase } from "../test/database.ts";
import { Simulation } from "./simulation.ts";
import type { Tally } from "./tally.ts";

const SEEDS = 16;
let database: TestDatabase;

beforeAll(async () => {
  database = await testDatabase();
});
afterAll(() => database.drop());

describe("the simulator", () => {
  test("breaks no promise in any of its lives", async () => {
    const all: Tally[] = [];
    for (let seed = 1; seed <= SEEDS; seed += 1) all.push(await new Simulation({ seed, db: database.db }).run());
    const sum = (name: keyof Tally) => all.reduce((total, tally) => total + tally[name], 0);
    expect(sum("sent")).toBeGreaterThan(SEEDS);
    expect(sum("crashes")).toBeGreaterThan(SEEDS);
    expect(sum("steps")).toBeGreaterThan(5 * SEEDS);
  }, 300_000);
});
