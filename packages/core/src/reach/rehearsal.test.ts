import {
  asRehearsed,
  type Course,
  compileDefinitions,
  DAY,
  type Event,
  newProfile,
  type PastOfPerson,
  PersonReplay,
  RehearsalSum,
  type WorkspaceRules,
} from "@beckon/core";
import { expect, test } from "vitest";
import { aCampaign, aJourney } from "../../../../test/virtualWorld.ts";

const FROM = Date.parse("2026-10-01T00:00:00Z");
const UNTIL = FROM + 30 * DAY;
const RULES = { id: 1, timeZone: "UTC", sessionTimeout: "PT30M", quietHours: { from: "21:00", to: "09:00" }, frequencyCaps: [], holdout: 0, topics: [] };
const mail = (id: string, next?: string) => ({
  id,
  kind: "send",
  message: { channel: "email", subject: "Hello", body: { format: "text", source: "Hello" } },
  ...(next ? { next } : {}),
});

const PERIOD = { from: FROM, until: UNTIL };

/** Replays these people under the course and what is live beside it. */
function rehearse(course: Course, people: readonly (PastOfPerson & { id: string })[], others: readonly Course[] = [], rules: Partial<WorkspaceRules> = {}) {
  const draft = asRehearsed(course, PERIOD);
  const definitions = compileDefinitions({ ...RULES, ...rules }, [draft, ...others]);
  const sum = new RehearsalSum(draft, definitions, PERIOD);
  const plan = { definitions, courses: [draft, ...others], from: FROM - 7 * DAY, until: UNTIL };
  const found = people.map((past) => sum.add({ profileId: past.id, decisions: new PersonReplay(past, plan).end() }));
  return { totals: sum.totals, people: found };
}

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
  const { totals, people: found } = rehearse(journey, people);
  expect(totals).toMatchObject({
    triggered: 4,
    entered: 4,
    people: 4,
    notEntered: {},
    ends: { completed: 3, exception: 1 },
    converted: 0,
    messages: 5,
    recipients: 3,
    later: 0,
    channels: { email: 5 },
    steps: [
      { step: "hello", ways: { next: 4 }, sent: 3, heldOut: 0, unsent: { no_address: 1 }, held: { quiet_hours: 1 } },
      { step: "active", ways: { next: 1, timeout: 2 }, sent: 0, heldOut: 0, unsent: {}, held: {} },
      { step: "tip", ways: { next: 1 }, sent: 1, heldOut: 0, unsent: {}, held: {} },
      { step: "help", ways: { next: 2 }, sent: 1, heldOut: 0, unsent: { no_address: 1 }, held: {} },
    ],
    days: {
      "2026-10-02": { entered: 2, sent: { email: 1 } },
      "2026-10-03": { entered: 0, sent: { email: 2 } },
      "2026-10-05": { entered: 2, sent: { email: 2 } },
    },
    weekly: { 1: 1, 2: 2 },
  });
  expect(found.map((one) => one?.messages ?? null)).toEqual([2, 2, 1, 0, null]);
  expect(found[1]?.tags).toContain("held:quiet_hours");
  expect(found[0]?.path.map(({ decision: { outcome }, step }) => `${outcome} ${step}`)).toEqual([
    "entered null",
    "cleared hello",
    "sent hello",
    "stepped hello",
    "stepped active",
    "cleared tip",
    "sent tip",
    "stepped tip",
    "exited tip",
  ]);
});

test("what else is live takes its place under the caps, from a week before the period, and is named as an overlap", () => {
  const digest = aCampaign({ key: "digest", trigger: { kind: "event", event: "Page Viewed" }, priority: 90 });
  const capped: Partial<WorkspaceRules> = { frequencyCaps: [{ max: 1, per: { rolling: "P7D" } }] };
  const people = [
    person(1, [
      ["2026-09-29T10:00:00Z", "Page Viewed"],
      ["2026-10-02T10:00:00Z", "Signed Up"],
    ]),
    person(2, [
      ["2026-10-09T10:00:00Z", "Signed Up"],
      ["2026-10-10T10:00:00Z", "Page Viewed"],
    ]),
  ];
  const alone = rehearse(journey, people, [], capped).totals;
  const beside = rehearse(journey, people, [digest], capped).totals;
  expect([alone.steps[0]?.sent, beside.steps[0]?.sent, beside.steps[0]?.unsent]).toEqual([2, 1, { frequency_cap: 1 }]);
  expect(beside.others[digest.id]).toEqual({ overlap: 1, sameDay: 0, messages: 0 });
});

test("nobody enters before the period or after it, and who entered is followed to the end", () => {
  const people = [
    person(1, [["2026-09-28T10:00:00Z", "Signed Up"]]),
    person(2, [["2026-10-30T10:00:00Z", "Signed Up"]]),
    person(3, [["2026-10-31T10:00:00Z", "Signed Up"]]),
  ];
  const { totals } = rehearse(journey, people);
  expect([totals.entered, totals.messages, totals.later, totals.notEntered]).toEqual([1, 2, 1, {}]);
});

test("a campaign is rehearsed as one step", () => {
  const campaign = aCampaign({ key: "receipt", trigger: { kind: "event", event: "Signed Up" }, quietHours: "skip" });
  const people = [person(1, [["2026-10-02T10:00:00Z", "Signed Up"]]), person(2, [["2026-10-02T22:00:00Z", "Signed Up"]])];
  const { totals } = rehearse(campaign, people);
  expect([totals.entered, totals.messages, totals.steps]).toEqual([
    2,
    1,
    [{ step: "message", ways: {}, sent: 1, heldOut: 0, unsent: { quiet_hours: 1 }, held: {} }],
  ]);
});

test("a past that is read in pages is the same past", () => {
  const past = person(1, [
    ["2026-10-02T10:00:00Z", "Signed Up"],
    ["2026-10-03T10:00:00Z", "Activated"],
    ["2026-10-03T10:00:00Z", "Signed Up"],
    ["2026-10-08T10:00:00Z", "Order Completed"],
  ]);
  const draft = asRehearsed(journey, PERIOD);
  const plan = { definitions: compileDefinitions(RULES, [draft]), courses: [draft], ...PERIOD };
  const inPages = new PersonReplay({ ...past, events: past.events.slice(0, 2) }, plan);
  for (const event of past.events.slice(2)) inPages.take([event]);
  expect(inPages.end()).toEqual(new PersonReplay(past, plan).end());
});
