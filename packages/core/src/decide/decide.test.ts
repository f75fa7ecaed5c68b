import { describe, expect, test } from "vitest";
import { aCampaign, virtualWorld } from "../../../../test/virtualWorld.ts";
import { compileDefinitions } from "../definitions/definitions.ts";
import { newProfile } from "../profile/profile.ts";
import { type Instant, parseInstant } from "../time/instant.ts";
import { decide } from "./decide.ts";
import type { Input } from "./decide.types.ts";

const cart = (more = {}) =>
  aCampaign({
    key: "cart",
    trigger: { kind: "event", event: "Cart Updated" },
    delay: { kind: "for", duration: "PT30M" },
    unless: [{ event: "Order Completed", where: { kind: "property", name: "cart_id", op: "equals", value: { from: "entry", name: "cart_id" } } }],
    ...more,
  });

describe("an enrollment", () => {
  test("waits for its delay to the millisecond and is sent then", () => {
    const world = virtualWorld({ campaigns: [cart()] })
      .event("2026-11-02T10:00:00Z", "Cart Updated", { cart_id: "a" })
      .until("2026-11-02T12:00:00Z");
    expect(world.sent).toEqual(["2026-11-02T10:30:00.000Z cart"]);
    expect(world.log("cart")).toEqual(["entered", "cleared", "sent"]);
  });

  test("ends at once when the exception event matches the entry event", () => {
    const world = virtualWorld({ campaigns: [cart()] })
      .event("2026-11-02T10:00:00Z", "Cart Updated", { cart_id: "a" })
      .event("2026-11-02T10:10:00Z", "Order Completed", { cart_id: "a" });
    expect(world.enrollments[0]).toMatchObject({ status: "ended", endReason: "exception" });
    expect(world.timers.filter((timer) => timer.kind === "enrollment")).toEqual([]);
    expect(world.until("2026-11-03T00:00:00Z").sent).toEqual([]);
  });

  test("does not mind an order of another cart", () => {
    const world = virtualWorld({ campaigns: [cart()] })
      .event("2026-11-02T10:00:00Z", "Cart Updated", { cart_id: "a" })
      .event("2026-11-02T10:10:00Z", "Order Completed", { cart_id: "b" });
    expect(world.until("2026-11-03T00:00:00Z").sent).toHaveLength(1);
  });

  test("starts its wait anew at each repeat when repeats restart it", () => {
    const world = virtualWorld({ campaigns: [cart({ onRepeat: "restart" })] });
    world.event("2026-11-02T10:00:00Z", "Cart Updated", { cart_id: "a", total: 1 }).event("2026-11-02T10:20:00Z", "Cart Updated", { cart_id: "a", total: 2 });
    expect(world.until("2026-11-03T00:00:00Z").sent).toEqual(["2026-11-02T10:50:00.000Z cart"]);
    expect(world.enrollments).toHaveLength(1);
    expect(world.enrollments[0]?.entry.properties).toEqual({ cart_id: "a", total: 2 });
  });

  test("ignores a repeat by default and says so", () => {
    const world = virtualWorld({ campaigns: [cart()] })
      .event("2026-11-02T10:00:00Z", "Cart Updated", { cart_id: "a" })
      .event("2026-11-02T10:20:00Z", "Cart Updated", { cart_id: "a" });
    expect(world.until("2026-11-03T00:00:00Z").log("cart")).toEqual(["entered", "not_entered already_waiting", "cleared", "sent"]);
  });

  test("is a second one per repeat when repeats enroll", () => {
    const world = virtualWorld({ campaigns: [cart({ onRepeat: "enroll" })] })
      .event("2026-11-02T10:00:00Z", "Cart Updated", { cart_id: "a" })
      .event("2026-11-02T10:20:00Z", "Cart Updated", { cart_id: "a" });
    expect(world.until("2026-11-03T00:00:00Z").sent).toEqual(["2026-11-02T10:30:00.000Z cart", "2026-11-02T10:50:00.000Z cart"]);
  });
});

