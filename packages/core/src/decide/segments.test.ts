import { type Campaign, compileDefinitions, formatInstant, INTERNAL, type Json, judgeCondition, noteEvent, parseInstant, subjectOfState } from "@beckon/core";
import { expect, test } from "vitest";
import { aCampaign, aSegment, type Node, virtualWorld, type WrittenCampaign } from "../../../../test/virtualWorld.ts";
import { buildProfile } from "./buildProfile.ts";

const lapsed = aSegment("lapsed", { kind: "did", event: "Ordered", count: { op: "at_most", value: 0 }, within: "P30D" });
const fans = aSegment("fans", { kind: "did", event: "Viewed", count: { op: "at_least", value: 2 }, within: "P1D" });
const onEntering = (segment: string, more: WrittenCampaign = {}): Campaign =>
  aCampaign({ key: "mail", trigger: { kind: "segment_entered", segment }, ...more });

function aWorld(segments: readonly ReturnType<typeof aSegment>[], ...campaigns: Campaign[]) {
  return virtualWorld({ campaigns, published: { live: segments } });
}

/** Names of the segment events so far, with their times. */
function passages(world: ReturnType<typeof virtualWorld>): string[] {
  return world.history
    .filter(({ name }) => name === INTERNAL.segmentEntered || name === INTERNAL.segmentLeft)
    .map(({ name, at, properties }) => `${formatInstant(at)} ${name} ${String(properties["segment"])}`);
}

test("“no order in 30 days” holds for somebody new, ends with an order, and comes back at exactly 30 days", () => {
  const world = aWorld([lapsed], onEntering("lapsed")).event("2026-11-01T00:00:00Z", "Signed Up").event("2026-11-02T10:00:00Z", "Ordered");
  expect(world.segments).toEqual([]);
  expect(world.until("2026-12-02T09:59:59.999Z").segments).toEqual([]);
  expect(world.until("2026-12-02T10:00:00Z").segments).toEqual(["lapsed"]);
  expect(passages(world)).toEqual([
    "2026-11-01T00:00:00.000Z Segment Entered lapsed",
    "2026-11-02T10:00:00.000Z Segment Left lapsed",
    "2026-12-02T10:00:00.000Z Segment Entered lapsed",
  ]);
  expect(world.sent).toEqual(["2026-11-01T00:00:00.000Z mail", "2026-12-02T10:00:00.000Z mail"]);
});

test("the timer moves lazily: an order a day costs one a window, not one an order", () => {
  const world = aWorld([lapsed]).event("2026-11-01T00:00:00Z", "Ordered");
  for (let day = 2; day <= 28; day++) world.event(`2026-11-${String(day).padStart(2, "0")}T00:00:00Z`, "Ordered");
  expect(world.timers.filter(({ kind }) => kind === "segment")).toHaveLength(1);
  expect(world.until("2026-12-27T23:59:59.999Z").segments).toEqual([]);
  expect(world.until("2026-12-28T00:00:00Z").segments).toEqual(["lapsed"]);
});

test("a campaign judges its audience by the segment after the event that changed it, and once more when the message is due", () => {
  const audience: Node = { kind: "segment", segment: "fans", is: "in" };
  const welcome = aCampaign({ key: "mail", trigger: { kind: "event", event: "Viewed" }, audience, delay: { kind: "for", duration: "P2D" } });
  const world = aWorld([fans], welcome).event("2026-11-01T00:00:00Z", "Viewed").event("2026-11-01T01:00:00Z", "Viewed");
  expect(world.log()).toEqual(["not_entered audience_not_met", "entered"]);
  expect(world.until("2026-11-04T00:00:00Z").log()).toContain("skipped audience_not_met");
});

test("a message that is due at the very instant at which the person leaves is judged without them", () => {
  const audience: Node = { kind: "segment", segment: "fans", is: "in" };
  const welcome = aCampaign({ key: "mail", trigger: { kind: "event", event: "Signed Up" }, audience, delay: { kind: "for", duration: "PT22H" } });
  const world = aWorld([fans], welcome)
    .event("2026-11-01T00:00:00Z", "Viewed")
    .event("2026-11-01T01:00:00Z", "Viewed")
    .event("2026-11-01T02:00:00Z", "Signed Up");
  expect(world.until("2026-11-03T00:00:00Z").sent).toEqual([]);
});

