import fc from "fast-check";
import { describe, expect, test } from "vitest";
import type { Topic } from "./campaign.ts";
import { campaignSchema } from "./campaignSchema.ts";
import { checkCampaign } from "./checkCampaign.ts";
import type { Known } from "./checks/known.ts";
import { describeCampaign } from "./describeCampaign.ts";

/** The example: cart over 100, wait 30 minutes, unless they order that cart, 9 to 21, at most two a day. */
const CART = {
  key: "cart-reminder",
  name: "Cart reminder",
  trigger: { kind: "event", event: "Checkout Started", where: { kind: "property", name: "total", op: "at_least", value: 100 } },
  delay: { kind: "for", duration: "PT30M" },
  unless: [{ event: "Order Completed", where: { kind: "property", name: "cart_id", op: "equals", value: { from: "entry", name: "cart_id" } } }],
  reentry: { kind: "per_key", property: "cart_id" },
  sendWindow: { from: "09:00", to: "21:00" },
  atMost: [{ max: 2, per: { calendar: "day" } }],
  goal: { event: "Order Completed", within: "P7D", revenue: "total" },
  message: { channel: "email", subject: "Your cart", body: { format: "text", source: "It waits." } },
};

const topics: Topic[] = [{ key: "news", name: "News", consent: "opt_in" }];
const rules = { topics, quietHours: null, frequencyCaps: [] };

/** Codes and places of the problems of the example with something changed. */
function problems(change: object, known: Known = {}): string[] {
  return checkCampaign({ ...CART, ...change }, known).map(({ severity, code, path }) => `${severity} ${code} ${path}`);
}

test("the example has no problems", () => {
  expect(checkCampaign(CART, { rules, events: ["Checkout Started", "Order Completed"], attributes: [] })).toEqual([]);
});

describe("shape", () => {
  test.each([
    [{ nmae: "x" }, "error unknown_field nmae"],
    [{ key: "Cart Reminder" }, "error bad_format key"],
    [{ name: "" }, "error too_short name"],
    [{ trigger: undefined }, "error missing_field trigger"],
    [{ trigger: { kind: "event" } }, "error missing_field trigger.event"],
    [{ trigger: { kind: "evnet", event: "x" } }, "error unknown_kind trigger.kind"],
    [{ delay: { kind: "for", duration: "30 minutes" } }, "error bad_format delay.duration"],
    [{ delay: { kind: "until_time", time: "9:00" } }, "error bad_format delay.time"],
    [{ sendWindow: { from: "09:00", to: "21:00", weekdays: [0] } }, "error too_small sendWindow.weekdays[0]"],
    [{ sendWindow: { from: "09:00", to: "21:00", weekdays: [1, 1] } }, "error repeated sendWindow.weekdays"],
    [{ atMost: [{ max: 1, per: { calendar: "year" } }] }, "error wrong_value atMost[0].per.calendar"],
    [{ atMost: [{ max: 1.5, per: { calendar: "day" } }] }, "error wrong_type atMost[0].max"],
    [{ priority: 101 }, "error too_large priority"],
    [{ holdout: Number.NaN }, "error wrong_type holdout"],
    [
      { message: { ...CART.message, translations: { "not a language": { subject: "x", body: CART.message.body } } } },
      "error bad_format message.translations.not a language",
    ],
    [{ message: { ...CART.message, body: { format: "mjml" } } }, "error missing_field message.body.source"],
    [{ message: { ...CART.message, from: { email: "Shop <shop@example.com>" } } }, "error bad_format message.from.email"],
  ])("%j gives %s", (change, problem) => expect(problems(change)).toContain(problem));

  test("says what was likely meant", () => {
    expect(checkCampaign({ ...CART, audiance: {} })[0]?.message).toBe("“audiance” is not known here. Did you mean “audience”?");
  });

  test.each([null, 5, "x", [], undefined, {}])("%j is no campaign, which is said and not thrown", (value) =>
    expect(checkCampaign(value).length).toBeGreaterThan(0),
  );

  test("never throws, whatever it is given", () => {
    const fields = fc.constantFrom(...Object.keys(campaignSchema.properties));
    fc.assert(
      fc.property(fields, fc.jsonValue(), (field, value) => {
        expect(Array.isArray(checkCampaign({ ...CART, [field]: value }))).toBe(true);
        expect(Array.isArray(describeCampaign({ ...CART, [field]: value } as never))).toBe(true);
      }),
      { numRuns: 500 },
    );
  });

  test("says no more of a wrong thing than people read", () => {
    expect(
      checkCampaign({ ...CART, tags: new Array(50).fill(0).map((_, i) => i), ...Object.fromEntries(new Array(200).fill(0).map((_, i) => [`x${i}`, 1])) })
        .length,
    ).toBeLessThanOrEqual(50);
  });
});

