import { DAY, HOUR } from "@beckon/core";
import { systemClock } from "../packages/server/src/clock.ts";
import { readConfig } from "../packages/server/src/config.ts";
import { type Database, openDatabase } from "../packages/server/src/database.ts";
import { seedWorkspace } from "../packages/server/src/engine/setup.ts";
import { dropPlainIndexes } from "../packages/server/src/store/tableIndexes.ts";
import { fillDesk } from "./fill/desk.ts";
import { fillEvents } from "./fill/events.ts";
import { Mailings } from "./fill/mailings.ts";
import { fillPeople, People } from "./fill/people.ts";
import { Range } from "./fill/range.ts";
import { fillCampaigns, fillRest } from "./fill/rest.ts";
import { fillTallies } from "./fill/tallies.ts";
import { progress } from "./harness.ts";
import type { BenchOptions } from "./options.ts";

export const FILL_API_KEY = "bkn_api_fill_0123456789abcdef";
export const FILL_USER = { email: "bench@shop.example", password: "bench-password-01" };

/** Rows are appended quicker without these; they are made anew at the end, in one go each. */
const FILLED = ["profiles", "profile_words", "identities", "events", "enrollments", "sends", "messages", "decisions", "dead_letters"];
/** How old a shop is that has filled its database so. */
const PAST_MS = 365 * DAY;
/** Passages through campaigns per person. */
const PASSAGES = 1.2;

/** Fills a data folder with a believable year of a shop, by COPY: `npm run bench fill -- --data DIR --people 1000000 --events 10000000`. */
export async function run(options: BenchOptions): Promise<void> {
  if (options.data === null) throw new Error("fill needs a folder: npm run bench fill -- --data DIR");
  const { config } = readConfig({ BECKON_DATA_DIR: options.data, BECKON_PORT: "0" }, options.data);
  const database = await openDatabase(config, systemClock, progress);
  try {
    await fill(database, options);
  } finally {
    await database.close();
  }
}

/** Fills an empty, migrated database. */
export async function fill({ db, pool }: Database, { people: count, events }: Pick<BenchOptions, "people" | "events">): Promise<void> {
  const now = systemClock.now();
  const range = new Range(now - PAST_MS, now - HOUR);
  await seedWorkspace(db, systemClock, { adminEmail: FILL_USER.email, adminPassword: FILL_USER.password, apiKey: FILL_API_KEY });
  const indexes = await dropPlainIndexes(pool, FILLED);
  const campaignIds = await fillCampaigns(db, range.start);
  const people = new People(range, count);
  const passages = Math.floor(count * PASSAGES);
  await step("people", count, (onRows) => fillPeople(pool, people, range, onRows));
  await step("events", events, (onRows) => fillEvents(pool, people, range, events, onRows));
  await step("passages with their sends and decisions", passages, (onRows) => new Mailings(people, range, campaignIds).fill(pool, passages, onRows));
  await fillRest(pool, people, range, events);
  await timed("what people did at the desk", () => fillDesk(pool, people, range, campaignIds));
  await db.transaction(async (tx) => {
    await tx.query("set local maintenance_work_mem = '1GB'");
    for (const index of indexes) await timed(index.slice(0, 60), () => tx.query(index));
  });
  await timed("tallies of the reports", () => fillTallies(pool));
  await timed("vacuum and statistics", () => db.query("vacuum (analyze)"));
}

async function step(name: string, total: number, work: (onRows: (rows: number) => void) => Promise<void>): Promise<void> {
  let done = 0;
  let saidAt = performance.now();
  await timed(`${total.toLocaleString("en")} ${name}`, () =>
    work((rows) => {
      done += rows;
      if (done % 10_000 !== 0 || performance.now() - saidAt < 10_000) return;
      saidAt = performance.now();
      progress(`  ${done.toLocaleString("en")} of ${total.toLocaleString("en")} ${name}`);
    }),
  );
}

async function timed(name: string, work: () => Promise<unknown>): Promise<void> {
  const began = performance.now();
  await work();
  progress(`${name}: ${((performance.now() - began) / 1000).toFixed(1)} s`);
}
