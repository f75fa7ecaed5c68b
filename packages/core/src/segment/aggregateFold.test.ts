import fc from "fast-check";
import { expect, test } from "vitest";
import type { Event } from "../event/event.ts";
import { type Aggregate, aggregateOf } from "./aggregate.ts";
import { AggregateFold } from "./aggregateFold.ts";
import { noteEvent } from "./noteEvent.ts";

const NOW = Date.UTC(2026, 10, 1);

function bought(at: number, total: number): Event {
  return { id: "e", kind: "track", name: "Bought", properties: { total }, at, receivedAt: at, source: "api", messageId: "m", context: {} };
}

test("folding a history is noting its events one by one, whatever their order", () => {
  const definitions = [{ keep: "number", within: "P1D" } as const, { keep: "values" } as const, { within: "P1D", newest: 3 }, {}];
  const history = fc.array(fc.tuple(fc.integer({ min: 0, max: 2 * 86_400_000 }), fc.integer({ min: 0, max: 5 })), { minLength: 450, maxLength: 1_300 });
  fc.assert(
    fc.property(fc.constantFrom(...definitions), history, (question, told) => {
      const definition = aggregateOf({ event: "Bought", ...("keep" in question ? { of: "total" } : {}), ...question });
      const fold = new AggregateFold(definition, NOW);
      let noted: Aggregate | undefined;
      for (const [ago, total] of told) {
        const event = bought(NOW - ago, total);
        fold.note(event);
        noted = noteEvent(noted, definition, event, NOW);
      }
      expect(fold.aggregate()).toEqual(noted);
    }),
    { numRuns: 20 },
  );
});