describe("times", () => {
  const life = (start: string, end: string, more = {}) => ({ life: { start, end, timeZone: "UTC", ...more } });

  test.each([
    [{ life: { timeZone: "Europe/Berln" } }, "error bad_zone life.timeZone"],
    [life("2026-02-30T00:00", "2026-03-01T00:00"), "error bad_date life.start"],
    [life("2026-03-01T00:00", "2026-02-01T00:00"), "error ends_before_start life.end"],
    [{ ...life("2026-03-01T00:00", "2026-03-03T00:00"), delay: { kind: "for", duration: "P2D" } }, "warning delay_outlives_campaign delay.duration"],
    [
      { ...life("2026-03-01T00:00", "2026-03-03T00:00", { atEnd: "exit" }), delay: { kind: "for", duration: "P2D" } },
      "error delay_outlives_campaign delay.duration",
    ],
    [{ sendWindow: { from: "09:00", to: "09:00" } }, "error window_never_opens sendWindow"],
    [{ sendWindow: { from: "09:00", to: "21:00", weekdays: [1] }, expireAfter: "P2D" }, "warning expires_before_window expireAfter"],
    [{ goal: { event: "Order Completed", within: "PT0S" } }, "warning goal_never_met goal.within"],
  ])("%j gives %s", (change, problem) => expect(problems(change)).toEqual([problem]));

  test("a window inside the quiet hours never opens, unless the campaign ignores them", () => {
    const quiet = { rules: { ...rules, quietHours: { from: "21:00", to: "08:00" } } };
    const sendWindow = { from: "22:00", to: "23:00" };
    expect([problems({ sendWindow }, quiet), problems({ sendWindow, quietHours: "ignore" }, quiet)]).toEqual([["error window_never_opens sendWindow"], []]);
  });

  test("a campaign whose end is past is told so", () => {
    expect(problems(life("2026-01-01T00:00", "2026-02-01T00:00"), { now: Date.UTC(2026, 1, 1) })).toEqual(["error already_over life.end"]);
  });
});

describe("events", () => {
  test.each([
    [{ unless: [{ event: "Checkout Started" }] }, "warning exception_is_trigger unless[0]"],
    [{ trigger: { kind: "event", event: "Session Ended" } }, "error use_session_trigger trigger.event"],
    [{ trigger: { kind: "event", event: "Message Opened" } }, "warning machines_count trigger.event"],
    [{ trigger: { kind: "message", did: "clicked" } }, "warning own_messages_trigger trigger.campaign"],
    [{ trigger: { kind: "date", attribute: "birthday" } }, "warning no_such_property reentry.property"],
  ])("%j gives %s", (change, problem) => expect(problems(change)).toEqual([problem]));

  test("names that have not arrived yet are asked about", () => {
    expect(checkCampaign(CART, { events: ["Checkout Startd", "Order Completed"] }).map(({ message }) => message)).toEqual([
      "No event “Checkout Started” has arrived so far. Did you mean “Checkout Startd”?",
    ]);
    expect(problems({ audience: { kind: "attribute", name: "plna", op: "exists" } }, { attributes: ["plan"] })).toEqual([
      "warning attribute_not_seen audience.name",
    ]);
  });

  test("a campaign that is not there is an error", () => {
    expect(problems({ trigger: { kind: "message", did: "clicked", campaign: "c-9" } }, { campaignIds: ["c-1"] })).toEqual([
      "error unknown_campaign trigger.campaign",
    ]);
  });
});

