import type { JsonObject } from "@beckon/core";
import { describe, expect, test } from "vitest";
import { aJourney, aSegment, type VirtualWorld, virtualWorld, type WrittenJourney } from "../../../../test/virtualWorld.ts";

const mail = (id: string, more: JsonObject = {}) => ({
  id,
  kind: "send",
  message: { channel: "email", subject: id, body: { format: "text", source: "Hello" } },
  ...more,
});
const wait = (id: string, duration: string, next: string) => ({ id, kind: "delay", delay: { kind: "for", duration }, next });

function living(journey: WrittenJourney, more: Partial<Parameters<typeof virtualWorld>[0]> = {}): VirtualWorld {
  return virtualWorld({ campaigns: [aJourney(journey)], ...more });
}

const way = (world: VirtualWorld) => world.enrollments.find(({ walk }) => walk)!;

describe("a journey", () => {
  const welcome: WrittenJourney = {
    unless: [{ event: "Order Completed" }],
    goal: { event: "Order Completed", within: "P7D" },
    steps: [mail("hello", { next: "two-days" }), wait("two-days", "P2D", "story"), mail("story", { next: "more" }), wait("more", "P2D", "last"), mail("last")],
  };

  test("sends its messages in their order, and ends", () => {
    const world = living(welcome).event("2026-11-02T10:00:00Z", "Signed Up").until("2026-11-20T00:00:00Z");
    expect(world.sent).toEqual(["2026-11-02T10:00:00.000Z hello", "2026-11-04T10:00:00.000Z story", "2026-11-06T10:00:00.000Z last"]);
    expect(way(world)).toMatchObject({ status: "ended", endReason: "completed", sentAt: Date.parse("2026-11-02T10:00:00Z") });
    expect(way(world).walk?.path.map(({ step }) => step)).toEqual(["hello", "two-days", "story", "more", "last"]);
    expect(world.history.map(({ name }) => name)).toEqual(expect.arrayContaining(["Journey Entered", "Journey Ended"]));
  });

  test("is left at once by an exit, inside of any wait, and the goal counts", () => {
    const world = living(welcome).event("2026-11-02T10:00:00Z", "Signed Up").event("2026-11-03T10:00:00Z", "Order Completed", { total: 5 });
    expect(way(world)).toMatchObject({ status: "ended", endReason: "exception", endedAt: world.now, convertedAt: world.now });
    expect(world.until("2026-11-20T00:00:00Z").sent).toHaveLength(1);
    expect(world.timers.filter(({ kind }) => kind === "enrollment")).toEqual([]);
  });

  test("calls back a message that is with the sender when the person leaves", () => {
    const world = living(welcome, { outcome: () => null })
      .event("2026-11-02T10:00:00Z", "Signed Up")
      .event("2026-11-02T10:00:01Z", "Order Completed");
    expect(world.enrollments.filter(({ partOf }) => partOf)).toMatchObject([{ status: "ended", endReason: "exception" }]);
    expect(way(world).endReason).toBe("exception");
  });

  test("goes on after a message that did not go", () => {
    const world = living(welcome, { address: null }).event("2026-11-02T10:00:00Z", "Signed Up").until("2026-11-20T00:00:00Z");
    expect([world.sent, way(world).endReason]).toEqual([[], "completed"]);
    expect(world.decisions.filter(({ outcome }) => outcome === "stepped").map(({ facts }) => facts["unsent"] ?? null)).toEqual([
      "no_address",
      null,
      "no_address",
      null,
      "no_address",
    ]);
  });

  test("holds in quiet hours, and counts the next wait from when the message left", () => {
    const world = living(welcome, { rules: { quietHours: { from: "21:00", to: "09:00" } } })
      .event("2026-11-02T22:00:00Z", "Signed Up")
      .until("2026-11-06T00:00:00Z");
    expect(world.sent).toEqual(["2026-11-03T09:00:00.000Z hello", "2026-11-05T09:00:00.000Z story"]);
  });

  test("goes on where it stood when it is resumed", () => {
    const journey = aJourney(welcome);
    const world = virtualWorld({ campaigns: [journey] }).event("2026-11-02T10:00:00Z", "Signed Up");
    world.define({ campaigns: [{ ...journey, status: "paused" }] }).until("2026-11-05T00:00:00Z");
    expect(way(world)).toMatchObject({ status: "held", hold: { reason: "campaign_paused" } });
    world.define({ campaigns: [journey] }).input({ kind: "campaign", campaignId: journey.id, version: 1, change: "resumed", at: world.now });
    expect(world.until("2026-11-05T00:00:01Z").sent.at(-1)).toBe("2026-11-05T00:00:00.000Z story");
  });
});