describe("re-entry", () => {
  test("once means once ever, but an enrollment cancelled before its send does not count", () => {
    const world = virtualWorld({ campaigns: [cart({ reentry: { kind: "once" } })] });
    world.event("2026-11-02T10:00:00Z", "Cart Updated", { cart_id: "a" }).event("2026-11-02T10:10:00Z", "Order Completed", { cart_id: "a" });
    world.event("2026-11-03T10:00:00Z", "Cart Updated", { cart_id: "b" }).event("2026-11-04T10:00:00Z", "Cart Updated", { cart_id: "c" });
    expect(world.until("2026-11-05T00:00:00Z").log("cart")).toEqual(["entered", "exited exception", "entered", "cleared", "sent", "not_entered reentry"]);
  });

  test("per key makes two carts two enrollments, and each only once", () => {
    const world = virtualWorld({ campaigns: [cart({ reentry: { kind: "per_key", property: "cart_id" } })] });
    for (const [minute, id] of [
      ["00", "a"],
      ["01", "b"],
      ["02", "a"],
    ])
      world.event(`2026-11-02T10:${minute}:00Z`, "Cart Updated", { cart_id: id as string });
    world.event("2026-11-03T10:00:00Z", "Cart Updated", { cart_id: "a" });
    expect(world.until("2026-11-05T00:00:00Z").sent).toHaveLength(2);
    expect(world.log("cart").at(-1)).toBe("not_entered reentry");
  });

  test("once per window opens again when the window has rolled on, counted from entry", () => {
    const world = virtualWorld({ campaigns: [cart({ reentry: { kind: "window", window: "P7D" } })] });
    for (const day of ["02", "08", "09"]) world.event(`2026-11-${day}T10:00:01Z`, "Cart Updated", { cart_id: day });
    expect(world.until("2026-11-12T00:00:00Z").sent).toEqual(["2026-11-02T10:30:01.000Z cart", "2026-11-09T10:30:01.000Z cart"]);
  });
});

describe("frequency caps", () => {
  const atOnce = (key: string, more = {}) => aCampaign({ key, trigger: { kind: "event", event: "Ping" }, ...more });
  const rules = { frequencyCaps: [{ max: 1, per: { calendar: "day" as const } }] };

  test("let the campaign with the higher priority have the last slot", () => {
    const world = virtualWorld({ campaigns: [atOnce("low", { priority: 10 }), atOnce("high", { priority: 90 })], rules }).event("2026-11-02T10:00:00Z", "Ping");
    expect(world.sent).toEqual(["2026-11-02T10:00:00.000Z high"]);
    expect(world.log("low")).toEqual(["entered", "skipped frequency_cap"]);
  });

  test("are passed over by an important message, which still takes a slot", () => {
    const world = virtualWorld({
      campaigns: [atOnce("usual", { trigger: { kind: "event", event: "Pong" } }), atOnce("important", { frequencyCaps: "override" })],
      rules,
    });
    world.event("2026-11-02T10:00:00Z", "Ping").event("2026-11-02T10:00:01Z", "Ping").event("2026-11-02T10:00:02Z", "Pong");
    expect(world.sent).toHaveLength(2);
    expect(world.log("usual")).toEqual(["entered", "skipped frequency_cap"]);
  });

  test("give the slot back when the send fails", () => {
    let first = true;
    const outcome = () => {
      const failed = first;
      first = false;
      return failed ? { state: "failed" as const, permanent: true, suppress: false, detail: "552 too big" } : { state: "sent" as const, providerId: null };
    };
    const world = virtualWorld({ campaigns: [atOnce("a")], rules, outcome })
      .event("2026-11-02T10:00:00Z", "Ping")
      .event("2026-11-02T10:00:01Z", "Ping");
    expect(world.log("a")).toEqual(["entered", "cleared", "failed failed", "entered", "cleared", "sent"]);
  });
});

