import { deriveId, type Event } from "@beckon/core";
import fc from "fast-check";
import { afterAll, beforeAll, expect, test } from "vitest";
import { type TestDatabase, testDatabase } from "../../../../test/database.ts";
import { insertEvents } from "./events.ts";
import { type EventRow, eventsOfPerson } from "./timeline.ts";

const NOW = Date.UTC(2026, 10, 22);
const PEOPLE = [deriveId(NOW, "ann"), deriveId(NOW, "ann", "before the merge")];
let database: TestDatabase;
beforeAll(async () => {
  database = await testDatabase();
});
afterAll(() => database.drop());

const anEvent = fc.record({ at: fc.integer({ min: 0, max: 3 }), name: fc.constantFrom("Cart Left", "Session Started", "Message Sent"), who: fc.nat(1) });

test("pages of any size tell each wanted event once, newest first, also where many happened at one instant", async () => {
  await fc.assert(
    fc.asyncProperty(fc.array(anEvent, { maxLength: 20 }), fc.integer({ min: 1, max: 5 }), fc.boolean(), async (happened, size, others) => {
      await database.db.query("delete from events");
      const rows = happened.map(({ at, name, who }, index) => ({
        workspaceId: 1,
        profileId: PEOPLE[who] as string,
        event: {
          ...{ id: deriveId(NOW, String(index)), kind: "track", name, properties: {}, at: NOW + at, receivedAt: NOW, source: "test", context: {} },
          messageId: String(index),
        } as Event,
      }));
      await insertEvents(database.db, rows);
      const choice = { names: ["Session Started"], others, known: ["Session Started", "Message Sent"] };
      const told: EventRow[] = [];
      for (;;) {
        const last = told.at(-1);
        const page = await eventsOfPerson(database.db, PEOPLE, choice, last ? { at: last.at, rank: 0, id: last.id } : null, size);
        if (page.length === 0) break;
        told.push(...page);
      }
      const wanted = rows.filter(({ event }) => event.name === "Session Started" || (others && event.name === "Cart Left")).map(({ event }) => event);
      wanted.sort((a, b) => b.at - a.at || (a.id < b.id ? 1 : -1));
      expect(told.map(({ id }) => id)).toEqual(wanted.map(({ id }) => id));
    }),
    { numRuns: 40 },
  );
});