describe("conditions", () => {
  const audience = (...conditions: object[]) => ({ audience: { kind: "all", conditions } });
  const attribute = (name: string, op: string, value?: unknown) => ({ kind: "attribute", name, op, ...(value === undefined ? {} : { value }) });
  const property = (name: string, op: string, value?: unknown) => ({ ...attribute(name, op, value), kind: "property" });

  test("comparisons that can never be true are errors, wherever they stand", () => {
    expect(problems({ unless: [{ event: "x", where: property("total", "at_least", "much") }] })).toEqual(["error not_a_number unless[0].where.value"]);
    expect(problems({ reentry: undefined, trigger: { kind: "attribute_changed", attribute: "plan", to: { op: "before", value: "later" } } })).toEqual([
      "error not_a_date trigger.to.value",
    ]);
  });

  test("nobody has entered yet when trigger and audience are judged", () => {
    expect(problems({ audience: property("cart_id", "equals", { from: "entry", name: "cart_id" }) })).toEqual(["warning no_entry_event_yet audience.value"]);
  });

  test.each([
    ["two values at once", audience(attribute("plan", "equals", "pro"), attribute("plan", "equals", "free"))],
    ["a value and its absence", audience(attribute("plan", "missing"), attribute("plan", "one_of", ["pro"]))],
    ["a value that is also excluded", audience(attribute("plan", "equals", "pro"), attribute("plan", "none_of", ["pro", "team"]))],
    ["less than the trigger asks for", audience(property("total", "less_than", 50))],
    ["ranges apart", audience(property("points", "between", [1, 5]), property("points", "greater_than", 5))],
    [
      "what the attribute has just ceased to be",
      {
        reentry: undefined,
        trigger: { kind: "attribute_changed", attribute: "plan", to: { op: "equals", value: "pro" } },
        ...audience(attribute("plan", "equals", "free")),
      },
    ],
    ["a date that must be missing", { reentry: undefined, trigger: { kind: "date", attribute: "birthday" }, ...audience(attribute("birthday", "missing")) }],
  ])("tells of a contradiction: %s", (_what, change) => expect(problems(change)).toEqual(["warning contradiction audience"]));

  test.each([
    ["numbers that leave room", audience(property("total", "less_than", 500))],
    ["touching ends", audience(property("points", "at_least", 5), property("points", "at_most", 5))],
    ["text that may hold both", audience(attribute("tags", "contains", "a"), attribute("tags", "contains", "b"))],
    ["alternatives", { audience: { kind: "any", conditions: [attribute("plan", "equals", "pro"), attribute("plan", "equals", "free")] } }],
    ["another value", audience(attribute("plan", "equals", "pro"), attribute("plan", "not_equals", "free"))],
    ["a comparison with another value", audience(attribute("plan", "equals", { from: "attribute", name: "old_plan" }), attribute("plan", "equals", "pro"))],
  ])("tells of none: %s", (_what, change) => expect(problems(change)).toEqual([]));

  test("an audience of those who said no is an error, for marketing", () => {
    const left = { audience: { kind: "consent", channel: "email", is: "unsubscribed" } };
    expect([problems(left), problems({ ...left, purpose: "transactional", atMost: undefined })]).toEqual([["error audience_without_consent audience"], []]);
  });
});

describe("sending", () => {
  test.each([
    [{ atMost: [{ max: 0, per: { calendar: "day" } }] }, "error cap_of_zero atMost[0].max"],
    [{ atMost: [{ max: 1, per: { rolling: "PT0S" } }] }, "error cap_without_period atMost[0].per.rolling"],
    [{ frequencyCaps: "override" }, "warning caps_overridden atMost"],
    [{ topic: "nws" }, "error unknown_topic topic"],
    [{ holdout: 100 }, "warning everyone_held_out holdout"],
    [{ purpose: "transactional" }, "warning no_effect atMost"],
  ])("%j gives %s", (change, problem) => expect(problems(change, { rules })).toEqual([problem]));
});

test("reads as sentences, in the order in which things come", () => {
  expect(describeCampaign(CART as never)).toEqual([
    "When “Checkout Started” happens where total is at least 100.",
    "For everyone.",
    "Each person once per cart_id.",
    "Wait 30 minutes.",
    "Unless “Order Completed” happens where cart_id is the cart_id of the event that started it.",
    "Between 09:00 and 21:00 by the person's clock, else when it is next so.",
    "At most 2 messages per day.",
    "Send the email “Your cart”.",
    "Goal: “Order Completed” happens within 1 week.",
  ]);
});

test("a draft without its shape has no sentences yet", () => {
  expect(describeCampaign({ name: "x" } as never)).toEqual([]);
});

describe("segments", () => {
  const inSegment = { kind: "segment", segment: "vip", is: "in" };

  test("what is asked about the past belongs into a segment, and the words say so", () => {
    const audience = { kind: "all", conditions: [{ kind: "did", event: "Ordered", within: "P30D" }] };
    expect(problems({ audience })).toContain("error past_in_campaign audience.conditions[0]");
    expect(checkCampaign({ ...CART, audience })[0]?.message).toContain("Make it a segment");
  });

  test("a segment that is named must be there", () => {
    const left = { trigger: { kind: "segment_left", segment: "vips" }, unless: undefined, goal: undefined, reentry: undefined };
    expect(problems({ audience: inSegment }, { segments: ["vip"] })).toEqual([]);
    expect(problems({ audience: inSegment }, { segments: [] })).toContain("error unknown_segment audience.segment");
    expect(problems({ audience: inSegment }, { segments: [], unpublishedSegments: ["vip"] })).toContain("error segment_not_published audience.segment");
    expect(problems(left, { segments: ["vip"] })).toContain("error unknown_segment trigger.segment");
  });
});
