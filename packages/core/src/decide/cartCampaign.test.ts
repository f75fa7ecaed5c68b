import { readFileSync } from "node:fs";
import { campaignSchema, checkJson, type JsonObject } from "@beckon/core";
import { describe, expect, test } from "vitest";
import { parse } from "yaml";
import { aCampaign, type VirtualWorld, virtualWorld, type WrittenCampaign } from "../../../../test/virtualWorld.ts";

/** The first campaign of the guide, in every branch: "cart over 100, wait 30 minutes, unless they order that cart, only 9 to 21 in their zone, at most two a day". */
const document = parse(readFileSync(new URL("../../../../docs/examples/abandoned-cart.yaml", import.meta.url), "utf8")) as WrittenCampaign & { key: string };

const cartCampaign = (change: WrittenCampaign = {}) => aCampaign({ ...document, ...change });

/** Another campaign that mails at once whenever its event comes: what fills the day. */
const news = (key: string) => aCampaign({ key, trigger: { kind: "event", event: `News ${key}` } });

function living(timezone: string, change: WrittenCampaign = {}, campaigns = [cartCampaign(change)]): VirtualWorld {
  return virtualWorld({ campaigns, profile: { attributes: { timezone } }, start: "2026-10-01T00:00:00Z" });
}

const cart = (id: string, total: number): JsonObject => ({ cart_id: id, total, currency: "EUR" });

test("the document fits its schema", () => {
  expect(checkJson(campaignSchema, document, campaignSchema.$defs)).toEqual([]);
});

describe("the cart", () => {
  test("of 100 or more is reminded of half an hour later", () => {
    expect(living("UTC").event("2026-11-20T10:00:00Z", "Cart Updated", cart("a", 100)).until("2026-11-21T00:00:00Z").sent).toEqual([
      "2026-11-20T10:30:00.000Z abandoned-cart",
    ]);
  });

  test("under 100 is not, and the log says what was found", () => {
    const world = living("UTC").event("2026-11-20T10:00:00Z", "Cart Updated", cart("a", 99.99)).until("2026-11-25T00:00:00Z");
    expect([world.sent, world.log()]).toEqual([[], ["not_entered trigger_not_met"]]);
    expect(world.decisions[0]?.facts).toMatchObject({ event: "Cart Updated", finding: { holds: false, condition: "total is at least 100", found: 99.99 } });
  });

  test("ordered meanwhile ends the wait at once", () => {
    const world = living("UTC")
      .event("2026-11-20T10:00:00Z", "Cart Updated", cart("a", 120))
      .event("2026-11-20T10:29:59.999Z", "Order Completed", cart("a", 120));
    expect(world.enrollments[0]).toMatchObject({ status: "ended", endReason: "exception", endedAt: world.now });
    expect(world.until("2026-11-25T00:00:00Z").sent).toEqual([]);
  });

  test("stays worth a reminder when another one was ordered", () => {
    const world = living("UTC").event("2026-11-20T10:00:00Z", "Cart Updated", cart("a", 120)).event("2026-11-20T10:10:00Z", "Order Completed", cart("b", 120));
    expect(world.until("2026-11-25T00:00:00Z").sent).toHaveLength(1);
  });

  test("that falls under 100 again is let go", () => {
    const world = living("UTC").event("2026-11-20T10:00:00Z", "Cart Updated", cart("a", 120)).event("2026-11-20T10:10:00Z", "Cart Updated", cart("a", 20));
    expect(world.until("2026-11-25T00:00:00Z").sent).toEqual([]);
  });

  test("ordered after the reminder is its conversion, with the revenue", () => {
    const world = living("UTC")
      .event("2026-11-20T10:00:00Z", "Cart Updated", cart("a", 120))
      .event("2026-11-21T10:00:00Z", "Order Completed", cart("a", 119.9));
    expect(world.enrollments[0]).toMatchObject({ endReason: "sent", convertedAt: world.now, revenue: { amount: 11_990, currency: "EUR" } });
  });
});

