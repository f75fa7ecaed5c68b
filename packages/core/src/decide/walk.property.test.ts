import { type Enrollment, HOUR, isJourney, type Journey, MINUTE, type Send, type SendOutcome, stepKindOf } from "@beckon/core";
import fc from "fast-check";
import { expect, test } from "vitest";
import { aJourney, type Node, type VirtualWorld, virtualWorld } from "../../../../test/virtualWorld.ts";

/** Random lives of one person through a random journey, with pauses, launches and senders that answer late: after every happening the promises must hold. */

const START = Date.parse("2026-10-20T00:00:00Z");
const STEPS = 7;

const to = fc.option(
  fc.integer({ min: 0, max: STEPS - 1 }).map((n) => `s${n}`),
  { nil: undefined, freq: 6 },
);
const duration = fc.constantFrom("PT0S", "PT30M", "PT6H", "P2D");
const plan = (value: string): Node => ({ kind: "attribute", name: "plan", op: "equals", value });

const step: fc.Arbitrary<Node> = fc.oneof(
  {
    weight: 4,
    arbitrary: fc.record({ kind: fc.constant("send"), next: to, unsent: to, sendWindow: fc.constantFrom(undefined, { from: "09:00", to: "21:00" }) }),
  },
  { weight: 4, arbitrary: fc.record({ kind: fc.constant("delay"), delay: duration.map((length) => ({ kind: "for", duration: length })), next: to }) },
  { weight: 1, arbitrary: fc.record({ kind: fc.constant("delay"), delay: fc.constant({ kind: "until_time", time: "02:30" }), next: to }) },
  {
    weight: 3,
    arbitrary: fc.record({
      kind: fc.constant("wait"),
      for: fc.constantFrom({ kind: "event", event: "Activated" }, { kind: "event", event: "Message Opened" }),
      within: fc.option(duration, { nil: undefined, freq: 5 }),
      next: to,
      timeout: to,
    }),
  },
  {
    weight: 2,
    arbitrary: fc.record({ kind: fc.constant("branch"), branches: fc.tuple(to).map(([next]) => [{ if: plan("pro"), next }]), else: to }),
  },
  {
    weight: 1,
    arbitrary: fc.record({
      kind: fc.constant("split"),
      shares: fc.tuple(to, to).map(([a, b]) => [
        { name: "A", percent: 50, next: a },
        { name: "B", percent: 50, next: b },
      ]),
    }),
  },
  { weight: 1, arbitrary: fc.record({ kind: fc.constant("set_attributes"), set: fc.constantFrom({ plan: "pro" }, { plan: null }), next: to }) },
  { weight: 1, arbitrary: fc.constant({ kind: "exit" }) },
);

const steps = fc.array(step, { minLength: STEPS, maxLength: STEPS }).map((list) =>
  list.map((one, i) => ({
    ...clean(one),
    id: `s${i}`,
    ...(one.kind === "send" ? { message: { channel: "email", subject: "Hello", body: { format: "text", source: "Hello" } } } : {}),
  })),
);

const course = fc.record({
  steps,
  onRepeat: fc.constantFrom("restart" as const, "ignore" as const, "enroll" as const),
  holdout: fc.constantFrom(0, 0, 100),
});

type Act =
  | { readonly do: "event"; readonly name: "Signed Up" | "Activated" | "Order Completed" }
  | { readonly do: "wait" | "pause" | "resume" | "stop" }
  | { readonly do: "plan"; readonly plan: string }
  | { readonly do: "launch"; readonly change: "moved" | "replaced" | "finish" }
  | { readonly do: "outcome"; readonly state: "sent" | "failed" | "held" | "skipped" | "unknown" };

const act: fc.Arbitrary<{ readonly after: number; readonly act: Act }> = fc.record({
  after: fc.oneof(fc.integer({ min: 0, max: 90 * MINUTE }), fc.integer({ min: 0, max: 60 * HOUR })),
  act: fc.oneof(
    {
      weight: 6,
      arbitrary: fc.record({
        do: fc.constant("event" as const),
        name: fc.constantFrom("Signed Up" as const, "Activated" as const, "Order Completed" as const),
      }),
    },
    {
      weight: 5,
      arbitrary: fc.record({ do: fc.constant("outcome" as const), state: fc.constantFrom("sent", "sent", "sent", "failed", "held", "skipped", "unknown") }),
    },
    { weight: 2, arbitrary: fc.record({ do: fc.constantFrom("wait" as const, "pause" as const, "resume" as const) }) },
    { weight: 1, arbitrary: fc.record({ do: fc.constant("plan" as const), plan: fc.constantFrom("pro", "free") }) },
    {
      weight: 1,
      arbitrary: fc.record({ do: fc.constant("launch" as const), change: fc.constantFrom("moved" as const, "replaced" as const, "finish" as const) }),
    },
  ),
});

test("whatever happens, everybody in a journey waits for something named or has ended with one reason, and no step is taken twice", () => {
  fc.assert(fc.property(course, fc.array(steps, { minLength: 4, maxLength: 4 }), fc.array(act, { minLength: 1, maxLength: 25 }), live), {
    numRuns: Number(process.env["RUNS"] ?? 150),
  });
});

