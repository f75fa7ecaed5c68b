import { type DecisionOutcome, deriveId, type Event } from "@beckon/core";
import fc from "fast-check";
import { afterAll, beforeAll, expect, test } from "vitest";
import { type TestDatabase, testDatabase } from "../../../../test/database.ts";
import { insertDecisions } from "./decisions.ts";
import { insertEvents } from "./events.ts";
import { type DecisionRow, decisionsOfPerson, type EventRow, eventsOfPerson, OUTCOME_RANK } from "./timeline.ts";

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

const aDecision = fc.record({
  at: fc.integer({ min: 0, max: 3 }),
  outcome: fc.constantFrom<DecisionOutcome>("entered", "sent", "exited"),
  who: fc.nat(1),
  campaign: fc.nat(1),
});

test("pages of any size tell each decision once, newest first, one campaign's and some outcomes alone too", async () => {
  const campaigns = [deriveId(NOW, "first"), deriveId(NOW, "second")];
  await fc.assert(
    fc.asyncProperty(fc.array(aDecision, { maxLength: 20 }), fc.integer({ min: 1, max: 5 }), fc.boolean(), fc.boolean(), async (made, size, ofOne, ofSome) => {
      await database.db.query("delete from decisions");
      const rows = made.map(({ at, outcome, who, campaign }, index) => ({
        workspaceId: 1,
        decision: {
          ...{ id: deriveId(NOW + at, String(index)), profileId: PEOPLE[who] as string, campaignId: campaigns[campaign] as string, version: 1 },
          ...{ enrollmentId: null, eventId: null, at: NOW + at, outcome, reason: null, facts: {} },
        },
      }));
      await insertDecisions(database.db, rows);
      const filter = { campaignId: ofOne ? campaigns[0] : undefined, outcomes: ofSome ? (["sent", "exited"] as const) : undefined };
      const told: DecisionRow[] = [];
      for (;;) {
        const last = told.at(-1);
        const before = last ? { at: last.at, rank: OUTCOME_RANK[last.outcome], id: last.id } : null;
        const page = await decisionsOfPerson(database.db, PEOPLE, { ...filter, before, limit: size });
        told.push(...page);
        if (page.length < size) break;
      }
      const wanted = rows
        .map(({ decision }) => decision)
        .filter(({ campaignId, outcome }) => (!ofOne || campaignId === campaigns[0]) && (!ofSome || outcome !== "entered"));
      wanted.sort((a, b) => b.at - a.at || OUTCOME_RANK[b.outcome] - OUTCOME_RANK[a.outcome] || (a.id < b.id ? 1 : -1));
      expect(told.map(({ id }) => id)).toEqual(wanted.map(({ id }) => id));
    }),
    { numRuns: 60 },
  );
});