describe("a message still with the sender", () => {
  test("fills its slot in the next day too, as it may leave in it", () => {
    const daily = aCampaign({ key: "daily", trigger: { kind: "event", event: "Ping" } });
    const world = virtualWorld({ campaigns: [daily], rules: { frequencyCaps: [{ max: 1, per: { calendar: "day" } }] }, outcome: () => null });
    world.event("2026-11-02T23:59:59Z", "Ping").event("2026-11-03T00:00:01Z", "Ping");
    expect(world.log("daily")).toEqual(["entered", "cleared", "entered", "skipped frequency_cap"]);
  });
});

describe("a called-back send", () => {
  test("ends by its outcome: skipped when the call came in time", () => {
    const world = virtualWorld({ campaigns: [cart()], outcome: () => null }).event("2026-11-02T10:00:00Z", "Cart Updated", { cart_id: "a" });
    world.event("2026-11-02T10:31:00Z", "Order Completed", { cart_id: "a" });
    expect(world.enrollments[0]).toMatchObject({ status: "ended", endReason: "exception", sentAt: null });
    expect(world.profile.sent).toEqual([]);
  });
});

describe("the goal", () => {
  const goal = { event: "Order Completed", within: "P7D", revenue: "total", currency: "currency" };

  test("is met by the first goal event within its window after the send, with the revenue in minor units", () => {
    const world = virtualWorld({ campaigns: [cart({ goal, unless: [] })] }).event("2026-11-02T10:00:00Z", "Cart Updated");
    world
      .event("2026-11-03T10:00:00Z", "Order Completed", { total: 49.9, currency: "EUR" })
      .event("2026-11-04T10:00:00Z", "Order Completed", { total: 10, currency: "EUR" });
    expect(world.enrollments[0]?.revenue).toEqual({ amount: 4990, currency: "EUR" });
    expect(world.log("cart").filter((line) => line === "converted")).toHaveLength(1);
  });

  test("is not met after its window", () => {
    const world = virtualWorld({ campaigns: [cart({ goal, unless: [] })] })
      .event("2026-11-02T10:00:00Z", "Cart Updated")
      .event("2026-11-20T10:00:00Z", "Order Completed", { total: 5 });
    expect(world.enrollments[0]?.convertedAt).toBeNull();
  });

  test("is counted for the holdout arm too, which got nothing", () => {
    const world = virtualWorld({ campaigns: [cart({ goal, unless: [], holdout: 100 })] })
      .event("2026-11-02T10:00:00Z", "Cart Updated")
      .event("2026-11-03T10:00:00Z", "Order Completed", { total: 5 });
    expect(world.sent).toEqual([]);
    expect(world.log("cart")).toEqual(["entered", "cleared", "would_have_been_sent", "converted"]);
  });
});

describe("a session", () => {
  const left = aCampaign({ key: "left", trigger: { kind: "session_ended", did: [{ event: "Cart Updated" }], without: ["Order Completed"] } });

  test("ends exactly its time-out after the last activity, and triggers with the cart it saw", () => {
    const world = virtualWorld({ campaigns: [left] })
      .event("2026-11-02T10:00:00Z", "Cart Updated", { cart_id: "a" })
      .event("2026-11-02T10:25:00Z", "Page Viewed");
    expect(world.until("2026-11-02T11:00:00Z").sent).toEqual(["2026-11-02T10:55:00.000Z left"]);
    expect(world.enrollments[0]?.entry.properties).toMatchObject({ cart_id: "a" });
  });

  test("with the order in it triggers nothing", () => {
    const world = virtualWorld({ campaigns: [left] })
      .event("2026-11-02T10:00:00Z", "Cart Updated")
      .event("2026-11-02T10:25:00Z", "Order Completed");
    expect(world.until("2026-11-02T12:00:00Z").sent).toEqual([]);
  });
});

