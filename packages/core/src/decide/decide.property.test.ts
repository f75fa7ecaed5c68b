import { type FrequencyCap, HOUR, isLive, localOf, MINUTE, type Send, type SendOutcome } from "@beckon/core";
import fc from "fast-check";
import { expect, test } from "vitest";
import { aCampaign, type VirtualWorld, virtualWorld, type WrittenCampaign } from "../../../../test/virtualWorld.ts";

/** Random lives of one person through random campaigns; after every step the promises of the specification must hold. */

const NAMES = ["Cart Updated", "Order Completed", "Signed Up"] as const;
const ZONES = ["Europe/Berlin", "America/New_York", "Asia/Tokyo", "Australia/Lord_Howe"] as const;
const START = Date.parse("2026-10-20T00:00:00Z");

const cap = fc.record({
  max: fc.integer({ min: 1, max: 3 }),
  per: fc.constantFrom<FrequencyCap["per"]>({ rolling: "PT6H" }, { rolling: "P1D" }, { calendar: "day" }, { calendar: "week" }),
  over: fc.constantFrom("skip" as const, "defer" as const),
});

const document = fc.record({
  trigger: fc.constantFrom<WrittenCampaign["trigger"]>(
    ...NAMES.map((event) => ({ kind: "event", event })),
    { kind: "session_ended", did: [{ event: "Cart Updated" }], without: ["Order Completed"] },
    { kind: "attribute_changed", attribute: "plan" },
    { kind: "message", did: "sent" },
  ),
  delay: fc.constantFrom<WrittenCampaign["delay"]>(
    undefined,
    { kind: "for", duration: "PT30M" },
    { kind: "for", duration: "P1D" },
    { kind: "until_time", time: "02:30" },
  ),
  onRepeat: fc.constantFrom("restart" as const, "ignore" as const, "enroll" as const),
  reentry: fc.constantFrom<WrittenCampaign["reentry"]>(
    { kind: "once" },
    { kind: "every_time" },
    { kind: "per_key", property: "cart_id" },
    { kind: "window", window: "P1D" },
  ),
  unless: fc.constantFrom<WrittenCampaign["unless"]>(undefined, [{ event: "Order Completed" }]),
  sendWindow: fc.constantFrom<WrittenCampaign["sendWindow"]>(undefined, { from: "09:00", to: "21:00" }, { from: "22:00", to: "03:00", outside: "skip" }),
  priority: fc.integer({ min: 0, max: 100 }),
  holdout: fc.constantFrom(0, 0, 50),
  atMost: fc.option(fc.array(cap, { maxLength: 1 }), { nil: undefined }),
});

type Step =
  | { readonly do: "event"; readonly name: (typeof NAMES)[number]; readonly cart: string }
  | { readonly do: "wait" }
  | { readonly do: "plan"; readonly plan: string }
  | { readonly do: "zone"; readonly zone: string }
  | { readonly do: "unsubscribe" }
  | { readonly do: "outcome"; readonly state: "sent" | "failed" | "held" | "skipped" | "unknown" };

const step: fc.Arbitrary<{ readonly after: number; readonly step: Step }> = fc.record({
  after: fc.oneof(fc.integer({ min: 0, max: 90 * MINUTE }), fc.integer({ min: 0, max: 40 * HOUR })),
  step: fc.oneof(
    { weight: 6, arbitrary: fc.record({ do: fc.constant("event" as const), name: fc.constantFrom(...NAMES), cart: fc.constantFrom("a", "b") }) },
    {
      weight: 5,
      arbitrary: fc.record({ do: fc.constant("outcome" as const), state: fc.constantFrom("sent", "sent", "sent", "failed", "held", "skipped", "unknown") }),
    },
    fc.record({ do: fc.constant("wait" as const) }),
    fc.record({ do: fc.constant("plan" as const), plan: fc.constantFrom("free", "pro") }),
    fc.record({ do: fc.constant("zone" as const), zone: fc.constantFrom(...ZONES) }),
    fc.record({ do: fc.constant("unsubscribe" as const) }),
  ),
}) as fc.Arbitrary<{ readonly after: number; readonly step: Step }>;

