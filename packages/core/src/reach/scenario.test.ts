import { compileDefinitions, mismatches, playScenario, type Scenario } from "@beckon/core";
import { expect, test } from "vitest";
import { aCampaign, aJourney } from "../../../../test/virtualWorld.ts";

const RULES = { id: 1, timeZone: "UTC", sessionTimeout: "PT30M", quietHours: null, frequencyCaps: [], holdout: 0, topics: [] };
const mail = (id: string, next?: string) => ({
  id,
  kind: "send",
  message: { channel: "email", subject: "Hello", body: { format: "text", source: "Hello" } },
  ...(next ? { next } : {}),
});

const definitions = compileDefinitions(RULES, [
  aJourney({
    key: "welcome",
    unless: [{ event: "Order Completed" }],
    steps: [mail("hello", "night"), { id: "night", kind: "delay", delay: { kind: "until_time", time: "09:00" }, next: "story" }, mail("story")],
  }),
  aCampaign({ key: "receipt", trigger: { kind: "event", event: "Order Completed" } }),
]);

const scenario: Scenario = {
  name: "who signs up in the evening hears more at nine in the morning, by the summer's clock and the winter's",
  profile: { timezone: "Europe/Berlin" },
  given: [{ at: "2026-10-24T20:00:00Z", event: "Signed Up" }],
  expect: {
    sends: [
      { at: "2026-10-24T20:00:00Z", message: "welcome/hello" },
      { at: "2026-10-25T08:00:00Z", message: "welcome/story" },
    ],
    ends: { welcome: ["completed"] },
  },
};

test("a scenario plays as life would, over the night in which clocks go back", () => {
  expect(mismatches(scenario, playScenario(scenario, definitions))).toEqual([]);
});

test("an order ends the journey, and other campaigns of the folder answer it", () => {
  const given = [...scenario.given, { at: "2026-10-24T21:00:00Z", event: "Order Completed" }];
  const played = playScenario({ ...scenario, given }, definitions);
  expect([played.sends.map(({ message }) => message), played.ends["welcome"]]).toEqual([["welcome/hello", "receipt"], ["exception"]]);
});

test("what differs is named, with what was to be and what was", () => {
  const wish = { ...scenario, expect: { sends: [{ at: "2026-10-24T20:00:00Z", message: "welcome/hello" }], attributes: { plan: "pro" } } };
  expect(mismatches(wish, playScenario(wish, definitions))).toEqual([
    { what: "message 2", expected: '"none"', found: '"2026-10-25T08:00:00.000Z welcome/story"' },
    { what: "attribute plan", expected: '"pro"', found: "null" },
  ]);
});