describe("at night", () => {
  test("in Tokyo it waits for nine o'clock there", () => {
    const world = living("Asia/Tokyo").event("2026-11-20T14:00:00Z", "Cart Updated", cart("a", 120)).until("2026-11-22T00:00:00Z");
    expect(world.sent).toEqual(["2026-11-21T00:00:00.000Z abandoned-cart"]);
    expect(world.log()).toEqual(["entered", "held send_window", "cleared", "sent"]);
  });

  test("in New York at the same moment it is morning, and it goes at once", () => {
    expect(living("America/New_York").event("2026-11-20T14:00:00Z", "Cart Updated", cart("a", 120)).until("2026-11-22T00:00:00Z").sent).toEqual([
      "2026-11-20T14:30:00.000Z abandoned-cart",
    ]);
  });

  test("in New York it waits for nine o'clock there", () => {
    expect(living("America/New_York").event("2026-11-20T03:00:00Z", "Cart Updated", cart("a", 120)).until("2026-11-22T00:00:00Z").sent).toEqual([
      "2026-11-20T14:00:00.000Z abandoned-cart",
    ]);
  });

  test("the window closes at nine in the evening to the millisecond", () => {
    const at = (time: string) => living("Europe/Berlin").event(`2026-11-20T${time}`, "Cart Updated", cart("a", 120)).until("2026-11-22T00:00:00Z").sent;
    expect(at("19:29:59.999Z")).toEqual(["2026-11-20T19:59:59.999Z abandoned-cart"]);
    expect(at("19:30:00.000Z")).toEqual(["2026-11-21T08:00:00.000Z abandoned-cart"]);
  });

  test("an order in the night still takes it back", () => {
    const world = living("Asia/Tokyo")
      .event("2026-11-20T14:00:00Z", "Cart Updated", cart("a", 120))
      .event("2026-11-20T23:59:59Z", "Order Completed", cart("a", 120));
    expect(world.until("2026-11-22T00:00:00Z").sent).toEqual([]);
  });

  test("the night of the change to winter time is an hour longer, that to summer time an hour shorter", () => {
    const night = (evening: string) => living("Europe/Berlin").event(evening, "Cart Updated", cart("a", 120)).until("2027-12-01T00:00:00Z").sent;
    expect(night("2026-10-24T21:00:00Z")).toEqual(["2026-10-25T08:00:00.000Z abandoned-cart"]);
    expect(night("2027-03-27T22:00:00Z")).toEqual(["2027-03-28T07:00:00.000Z abandoned-cart"]);
  });

  test("half an hour is half an hour also while the clocks change", () => {
    const world = living("Europe/Berlin", { sendWindow: undefined })
      .event("2026-10-25T00:45:00Z", "Cart Updated", cart("a", 120))
      .until("2026-10-26T00:00:00Z");
    expect(world.sent).toEqual(["2026-10-25T01:15:00.000Z abandoned-cart"]);
  });

  test("who moves to another zone meanwhile gets it by the clock there", () => {
    const world = living("Asia/Tokyo").event("2026-11-20T14:00:00Z", "Cart Updated", cart("a", 120));
    world.event("2026-11-20T15:00:00Z", "Profile Identified", {}, { kind: "identify", attributes: { timezone: "America/New_York" } });
    expect(world.until("2026-11-22T00:00:00Z").sent).toEqual(["2026-11-20T15:00:00.000Z abandoned-cart"]);
  });
});

describe("two a day", () => {
  const day = (change: WrittenCampaign = {}) => {
    const world = living("UTC", change, [cartCampaign(change), news("a"), news("b")]);
    world.event("2026-11-20T09:10:00Z", "News a").event("2026-11-20T09:20:00Z", "News b");
    return world.event("2026-11-20T10:00:00Z", "Cart Updated", cart("a", 120));
  };

  test("is enough: the third mail of the day is skipped, and the log says what filled it", () => {
    const world = day().until("2026-11-25T00:00:00Z");
    expect(world.sent).toEqual(["2026-11-20T09:10:00.000Z a", "2026-11-20T09:20:00.000Z b"]);
    expect(world.log("abandoned-cart")).toEqual(["entered", "skipped frequency_cap"]);
    expect(world.decisions.at(-1)?.facts).toMatchObject({
      caps: [{ count: 2, filled_by: [{ at: "2026-11-20T09:10:00.000Z" }, { at: "2026-11-20T09:20:00.000Z" }] }],
      free_at: "2026-11-21T00:00:00.000Z",
    });
  });

  test("put off instead of skipped, it goes on the next morning", () => {
    const world = day({ atMost: [{ max: 2, per: { calendar: "day" }, over: "defer" }] }).until("2026-11-25T00:00:00Z");
    expect(world.sent.at(-1)).toBe("2026-11-21T09:00:00.000Z abandoned-cart");
  });

  test("do not stop an important one", () => {
    expect(day({ frequencyCaps: "override" }).until("2026-11-25T00:00:00Z").sent).toHaveLength(3);
  });

  test("are counted by the day of the person's own clock", () => {
    const world = living("Asia/Tokyo", {}, [cartCampaign(), news("a"), news("b")]);
    // 23:50 in Tokyo, and then the next morning there, which is the same day in UTC.
    world.event("2026-11-20T14:50:00Z", "News a").event("2026-11-20T14:55:00Z", "News b").event("2026-11-21T00:10:00Z", "Cart Updated", cart("a", 120));
    expect(world.until("2026-11-22T00:00:00Z").sent.at(-1)).toBe("2026-11-21T00:40:00.000Z abandoned-cart");
  });
});