test("whatever happens in whatever order, every promise holds after every step", () => {
  fc.assert(
    fc.property(
      fc.array(document, { minLength: 1, maxLength: 4 }),
      fc.array(cap, { maxLength: 2 }),
      fc.array(step, { minLength: 5, maxLength: 40 }),
      (documents, frequencyCaps, steps) => {
        const campaigns = documents.map((one, index) => aCampaign({ ...one, key: `c${index}` }));
        const pending: Send[] = [];
        const world = virtualWorld({
          campaigns,
          rules: { frequencyCaps, quietHours: { from: "23:00", to: "06:00" } },
          start: new Date(START).toISOString(),
          outcome: (send) => {
            pending.push(send);
            return null;
          },
        });
        let at = START;
        for (const one of steps) {
          at += one.after;
          run(world, new Date(at).toISOString(), one.step, pending);
          check(world, frequencyCaps, pending);
        }
      },
    ),
    { numRuns: 400 },
  );
});

function run(world: VirtualWorld, at: string, todo: Step, pending: Send[]): void {
  if (todo.do === "event") world.event(at, todo.name, { cart_id: todo.cart });
  else if (todo.do === "plan") world.event(at, "Profile Identified", {}, { kind: "identify", attributes: { plan: todo.plan } });
  else if (todo.do === "zone") world.event(at, "Profile Identified", {}, { kind: "identify", attributes: { timezone: todo.zone } });
  else if (todo.do === "unsubscribe") world.event(at, "Consent Changed", {}, { kind: "internal", consent: { channels: { email: "unsubscribed" } } });
  else world.until(at);
  const send = todo.do === "outcome" ? pending.shift() : undefined;
  if (todo.do !== "outcome" || !send) return;
  const outcomes: { readonly [state: string]: SendOutcome } = {
    sent: { state: "sent", providerId: null },
    failed: { state: "failed", permanent: true, suppress: false, detail: "" },
    held: { state: "held", until: world.now + HOUR, reason: "quiet_hours", facts: {} },
    skipped: { state: "skipped", reason: "content_aborted", facts: {} },
    unknown: { state: "unknown" },
  };
  world.input({ kind: "outcome", sendId: send.id, enrollmentId: send.enrollmentId, at: world.now, outcome: outcomes[todo.state] as SendOutcome });
}

function check(world: VirtualWorld, caps: readonly FrequencyCap[], pending: readonly Send[]): void {
  for (const one of world.enrollments) {
    // Every passage waits for something named, or has ended with one reason.
    if (one.status === "ended") expect(one.endReason).not.toBeNull();
    else if (one.status === "sending") expect(world.sends.some((send) => send.id === one.sendId)).toBe(true);
    else expect(world.timers.some((timer) => timer.kind === "enrollment" && timer.subject === one.id && timer.at === one.dueAt)).toBe(true);
    if (isLive(one) && one.status === "ended") expect(world.timers.some((timer) => timer.kind === "goal" && timer.subject === one.id)).toBe(true);
  }
  // No timer stands for a passage that is over.
  for (const timer of world.timers)
    if (timer.kind === "enrollment") expect(world.enrollments.find((one) => one.id === timer.subject)?.status).not.toBe("ended");
  // Slots: one a send, and never more in a rolling period than its cap allows.
  const slots = world.profile.sent;
  expect(new Set(slots.map((slot) => slot.sendId)).size).toBe(slots.length);
  for (const rule of caps) {
    if (!("rolling" in rule.per)) continue;
    const period = rule.per.rolling === "P1D" ? 24 * HOUR : 6 * HOUR;
    for (const slot of slots) expect(slots.filter((other) => other.at >= slot.at && other.at < slot.at + period).length).toBeLessThanOrEqual(rule.max);
  }
  // Nothing is decided in the quiet hours of the person's zone, nor for someone who has left.
  const zone = String(world.profile.attributes["timezone"] ?? "UTC");
  const fresh = world.sends.filter((send) => send.createdAt === world.now && pending.includes(send));
  for (const send of fresh) {
    const { hour } = localOf(zone, send.createdAt);
    expect(hour >= 6 && hour < 23).toBe(true);
    expect(world.profile.consent.channels["email"]).not.toBe("unsubscribed");
  }
}
