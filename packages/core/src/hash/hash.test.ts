import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { deriveId, shareOf } from "./hash.ts";

const AT = Date.UTC(2026, 0, 15, 10, 0);

describe("deriveId", () => {
  test("gives the same id for the same arguments", () => {
    expect(deriveId(AT, "a", "b")).toBe(deriveId(AT, "a", "b"));
  });

  test("does not change between versions of Beckon: rows in databases carry these ids", () => {
    expect(deriveId(AT, "campaign", "profile", "enrollment")).toMatchInlineSnapshot(`"019bc119-0100-76f7-a60c-d20262f527ce"`);
  });

  test("is shaped as a UUIDv7 whose time is the instant", () => {
    fc.assert(
      fc.property(fc.integer({ min: 0, max: 2 ** 48 - 1 }), fc.array(fc.string()), (at, parts) => {
        const id = deriveId(at, ...parts);
        expect(id).toMatch(/^[0-9a-f]{8}-[0-9a-f]{4}-7[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}$/);
        expect(Number.parseInt(id.slice(0, 8) + id.slice(9, 13), 16)).toBe(at);
      }),
    );
  });

  test("sorts by time", () => {
    expect(deriveId(AT, "z") < deriveId(AT + 1, "a")).toBe(true);
  });

  test("tells apart parts that read the same when run together", () => {
    expect(deriveId(AT, "a", "bc")).not.toBe(deriveId(AT, "ab", "c"));
    expect(deriveId(AT, "a")).not.toBe(deriveId(AT, "a", ""));
  });

  test("tells apart all texts, those with lone surrogates too", () => {
    fc.assert(fc.property(fc.string({ unit: "binary" }), fc.string({ unit: "binary" }), (a, b) => (deriveId(AT, a) === deriveId(AT, b)) === (a === b)));
    expect(deriveId(AT, "\ud800")).not.toBe(deriveId(AT, "\udc00"));
  });

  test("does not collide over 200,000 ids of one instant", () => {
    const ids = new Set(Array.from({ length: 200_000 }, (_, i) => deriveId(AT, "profile", String(i))));
    expect(ids.size).toBe(200_000);
  });

  test("takes parts longer than its buffer", () => {
    expect(deriveId(AT, "x".repeat(100_000))).not.toBe(deriveId(AT, "x".repeat(100_001)));
  });
});

describe("shareOf", () => {
  test("spreads people evenly: each of 20 bins gets its 5 percent, within 4 standard deviations", () => {
    const people = 100_000;
    const bins = new Array<number>(20).fill(0);
    for (let i = 0; i < people; i++) bins[Math.floor(shareOf("campaign", `profile-${i}`) / 5)]!++;
    for (const count of bins) expect(Math.abs(count - people / 20)).toBeLessThan(4 * Math.sqrt(people * 0.05 * 0.95));
  });

  test("holds out other people in another campaign", () => {
    const heldOut = (campaign: string, i: number) => shareOf(campaign, `profile-${i}`) < 10;
    const inFirst = Array.from({ length: 20_000 }, (_, i) => i).filter((i) => heldOut("first", i));
    const inBoth = inFirst.filter((i) => heldOut("second", i)).length;
    expect(inBoth / inFirst.length).toBeGreaterThan(0.07);
    expect(inBoth / inFirst.length).toBeLessThan(0.13);
  });

  test("stays under 100", () => {
    fc.assert(fc.property(fc.string(), (part) => shareOf(part) >= 0 && shareOf(part) < 100));
  });
});