test("a session goes on where the worker is behind, and its timer fires after what kept it alive", () => {
  const at = (time: string) => parseInstant(`2026-11-02T${time}:00Z`) as Instant;
  const seen = (id: string, time: string): Input => ({
    kind: "event",
    id,
    event: { id, kind: "track", name: "Seen", at: at(time), receivedAt: at(time), source: "segment", messageId: id, context: {}, properties: {} },
  });
  const definitions = compileDefinitions(
    { id: 1, timeZone: "UTC", sessionTimeout: "PT30M", quietHours: null, frequencyCaps: [], holdout: 0, topics: [] } as never,
    [],
    [],
  );
  const first = decide({ profile: newProfile("p", 1, at("10:00")), enrollments: new Map(), addresses: {} }, seen("a", "10:00"), definitions, at("10:00"));
  const second = decide(first.state, seen("b", "10:20"), definitions, at("12:00"));
  const timers = first.effects.setTimers.filter(({ kind }) => kind === "session");
  const fired = decide(second.state, { kind: "timers", id: "t", timers }, definitions, at("12:00"));
  expect(timers.map(({ at }) => at)).toEqual([at("10:30")]);
  expect(fired.effects.events).toEqual([]);
  expect(fired.effects.setTimers.map(({ at }) => at)).toEqual([at("10:50")]);
});

describe("time", () => {
  test("a changed zone moves a message that waits for a local time", () => {
    const morning = aCampaign({ key: "morning", delay: { kind: "until_time", time: "09:00" } });
    const world = virtualWorld({ campaigns: [morning], profile: { attributes: { timezone: "Europe/Berlin" } } }).event("2026-11-02T22:00:00Z", "Signed Up");
    world.event("2026-11-03T01:00:00Z", "Profile Identified", {}, { kind: "identify", attributes: { timezone: "America/New_York" } });
    expect(world.until("2026-11-04T00:00:00Z").sent).toEqual(["2026-11-03T14:00:00.000Z morning"]);
  });

  test("an event that happened more than a day before we got it starts nothing", () => {
    const world = virtualWorld({ campaigns: [aCampaign()] }).event("2026-11-10T10:00:00Z", "Signed Up", {}, { at: Date.parse("2026-11-08T10:00:00Z") });
    expect(world.log()).toEqual(["not_entered too_late"]);
  });
});

describe("a campaign's life", () => {
  test("paused, it takes nobody and holds who is inside; resumed, they go on", () => {
    const world = virtualWorld({ campaigns: [cart()] }).event("2026-11-02T10:00:00Z", "Cart Updated");
    world.define({ campaigns: [{ ...cart(), status: "paused" }] }).until("2026-11-02T11:00:00Z");
    expect(world.enrollments[0]).toMatchObject({ status: "held", dueAt: null });
    world.event("2026-11-02T11:00:00Z", "Cart Updated");
    world.define({ campaigns: [cart()] }).input({ kind: "campaign", campaignId: cart().id, version: 1, change: "resumed", at: world.now });
    expect(world.sent).toEqual(["2026-11-02T11:00:00.000Z cart"]);
    expect(world.log("cart")).toContain("not_entered campaign_paused");
  });

  test("stopped, it ends every wait at once", () => {
    const world = virtualWorld({ campaigns: [cart()] }).event("2026-11-02T10:00:00Z", "Cart Updated");
    world
      .define({ campaigns: [{ ...cart(), status: "stopped" }] })
      .input({ kind: "campaign", campaignId: cart().id, version: 1, change: "stopped", at: world.now });
    expect(world.until("2026-11-05T00:00:00Z").log("cart")).toEqual(["entered", "exited campaign_stopped"]);
  });
});

