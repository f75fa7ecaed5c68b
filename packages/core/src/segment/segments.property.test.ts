import {
  type ConditionNode,
  DAY,
  type Event,
  formatInstant,
  HOUR,
  INTERNAL,
  type Instant,
  judgeCondition,
  MINUTE,
  parseDuration,
  type Segment,
  type Subject,
  zoneOf,
} from "@beckon/core";
import fc from "fast-check";
import { expect, test } from "vitest";
import { aSegment, type Node, type VirtualWorld, virtualWorld } from "../../../../test/virtualWorld.ts";

/** Random lives under random segments: who is in what by events and timers is who would be by judging the whole past anew, at every instant. */

const START = Date.parse("2026-03-20T00:00:00Z");
const NAMES = ["Viewed", "Ordered"] as const;
const SPANS = ["PT1H", "P1D", "P3D", "P7D"] as const;
const ZONES = ["Europe/Berlin", "America/New_York", "Asia/Tokyo"] as const;

const where: fc.Arbitrary<Node | undefined> = fc.constantFrom(undefined, undefined, { kind: "property", name: "total", op: "at_least", value: 50 });
const count = fc.record({ op: fc.constantFrom("at_least", "at_most", "exactly"), value: fc.integer({ min: 0, max: 3 }) });
const period = fc.oneof(
  fc.constant({}),
  fc.record({ within: fc.constantFrom(...SPANS) }),
  fc.record({ within: fc.constantFrom(...SPANS) }),
  fc.constantFrom<object>({ from: "2026-03-24" }, { until: "2026-03-25" }, { from: "2026-03-22", until: "2026-03-29" }, { from: "2026-03-23T12:00:00Z" }),
);

const did: fc.Arbitrary<Node> = fc
  .record({ event: fc.constantFrom(...NAMES), where, count: fc.option(count, { nil: undefined }), period })
  .map(({ period: when, ...rest }) => ({ kind: "did", ...rest, ...when }));

const spent: fc.Arbitrary<Node> = fc
  .record({ op: fc.constantFrom("at_least", "at_most", "greater_than", "less_than"), value: fc.constantFrom(0, 40, 100), period })
  .map(({ period: when, ...sum }) => ({ kind: "did", event: "Ordered", sum: { property: "total", ...sum }, ...when }));

const occurrence: fc.Arbitrary<Node> = fc
  .record({
    which: fc.constantFrom("first", "last"),
    event: fc.constantFrom(...NAMES),
    where,
    comparison: fc.constantFrom<object>(
      { op: "within_last", value: "P3D" },
      { op: "not_within_last", value: "P1D" },
      { op: "after", value: "2026-03-23" },
      { op: "on_day", value: "2026-03-22" },
    ),
  })
  .map(({ comparison, ...rest }) => ({ kind: "occurrence", ...rest, ...comparison }));

const engagement: fc.Arbitrary<Node> = fc.record({
  kind: fc.constant("engagement"),
  message: fc.constantFrom("sent", "opened", "ignored"),
  count: fc.option(count, { nil: undefined }),
  within: fc.constantFrom(...SPANS),
  after: fc.constantFrom("PT1H", "P1D"),
});

const profileLeaf: fc.Arbitrary<Node> = fc.constantFrom<Node>(
  { kind: "attribute", name: "plan", op: "equals", value: "pro" },
  { kind: "attribute", name: "renews", op: "within_next", value: "P3D" },
  { kind: "attribute", name: "renews", op: "within_last", value: "P1D" },
  { kind: "attribute", name: "renews", op: "not_within_last", value: "P1D" },
  { kind: "consent", topic: "news", is: "subscribed" },
  { kind: "country", in: ["DE", "jp"] },
);

const leaf: fc.Arbitrary<Node> = fc.oneof(
  { weight: 5, arbitrary: did },
  { weight: 2, arbitrary: spent },
  { weight: 2, arbitrary: occurrence },
  { weight: 2, arbitrary: engagement },
  { weight: 3, arbitrary: profileLeaf },
  fc.nat({ max: 4 }).chain((index) => fc.constantFrom("in", "not_in").map((is) => ({ kind: "segment", segment: `s${index}`, is }))),
);

