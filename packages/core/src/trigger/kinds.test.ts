import fc from "fast-check";
import { describe, expect, test } from "vitest";
import type { ConditionNode } from "../condition/condition.ts";
import { judgeCondition } from "../condition/judge.ts";
import { type Event, INTERNAL } from "../event/event.ts";
import type { Json, JsonObject } from "../json.ts";
import { newProfile, type Session } from "../profile/profile.ts";
import { localOf } from "../time/zone.ts";
import { describeTrigger, judgeTrigger, listensOf, triggerKindOf } from "./kinds.ts";
import type { Happening, TriggerNode, TriggerSubject } from "./trigger.ts";

const NOW = Date.UTC(2026, 0, 15, 10, 0);

function anEvent(event: Partial<Event> = {}): Event {
  return {
    id: "e-1",
    kind: "track",
    name: "Order Completed",
    properties: {},
    at: NOW,
    receivedAt: NOW,
    source: "api",
    messageId: "m-1",
    context: {},
    ...event,
  };
}

function aSubject(attributes: JsonObject = {}, engaged: readonly string[] = []): TriggerSubject {
  const profile = { ...newProfile("p-1", 1, NOW), attributes };
  const facts = { attributes, consent: profile.consent, country: null, now: NOW, timeZone: "UTC" };
  return {
    ...facts,
    profile,
    judge: (condition, properties) => judgeCondition(condition, { ...facts, properties, entry: null }),
    engaged: (enrollmentId, how) => engaged.includes(`${enrollmentId} ${how}`),
  };
}

/** What the trigger makes of it: the properties it carries along, `no` with a reason to log, or `nothing` to do with it. */
function judged(trigger: object, happening: Happening, subject = aSubject()): JsonObject | "no" | "nothing" {
  const verdict = judgeTrigger(trigger as TriggerNode, happening, subject);
  return verdict.fires ? verdict.properties : verdict.finding ? "no" : "nothing";
}

const happens = (event: Partial<Event>): Happening => ({ kind: "event", event: anEvent(event) });
const over100 = { kind: "property", name: "total", op: "at_least", value: 100 } as ConditionNode;

describe("event", () => {
  const trigger = { kind: "event", event: "Order Completed", where: over100 };

  test("fires with the event's properties where they fit", () => {
    expect(judged(trigger, happens({ properties: { total: 120 } }))).toEqual({ total: 120 });
  });

  test("says why it does not where they do not fit", () => {
    const verdict = judgeTrigger(trigger, happens({ properties: { total: 80 } }), aSubject());
    expect(verdict).toEqual({ fires: false, finding: { holds: false, condition: "total is at least 100", found: 80 } });
  });

  test("compares with an attribute of the person", () => {
    const aboveAverage = {
      kind: "event",
      event: "Order Completed",
      where: { kind: "property", name: "total", op: "greater_than", value: { from: "attribute", name: "average" } },
    };
    expect(judged(aboveAverage, happens({ properties: { total: 120 } }), aSubject({ average: 100 }))).toEqual({ total: 120 });
    expect(judged(aboveAverage, happens({ properties: { total: 120 } }), aSubject({ average: 130 }))).toBe("no");
  });

  test("has nothing to do with other events", () => {
    expect(judged(trigger, happens({ name: "Order Refunded" }))).toBe("nothing");
  });
});