describe("a launch with people inside", () => {
  const newer = (more = {}) => ({ ...cart({ delay: { kind: "for", duration: "PT2H" }, ...more }), version: 2 });
  const launched = (change: "moved" | "replaced", now = newer()) => {
    const world = virtualWorld({ campaigns: [cart()] }).event("2026-11-02T10:00:00Z", "Cart Updated", { cart_id: "a" });
    world.define({ campaigns: [now], older: [cart()] }).until("2026-11-02T10:10:00Z");
    return world.input({ kind: "campaign", campaignId: now.id, version: 2, change, at: world.now });
  };

  test("lets them finish on their version where it says nothing", () => {
    const world = virtualWorld({ campaigns: [cart()] }).event("2026-11-02T10:00:00Z", "Cart Updated", { cart_id: "a" });
    world.define({ campaigns: [newer()], older: [cart()] });
    expect(world.until("2026-11-03T00:00:00Z").sent).toEqual(["2026-11-02T10:30:00.000Z cart"]);
  });

  test("moves them: the new wait counts from when they began to wait, and the new exceptions hold", () => {
    expect(launched("moved").until("2026-11-03T00:00:00Z").sent).toEqual(["2026-11-02T12:00:00.000Z cart"]);
    const called = launched("moved", newer({ unless: [{ event: "Cart Emptied" }] })).event("2026-11-02T10:20:00Z", "Cart Emptied");
    expect(called.log("cart")).toEqual(["entered", "moved", "exited exception"]);
  });

  test("moves them at once to the guard where the new wait is over already", () => {
    expect(launched("moved", newer({ delay: { kind: "for", duration: "PT5M" } })).sent).toEqual(["2026-11-02T10:10:00.000Z cart"]);
  });

  test("lets them go, once and without the message", () => {
    const world = launched("replaced");
    expect(world.until("2026-11-03T00:00:00Z").log("cart")).toEqual(["entered", "exited version_replaced"]);
    expect(world.timers.filter((timer) => timer.kind === "enrollment")).toEqual([]);
  });

  test("does not touch who entered the new version", () => {
    const world = launched("replaced").event("2026-11-02T11:00:00Z", "Cart Updated", { cart_id: "b" });
    world.input({ kind: "campaign", campaignId: newer().id, version: 2, change: "replaced", at: world.now });
    expect(world.until("2026-11-03T00:00:00Z").sent).toEqual(["2026-11-02T13:00:00.000Z cart"]);
  });
});

describe("messages as triggers", () => {
  test("an ignored message triggers after its time, an opened one does not", () => {
    const first = aCampaign({ key: "first" });
    const nudge = aCampaign({ key: "nudge", trigger: { kind: "message_ignored", campaign: first.id, not: "opened", after: "P2D" } });
    const world = () => virtualWorld({ campaigns: [first, nudge] }).event("2026-11-02T10:00:00Z", "Signed Up");
    expect(world().until("2026-11-10T00:00:00Z").sent).toEqual(["2026-11-02T10:00:00.000Z first", "2026-11-04T10:00:00.000Z nudge"]);
    const opened = world();
    const [send] = opened.sends;
    const message = { sendId: send?.id ?? "", campaignId: first.id, enrollmentId: send?.enrollmentId ?? "", channel: "email" };
    opened.event("2026-11-03T10:00:00Z", "Message Opened", {}, { kind: "internal", source: "beckon", message });
    expect(opened.until("2026-11-10T00:00:00Z").sent).toHaveLength(1);
  });
});

describe("a merge", () => {
  test("keeps the survivor's wait and the stricter consent", () => {
    const anonymous = virtualWorld({
      campaigns: [cart()],
      profile: { id: "01900000-0000-7000-8000-0000000000ff", consent: { channels: { email: "unsubscribed" }, topics: {} } },
    });
    anonymous.event("2026-11-02T10:00:00Z", "Cart Updated", { cart_id: "a" });
    const world = virtualWorld({ campaigns: [cart()] }).event("2026-11-02T10:05:00Z", "Cart Updated", { cart_id: "a" });
    const other = { profile: anonymous.profile, enrollments: new Map(anonymous.enrollments.map((one) => [one.id, one])), addresses: {} };
    world.input({ kind: "merge", other, at: world.now }).until("2026-11-03T00:00:00Z");
    expect(world.log("cart")).toEqual(["entered", "exited merged", "skipped no_consent"]);
  });
});