test("nothing is sent to who came into a segment that is never sent to while they waited, and the log names it", () => {
  const welcome = aCampaign({ key: "mail", trigger: { kind: "event", event: "Viewed" }, reentry: { kind: "once" }, delay: { kind: "for", duration: "PT2H" } });
  const world = virtualWorld({ campaigns: [welcome], published: { live: [fans] }, rules: { neverSend: ["fans"] } });
  world.event("2026-11-01T00:00:00Z", "Viewed").event("2026-11-01T01:00:00Z", "Viewed").until("2026-11-01T03:00:00Z");
  expect([world.sent, world.log().at(-1)]).toEqual([[], "skipped never_send"]);
});

test("leaving a segment can end a wait", () => {
  const unless = [{ event: INTERNAL.segmentLeft, where: { kind: "property", name: "segment", op: "equals", value: "fans" } }];
  const world = aWorld([fans], onEntering("fans", { unless, delay: { kind: "for", duration: "P3D" } }));
  world.event("2026-11-01T00:00:00Z", "Viewed").event("2026-11-01T01:00:00Z", "Viewed").until("2026-11-06T00:00:00Z");
  expect(world.log()).toEqual(["entered", "exited exception"]);
});

test("entering and leaving start campaigns of their own, and name the segment", () => {
  const left = aCampaign({ key: "bye", trigger: { kind: "segment_left", segment: "fans" } });
  const plain = aCampaign({ key: "any", trigger: { kind: "event", event: INTERNAL.segmentEntered } });
  const world = aWorld([fans], left, plain).event("2026-11-01T00:00:00Z", "Viewed").event("2026-11-01T01:00:00Z", "Viewed").until("2026-11-05T00:00:00Z");
  expect(world.sent).toEqual(["2026-11-01T01:00:00.000Z any", "2026-11-02T00:00:00.000Z bye"]);
  expect(world.enrollments[0]?.entry.properties).toMatchObject({ segment: "fans", name: "fans" });
});

test("what is learned late, or quietly, changes who belongs and starts nothing", () => {
  const late = { at: parseInstant("2026-10-20T00:00:00Z") as number };
  const ever = aSegment("ever", { kind: "did", event: "Ordered" });
  const world = aWorld([ever, fans], onEntering("ever"), aCampaign({ key: "two", trigger: { kind: "segment_entered", segment: "fans" } }));
  world.event("2026-11-01T00:00:00Z", "Ordered", {}, late);
  for (const at of ["2026-11-01T01:00:00Z", "2026-11-01T01:30:00Z"]) world.event(at, "Viewed", {}, { flags: ["quiet"] });
  expect([world.segments, world.sent, world.log()]).toEqual([["ever", "fans"], [], []]);
});

test("a nested segment follows the inner one in the same step, and nobody passes through a state between", () => {
  const inner = aSegment("inner", { kind: "did", event: "Viewed" });
  const outer = aSegment("outer", {
    kind: "all",
    conditions: [
      { kind: "did", event: "Viewed" },
      { kind: "segment", segment: "inner", is: "not_in" },
    ],
  });
  const world = aWorld([outer, inner]).event("2026-11-01T00:00:00Z", "Viewed");
  expect(passages(world)).toEqual(["2026-11-01T00:00:00.000Z Segment Entered inner"]);
});

test("a static list is entered and left by hand, and others may refer to it", () => {
  const list = aSegment("friends");
  const world = aWorld([list, aSegment("not-friends", { kind: "segment", segment: "friends", is: "not_in" })], onEntering("friends")).event(
    "2026-11-01T00:00:00Z",
    "Signed Up",
  );
  const put = (member: boolean) => world.input({ kind: "list", segmentId: list.id, member, at: world.now }).segments;
  expect([world.segments, put(true), put(true), world.sent.length, put(false)]).toEqual([["not-friends"], ["friends"], ["friends"], 1, ["not-friends"]]);
});

