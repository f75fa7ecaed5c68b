import { asRehearsed, compileDefinitions, DAY, type Decision, formatInstant, HOUR, newProfile, PersonReplay } from "@beckon/core";
import fc from "fast-check";
import { expect, test } from "vitest";
import { aCampaign, aJourney, virtualWorld } from "../../../../test/virtualWorld.ts";

const FROM = Date.parse("2026-10-20T00:00:00Z");
const UNTIL = FROM + 30 * DAY;
const mail = (id: string, next?: string) => ({
  id,
  kind: "send",
  message: { channel: "email", subject: "Hello", body: { format: "text", source: "Hello" } },
  ...(next ? { next } : {}),
});

/** With a cap, quiet hours, sessions, waits, a branch on what the journey sets itself, a campaign that answers messages, and another journey that it starts. */
const RULES = { timeZone: "Europe/Berlin", quietHours: { from: "21:00", to: "09:00" }, frequencyCaps: [{ max: 2, per: { rolling: "P2D" } as const }] };
const journey = aJourney({
  key: "welcome",
  unless: [{ event: "Account Closed" }],
  goal: { event: "Order Completed", within: "P7D" },
  reentry: { kind: "window", window: "P3D" },
  steps: [
    mail("hello", "ordered"),
    { id: "ordered", kind: "wait", for: { kind: "event", event: "Order Completed" }, within: "P1D", next: "note", timeout: "night" },
    { id: "note", kind: "set_attributes", set: { ordered: true }, next: "which" },
    { id: "which", kind: "branch", branches: [{ if: { kind: "attribute", name: "ordered", op: "equals", value: true }, next: "start" }] },
    { id: "start", kind: "start_journey", journey: "thanks" },
    { id: "night", kind: "delay", delay: { kind: "until_time", time: "09:00" }, next: "reminder" },
    mail("reminder"),
  ],
});
const others = [
  aCampaign({ key: "after", trigger: { kind: "message", did: "sent" }, delay: { kind: "for", duration: "PT1H" }, onRepeat: "enroll" }),
  aJourney({ key: "thanks", trigger: { kind: "event", event: "Thanked" }, steps: [mail("thank-you")] }),
  aCampaign({
    key: "visit",
    trigger: { kind: "session_ended", did: [{ event: "Cart Updated" }], without: ["Order Completed"] },
    unless: [{ event: "Order Completed" }],
  }),
];

const happenings = fc.array(
  fc.record({ hour: fc.integer({ min: 1, max: 29 * 24 }), name: fc.constantFrom("Signed Up", "Order Completed", "Cart Updated", "Account Closed") }),
  { maxLength: 25 },
);

const told = (decisions: readonly Decision[]) =>
  decisions.map(({ at, campaignId, outcome, reason, facts }) => `${formatInstant(at)} ${campaignId} ${outcome} ${reason} ${String(facts["way"] ?? "")}`).sort();

test("a past that was lived under these journeys is decided alike when it happens again", () => {
  fc.assert(
    fc.property(happenings, (all) => {
      const draft = asRehearsed(journey, { from: FROM, until: UNTIL });
      const courses = [draft, ...others];
      const world = virtualWorld({ campaigns: courses, rules: RULES, start: formatInstant(FROM) });
      for (const { hour, name } of [...all].sort((a, b) => a.hour - b.hour)) world.event(formatInstant(FROM + hour * HOUR), name);
      world.until(formatInstant(UNTIL));
      const plan = {
        definitions: compileDefinitions({ ...RULES, id: 1, sessionTimeout: "PT30M", holdout: 0, topics: [] }, courses),
        courses,
        from: FROM,
        until: UNTIL,
      };
      const today = { ...world.profile, createdAt: FROM };
      const replay = new PersonReplay(
        { profile: { ...newProfile(today.id, 1, FROM), ...today }, addresses: { email: "ann@shop.example" }, events: world.history },
        plan,
      );
      const replayed = replay.end().filter(({ at }) => at <= UNTIL);
      expect(told(replayed)).toEqual(told(world.decisions));
    }),
    { numRuns: 60 },
  );
});