describe("a deletion that was asked for", () => {
  const asked = (dueAt: number | null, erasureId = "e-1") => ({ kind: "erasure", erasureId, dueAt }) as const;
  const waits = () =>
    virtualWorld({ campaigns: [cart({ purpose: "transactional" })] })
      .event("2026-11-02T10:00:00Z", "Cart Updated", { cart_id: "a" })
      .input(asked(Date.UTC(2026, 10, 4)));

  test("holds even a receipt, until it is taken back", () => {
    const world = waits().until("2026-11-03T00:00:00Z");
    expect([world.sent, world.log("cart")]).toEqual([[], ["entered", "held being_deleted"]]);
    expect(world.input(asked(null)).log("cart").at(-1)).toBe("sent");
  });

  test("holds for as long as one of two requests is open", () => {
    const world = waits()
      .input(asked(Date.UTC(2026, 10, 5), "e-2"))
      .until("2026-11-03T00:00:00Z");
    expect(world.input(asked(null)).log("cart").at(-1)).toBe("held being_deleted");
    expect(world.input(asked(null, "e-2")).log("cart").at(-1)).toBe("sent");
  });
});

describe("what comes late", () => {
  const days = (text: string) => Date.parse(text);

  test("a yes to mail from before the no does not undo it", () => {
    const world = virtualWorld({ campaigns: [] }).event("2026-11-02T10:00:00Z", "Left", {}, { consent: { channels: { email: "unsubscribed" } } });
    world.event("2026-11-02T11:00:00Z", "Imported", {}, { at: days("2025-01-01T00:00:00Z"), consent: { channels: { email: "subscribed" } } });
    expect(world.profile.consent.channels["email"]).toBe("unsubscribed");
  });

  test("attributes go by the time of each, not of the last write", () => {
    const world = virtualWorld({ campaigns: [] }).event("2026-11-02T10:05:00Z", "Visited", {}, { attributes: { visits: 3 } });
    world.event("2026-11-02T10:06:00Z", "Upgraded", {}, { at: days("2026-11-02T10:04:00Z"), attributes: { plan: "pro", visits: 2 } });
    expect(world.profile.attributes).toEqual({ visits: 3, plan: "pro" });
  });

  test("a repeat from before the newest entry does not restart the wait", () => {
    const world = virtualWorld({ campaigns: [cart({ onRepeat: "restart" })] }).event("2026-11-02T10:00:00Z", "Cart Updated", { total: 2 });
    world.event("2026-11-02T10:05:00Z", "Cart Updated", { total: 1 }, { at: days("2026-11-02T09:50:00Z") });
    expect(world.enrollments[0]).toMatchObject({ entry: { properties: { total: 2 } }, dueAt: days("2026-11-02T10:30:00Z") });
  });

  test("an imported order of years ago cancels nothing", () => {
    const world = virtualWorld({ campaigns: [cart({ unless: [{ event: "Order Completed" }] })] }).event("2026-11-02T10:00:00Z", "Cart Updated");
    world.event("2026-11-02T10:05:00Z", "Order Completed", {}, { at: days("2024-01-01T00:00:00Z") });
    expect(world.until("2026-11-03T00:00:00Z").sent).toHaveLength(1);
  });

  test("an order within the goal's window counts although it arrives after it", () => {
    const world = virtualWorld({ campaigns: [cart({ goal: { event: "Order Completed", within: "P1D" }, unless: [] })] });
    world.event("2026-11-02T10:00:00Z", "Cart Updated").event("2026-11-03T12:00:00Z", "Order Completed", {}, { at: days("2026-11-03T10:00:00Z") });
    expect(world.enrollments[0]?.convertedAt).toBe(days("2026-11-03T10:00:00Z"));
  });
});

