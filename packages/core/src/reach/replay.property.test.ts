import fc from "fast-check";
import { expect, test } from "vitest";
import { aJourney, aSegment, type Node, someRules, virtualWorld } from "../../../../test/virtualWorld.ts";
import type { Decision } from "../decide/decide.types.ts";
import { compileDefinitions } from "../definitions/definitions.ts";
import { DAY, formatInstant, HOUR } from "../time/instant.ts";
import { asTold, replayPerson } from "./replayPerson.ts";

/** What a journey did with a person and what a rehearsal over their history says it would have done are the same, instant by instant. */

const START = Date.parse("2026-10-20T00:00:00Z");
const STEPS = 6;
const MAIL = { channel: "email", subject: "Hello", body: { format: "text", source: "Hello" } };

const SEGMENTS = [
  aSegment("buyers", { kind: "did", event: "Order Completed", within: "P2D" }),
  aSegment("quiet", { kind: "did", event: "Activated", count: { op: "at_most", value: 0 }, within: "P1D" }),
  aSegment("either", {
    kind: "any",
    conditions: [
      { kind: "segment", segment: "buyers", is: "in" },
      { kind: "did", event: "Signed Up", count: { op: "at_least", value: 2 }, within: "P3D" },
    ],
  }),
];
const inSegment = fc.record({ kind: fc.constant("segment"), segment: fc.constantFrom("buyers", "quiet", "either"), is: fc.constantFrom("in", "not_in") });
const duration = fc.constantFrom("PT30M", "PT6H", "P2D");

/** Ways lead on, to one of the next two steps, or end. */
const step = (place: number): fc.Arbitrary<Node & { readonly id: string }> => {
  const to = fc.constantFrom(...[place + 1, place + 1, place + 2].map((next) => (next < STEPS ? `s${next}` : undefined)));
  const kinds = fc.oneof(
    { weight: 3, arbitrary: fc.record({ kind: fc.constant("send"), message: fc.constant(MAIL), next: to }) },
    { weight: 3, arbitrary: fc.record({ kind: fc.constant("delay"), delay: duration.map((length) => ({ kind: "for", duration: length })), next: to }) },
    { weight: 1, arbitrary: fc.record({ kind: fc.constant("delay"), delay: fc.constant({ kind: "until_time", time: "02:30" }), next: to }) },
    {
      weight: 4,
      arbitrary: fc.record({
        kind: fc.constant("wait"),
        for: fc.oneof(fc.constant({ kind: "event", event: "Activated" }), inSegment),
        within: fc.option(duration, { nil: undefined, freq: 5 }),
        next: to,
        timeout: to,
      }),
    },
    {
      weight: 2,
      arbitrary: fc.record({ kind: fc.constant("branch"), branches: fc.tuple(inSegment, to).map(([condition, next]) => [{ if: condition, next }]), else: to }),
    },
  );
  return kinds.map((one) => ({ ...(JSON.parse(JSON.stringify(one)) as Node), id: `s${place}` }));
};

const journey = fc.record({
  steps: fc.tuple(...Array.from({ length: STEPS }, (_, place) => step(place))),
  onRepeat: fc.constantFrom("restart" as const, "ignore" as const, "enroll" as const),
  trigger: fc.constantFrom<Node>(
    { kind: "event", event: "Signed Up" },
    { kind: "segment_entered", segment: "buyers" },
    { kind: "segment_left", segment: "either" },
  ),
  leaves: fc.boolean(),
});
const happenings = fc.array(
  fc.record({ after: fc.integer({ min: 1, max: 40 * HOUR }), name: fc.constantFrom("Signed Up", "Signed Up", "Order Completed", "Activated", "Page Viewed") }),
  { minLength: 1, maxLength: 20 },
);

test("a rehearsal finds step by step what really happened", () => {
  fc.assert(
    fc.property(journey, happenings, ({ leaves, ...document }, events) => {
      const live = aJourney({ ...document, unless: leaves ? [{ event: "Order Completed" }] : [] });
      const world = virtualWorld({ campaigns: [live], published: { live: SEGMENTS }, start: formatInstant(START) });
      let at = START;
      for (const { after, name } of events) {
        at += after;
        world.event(formatInstant(at), name);
      }
      const until = at + 5 * DAY;
      world.until(formatInstant(until));
      const told = SEGMENTS.map(asTold);
      const definitions = compileDefinitions(someRules(), [live], [], { live: told });
      const past = { profile: world.profile, addresses: world.state.addresses, events: world.history, memberships: world.state.memberships ?? new Map() };
      const replayed = replayPerson(past, live, definitions, { from: START, until });
      expect(linesOf(replayed, until)).toEqual(linesOf(world.decisions, until));
    }),
    { numRuns: Number(process.env["RUNS"] ?? 100) },
  );
}, 120_000);

/** What was done when; why, in ids, is of the one life or the other. */
function linesOf(decisions: readonly Decision[], until: number): string[] {
  return decisions
    .filter(({ at, outcome }) => at <= until && outcome !== "not_entered")
    .map(({ at, outcome, reason, facts }) => [formatInstant(at), outcome, reason ?? "", facts["step"] ?? "", facts["way"] ?? ""].join(" "))
    .sort();
}
