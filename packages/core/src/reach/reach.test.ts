import { expect, test } from "vitest";
import { aCampaign } from "../../../../test/virtualWorld.ts";
import { compileDefinitions } from "../definitions/definitions.ts";
import type { Event } from "../event/event.ts";
import type { JsonObject } from "../json.ts";
import { newProfile } from "../profile/profile.ts";
import { parseInstant } from "../time/instant.ts";
import { scaleReach, sumReach } from "./reach.ts";
import { replayPerson } from "./replayPerson.ts";

const at = (text: string) => parseInstant(text) ?? 0;
const FROM = at("2026-11-01T00:00:00Z");
const UNTIL = at("2026-11-15T00:00:00Z");
const RULES = { id: 1, timeZone: "UTC", sessionTimeout: "PT30M", quietHours: null, frequencyCaps: [], holdout: 0, topics: [] };

function anEvent(when: string, name: string, properties: JsonObject = {}, more: Partial<Event> = {}): Event {
  const id = `01900000-0000-7000-9000-${when.replace(/\D/g, "").slice(2, 14)}`;
  return { id, kind: "track", name, properties, at: at(when), receivedAt: at("2026-11-20T00:00:00Z"), source: "api", messageId: id, context: {}, ...more };
}

function reachOf(document: Parameters<typeof aCampaign>[0], pasts: readonly (readonly Event[])[], attributes: JsonObject = {}) {
  const campaign = aCampaign(document);
  const definitions = compileDefinitions(RULES, [campaign]);
  const decisions = pasts.map((events, place) => {
    const profile = { ...newProfile(`01900000-0000-7000-8000-00000000000${place}`, 1, at("2026-01-01T00:00:00Z")), attributes };
    return replayPerson({ profile, addresses: { email: "ann@shop.example" }, events }, campaign, definitions, { from: FROM, until: UNTIL });
  });
  return sumReach(decisions, UNTIL, "UTC");
}

const CART = {
  trigger: { kind: "event", event: "Cart Updated", where: { kind: "property", name: "total", op: "at_least", value: 100 } },
  delay: { kind: "for", duration: "PT30M" },
  unless: [{ event: "Order Completed" }],
};

test("counts who was triggered, who was called off, and what would have gone, by day", () => {
  const reach = reachOf(CART, [
    [anEvent("2026-11-02T10:00:00Z", "Cart Updated", { total: 120 }), anEvent("2026-11-02T10:10:00Z", "Order Completed")],
    [anEvent("2026-11-02T11:00:00Z", "Cart Updated", { total: 150 }), anEvent("2026-11-03T11:00:00Z", "Cart Updated", { total: 150 })],
    [anEvent("2026-11-04T11:00:00Z", "Cart Updated", { total: 50 })],
  ]);
  expect(reach).toMatchObject({ triggered: 3, people: 2, entered: 3, notEntered: {}, notSent: { exception: 1 }, messages: 2, recipients: 1 });
  expect(reach.daily).toEqual([
    { date: "2026-11-02", triggered: 2, messages: 1 },
    { date: "2026-11-03", triggered: 1, messages: 1 },
  ]);
});

test("an import that reached us late counts as what it was", () => {
  expect(reachOf(CART, [[anEvent("2026-11-02T10:00:00Z", "Cart Updated", { total: 120 })]]).messages).toBe(1);
});

test("the audience is judged by what people are like today", () => {
  const document = { ...CART, audience: { kind: "attribute", name: "plan", op: "equals", value: "pro" } };
  const past = [[anEvent("2026-11-02T10:00:00Z", "Cart Updated", { total: 120 })]];
  expect([reachOf(document, past, { plan: "pro" }).messages, reachOf(document, past, { plan: "free" }).notEntered]).toEqual([1, { audience_not_met: 1 }]);
});

