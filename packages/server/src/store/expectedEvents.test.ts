import { afterAll, beforeAll, expect, test } from "vitest";
import { type TestDatabase, testDatabase } from "../../../../test/database.ts";
import { expectedStripeEvents } from "../sources/stripe/expectedEvents.ts";
import { expectEvents } from "./expectedEvents.ts";
import { noteEvents } from "./registry.ts";

const NOW = Date.UTC(2026, 10, 22);
let database: TestDatabase;
beforeAll(async () => {
  database = await testDatabase();
});
afterAll(() => database.drop());

test("Stripe's events are known with their properties before the first comes, and what was seen stays", async () => {
  const { db } = database;
  await noteEvents(db, [{ workspaceId: 1, name: "Invoice Paid", at: NOW, count: 7, violations: 0, sample: "{}" }]);
  await expectEvents(db, 1, expectedStripeEvents, NOW);
  await expectEvents(db, 1, expectedStripeEvents, NOW + 1);
  const { rows: events } = await db.query<{ name: string; count: number }>("select name, count from event_registry order by name");
  expect(events).toHaveLength(expectedStripeEvents.length);
  expect(events.filter((event) => event.count > 0)).toEqual([{ name: "Invoice Paid", count: 7 }]);
  const { rows: properties } = await db.query("select types from property_registry where event = 'Invoice Payment Failed' and name = 'next_payment_attempt'");
  expect(properties).toEqual([{ types: { date: 0 } }]);
});