test("after a stop over several boundaries people enter and leave at the instants at which they would have", () => {
  const exactlyOne = aSegment("one", { kind: "did", event: "Viewed", count: { op: "exactly", value: 1 }, within: "P1D" });
  const world = aWorld([exactlyOne]).event("2026-11-01T00:00:00Z", "Viewed").event("2026-11-01T06:00:00Z", "Viewed");
  world.sleep("2026-11-09T00:00:00Z");
  expect(passages(world).slice(2)).toEqual(["2026-11-02T00:00:00.000Z Segment Entered one", "2026-11-02T06:00:00.000Z Segment Left one"]);
});

test("a finding says what was found and until when it counts", () => {
  const world = aWorld([fans]).event("2026-11-01T00:00:00Z", "Viewed").event("2026-11-01T01:00:00Z", "Viewed");
  const definitions = compileDefinitions(
    { id: 1, timeZone: "UTC", sessionTimeout: "PT30M", quietHours: null, frequencyCaps: [], holdout: 0, topics: [] },
    [],
    [],
    { live: [fans] },
  );
  const subject = subjectOfState(world.state, definitions, world.now);
  expect(judgeCondition(fans.document.condition as Node, subject)).toEqual({
    holds: true,
    condition: "did “Viewed” at least 2 times in the last 1 day",
    found: "2 times or more",
    until: "2026-11-02T00:00:00.000Z",
  });
});

test("a computed attribute follows events and time, cannot be written from outside, and is as good as any other", () => {
  const attributes = [
    { name: "orders_7d", event: "Ordered", function: "count", within: "P7D" },
    { name: "spent", event: "Ordered", function: "sum", of: "total" },
    { name: "favourite", event: "Ordered", function: "most_frequent", of: "sku" },
    { name: "skus", event: "Ordered", function: "distinct", of: "sku" },
    { name: "first_sku", event: "Ordered", function: "first", of: "sku" },
    { name: "last_sku", event: "Ordered", function: "last", of: "sku" },
  ] as const;
  const busy = aSegment("busy", { kind: "attribute", name: "orders_7d", op: "at_least", value: 2 });
  const calm = aCampaign({ key: "calm", trigger: { kind: "attribute_changed", attribute: "orders_7d", to: { op: "missing" } } });
  const world = virtualWorld({ campaigns: [calm], published: { live: [busy], attributes } });
  for (const [day, sku, total] of [
    ["01", "a", 10],
    ["02", "b", 20.5],
    ["03", "b", 1],
  ] as const)
    world.event(`2026-11-${day}T00:00:00Z`, "Ordered", { sku, total });
  world.event("2026-11-03T01:00:00Z", "Profile Identified", {}, { kind: "identify", attributes: { orders_7d: 99 } });
  const expected: { [name: string]: Json } = { orders_7d: 3, spent: 31.5, favourite: "b", skus: ["b", "a"], first_sku: "a", last_sku: "b" };
  expect(world.profile.attributes).toEqual(expected);
  expect(world.segments).toEqual(["busy"]);
  expect(world.until("2026-11-08T23:59:59.999Z").profile.attributes["orders_7d"]).toBe(2);
  expect(world.until("2026-11-09T00:00:00Z").segments).toEqual([]);
  expect(world.until("2026-11-10T00:00:00Z").profile.attributes["orders_7d"]).toBeUndefined();
  expect(world.sent).toEqual(["2026-11-10T00:00:00.000Z calm"]);
});

test("a back-fill is kept in built buckets beside the live version, and nobody sees it or is told", () => {
  const newer = aSegment("fans", { kind: "did", event: "Viewed", count: { op: "at_least", value: 1 }, within: "P1D" }, { version: 2 });
  const world = virtualWorld({ campaigns: [onEntering("fans")], published: { live: [fans], building: [{ segments: [newer], built: new Set([1]) }] } });
  world.event("2026-11-01T00:00:00Z", "Viewed");
  expect([...(world.state.memberships ?? [])].map(([, { version, member }]) => [version, member])).toEqual([[2, true]]);
  expect([world.segments, world.sent]).toEqual([[], []]);
  expect(world.define({ published: { live: [newer] } }).segments).toEqual(["fans"]);
  expect(world.until("2026-11-02T00:00:00Z").segments).toEqual([]);
});