describe("attribute_changed", () => {
  const changes = (before: Json, after: Json, name = "plan"): Happening => ({ kind: "attribute", name, before, after, event: anEvent() });

  test("fires on any real change, the first value and removal among them", () => {
    const trigger = { kind: "attribute_changed", attribute: "plan" };
    expect(judged(trigger, changes("free", "pro"))).toEqual({ attribute: "plan", before: "free", after: "pro" });
    expect([judged(trigger, changes(null, "pro")), judged(trigger, changes("pro", null))]).not.toContain("nothing");
  });

  test("has nothing to do with a value set to what it was", () => {
    const trigger = { kind: "attribute_changed", attribute: "plan" };
    expect([judged(trigger, changes("pro", "pro")), judged(trigger, changes({ a: [1] }, { a: [1] }))]).toEqual(["nothing", "nothing"]);
  });

  test("asks about the old and the new value", () => {
    const upgrade = { kind: "attribute_changed", attribute: "plan", from: { op: "equals", value: "free" }, to: { op: "one_of", value: ["pro", "team"] } };
    expect([judged(upgrade, changes("free", "team")) !== "no", judged(upgrade, changes("pro", "team")), judged(upgrade, changes("free", "basic"))]).toEqual([
      true,
      "no",
      "no",
    ]);
  });

  test("looks inside a changed object, and only there", () => {
    const trigger = { kind: "attribute_changed", attribute: "address.city" };
    expect(judged(trigger, changes({ city: "Bonn" }, { city: "Köln" }, "address"))).toEqual({ attribute: "address.city", before: "Bonn", after: "Köln" });
    expect(judged(trigger, changes({ city: "Bonn", zip: 1 }, { city: "Bonn", zip: 2 }, "address"))).toBe("nothing");
  });
});

describe("session_started", () => {
  test("asks about the event that opened the session", () => {
    const session = aSession({});
    const started = (properties: JsonObject): Happening => ({ kind: "session_started", session, event: anEvent({ properties }) });
    expect([judged({ kind: "session_started" }, started({})), judged({ kind: "session_started", where: over100 }, started({ total: 1 }))]).toEqual([{}, "no"]);
  });
});

describe("session_ended", () => {
  const trigger = { kind: "session_ended", did: [{ event: "Product Viewed", where: over100 }], without: ["Order Completed"] };
  const ends = (last: { [name: string]: JsonObject }): Happening => ({
    kind: "session_ended",
    session: aSession(last),
    event: anEvent({ properties: { seconds: 60 } }),
  });

  test("fires with the last properties of what they did", () => {
    expect(judged(trigger, ends({ "Product Viewed": { total: 150, sku: "A-1" } }))).toEqual({ seconds: 60, total: 150, sku: "A-1" });
  });

  test("does not fire where something was missing, did not fit, or happened after all", () => {
    expect(judged(trigger, ends({}))).toBe("no");
    expect(judged(trigger, ends({ "Product Viewed": { total: 50 } }))).toBe("no");
    expect(judged(trigger, ends({ "Product Viewed": { total: 150 }, "Order Completed": {} }))).toBe("no");
  });

  test("says which events a session must remember for it", () => {
    expect(triggerKindOf(trigger).remembers?.(trigger)).toEqual(["Product Viewed", "Order Completed"]);
  });
});

describe("message", () => {
  const message = { sendId: "s-1", campaignId: "c-1", enrollmentId: "n-1", channel: "email" };
  const clicks = (event: Partial<Event> = {}) =>
    happens({ kind: "internal", name: INTERNAL.messageClicked, properties: { link: "https://shop.example/sale?x=1" }, message, ...event });

  test("fires for the campaign and the link it names", () => {
    expect(judged({ kind: "message", did: "clicked", campaign: "c-1", link: "/sale" }, clicks())).toMatchObject({ campaign_id: "c-1", send_id: "s-1" });
    expect(judged({ kind: "message", did: "clicked", campaign: "c-2" }, clicks())).toBe("nothing");
    expect(judged({ kind: "message", did: "clicked", link: "/new" }, clicks())).toBe("no");
  });

  test("never fires for machines, nor for an event that only bears the name", () => {
    expect(judged({ kind: "message", did: "clicked" }, clicks({ flags: ["machine"] }))).toBe("nothing");
    expect(judged({ kind: "message", did: "clicked" }, clicks({ kind: "track" }))).toBe("nothing");
  });
});