test("a watched attribute is led through its changes, and the first value heard of is none", () => {
  const document = { trigger: { kind: "attribute_changed", attribute: "plan", to: { op: "equals", value: "pro" } } };
  const said = (when: string, plan: string) => anEvent(when, "Profile Identified", {}, { kind: "identify", attributes: { plan } });
  expect(reachOf(document, [[said("2026-11-02T10:00:00Z", "free"), said("2026-11-03T10:00:00Z", "pro")]], { plan: "pro" }).triggered).toBe(1);
  expect(reachOf(document, [[said("2026-11-02T10:00:00Z", "pro"), said("2026-11-03T10:00:00Z", "pro")]], { plan: "pro" }).triggered).toBe(0);
});

test("a session ends in the replay as it would have", () => {
  const document = { trigger: { kind: "session_ended", did: [{ event: "Product Viewed" }], without: ["Order Completed"] } };
  const viewed = anEvent("2026-11-02T10:00:00Z", "Product Viewed");
  expect(reachOf(document, [[viewed], [viewed, anEvent("2026-11-02T10:05:00Z", "Order Completed")]])).toMatchObject({ triggered: 1, messages: 1 });
});

test("a date of the person comes in the period", () => {
  const document = { trigger: { kind: "date", attribute: "birthday", yearly: true, at: "09:00" } };
  expect(reachOf(document, [[]], { birthday: "1990-11-05" }).daily).toEqual([{ date: "2026-11-05", triggered: 1, messages: 1 }]);
});

test("a share of the people stands for all", () => {
  const reach = scaleReach(reachOf(CART, [[anEvent("2026-11-02T10:00:00Z", "Cart Updated", { total: 120 })]]), 8);
  expect([reach.triggered, reach.people, reach.daily[0]?.messages]).toEqual([8, 8, 8]);
});

test("segments are entered and left as the history tells, and who came in before is in from the start", () => {
  const segment = { id: "01900000-0000-7000-a000-000000000001", workspaceId: 1, key: "vip", version: 3, document: { key: "vip", name: "VIP" } };
  const passage = (when: string, name: string) => anEvent(when, name, { segment: "vip", segment_id: segment.id }, { kind: "internal" });
  const reachWith = (document: object, past: readonly Event[], member = false) => {
    const campaign = aCampaign(document as Parameters<typeof aCampaign>[0]);
    const definitions = compileDefinitions(RULES, [campaign], [], { live: [segment] });
    const profile = newProfile("01900000-0000-7000-8000-000000000001", 1, at("2026-01-01T00:00:00Z"));
    const membership = { segmentId: segment.id, version: 3, member, since: FROM, timerAt: null };
    const person = { profile, addresses: { email: "ann@shop.example" }, events: past, memberships: new Map([[`${segment.id}@3`, membership]]) };
    return sumReach([replayPerson(person, campaign, definitions, { from: FROM, until: UNTIL })], UNTIL, "UTC");
  };
  const audience = { ...CART, audience: { kind: "segment", segment: "vip", is: "in" } };
  const cart = anEvent("2026-11-05T10:00:00Z", "Cart Updated", { total: 120 });
  expect(reachWith(audience, [cart]).notEntered).toEqual({ audience_not_met: 1 });
  expect(reachWith(audience, [cart], true).messages).toBe(1);
  expect(reachWith(audience, [passage("2026-11-04T10:00:00Z", "Segment Entered"), cart]).messages).toBe(1);
  expect(reachWith(audience, [passage("2026-11-04T10:00:00Z", "Segment Left"), cart], true).notEntered).toEqual({ audience_not_met: 1 });
  expect(reachWith(audience, [cart, passage("2026-11-06T10:00:00Z", "Segment Left")]).messages).toBe(1);
  expect(reachWith(audience, [cart, passage("2026-11-05T10:00:00Z", "Segment Entered")]).messages).toBe(1);
  const entered = { trigger: { kind: "segment_entered", segment: "vip" } };
  expect(reachWith(entered, [passage("2026-11-04T10:00:00Z", "Segment Entered"), passage("2026-11-05T10:00:00Z", "Segment Left")]).triggered).toBe(1);
});