test("a build of a profile judges by the same code, and sets the timer that the live decision would have", () => {
  const rules = { id: 1, timeZone: "UTC", sessionTimeout: "PT30M", quietHours: null, frequencyCaps: [], holdout: 0, topics: [] };
  const world = virtualWorld({}).event("2026-11-01T00:00:00Z", "Viewed").event("2026-11-01T01:00:00Z", "Viewed");
  const definitions = compileDefinitions(rules, [], [], { building: [{ segments: [fans], built: new Set() }] });
  const [build] = definitions.building;
  if (!build) throw new Error("nothing builds");
  const aggregates = new Map(
    [...build.segments.aggregates.values()].map((one) => [
      one.id,
      world.history.reduce((sum, event) => noteEvent(sum, one, event, world.now), noteEvent(undefined, one, { ...world.history[0]!, name: "" }, 0)),
    ]),
  );
  const { state, setTimers } = buildProfile({ ...world.state, aggregates }, build, definitions, world.now);
  expect([...(state.memberships ?? [])].map(([, one]) => one.member)).toEqual([true]);
  expect(setTimers.map(({ at, kind }) => [formatInstant(at), kind])).toEqual([["2026-11-02T00:00:00.000Z", "segment"]]);
});

test("a move to another zone moves the days between which something was done", () => {
  const onDay = aSegment("on-day", { kind: "did", event: "Viewed", from: "2026-11-03", until: "2026-11-03" });
  const world = aWorld([onDay]).event("2026-11-02T20:00:00Z", "Viewed");
  const live = (timezone: string) => world.event("2026-11-05T00:00:00Z", "Profile Identified", {}, { kind: "identify", attributes: { timezone } }).segments;
  expect([world.segments, live("Asia/Tokyo"), live("Europe/Berlin")]).toEqual([[], ["on-day"], []]);
});

test("the person a merge makes was in a segment if either was, and enters what only both together meet", () => {
  const ever = aSegment("ever", { kind: "did", event: "Viewed" });
  const twice = aSegment("twice", { kind: "did", event: "Viewed", count: { op: "at_least", value: 2 } });
  const other = aWorld([ever, twice]).event("2026-11-01T00:00:00Z", "Viewed");
  const world = aWorld([ever, twice]).event("2026-11-01T01:00:00Z", "Viewed");
  world.input({ kind: "merge", other: other.state, at: world.now });
  expect(passages(world).slice(1)).toEqual(["2026-11-01T01:00:00.000Z Segment Entered twice"]);
  expect(world.state.memberships?.get(`${ever.id}@1`)?.since).toBe(parseInstant("2026-11-01T00:00:00Z"));
});

test("country, language and device are those last seen, unless the profile names its own", () => {
  const german = aSegment("german", { kind: "language", in: ["de"] });
  const there = aSegment("there", { kind: "country", in: ["DE"] });
  const phone = aSegment("phone", { kind: "device", type: ["phone"], os: ["ios"] });
  const userAgent = "Mozilla/5.0 (iPhone; CPU iPhone OS 17_0 like Mac OS X) AppleWebKit/605.1.15 Mobile/15E148";
  const world = aWorld([german, there, phone]).event("2026-11-01T00:00:00Z", "Viewed", {}, { context: { country: "DE", locale: "de_AT", userAgent } });
  expect(world.segments).toEqual(["german", "there", "phone"]);
  world.event("2026-11-01T01:00:00Z", "Viewed", {}, { context: { userAgent: "Mozilla/5.0 (Windows NT 10.0; Win64; x64)" } });
  world.event("2026-11-01T02:00:00Z", "Profile Identified", {}, { kind: "identify", attributes: { country: "us", locale: "en" } });
  expect(world.segments).toEqual([]);
});