describe("message_ignored", () => {
  const trigger = { kind: "message_ignored", campaign: "c-1", not: "opened", after: "P3D" };
  const message = { sendId: "s-1", campaignId: "c-1", enrollmentId: "n-1", channel: "email" };
  const sent = happens({ kind: "internal", name: INTERNAL.messageSent, message });
  const payload = { enrollmentId: "n-1", sendId: "s-1", campaignId: "c-1" };
  const timer: Happening = { kind: "timer", timerKind: "message_ignored", payload, event: anEvent() };

  test("starts its clock when the message is sent, and only then", () => {
    expect(triggerKindOf(trigger).timerAfter?.(trigger, sent)).toEqual({ at: NOW + 3 * 86_400_000, payload });
    expect(triggerKindOf(trigger).timerAfter?.(trigger, happens({}))).toBe(null);
    expect(triggerKindOf(trigger).timerAfter?.({ ...trigger, campaign: "c-2" } as TriggerNode, sent)).toBe(null);
    expect(judged(trigger, sent)).toBe("nothing");
  });

  test("fires when the time is up and nothing was done", () => {
    expect(judged(trigger, timer)).toMatchObject({ campaign_id: "c-1" });
    expect(judged(trigger, timer, aSubject({}, ["n-1 opened"]))).toBe("no");
  });
});

describe("date", () => {
  const next = (trigger: object, value: Json, { now = NOW, zone = "UTC" } = {}) => {
    const node = { kind: "date", attribute: "birthday", ...trigger } as TriggerNode;
    const profile = { ...newProfile("p-1", 1, NOW), attributes: { birthday: value } };
    const timer = triggerKindOf(node).nextTimer?.(node, profile, zone, now);
    return timer ? new Date(timer.at).toISOString() : null;
  };
  const yearly = { yearly: true };

  test("comes at nine by the person's clock, or when it says", () => {
    expect(next({}, "2026-05-17")).toBe("2026-05-17T09:00:00.000Z");
    expect(next({ at: "18:30" }, "2026-05-17", { zone: "America/New_York" })).toBe("2026-05-17T22:30:00.000Z");
  });

  test("once is once: nothing after a date that is past", () => {
    expect(next({}, "2025-05-17")).toBe(null);
  });

  test("days before and after, also over New Year", () => {
    expect(next({ offsetDays: -3 }, "2026-05-17")).toBe("2026-05-14T09:00:00.000Z");
    expect(next({ ...yearly, offsetDays: -10 }, "1990-01-20")).toBe("2027-01-10T09:00:00.000Z");
    expect(next({ ...yearly, offsetDays: 30 }, "1990-12-20")).toBe("2026-01-19T09:00:00.000Z");
  });

  test("every year, from the date's own year on", () => {
    expect(next(yearly, "1990-05-17")).toBe("2026-05-17T09:00:00.000Z");
    expect(next(yearly, "1990-01-01")).toBe("2027-01-01T09:00:00.000Z");
    expect(next(yearly, "2031-05-17")).toBe("2031-05-17T09:00:00.000Z");
  });

  test("29 February falls on the 28th in common years, also where the year of birth was none", () => {
    expect([next(yearly, "1992-02-29"), next(yearly, "1990-02-29"), next(yearly, "02-29"), next(yearly, "--02-29")]).toEqual(
      new Array(4).fill("2026-02-28T09:00:00.000Z"),
    );
    expect(next(yearly, "1992-02-29", { now: Date.UTC(2028, 0, 1) })).toBe("2028-02-29T09:00:00.000Z");
  });

  test("a date-time is the date by the person's clock", () => {
    expect(next({}, "2026-05-17T23:30:00Z", { zone: "Asia/Tokyo" })).toBe("2026-05-18T00:00:00.000Z");
  });

  test("the moment that has just fired does not come again", () => {
    expect(next(yearly, "1990-05-17", { now: Date.UTC(2026, 4, 17, 9) })).toBe("2027-05-17T09:00:00.000Z");
  });

  test.each(["", "soon", "13-01", "02-30", "2026-02-30", null, true, {}, []])("%j is no date", (value) =>
    expect([next({}, value), next(yearly, value)]).toEqual([null, null]),
  );

  test("a birthday without a year needs yearly", () => {
    expect([next({}, "05-17"), next(yearly, "05-17")]).toEqual([null, "2026-05-17T09:00:00.000Z"]);
  });

  test("carries the date and the years along", () => {
    const node = { kind: "date", attribute: "birthday", yearly: true, offsetDays: -3 } as TriggerNode;
    const profile = { ...newProfile("p-1", 1, NOW), attributes: { birthday: "1990-05-17" } };
    const payload = { attribute: "birthday", value: "1990-05-17", date: "2026-05-17", years: 36 };
    expect(triggerKindOf(node).nextTimer?.(node, profile, "UTC", NOW)?.payload).toEqual(payload);
    expect(judged(node, { kind: "timer", timerKind: "date", payload, event: anEvent() })).toEqual(payload);
  });

  test("comes every year exactly once, at the time named, in any zone", () => {
    const zone = fc.constantFrom("UTC", "Europe/Berlin", "America/New_York", "Pacific/Chatham", "Africa/Cairo");
    const birthday = fc.date({ min: new Date("1950-01-01"), max: new Date("2024-12-31"), noInvalidDate: true }).map((date) => date.toISOString().slice(0, 10));
    fc.assert(
      fc.property(zone, birthday, fc.integer({ min: -366, max: 366 }), (timeZone, value, offsetDays) => {
        const seen: number[] = [];
        for (let now = Date.UTC(2026, 5, 1), i = 0; i < 4; i++) {
          const at = next({ ...yearly, offsetDays, at: "12:00" }, value, { now, zone: timeZone });
          now = Date.parse(at!);
          seen.push(now);
          expect(localOf(timeZone, now)).toMatchObject({ hour: 12, minute: 0 });
        }
        for (let i = 1; i < seen.length; i++) expect(Math.round((seen[i]! - seen[i - 1]!) / 86_400_000)).toBeGreaterThanOrEqual(365);
        for (let i = 1; i < seen.length; i++) expect(Math.round((seen[i]! - seen[i - 1]!) / 86_400_000)).toBeLessThanOrEqual(366);
      }),
    );
  });
});

