import { expect, test } from "vitest";
import { checkSegment, type KnownToSegments } from "./checkSegment.ts";

const found = (condition: unknown, known: KnownToSegments = {}) =>
  checkSegment({ key: "vip", name: "VIP", condition }, known).map(({ code, path }) => [code, path.replace(/^condition\.?/, "")]);

const ordered = { kind: "did", event: "Ordered" };
const isBig = { kind: "property", name: "total", op: "at_least", value: 50 };
const inside = (segment: string) => ({ kind: "segment", segment, is: "in" });
const all = (...conditions: unknown[]) => ({ kind: "all", conditions });

test("finds nothing wrong with a good segment, nor with a static list", () => {
  const good = all(
    { ...ordered, where: isBig, count: { op: "at_least", value: 2 }, within: "P30D" },
    { kind: "occurrence", which: "last", event: "Ordered", op: "not_within_last", value: "P30D" },
    { kind: "engagement", message: "ignored", within: "P90D", after: "P3D" },
    { kind: "country", in: ["DE"] },
    { kind: "language", in: ["pt-BR"] },
    { kind: "device", type: ["phone"], os: ["ios"] },
    inside("others"),
  );
  expect(found(good, { segments: [{ key: "others", name: "Others" }], events: ["Ordered"] })).toEqual([]);
  expect(checkSegment({ key: "friends", name: "Friends" })).toEqual([]);
});

test.each([
  [isBig, "property_without_event", ""],
  [{ ...ordered, where: { kind: "attribute", name: "plan", op: "exists" } }, "where_about_profile", "where"],
  [{ ...ordered, where: { ...isBig, value: { from: "attribute", name: "limit" } } }, "reference_out_of_place", "where.value"],
  [{ kind: "attribute", name: "plan", op: "equals", value: { from: "entry", name: "plan" } }, "reference_out_of_place", "value"],
  [{ ...ordered, where: { ...isBig, value: "much" } }, "not_a_number", "where.value"],
  [{ ...ordered, within: "P1D", from: "2026-01-01" }, "two_periods", "within"],
  [{ ...ordered, within: "PT0S" }, "empty_window", "within"],
  [{ ...ordered, from: "next month" }, "not_a_date", "from"],
  [{ ...ordered, from: "2026-02-01", until: "2026-01-01" }, "empty_range", "until"],
  [{ ...ordered, count: { op: "at_least", value: 0 } }, "always_true", "count.value"],
  [{ ...ordered, count: { op: "at_least", value: 20_000 }, within: "P30D" }, "keeps_too_much", "count.value"],
  [{ ...ordered, sum: { property: "total", op: "at_least", value: 5 }, within: "P400D" }, "keeps_much", "within"],
  [{ kind: "engagement", message: "ignored" }, "missing_field", "within"],
  [{ kind: "occurrence", which: "last", event: "Ordered", op: "contains", value: "x" }, "wrong_value", "op"],
  [inside("vip"), "segment_cycle", "segment"],
  [all(inside("a"), { kind: "segment", segment: "a", is: "not_in" }), "contradiction", ""],
  [all(ordered, { kind: "not", condition: ordered }), "contradiction", ""],
  [all({ kind: "attribute", name: "plan", op: "equals", value: "a" }, { kind: "attribute", name: "plan", op: "equals", value: "b" }), "contradiction", ""],
])("%j gives %s at “%s”", (condition, code, path) => expect(found(condition)).toContainEqual([code, path]));

test("names the segment that was likely meant, and the way round which one would hang on itself", () => {
  const segments = [
    { key: "buyers", name: "Buyers", condition: inside("fans") as never },
    { key: "fans", name: "Fans", condition: all(inside("vip")) as never },
  ];
  expect(checkSegment({ key: "vip", name: "VIP", condition: inside("buyer") }, { segments })[0]?.message).toContain("Did you mean “buyers”?");
  expect(checkSegment({ key: "vip", name: "VIP", condition: inside("buyers") }, { segments })[0]?.message).toContain("vip -> buyers -> fans -> vip");
});