function live(
  document: { readonly steps: readonly (Node & { id: string })[]; readonly onRepeat: "restart" | "ignore" | "enroll"; readonly holdout: number },
  others: readonly (readonly (Node & { id: string })[])[],
  acts: readonly { readonly after: number; readonly act: Act }[],
): void {
  const answers: { send: Send; outcome: SendOutcome | null }[] = [];
  let journey = aJourney({ ...document, unless: [{ event: "Order Completed" }] });
  const older: Journey[] = [];
  const world = virtualWorld({
    campaigns: [journey],
    start: new Date(START).toISOString(),
    outcome: (send) => {
      answers.push({ send, outcome: null });
      return null;
    },
  });
  const define = (change: Partial<Journey>): void => {
    journey = { ...journey, ...change };
    world.define({ campaigns: [journey], older });
  };
  const tell = (change: "resumed" | "stopped" | "moved" | "replaced"): void => {
    world.input({ kind: "campaign", campaignId: journey.id, version: journey.version, change, at: world.now });
  };
  const perform = (one: Act): void => {
    if (one.do === "event") world.event(iso(world), one.name);
    else if (one.do === "plan") world.event(iso(world), "Plan Changed", {}, { attributes: { plan: one.plan } });
    else if (one.do === "pause") define({ status: "paused" });
    else if (one.do === "resume") {
      define({ status: "live" });
      tell("resumed");
    } else if (one.do === "launch") {
      older.push(journey);
      define({
        version: journey.version + 1,
        status: "live",
        document: aJourney({ ...document, steps: others[older.length % others.length] ?? document.steps }).document,
      });
      tell("resumed");
      if (one.change !== "finish") tell(one.change);
    } else if (one.do === "outcome") answer(world, answers, one.state);
  };
  let clock = START;
  for (const { after, act: one } of acts) {
    clock = Math.max(clock, world.now) + after;
    world.until(new Date(clock).toISOString());
    promises(world, journey, older);
    perform(one);
    promises(world, journey, older);
  }
}

function answer(world: VirtualWorld, answers: { send: Send; outcome: SendOutcome | null }[], state: "sent" | "failed" | "held" | "skipped" | "unknown"): void {
  const open = answers.find(
    ({ outcome, send }) => outcome === null && world.enrollments.some(({ sendId, status }) => sendId === send.id && status === "sending"),
  );
  if (!open) return;
  const outcomes: { readonly [name in typeof state]: SendOutcome } = {
    sent: { state: "sent", providerId: null },
    failed: { state: "failed", permanent: true, suppress: false, detail: "no" },
    held: { state: "held", until: world.now + HOUR, reason: "quiet_hours", facts: {} },
    skipped: { state: "skipped", reason: "content_error", facts: {} },
    unknown: { state: "unknown" },
  };
  open.outcome = outcomes[state];
  world.input({ kind: "outcome", sendId: open.send.id, enrollmentId: open.send.enrollmentId, at: world.now, outcome: open.outcome });
}

function promises(world: VirtualWorld, journey: Journey, older: readonly Journey[]): void {
  expect(isJourney(journey)).toBe(true);
  const { enrollments } = world;
  for (const one of enrollments.filter(({ walk }) => walk)) {
    const messages = enrollments.filter(({ partOf }) => partOf?.enrollmentId === one.id);
    const open = messages.filter(({ status, calledBack }) => status !== "ended" && calledBack === null);
    if (one.status === "ended") {
      expect(one.endReason, "ended with a reason").not.toBeNull();
      expect(open, "no message goes on after its journey").toEqual([]);
      expect(timersOf(world, one), "no timer of an ended way").toEqual([]);
    } else expect(waitsFor(world, one, open, [journey, ...older]), JSON.stringify(one)).not.toBeNull();
    expect(open.length, "one message at a time").toBeLessThanOrEqual(1);
  }
  const stepped = world.decisions.filter(({ outcome }) => outcome === "stepped");
  expect(new Set(stepped.map(({ id }) => id)).size, "no step is told twice").toBe(stepped.length);
  const sends = new Set(world.sends.map(({ id, enrollmentId }) => `${id} ${enrollmentId}`));
  expect(new Set(world.sends.map(({ enrollmentId }) => enrollmentId)).size, "a message is one send, however often it is held").toBe(sends.size);
  const ended = world.history.filter(({ name }) => name === "Journey Ended");
  expect(ended.length, "each end is told once").toBe(enrollments.filter(({ walk, status }) => walk && status === "ended").length);
}

function waitsFor(world: VirtualWorld, one: Enrollment, open: readonly Enrollment[], versions: readonly Journey[]): string | null {
  if (one.status === "held") return one.hold?.reason ?? null;
  if (one.dueAt !== null) return timersOf(world, one).some(({ at }) => at === one.dueAt) ? "timer" : null;
  if (one.walk?.messageId) return open.some(({ id }) => id === one.walk?.messageId) || isCalledBack(world, one) ? "message" : null;
  const step = versions.find(({ version }) => version === one.version)?.document.steps.find(({ id }) => id === one.walk?.step);
  return step && !one.walk?.atDoor && stepKindOf(step).hear ? "event" : null;
}

/** A message that somebody called back is waited for until its outcome tells. */
function isCalledBack(world: VirtualWorld, { walk }: Enrollment): boolean {
  return world.enrollments.some(({ id, calledBack }) => id === walk?.messageId && calledBack !== null);
}

function timersOf(world: VirtualWorld, { id }: Enrollment): VirtualWorld["timers"] {
  return world.timers.filter(({ kind, subject }) => kind === "enrollment" && subject === id);
}

function iso(world: VirtualWorld): string {
  return new Date(world.now).toISOString();
}

function clean(node: Node): Node {
  return JSON.parse(JSON.stringify(node)) as Node;
}