test("a kind from a newer version listens to nothing and never fires", () => {
  expect([listensOf({ kind: "weather" }, "c-1"), judged({ kind: "weather" }, happens({}))]).toEqual([[], "nothing"]);
});

test.each([
  [{ kind: "event", event: "Order Completed", where: over100 }, "“Order Completed” happens where total is at least 100"],
  [{ kind: "attribute_changed", attribute: "plan", to: { op: "equals", value: "pro" } }, "the person's plan changes, where the new value is “pro”"],
  [{ kind: "date", attribute: "birthday", offsetDays: -1, yearly: true }, "it is 09:00 1 day before the person's birthday, every year"],
  [
    { kind: "session_ended", did: [{ event: "Product Viewed" }], without: ["Order Completed"] },
    "a session ends with “Product Viewed” without “Order Completed”",
  ],
  [{ kind: "message", did: "clicked", link: "/sale" }, "a message is clicked on a link with “/sale”"],
  [{ kind: "message_ignored", not: "opened", after: "P3D" }, "a message is not opened within 3 days"],
])("says %j as %s", (trigger, words) => expect(describeTrigger(trigger as TriggerNode)).toBe(words));

function aSession(last: { [name: string]: JsonObject }): Session {
  const events = Object.fromEntries(Object.keys(last).map((name) => [name, 1]));
  return { id: "s-1", startedAt: NOW, lastAt: NOW, timerAt: NOW, events, last };
}