const condition: fc.Arbitrary<Node> = fc.oneof(
  { weight: 3, arbitrary: leaf },
  fc.record({ kind: fc.constantFrom("all", "any"), conditions: fc.array(leaf, { minLength: 2, maxLength: 3 }) }),
  leaf.map((inner) => ({ kind: "not", condition: inner })),
);

type Step =
  | { readonly do: "event"; readonly name: (typeof NAMES)[number]; readonly total: number; readonly late: number; readonly other: boolean }
  | { readonly do: "message"; readonly name: string; readonly send: number }
  | { readonly do: "set"; readonly attributes: { readonly [name: string]: string } }
  | { readonly do: "renew"; readonly in: number }
  | { readonly do: "consent"; readonly state: "subscribed" | "unsubscribed" }
  | { readonly do: "country"; readonly country: string }
  | { readonly do: "merge" }
  | { readonly do: "sleep"; readonly for: number };

const step = fc.record({
  after: fc.oneof(fc.integer({ min: 0, max: 5 * MINUTE }), fc.constant(HOUR), fc.constant(DAY), fc.integer({ min: 0, max: 60 * HOUR })),
  step: fc.oneof(
    {
      weight: 8,
      arbitrary: fc.record({
        do: fc.constant("event" as const),
        name: fc.constantFrom(...NAMES),
        total: fc.constantFrom(10, 49.99, 50, 75.5),
        late: fc.oneof({ weight: 4, arbitrary: fc.constant(0) }, fc.integer({ min: 0, max: 4 * DAY })),
        other: fc.boolean(),
      }),
    },
    {
      weight: 3,
      arbitrary: fc.record({
        do: fc.constant("message" as const),
        name: fc.constantFrom(INTERNAL.messageSent, INTERNAL.messageOpened),
        send: fc.nat({ max: 3 }),
      }),
    },
    fc.record({ do: fc.constant("set" as const), attributes: fc.constantFrom({ plan: "pro" }, { plan: "free" }, ...ZONES.map((timezone) => ({ timezone }))) }),
    fc.record({ do: fc.constant("renew" as const), in: fc.integer({ min: -3 * DAY, max: 6 * DAY }) }),
    fc.record({ do: fc.constant("consent" as const), state: fc.constantFrom("subscribed" as const, "unsubscribed" as const) }),
    fc.record({ do: fc.constant("country" as const), country: fc.constantFrom("DE", "US", "JP") }),
    fc.record({ do: fc.constant("merge" as const) }),
    fc.record({ do: fc.constant("sleep" as const), for: fc.integer({ min: 0, max: 5 * DAY }) }),
  ),
}) as fc.Arbitrary<{ readonly after: number; readonly step: Step }>;

const runs = Number(process.env["BECKON_RUNS"] ?? 200);

test("membership by events and timers is membership judged from scratch, at every instant", { timeout: 600_000 }, () => {
  let boundaries = 0;
  let members = 0;
  fc.assert(
    fc.property(fc.array(condition, { minLength: 1, maxLength: 5 }), fc.array(step, { minLength: 3, maxLength: 25 }), (conditions, steps) => {
      const segments = conditions.map((one, index) => aSegment(`s${index}`, acyclic(one, index)));
      const life = new Life(segments);
      for (const one of steps) {
        boundaries += life.passTo(life.world.now + one.after);
        life.live(one.step);
        members += life.check();
      }
    }),
    { numRuns: runs },
  );
  // A run in which nobody is ever in a segment, or nothing ever lapses, would prove nothing.
  expect(members).toBeGreaterThan(runs);
  expect(boundaries).toBeGreaterThan(runs);
});

/** A segment may refer to those before it only. */
function acyclic(node: Node, index: number): Node {
  if (node.kind === "segment")
    return index === 0 ? { kind: "attribute", name: "plan", op: "exists" } : { ...node, segment: `s${Number(String(node["segment"]).slice(1)) % index}` };
  if ("conditions" in node) return { ...node, conditions: (node["conditions"] as Node[]).map((inner) => acyclic(inner, index)) };
  if ("condition" in node) return { ...node, condition: acyclic(node["condition"] as Node, index) };
  return node;
}