describe("a wait until a date of the person", () => {
  const renewal = aCampaign({ key: "renewal", delay: { kind: "until_attribute", name: "renews_on", before: true, offset: "P2D" } });

  test("ends without a message when the date is taken away", () => {
    const world = virtualWorld({ campaigns: [renewal], profile: { attributes: { renews_on: "2026-12-01" } } }).event("2026-11-02T10:00:00Z", "Signed Up");
    world.event("2026-11-03T10:00:00Z", "Profile Identified", {}, { kind: "identify", attributes: { renews_on: null } });
    expect(world.log("renewal")).toEqual(["entered", "exited date_missing"]);
  });
});

describe("a campaign", () => {
  test("never answers its own message", () => {
    const loop = aCampaign({ key: "loop", trigger: { kind: "event", event: "Message Sent" } });
    const world = virtualWorld({ campaigns: [aCampaign(), loop] }).event("2026-11-02T10:00:00Z", "Signed Up");
    expect(world.sent).toHaveLength(2);
  });

  test("under a cap that is made today still counts what went before", () => {
    const ping = aCampaign({ key: "ping", trigger: { kind: "event", event: "Ping" } });
    const world = virtualWorld({ campaigns: [ping] });
    for (const minute of ["00", "01", "02"]) world.event(`2026-11-02T10:${minute}:00Z`, "Ping");
    world.define({ rules: { frequencyCaps: [{ max: 3, per: { calendar: "day" } }] } }).event("2026-11-02T10:03:00Z", "Ping");
    expect(world.log("ping").at(-1)).toBe("skipped frequency_cap");
  });

  test("is not converted, cancelled or started by a machine that opens a mail", () => {
    const first = aCampaign({ key: "first" });
    const next = aCampaign({ key: "next", trigger: { kind: "event", event: "Message Opened" } });
    const world = virtualWorld({ campaigns: [first, next] }).event("2026-11-02T10:00:00Z", "Signed Up");
    const [send] = world.sends;
    const message = { sendId: send?.id ?? "", campaignId: first.id, enrollmentId: send?.enrollmentId ?? "", channel: "email" };
    world.event("2026-11-02T10:01:00Z", "Message Opened", {}, { kind: "internal", source: "beckon", message, flags: ["machine"] });
    expect(world.sent).toHaveLength(1);
    world.event("2026-11-02T10:02:00Z", "Message Opened", {}, { kind: "internal", source: "beckon", message });
    expect(world.sent).toHaveLength(2);
  });
});

describe("a hard bounce", () => {
  test("closes the address the mail went to, not the one that was mended meanwhile", () => {
    const world = virtualWorld({ campaigns: [aCampaign()], outcome: () => ({ state: "failed", permanent: true, suppress: true, detail: "550" }) });
    world.event("2026-11-02T10:00:00Z", "Signed Up");
    expect(world.profile.suppressed["email"]?.address).toBe("ann@shop.example");
    expect(world.history.find((event) => event.name === "Message Bounced")?.properties["address"]).toBe("ann@shop.example");
  });
});

describe("a pause", () => {
  test("that ended while the sender gave its message back holds nobody for ever", () => {
    const world = virtualWorld({ campaigns: [cart()], outcome: () => null })
      .event("2026-11-02T10:00:00Z", "Cart Updated")
      .until("2026-11-02T10:31:00Z");
    const [send] = world.sends;
    const outcome = { state: "held", until: null, reason: "campaign_paused", facts: {} } as const;
    world.input({ kind: "outcome", sendId: send?.id ?? "", enrollmentId: send?.enrollmentId ?? "", at: world.now, outcome });
    expect(world.enrollments[0]?.status).toBe("sending");
  });
});