describe("one input that lets somebody in twice", () => {
  const unique = (world: VirtualWorld) => expect(new Set(world.history.map(({ id }) => id)).size).toBe(world.history.length);
  const marks = [
    { id: "one", kind: "set_attributes", set: { seen: "one" }, next: "two" },
    { id: "two", kind: "set_attributes", set: { seen: "two" }, next: "hello" },
    mail("hello", { next: "week" }),
    wait("week", "P7D", "bye"),
    mail("bye"),
  ];

  test("begins the way anew before its first step, and takes each once", () => {
    const other = { ...aJourney({ key: "other", steps: marks }).document, onRepeat: "restart" as const };
    const starting = ["a", "b"].map((id, place) => ({ id, kind: "start_journey", journey: "other", ...(place === 0 ? { next: "b" } : {}) }));
    const world = virtualWorld({ campaigns: [aJourney({ steps: starting }), { ...aJourney({ key: "other", steps: marks }), document: other }] });
    world.event("2026-11-02T10:00:00Z", "Signed Up").until("2026-11-20T00:00:00Z");
    unique(world);
    expect(world.sent).toEqual(["2026-11-02T10:00:00.000Z hello", "2026-11-09T10:00:00.000Z bye"]);
  });

  test("by what the journey itself changed is not heard", () => {
    const world = living({ trigger: { kind: "attribute_changed", attribute: "seen" }, onRepeat: "restart", steps: marks });
    world.event("2026-11-02T10:00:00Z", "Seen", {}, { attributes: { seen: "none" } }).until("2026-11-20T00:00:00Z");
    unique(world);
    expect(world.sent).toEqual(["2026-11-02T10:00:00.000Z hello", "2026-11-09T10:00:00.000Z bye"]);
  });
});

test("who comes round to nine o'clock at nine o'clock waits for the next", () => {
  const world = living({
    steps: [
      { id: "nine", kind: "delay", delay: { kind: "until_time", time: "09:00" }, next: "mark" },
      { id: "mark", kind: "set_attributes", set: { seen: true }, next: "nine" },
    ],
  }).event("2026-11-02T10:00:00Z", "Signed Up");
  world.until("2026-11-05T12:00:00Z");
  expect(way(world)).toMatchObject({ status: "waiting", dueAt: Date.parse("2026-11-06T09:00:00Z"), walk: { taken: 6 } });
});

test("of two people who become one, one goes on, and the other's message is called back", () => {
  const journey: WrittenJourney = { steps: [mail("hello", { next: "week" }), wait("week", "P7D", "bye"), mail("bye")] };
  const lives = [1, 2].map(() => living(journey, { outcome: () => null }).event("2026-11-02T10:00:00Z", "Signed Up"));
  const [world, other] = lives as [VirtualWorld, VirtualWorld];
  const id = (text: string) => text.replace(/^.{8}/, "ffffffff");
  const foreign = other.enrollments.map((one) => ({
    ...one,
    id: id(one.id),
    ...(one.sendId ? { sendId: id(one.sendId) } : {}),
    ...(one.walk ? { walk: { ...one.walk, messageId: id(one.walk.messageId ?? "") } } : {}),
    ...(one.partOf ? { partOf: { ...one.partOf, enrollmentId: id(one.partOf.enrollmentId) } } : {}),
  }));
  const state = { ...other.state, enrollments: new Map(foreign.map((one) => [one.id, one])) };
  world.input({ kind: "merge", other: state, at: world.now });
  expect(world.enrollments.filter(({ walk }) => walk).map(({ endReason }) => endReason)).toEqual([null, "merged"]);
  expect(world.enrollments.filter(({ partOf }) => partOf).map(({ calledBack }) => calledBack)).toEqual([null, "merged"]);
});

