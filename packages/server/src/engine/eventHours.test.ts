import { DAY, HOUR, type Instant, parseInstant } from "@beckon/core";
import { expect, test } from "vitest";
import type { Db } from "../store/db.ts";
import { EventHours } from "./eventHours.ts";

const MIDNIGHT = parseInstant("2026-11-23T00:00:00Z") as Instant;
const DAYS = [
  { from: MIDNIGHT - DAY, until: MIDNIGHT },
  { from: MIDNIGHT, until: MIDNIGHT + DAY },
];
const NOW = MIDNIGHT + 2 * HOUR;

/** A database that knows only when events happened. */
function databaseOf(happened: readonly Instant[]): Db {
  const query = async (_text: string, values: readonly unknown[] = []) => {
    const [, first, after] = values as [number, string[], string[]];
    const rows = first.map((from, place) => ({ count: happened.filter((at) => at >= Date.parse(from) && at < Date.parse(after[place] ?? "")).length }));
    return { rows, rowCount: rows.length };
  };
  return { query, transaction: () => Promise.reject(new Error("nothing is written")) } as unknown as Db;
}

test("hours add up to days, and events that come late are told at the next look", async () => {
  const clock = { now: () => NOW };
  const happened = [MIDNIGHT - 1, MIDNIGHT, MIDNIGHT + HOUR, NOW];
  const hours = new EventHours(clock);
  const db = databaseOf(happened);
  expect(await hours.perDay(db, 1, DAYS)).toEqual([1, 3]);
  happened.push(NOW - 1, MIDNIGHT - DAY);
  expect(await hours.perDay(db, 1, DAYS)).toEqual([2, 4]);
});

test("a day whose hours are not all counted yet is not told", async () => {
  const clock = { at: NOW, now: () => clock.at };
  const hours = new EventHours(clock);
  const db = databaseOf([NOW]);
  // The first statement takes all the time there is.
  const slow = {
    ...db,
    query: (text: string, values: readonly unknown[] = []) => {
      clock.at += 1_000;
      return db.query(text, values);
    },
  } as Db;
  expect(await hours.perDay(slow, 1, DAYS)).toEqual([null, null]);
  expect(await hours.perDay(db, 1, DAYS)).toEqual([0, 1]);
});
