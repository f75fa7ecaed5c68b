import { HOUR, MINUTE } from "@beckon/core";
import { afterAll, beforeAll, beforeEach, describe, expect, test } from "vitest";
import { testClock } from "../../../../../test/clock.ts";
import { type TestDatabase, testDatabase } from "../../../../../test/database.ts";
import { createIngest } from "../ingest.ts";
import { JobFailure, type JobKind, type JobTools } from "./job.ts";
import { JobDesk } from "./jobDesk.ts";
import { JobRunner } from "./jobRunner.ts";

const NOON = Date.UTC(2026, 10, 24, 12);
const clock = testClock(NOON);
let database: TestDatabase;
let tools: JobTools;
let desk: JobDesk;
const errors: unknown[] = [];

beforeAll(async () => {
  database = await testDatabase();
  const { db } = database;
  const ingest = createIngest({ db, clock });
  tools = { db, clock, ingest, resolver: ingest.resolver, hashOf: () => "", wake: () => {} };
  desk = new JobDesk({ db, clock, wake: () => {} });
});
afterAll(() => database.drop());
beforeEach(async () => {
  clock.set(NOON);
  errors.length = 0;
  await database.db.query("delete from jobs");
});

/** Counts to ten; `seen` is told of each number. */
function counting(seen: number[], at: (number: number) => void = () => {}): JobKind {
  return {
    kind: "count",
    needs: "profiles:export",
    async *run(job) {
      for (let number = ((job.cursor as number | null) ?? 0) + 1; number <= 10; number += 1) {
        at(number);
        seen.push(number);
        yield { cursor: number, done: number, total: 10 };
      }
      return { summary: { counted: 10 } };
    },
  };
}

function runner(kind: JobKind, owner = "me", isDead = (_: string) => false): JobRunner {
  return new JobRunner({ tools, kinds: new Map([[kind.kind, kind]]), owner, isDead, onError: (error) => errors.push(error) });
}

function start(title = "Count", readyAt = NOON) {
  return desk.start({ workspaceId: 1, kind: "count", title, input: {}, startedBy: "Maria", readyAt });
}

describe("a job", () => {
  test("goes step by step to its end, with its progress kept", async () => {
    const job = await start();
    await runner(counting([])).runOnce();
    expect(await desk.find(1, job.id)).toMatchObject({ state: "done", done: 10, total: 10, summary: { counted: 10 } });
  });

  test("goes on at its last step when whoever did it has died", async () => {
    const job = await start();
    const seen: number[] = [];
    await database.db.query("update jobs set state = 'running', claimed_by = 'dead', claimed_until = $1, cursor = '7', done = 7", [new Date(NOON + HOUR)]);
    await runner(counting(seen), "me").runOnce();
    expect(seen).toEqual([]);
    await runner(counting(seen), "me", (claimer) => claimer === "dead").runOnce();
    expect(seen).toEqual([8, 9, 10]);
    expect((await desk.find(1, job.id)).state).toBe("done");
  });

  test("is taken over when the lease has run out", async () => {
    await start();
    const seen: number[] = [];
    await database.db.query("update jobs set state = 'running', claimed_by = 'lost', claimed_until = $1, cursor = '9'", [new Date(NOON + MINUTE)]);
    clock.advance(2 * MINUTE);
    await runner(counting(seen)).runOnce();
    expect(seen).toEqual([10]);
  });

  test("is never done by two at once", async () => {
    await start();
    const seen: number[] = [];
    await Promise.all(["a", "b", "c"].map((owner) => runner(counting(seen), owner).runOnce()));
    expect(seen).toEqual([1, 2, 3, 4, 5, 6, 7, 8, 9, 10]);
  });

  test("ends where it is when it is cancelled, and cannot be cancelled twice", async () => {
    const job = await start();
    const seen: number[] = [];
    const cancelling: JobKind = {
      ...counting(seen),
      async *run(row, given) {
        for await (const step of counting(seen).run(row, given)) {
          if (step.done === 4) await desk.cancel(1, job.id);
          yield step;
        }
        return { summary: {} };
      },
    };
    await runner(cancelling).runOnce();
    expect(await desk.find(1, job.id)).toMatchObject({ state: "cancelled", done: 3 });
    await expect(desk.cancel(1, job.id)).rejects.toMatchObject({ code: "job_ended" });
  });

  test("lets another have a turn when its slice is used up", async () => {
    const long = await start("Long");
    const short = await start("Short", NOON + 1);
    clock.advance(1);
    const order: string[] = [];
    const kind: JobKind = {
      ...counting([]),
      async *run(job) {
        order.push(job.title);
        if (job.id === long.id && job.cursor === null) {
          clock.advance(MINUTE / 2);
          yield { cursor: 1, done: 1 };
        }
        return { summary: {} };
      },
    };
    const one = runner(kind);
    while (await one.runOnce());
    expect(order).toEqual(["Long", "Short", "Long"]);
    expect((await desk.find(1, short.id)).state).toBe("done");
  });

  test("waits where a step asks for it", async () => {
    const job = await start();
    const kind: JobKind = {
      ...counting([]),
      async *run(row) {
        if (row.cursor === null) yield { cursor: 1, done: 0, notBefore: NOON + HOUR };
        return { summary: {} };
      },
    };
    await runner(kind).runOnce();
    expect(await runner(kind).runOnce()).toBe(false);
    clock.advance(HOUR);
    await runner(kind).runOnce();
    expect((await desk.find(1, job.id)).state).toBe("done");
  });
});

describe("a step that fails", () => {
  test("is tried again after a pause, from the step before", async () => {
    const job = await start();
    const seen: number[] = [];
    let broken = true;
    const kind = counting(seen, (number) => {
      if (number === 5 && broken) throw new Error("the disk is full");
    });
    await runner(kind).runOnce();
    expect(await desk.find(1, job.id)).toMatchObject({ state: "waiting", done: 4, failures: 1 });
    broken = false;
    clock.advance(MINUTE);
    await runner(kind).runOnce();
    expect(seen).toEqual([1, 2, 3, 4, 5, 6, 7, 8, 9, 10]);
    expect(errors).toHaveLength(1);
  });

  test("ends the job when it goes on failing", async () => {
    const job = await start();
    const one = runner(
      counting([], () => {
        throw new Error("always");
      }),
    );
    do clock.advance(10 * MINUTE);
    while (await one.runOnce());
    expect(await desk.find(1, job.id)).toMatchObject({ state: "failed", error: expect.stringContaining("log") });
  });

  test("ends the job at once, with its sentence, where trying again cannot help", async () => {
    const job = await start();
    await runner(
      counting([], () => {
        throw new JobFailure("The file has no rows.");
      }),
    ).runOnce();
    expect(await desk.find(1, job.id)).toMatchObject({ state: "failed", error: "The file has no rows." });
    expect(errors).toEqual([]);
  });
});