test("journeys that each begin when another ends come to rest within one input", () => {
  const out = [{ id: "out", kind: "exit" }];
  const after = (key: string) => aJourney({ key, trigger: { kind: "event", event: "Journey Ended" }, onRepeat: "enroll", steps: out });
  const world = virtualWorld({ campaigns: [aJourney({ steps: out }), after("ping"), after("pong")] }).event("2026-11-02T10:00:00Z", "Signed Up");
  expect(world.enrollments.filter(({ status }) => status !== "ended")).toEqual([]);
  expect(world.enrollments.map(({ endReason }) => endReason)).toContain("too_many_steps");
});

describe("a wait", () => {
  const trial: WrittenJourney = {
    steps: [
      {
        id: "ready",
        kind: "wait",
        for: { kind: "event", event: "Activated", where: { kind: "property", name: "app", op: "equals", value: { from: "entry", name: "app" } } },
        within: "P3D",
        next: "tip",
        timeout: "help",
      },
      mail("tip"),
      mail("help"),
    ],
  };

  test("goes on at once when the event comes that fits the entry", () => {
    const world = living(trial).event("2026-11-02T10:00:00Z", "Signed Up", { app: "a" }).event("2026-11-02T11:00:00Z", "Activated", { app: "b" });
    expect(world.sent).toEqual([]);
    expect(world.event("2026-11-02T12:00:00Z", "Activated", { app: "a" }).sent).toEqual(["2026-11-02T12:00:00.000Z tip"]);
    expect(world.until("2026-11-20T00:00:00Z").sent).toHaveLength(1);
  });

  test("goes the other way when it does not come in time", () => {
    expect(living(trial).event("2026-11-02T10:00:00Z", "Signed Up", { app: "a" }).until("2026-11-20T00:00:00Z").sent).toEqual([
      "2026-11-05T10:00:00.000Z help",
    ]);
  });

  test("for a segment passes whoever is in it, and others when they enter", () => {
    const published = { live: [aSegment("buyers", { kind: "attribute", name: "orders", op: "at_least", value: 1 })] };
    const journey: WrittenJourney = {
      steps: [{ id: "buyer", kind: "wait", for: { kind: "segment", segment: "buyers", is: "in" }, next: "thanks" }, mail("thanks")],
    };
    const there = living(journey, { published }).event("2026-11-02T10:00:00Z", "Signed Up", {}, { attributes: { orders: 2 } });
    expect(there.sent).toEqual(["2026-11-02T10:00:00.000Z thanks"]);
    const later = living(journey, { published })
      .event("2026-11-02T10:00:00Z", "Signed Up")
      .event("2026-11-04T10:00:00Z", "Ordered", {}, { attributes: { orders: 1 } });
    expect(later.sent).toEqual(["2026-11-04T10:00:00.000Z thanks"]);
  });
});

describe("ways part", () => {
  test("by the first branch that holds", () => {
    const journey: WrittenJourney = {
      steps: [
        {
          id: "value",
          kind: "branch",
          branches: [
            { if: { kind: "property", name: "total", op: "at_least", value: 100 }, next: "gold" },
            { if: { kind: "property", name: "total", op: "at_least", value: 50 }, next: "silver" },
          ],
          else: "plain",
        },
        mail("gold"),
        mail("silver"),
        mail("plain"),
      ],
    };
    const wayOf = (total: number) => living(journey).event("2026-11-02T10:00:00Z", "Signed Up", { total }).sent[0]?.split(" ")[1];
    expect([wayOf(120), wayOf(60), wayOf(10)]).toEqual(["gold", "silver", "plain"]);
  });

  test("by chance, the same way again for the same person", () => {
    const journey: WrittenJourney = {
      steps: [
        {
          id: "ab",
          kind: "split",
          shares: [
            { name: "A", percent: 50, next: "a" },
            { name: "B", percent: 50, next: "b" },
          ],
        },
        mail("a"),
        mail("b"),
      ],
    };
    const world = living(journey);
    for (let day = 2; day < 9; day++) world.event(`2026-11-0${day}T10:00:00Z`, "Signed Up");
    expect(new Set(world.sent.map((line) => line.split(" ")[1])).size).toBe(1);
  });
});

