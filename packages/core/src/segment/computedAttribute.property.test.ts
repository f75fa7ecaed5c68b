import {
  buildProfile,
  type ComputedAttribute,
  compileDefinitions,
  computeProfile,
  DAY,
  type Event,
  formatInstant,
  HOUR,
  type Instant,
  type Json,
  MINUTE,
  parseDuration,
} from "@beckon/core";
import fc from "fast-check";
import { expect, test } from "vitest";
import { aSegment, type VirtualWorld, virtualWorld } from "../../../../test/virtualWorld.ts";
import { AggregateFold } from "./aggregateFold.ts";
import { aggregateOfAttribute, COMPUTED_FUNCTIONS, needsProperty } from "./computedAttribute.ts";

/** Random lives under computed attributes: each is, at every instant, what one would work out by looking at the whole past. */

const START = Date.parse("2026-03-20T00:00:00Z");
const big = { kind: "property", name: "total", op: "at_least", value: 50 } as const;

const attributes: readonly ComputedAttribute[] = COMPUTED_FUNCTIONS.flatMap((how) =>
  [undefined, "PT6H", "P2D"].flatMap((within) =>
    [undefined, big].map(
      (where): ComputedAttribute => ({
        name: `${how}_${within ?? "ever"}_${where ? "big" : "any"}`.toLowerCase(),
        event: "Ordered",
        function: how,
        ...(needsProperty(how) ? { of: ["first", "last", "most_frequent", "distinct"].includes(how) ? "sku" : "total" } : {}),
        ...(within ? { within } : {}),
        ...(where ? { where } : {}),
      }),
    ),
  ),
);
const busy = aSegment("busy", { kind: "attribute", name: "count_p2d_any", op: "at_least", value: 2 });
const published = { live: [busy], attributes };

const step = fc.record({
  after: fc.oneof(fc.constant(0), fc.integer({ min: 0, max: 5 * MINUTE }), fc.constant(HOUR), fc.constant(DAY), fc.integer({ min: 0, max: 40 * HOUR })),
  total: fc.constantFrom<Json>(10, 49.99, 50, 75.5, "60", "none"),
  sku: fc.constantFrom<Json>("a", "b", ["a", "c"], null),
  late: fc.oneof({ weight: 3, arbitrary: fc.constant(0) }, fc.integer({ min: 0, max: 4 * DAY })),
  do: fc.oneof(
    { weight: 8, arbitrary: fc.constant("order" as const) },
    { weight: 2, arbitrary: fc.constant("other" as const) },
    fc.constantFrom("merge" as const, "write" as const, "sleep" as const),
  ),
});

const runs = Number(process.env["BECKON_RUNS"] ?? 60);

test("a computed attribute kept by events and timers, and one built at any moment, are what the whole past comes to", { timeout: 600_000 }, () => {
  let lapses = 0;
  fc.assert(
    fc.property(fc.array(step, { minLength: 2, maxLength: 12 }), (steps) => {
      const life = new Life();
      for (const one of steps) lapses += life.live(one);
      life.checkBuild();
    }),
    { numRuns: runs },
  );
  expect(lapses).toBeGreaterThan(runs);
});

class Life {
  readonly #world = virtualWorld({ published, start: formatInstant(START) });
  readonly #other = virtualWorld({ published, start: formatInstant(START) });
  #merged = false;