describe("the cart changes while one waits", () => {
  const twice = (change: WrittenCampaign, second = "a") =>
    living("UTC", change)
      .event("2026-11-20T10:00:00Z", "Cart Updated", cart("a", 120))
      .event("2026-11-20T10:20:00Z", "Cart Updated", cart(second, 150))
      .until("2026-11-21T00:00:00Z");

  test("restart: half an hour after the last change, with what is in it then", () => {
    const world = twice({});
    expect(world.sent).toEqual(["2026-11-20T10:50:00.000Z abandoned-cart"]);
    expect(world.enrollments[0]?.entry.properties).toMatchObject({ total: 150 });
  });

  test("ignore: half an hour after the first", () => {
    const world = twice({ onRepeat: "ignore" });
    expect([world.sent, world.enrollments[0]?.entry.properties]).toEqual([["2026-11-20T10:30:00.000Z abandoned-cart"], cart("a", 120)]);
  });

  test("enroll: each on its own, where carts are not told apart", () => {
    expect(twice({ onRepeat: "enroll", reentry: { kind: "every_time" } }).sent).toEqual([
      "2026-11-20T10:30:00.000Z abandoned-cart",
      "2026-11-20T10:50:00.000Z abandoned-cart",
    ]);
  });

  test("another cart has its own half hour", () => {
    expect(twice({}, "b").sent).toEqual(["2026-11-20T10:30:00.000Z abandoned-cart", "2026-11-20T10:50:00.000Z abandoned-cart"]);
  });

  test("a cart that was reminded of once is not reminded of again", () => {
    const world = living("UTC").event("2026-11-20T10:00:00Z", "Cart Updated", cart("a", 120)).event("2026-11-20T12:00:00Z", "Cart Updated", cart("a", 130));
    expect([world.until("2026-11-25T00:00:00Z").sent.length, world.log().at(-1)]).toEqual([1, "not_entered reentry"]);
  });
});

describe("while one waits", () => {
  const waiting = (change: WrittenCampaign = {}) => living("UTC", change).event("2026-11-20T10:00:00Z", "Cart Updated", cart("a", 120));

  test("who unsubscribes gets nothing", () => {
    const world = waiting().event("2026-11-20T10:10:00Z", "Consent Changed", {}, { kind: "internal", consent: { channels: { email: "unsubscribed" } } });
    expect([world.until("2026-11-25T00:00:00Z").sent, world.log().at(-1)]).toEqual([[], "skipped no_consent"]);
  });

  test("who leaves the topic gets nothing either", () => {
    const world = waiting().event("2026-11-20T10:10:00Z", "Consent Changed", {}, { kind: "internal", consent: { topics: { marketing: "unsubscribed" } } });
    expect([world.until("2026-11-25T00:00:00Z").sent, world.log().at(-1)]).toEqual([[], "skipped no_consent"]);
  });

  test("a stopped campaign lets everybody go at once", () => {
    const world = waiting();
    const campaign = aCampaign({ ...document }, { status: "stopped" });
    world.define({ campaigns: [campaign] }).input({ kind: "campaign", campaignId: campaign.id, version: 1, change: "stopped", at: world.now });
    expect(world.enrollments[0]).toMatchObject({ status: "ended", endReason: "campaign_stopped" });
  });

  test("a campaign that ends meanwhile lets people finish, or leave, as it says", () => {
    const life = (atEnd: "finish" | "exit"): WrittenCampaign => ({ life: { end: "2026-11-20T10:15", timeZone: "UTC", atEnd } });
    expect(waiting(life("finish")).until("2026-11-25T00:00:00Z").sent).toHaveLength(1);
    expect(waiting(life("exit")).until("2026-11-25T00:00:00Z").sent).toEqual([]);
  });

  test("after its end nobody enters", () => {
    expect(waiting({ life: { end: "2026-11-20T09:00", timeZone: "UTC" } }).log()).toEqual(["not_entered after_end"]);
  });
});
