import { compileDefinitions, DAY, type Event, newProfile, type PastOfPerson, replayPerson, sumRehearsal } from "@beckon/core";
import { expect, test } from "vitest";
import { aJourney } from "../../../../test/virtualWorld.ts";

const FROM = Date.parse("2026-10-01T00:00:00Z");
const UNTIL = FROM + 30 * DAY;
const RULES = { id: 1, timeZone: "UTC", sessionTimeout: "PT30M", quietHours: { from: "21:00", to: "09:00" }, frequencyCaps: [], holdout: 0, topics: [] };
const mail = (id: string, next?: string) => ({
  id,
  kind: "send",
  message: { channel: "email", subject: "Hello", body: { format: "text", source: "Hello" } },
  ...(next ? { next } : {}),
});

const journey = aJourney({
  unless: [{ event: "Order Completed" }],
  steps: [
    mail("hello", "active"),
    { id: "active", kind: "wait", for: { kind: "event", event: "Activated" }, within: "P2D", next: "tip", timeout: "help" },
    mail("tip"),
    mail("help"),
  ],
});

function person(
  n: number,
  events: readonly (readonly [at: string, name: string])[],
  email: string | null = `p${n}@shop.example`,
): PastOfPerson & { id: string } {
  const id = `01900000-0000-7000-8000-${String(n).padStart(12, "0")}`;
  const told = events.map(([at, name], i): Event => {
    const eventId = `01900000-0000-7000-9000-${String(n * 100 + i).padStart(12, "0")}`;
    return {
      id: eventId,
      kind: "track",
      name,
      properties: {},
      at: Date.parse(at),
      receivedAt: Date.parse(at),
      source: "segment",
      messageId: eventId,
      context: {},
    };
  });
  return { id, profile: newProfile(id, 1, FROM), addresses: email === null ? {} : { email }, events: told };
}

test("a rehearsal says who would have got what, when and why not, step by step", () => {
  const people = [
    person(1, [
      ["2026-10-02T10:00:00Z", "Signed Up"],
      ["2026-10-03T10:00:00Z", "Activated"],
    ]),
    person(2, [["2026-10-02T22:00:00Z", "Signed Up"]]),
    person(3, [
      ["2026-10-05T10:00:00Z", "Signed Up"],
      ["2026-10-05T12:00:00Z", "Order Completed"],
    ]),
    person(4, [["2026-10-05T10:00:00Z", "Signed Up"]], null),
    person(5, [["2026-10-05T10:00:00Z", "Page Viewed"]]),
  ];
  const definitions = compileDefinitions(RULES, [journey]);
  const lives = people.map((past) => ({ profileId: past.id, decisions: replayPerson(past, journey, definitions, { from: FROM, until: UNTIL }) }));
  expect(sumRehearsal(lives, journey, UNTIL, "UTC")).toEqual({
    triggered: 4,
    entered: 4,
    people: 4,
    notEntered: {},
    ends: { completed: 3, exception: 1 },
    converted: 0,
    messages: 5,
    recipients: 3,
    steps: [
      { step: "hello", ways: { next: 4 }, sent: 3, heldOut: 0, unsent: { no_address: 1 }, held: { quiet_hours: 1 } },
      { step: "active", ways: { next: 1, timeout: 2 }, sent: 0, heldOut: 0, unsent: {}, held: {} },
      { step: "tip", ways: { next: 1 }, sent: 1, heldOut: 0, unsent: {}, held: {} },
      { step: "help", ways: { next: 2 }, sent: 1, heldOut: 0, unsent: { no_address: 1 }, held: {} },
    ],
    daily: [
      { date: "2026-10-02", entered: 2, messages: 1 },
      { date: "2026-10-03", entered: 0, messages: 2 },
      { date: "2026-10-05", entered: 2, messages: 2 },
    ],
    busiest: { at: Date.parse("2026-10-02T10:00:00Z"), messages: 1 },
    mostInAWeek: { profileId: people[0]?.id, messages: 2 },
  });
});
