import fc from "fast-check";
import { expect, test } from "vitest";
import { holdoutEffect } from "./holdoutEffect.ts";

test("a clear difference is told with its interval", () => {
  // Newcombe 1998, method 10: 56/70 against 48/80 gives 0.0524 to 0.3339.
  const effect = holdoutEffect({ people: 70, converted: 56 }, { people: 80, converted: 48 });
  expect(effect).toMatchObject({ verdict: "more", difference: expect.closeTo(0.2, 4), low: expect.closeTo(0.0524, 3), high: expect.closeTo(0.3339, 3) });
});

test.each([
  ["a small arm", { people: 5_000, converted: 400 }, { people: 49, converted: 3 }],
  ["hardly any goal", { people: 5_000, converted: 3 }, { people: 500, converted: 1 }],
])("%s is too few to tell", (_, sent, holdout) => expect(holdoutEffect(sent, holdout)).toEqual({ verdict: "too_few" }));

test("the same share in both arms is never told as an effect, and more people never widen the interval", () => {
  fc.assert(
    fc.property(fc.integer({ min: 50, max: 5_000 }), fc.double({ min: 0.1, max: 0.9, noNaN: true }), (people, share) => {
      const arm = { people, converted: Math.round(people * share) };
      const once = holdoutEffect(arm, arm);
      const tenfold = holdoutEffect({ people: 10 * people, converted: 10 * arm.converted }, { people: 10 * people, converted: 10 * arm.converted });
      if (once.verdict === "too_few" || tenfold.verdict === "too_few") throw new Error("there were enough");
      expect([once.verdict, tenfold.high - tenfold.low < once.high - once.low]).toEqual(["unclear", true]);
    }),
  );
});