class Life {
  readonly world: VirtualWorld;
  readonly #segments: readonly Segment[];
  readonly #other: VirtualWorld;
  #merged = false;
  #begun = false;

  constructor(segments: readonly Segment[]) {
    this.#segments = segments;
    const options = { published: { live: segments }, start: formatInstant(START), rules: { timeZone: "Europe/Berlin" } };
    this.world = virtualWorld(options);
    this.#other = virtualWorld(options);
  }

  /** Lets time pass, and looks closely around every instant at which something may lapse. */
  passTo(until: Instant): number {
    const turning = this.#turningInstants().filter((at) => at > this.world.now && at <= until);
    for (const at of turning.slice(0, 8)) {
      for (const near of [at - 1, at, at + 1]) {
        if (near < this.world.now) continue;
        this.world.until(formatInstant(near));
        this.check();
      }
    }
    this.world.until(formatInstant(Math.max(until, this.world.now)));
    this.#other.until(formatInstant(this.world.now));
    this.check();
    return turning.length;
  }

  live(todo: Step): void {
    const { world } = this;
    const at = formatInstant(world.now);
    this.#begun ||= todo.do !== "merge" && todo.do !== "sleep" && !(todo.do === "event" && todo.other && !this.#merged);
    if (todo.do === "event") {
      const who = todo.other && !this.#merged ? this.#other : world;
      const id = `01900000-0000-7000-a000-${String(world.history.length + this.#other.history.length).padStart(12, "0")}`;
      who.event(at, todo.name, { total: todo.total }, { id, at: world.now - todo.late });
    } else if (todo.do === "message") {
      const message = { sendId: `send-${todo.send}`, campaignId: "c", enrollmentId: `e-${todo.send}`, channel: "email" };
      world.event(at, todo.name, {}, { kind: "internal", message });
    } else if (todo.do === "sleep") {
      for (const one of [world, this.#other]) one.sleep(formatInstant(one.now + todo.for));
    } else if (todo.do === "set") world.event(at, "Profile Identified", {}, { kind: "identify", attributes: todo.attributes });
    else if (todo.do === "renew") world.event(at, "Profile Identified", {}, { kind: "identify", attributes: { renews: formatInstant(world.now + todo.in) } });
    else if (todo.do === "consent") world.event(at, "Consent Changed", {}, { kind: "internal", consent: { topics: { news: todo.state } } });
    else if (todo.do === "country") world.event(at, "Viewed", { total: 10 }, { context: { country: todo.country } });
    else if (todo.do === "merge" && !this.#merged) {
      this.#merged = true;
      this.#begun = true;
      world.input({ kind: "merge", other: this.#other.state, at: world.now });
    }
  }

  check(): number {
    if (!this.#begun) return 0;
    const expected = this.#fromScratch();
    expect(this.world.segments).toEqual(expected);
    return expected.length;
  }

  #history(): readonly Event[] {
    return this.#merged ? [...this.#other.history, ...this.world.history] : this.world.history;
  }

  #fromScratch(): string[] {
    const inside: string[] = [];
    for (const { key, document } of this.#segments)
      if (judged(document.condition as Node, this.#history(), this.world, (inner) => inside.includes(inner))) inside.push(key);
    return inside;
  }

  #turningInstants(): Instant[] {
    const spans = [...SPANS.map((span) => parseDuration(span) as number)];
    const times = this.#history().flatMap(({ at }) => spans.map((span) => at + span));
    const renews = Date.parse(String(this.world.profile.attributes["renews"]));
    const dates = Number.isNaN(renews) ? [] : [renews - 3 * DAY, renews, renews + 1, renews + DAY, renews + DAY + 1];
    return [...new Set([...times, ...dates])].sort((a, b) => a - b);
  }
}

/** The condition judged by looking at every event of the past, as one would by hand. */
function judged(node: Node, history: readonly Event[], world: VirtualWorld, isIn: (key: string) => boolean): boolean {
  const { attributes, consent, lastCountry, lastTimeZone } = world.profile;
  const timeZone = zoneOf(attributes, lastTimeZone, lastCountry, "Europe/Berlin");
  const subject: Subject = { attributes, consent, properties: {}, entry: null, country: lastCountry, now: world.now, timeZone, segments: isIn };
  const inner = (one: Node) => judged(one, history, world, isIn);
  switch (node.kind) {
    case "all":
      return (node["conditions"] as Node[]).every(inner);
    case "any":
      return (node["conditions"] as Node[]).some(inner);
    case "not":
      return !inner(node["condition"] as Node);
    case "did":
      return judgedDid(node, history, subject);
    case "occurrence":
      return judgedOccurrence(node, history, subject);
    case "engagement":
      return judgedEngagement(node, history, subject);
    default:
      return judgeCondition(node, subject).holds;
  }
}

function meetsWhere(event: Event, node: Node): boolean {
  return event.name === node["event"] && (node["where"] === undefined || Number(event.properties["total"]) >= 50);
}

function inside(at: Instant, within: unknown, now: Instant): boolean {
  return within === undefined || at > now - (parseDuration(String(within)) as number);
}

function compares(op: unknown, left: number, right: number): boolean {
  const answers: { readonly [name: string]: boolean } = {
    at_least: left >= right,
    at_most: left <= right,
    exactly: left === right,
    greater_than: left > right,
    less_than: left < right,
  };
  return answers[String(op)] as boolean;
}

function judgedDid(node: Node, history: readonly Event[], subject: Subject): boolean {
  const isAfter = (at: Instant, op: string, value: unknown) =>
    value === undefined || judgeCondition({ kind: "attribute", name: "at", op, value } as ConditionNode, { ...subject, attributes: { at } }).holds;
  const counted = history.filter(
    (event) =>
      meetsWhere(event, node) &&
      inside(event.at, node["within"], subject.now) &&
      !isAfter(event.at, "before", node["from"] ?? "0001-01-01") &&
      !isAfter(event.at, "after", node["until"] ?? "9999-01-01"),
  );
  const asked = node["count"] as { op: string; value: number } | undefined;
  const sum = node["sum"] as { op: string; value: number } | undefined;
  const total = counted.reduce((cents, event) => cents + Math.round(Number(event.properties["total"]) * 100), 0) / 100;
  const fitsTimes = asked !== undefined ? compares(asked.op, counted.length, asked.value) : sum !== undefined || counted.length > 0;
  return fitsTimes && (sum === undefined || compares(sum.op, total, sum.value));
}

function judgedOccurrence(node: Node, history: readonly Event[], subject: Subject): boolean {
  const times = history.filter((event) => meetsWhere(event, node)).map(({ at }) => at);
  const at = times.length === 0 ? null : node["which"] === "first" ? Math.min(...times) : Math.max(...times);
  if (node["op"] === "within_last") return at !== null && inside(at, node["value"], subject.now);
  if (node["op"] === "not_within_last") return at === null || !inside(at, node["value"], subject.now);
  return judgeCondition({ kind: "attribute", name: "at", op: node["op"], value: node["value"] } as ConditionNode, {
    ...subject,
    attributes: at === null ? {} : { at },
  }).holds;
}

function judgedEngagement(node: Node, history: readonly Event[], { now }: Subject): boolean {
  const named = (name: string) => history.filter((event) => event.name === name && inside(event.at, node["within"], now));
  const answered = new Set(named(INTERNAL.messageOpened).map(({ message }) => message?.sendId));
  const after = parseDuration(String(node["after"])) as number;
  const ignored = named(INTERNAL.messageSent).filter(({ at, message }) => !answered.has(message?.sendId) && now >= at + after);
  const counted = node["message"] === "ignored" ? ignored : named(node["message"] === "sent" ? INTERNAL.messageSent : INTERNAL.messageOpened);
  const asked = (node["count"] as { op: string; value: number } | undefined) ?? { op: "at_least", value: 1 };
  return compares(asked.op, counted.length, asked.value);
}
