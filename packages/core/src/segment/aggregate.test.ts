import fc from "fast-check";
import { expect, test } from "vitest";
import type { Event } from "../event/event.ts";
import { DAY, HOUR } from "../time/instant.ts";
import { type Aggregate, type AggregateDefinition, aggregateOf, EMPTY_AGGREGATE, MARKS_MAX, marksWithin, mergeAggregates } from "./aggregate.ts";
import { noteEvent } from "./noteEvent.ts";

const NOW = Date.UTC(2026, 2, 1);

function anEvent(at: number, properties: Event["properties"] = {}, more: Partial<Event> = {}): Event {
  return { id: "e", kind: "track", name: "Ordered", properties, at, receivedAt: NOW, source: "api", messageId: "m", context: {}, ...more };
}

function noted(definition: AggregateDefinition, events: readonly Event[], now = NOW): Aggregate {
  return events.reduce((aggregate, event) => noteEvent(aggregate, definition, event, now), EMPTY_AGGREGATE);
}

const events = fc.array(
  fc
    .record({
      ago: fc.oneof(fc.integer({ min: 0, max: 3 * DAY }), fc.constantFrom(0, DAY - 1, DAY, DAY + 1)),
      total: fc.oneof(fc.double({ min: -1e6, max: 1e6, noNaN: true }), fc.constantFrom("12.5", "x", null), fc.constant([1, 2.25])),
      sku: fc.oneof(fc.constantFrom("a", "b", 3, true), fc.array(fc.constantFrom("a", "c"))),
    })
    .map(({ ago, ...properties }) =>
      anEvent(NOW - ago, properties as Event["properties"], { message: { sendId: `s${ago % 3}`, campaignId: "c", enrollmentId: "e", channel: "email" } }),
    ),
  { maxLength: 30 },
);

const definitions = [
  { event: "Ordered" },
  { event: "Ordered", within: "P1D" },
  { event: "Ordered", within: "P1D", newest: 2 },
  { event: "Ordered", within: "P1D", of: "total", keep: "number" },
  { event: "Ordered", of: "total", keep: "number" },
  { event: "Ordered", of: "total", keep: "range" },
  { event: "Ordered", of: "sku", keep: "values" },
  { event: "Ordered", of: "sku", keep: "values", within: "P1D" },
  { event: "Ordered", keep: "send", within: "P1D" },
  { event: "Ordered", from: NOW - 2 * DAY, until: NOW - DAY, newest: 3 },
] as const;

test.each(definitions.map((one) => [JSON.stringify(one), aggregateOf(one)] as const))("in whatever order events come, %s is the same", (_name, definition) => {
  const shuffled = events.chain((list) => fc.tuple(fc.constant(list), fc.shuffledSubarray(list, { minLength: list.length, maxLength: list.length })));
  fc.assert(
    fc.property(shuffled, ([one, other]) => {
      expect(noted(definition, other)).toEqual(noted(definition, one));
    }),
  );
});

test.each(definitions.map((one) => [JSON.stringify(one), aggregateOf(one)] as const))("two pasts merged are the past of both: %s", (_name, definition) => {
  fc.assert(
    fc.property(events, events, (own, others) => {
      const together = noted(definition, [...own, ...others]);
      expect(mergeAggregates(noted(definition, own), noted(definition, others), definition)).toEqual(together);
      expect(mergeAggregates(noted(definition, others), noted(definition, own), definition)).toEqual(together);
    }),
  );
});

test("an event leaves its window at exactly its own time plus the window", () => {
  const definition = aggregateOf({ event: "Ordered", within: "P1D" });
  const aggregate = noted(definition, [anEvent(NOW)]);
  expect([NOW + DAY - 1, NOW + DAY].map((now) => marksWithin(aggregate, "P1D", now).length)).toEqual([1, 0]);
});

test("counts what happened too long ago, and keeps no mark of it", () => {
  expect(noted(aggregateOf({ event: "Ordered", within: "PT1H" }), [anEvent(NOW - HOUR)])).toMatchObject({ count: 1, marks: [] });
});

test("what a machine did, another event, and one that does not meet the filter change nothing", () => {
  const where = { kind: "property", name: "total", op: "at_least", value: 50 } as const;
  const definition = aggregateOf({ event: "Ordered", where });
  const others = [anEvent(NOW, { total: 60 }, { flags: ["machine"] }), anEvent(NOW, { total: 60 }, { name: "Viewed" }), anEvent(NOW, { total: 40 })];
  for (const event of others) expect(noteEvent(EMPTY_AGGREGATE, definition, event, NOW)).toBe(EMPTY_AGGREGATE);
});

test("somebody else's event of the same name does not speak of our messages", () => {
  const definition = aggregateOf({ event: "Message Opened", message: { campaign: "c" } });
  const message = { sendId: "s", campaignId: "c", enrollmentId: "e", channel: "email" };
  const forged = anEvent(NOW, {}, { name: "Message Opened", message });
  expect([forged, { ...forged, kind: "internal" as const }].map((event) => noted(definition, [event]).count)).toEqual([0, 1]);
});

test("keeps the newest marks only, as many as there is room for", () => {
  const definition = aggregateOf({ event: "Ordered", within: "P1000D" });
  const full: Aggregate = { ...EMPTY_AGGREGATE, count: MARKS_MAX, marks: Array.from({ length: MARKS_MAX }, (_, i) => [NOW - MARKS_MAX + i] as const) };
  const { marks } = noteEvent(full, definition, anEvent(NOW), NOW);
  expect([marks.length, marks[0]?.[0], marks.at(-1)?.[0]]).toEqual([MARKS_MAX, NOW - MARKS_MAX + 1, NOW]);
});

test("equal questions share an aggregate, however they are written; another window is another", () => {
  const one = aggregateOf({ event: "Ordered", within: "P1D", where: { kind: "property", name: "a" } as never });
  const same = aggregateOf({ where: { name: "a", kind: "property" } as never, event: "Ordered", within: "P1D", of: undefined });
  expect(same.id).toBe(one.id);
  expect(aggregateOf({ event: "Ordered", within: "P2D" }).id).not.toBe(aggregateOf({ event: "Ordered", within: "P1D" }).id);
});