  /** @returns how many turning points were passed */
  live({
    after,
    total,
    sku,
    late,
    do: what,
  }: {
    after: number;
    total: Json;
    sku: Json;
    late: number;
    do: "order" | "other" | "merge" | "write" | "sleep";
  }): number {
    const until = this.#world.now + after;
    const turning = this.#turning().filter((at) => at > this.#world.now && at <= until);
    if (what === "sleep") for (const one of this.#both()) one.sleep(formatInstant(until));
    else for (const at of [...turning.slice(0, 6).flatMap((one) => [one - 1, one]), until]) this.#passTo(at);
    const now = formatInstant(this.#world.now);
    const id = `01900000-0000-7000-a000-${String(this.#history().length).padStart(12, "0")}`;
    const event = { id, messageId: id, at: this.#world.now - late };
    if (what === "order") this.#world.event(now, "Ordered", { total, sku }, event);
    if (what === "other") (this.#merged ? this.#world : this.#other).event(now, "Ordered", { total, sku }, event);
    if (what === "write") this.#world.event(now, "Profile Identified", {}, { kind: "identify", attributes: { count_ever_any: 99, plan: "pro" } });
    if (what === "merge" && !this.#merged) {
      this.#merged = true;
      this.#world.input({ kind: "merge", other: this.#other.state, at: this.#world.now });
    }
    this.#check();
    return turning.length;
  }

  #passTo(at: Instant): void {
    for (const one of this.#both()) one.until(formatInstant(Math.max(at, one.now)));
    this.#check();
  }

  #both(): VirtualWorld[] {
    return this.#merged ? [this.#world] : [this.#world, this.#other];
  }

  #history(): readonly Event[] {
    return this.#merged ? [...this.#world.history, ...this.#other.history] : this.#world.history;
  }

  #turning(): Instant[] {
    const spans = [parseDuration("PT6H") as number, parseDuration("P2D") as number, DAY];
    return [...new Set(this.#history().flatMap(({ at }) => spans.map((span) => at + span)))].sort((a, b) => a - b);
  }

  #check(): void {
    const { plan: _told, ...kept } = this.#world.profile.attributes;
    expect(kept).toEqual(fromScratch(this.#history(), this.#world.now));
    expect(this.#world.segments).toEqual(Number(kept["count_p2d_any"] ?? 0) >= 2 ? ["busy"] : []);
  }

  /** What a back-fill would find now, also before what it builds stands in the profile. */
  checkBuild(): void {
    const { now, state } = this.#world;
    const aggregates = new Map(
      attributes.map(aggregateOfAttribute).map((definition) => {
        const fold = new AggregateFold(definition, now);
        for (const event of this.#history()) fold.note(event);
        return [definition.id, fold.aggregate()] as const;
      }),
    );
    const rules = { id: 1, timeZone: "UTC", sessionTimeout: "PT30M", quietHours: null, frequencyCaps: [], holdout: 0, topics: [] };
    const blank = { ...state, aggregates, memberships: new Map(), profile: { ...state.profile, attributes: {} } };
    const building = compileDefinitions(rules, [], [], { building: [{ segments: [busy], attributes, built: new Set() }] });
    const built = buildProfile(blank, building.building[0]!, building, now).state;
    expect(built.profile.attributes).toEqual({});
    expect([...(built.memberships ?? new Map()).values()].map(({ member }) => member)).toEqual(
      this.#world.segments.length > 0 ? [true] : expect.not.arrayContaining([true]),
    );
    const written = computeProfile({ ...blank, aggregates: built.aggregates! }, compileDefinitions(rules, [], [], published), now);
    expect(written.state.profile.attributes).toEqual(fromScratch(this.#history(), now));
    expect(written.setTimers).toEqual([]);
  }
}

function fromScratch(history: readonly Event[], now: Instant): { [name: string]: Json } {
  const values = attributes.map(({ name, function: how, of, within, where }) => {
    const after = within === undefined ? Number.NEGATIVE_INFINITY : now - (parseDuration(within) as number);
    const told = history
      .filter(({ name: event, at, properties }) => event === "Ordered" && at > after && (!where || Number(properties["total"]) >= 50))
      .map(({ at, properties }) => ({ at, value: of === undefined ? null : (properties[of] ?? null) }));
    return [name, told.length === 0 ? null : NAIVE[how](told, now)] as const;
  });
  return Object.fromEntries(values.filter(([, value]) => value !== null));
}

type Told = readonly { readonly at: Instant; readonly value: Json }[];

const numbers = (told: Told) => told.map(({ value }) => Number(value)).filter((one) => Number.isFinite(one));
const inOrder = (told: Told) =>
  told.filter(({ value }) => value !== null).toSorted((a, b) => a.at - b.at || (JSON.stringify(a.value) < JSON.stringify(b.value) ? -1 : 1));
const add = (values: readonly number[]) => values.reduce((sum, one) => sum + Math.round(one * 10_000), 0);
const round = (value: number) => Math.round(value) / 10_000;

/** Each different value with how often and when last it was told. */
function counted(told: Told): { value: Json; count: number; lastAt: Instant }[] {
  const all = told.flatMap(({ at, value }) => (value === null ? [] : Array.isArray(value) ? value : [value]).map((one) => ({ at, value: one })));
  return [...new Set(all.map(({ value }) => value))].map((value) => {
    const times = all.filter((one) => one.value === value).map(({ at }) => at);
    return { value, count: times.length, lastAt: Math.max(...times) };
  });
}
const newestFirst = (a: { value: Json; lastAt: number }, b: { value: Json; lastAt: number }) =>
  b.lastAt - a.lastAt || (String(a.value) < String(b.value) ? -1 : 1);

const NAIVE: { readonly [how in (typeof COMPUTED_FUNCTIONS)[number]]: (told: Told, now: Instant) => Json } = {
  count: (told) => told.length,
  sum: (told) => round(add(numbers(told))),
  average: (told) => (numbers(told).length === 0 ? null : round(add(numbers(told)) / numbers(told).length)),
  minimum: (told) => (numbers(told).length === 0 ? null : Math.min(...numbers(told))),
  maximum: (told) => (numbers(told).length === 0 ? null : Math.max(...numbers(told))),
  first: (told) => inOrder(told)[0]?.value ?? null,
  last: (told) => inOrder(told).at(-1)?.value ?? null,
  most_frequent: (told) => counted(told).toSorted((a, b) => b.count - a.count || newestFirst(a, b))[0]?.value ?? null,
  distinct: (told) =>
    counted(told).length === 0
      ? null
      : counted(told)
          .toSorted(newestFirst)
          .map(({ value }) => value),
  days_since_first: (told, now) => Math.floor((now - Math.min(...told.map(({ at }) => at))) / DAY),
  days_since_last: (told, now) => Math.floor((now - Math.max(...told.map(({ at }) => at))) / DAY),
};