describe("a step", () => {
  test("sets attributes, which others hear of", () => {
    const world = living({ steps: [{ id: "note", kind: "set_attributes", set: { offer: "yearly", cart: { from: "entry", name: "cart_id" } } }] });
    expect(world.event("2026-11-02T10:00:00Z", "Signed Up", { cart_id: "c-1" }).profile.attributes).toMatchObject({ offer: "yearly", cart: "c-1" });
  });

  test("that changes what a segment asks finds the person where they stand in it", () => {
    const published = { live: [aSegment("paying", { kind: "attribute", name: "plan", op: "equals", value: ["pro", "max"] })] };
    const to = (plan: string) => living({ steps: [wait("wait", "P1D", "note"), { id: "note", kind: "set_attributes", set: { plan } }] }, { published });
    const passages = (world: VirtualWorld) => {
      world.event("2026-11-02T10:00:00Z", "Signed Up", {}, { attributes: { plan: "pro" } }).until("2026-11-05T00:00:00Z");
      return world.history.map(({ name }) => name).filter((name) => name.startsWith("Segment "));
    };
    expect([passages(to("max")), passages(to("free"))]).toEqual([["Segment Entered"], ["Segment Entered", "Segment Left"]]);
  });

  test("starts and ends other journeys", () => {
    const first = aJourney({
      key: "first",
      steps: [
        { id: "go", kind: "start_journey", journey: "second", next: "wait" },
        wait("wait", "P1D", "stop"),
        { id: "stop", kind: "end_journey", journey: "second" },
      ],
    });
    const second = aJourney({
      key: "second",
      trigger: { kind: "event", event: "Never" },
      steps: [mail("hello", { next: "long" }), wait("long", "P9D", "late"), mail("late")],
    });
    const world = virtualWorld({ campaigns: [first, second] })
      .event("2026-11-02T10:00:00Z", "Signed Up")
      .until("2026-11-30T00:00:00Z");
    expect(world.sent).toEqual(["2026-11-02T10:00:00.000Z hello"]);
    expect(world.enrollments.find(({ campaignId }) => campaignId === second.id)).toMatchObject({ endReason: "left_by_journey" });
  });

  test("that leads round without end is stopped", () => {
    const world = living({
      steps: [
        { id: "a", kind: "set_attributes", set: { x: 1 }, next: "b" },
        { id: "b", kind: "set_attributes", set: { x: 2 }, next: "a" },
      ],
    });
    expect(way(world.event("2026-11-02T10:00:00Z", "Signed Up"))).toMatchObject({ status: "ended", endReason: "too_many_steps" });
  });
});

describe("a new version", () => {
  const before = aJourney({ steps: [wait("wait", "P3D", "old"), mail("old")] });
  const launched = (change: Partial<typeof before>, at = "2026-11-03T10:00:00Z") => {
    const world = virtualWorld({ campaigns: [before] })
      .event("2026-11-02T10:00:00Z", "Signed Up")
      .until(at);
    const after = { ...before, version: 2, ...change };
    return world.define({ campaigns: [after], older: [before] }).input({ kind: "campaign", campaignId: before.id, version: 2, change: "moved", at: world.now });
  };

  test("takes people along at their step, and counts the new wait from when they came to it", () => {
    const world = launched({ document: aJourney({ steps: [wait("wait", "P5D", "new"), mail("new")] }).document });
    expect(world.until("2026-11-30T00:00:00Z").sent).toEqual(["2026-11-07T10:00:00.000Z new"]);
  });

  test("lets go at once whose new wait is over already", () => {
    const world = launched({ document: aJourney({ steps: [wait("wait", "PT1H", "new"), mail("new")] }).document });
    expect(world.sent).toEqual(["2026-11-03T10:00:00.000Z new"]);
  });

  test("moves people to the step that the launch names, or lets them out", () => {
    const document = aJourney({ steps: [mail("new")] }).document;
    expect(launched({ document, moves: { wait: "new" } }).sent).toEqual(["2026-11-03T10:00:00.000Z new"]);
    expect(way(launched({ document }))).toMatchObject({ status: "ended", endReason: "step_gone" });
  });

  test("leaves those on the old one who finish there", () => {
    const world = virtualWorld({ campaigns: [before] }).event("2026-11-02T10:00:00Z", "Signed Up");
    world.define({ campaigns: [{ ...before, version: 2, document: aJourney({ steps: [mail("new")] }).document }], older: [before] });
    expect(world.until("2026-11-30T00:00:00Z").sends).toHaveLength(1);
    expect(way(world)).toMatchObject({ version: 1, endReason: "completed" });
  });
});
