import {
  type ConditionNode,
  DAY,
  formatInstant,
  HOUR,
  type Instant,
  LIFE_CYCLE,
  lifeCycleOf,
  MINUTE,
  membershipKey,
  nextStage,
  parseDuration,
} from "@beckon/core";
import fc from "fast-check";
import { expect, test } from "vitest";
import { aSegment, type Node, type VirtualWorld, virtualWorld } from "../../../../test/virtualWorld.ts";

/** Random life cycles over random lives: the stage that events and timers lead to is the stage that stepping through the whole past leads to. */

const START = Date.parse("2026-03-20T00:00:00Z");
const NAMES = ["Viewed", "Ordered"] as const;
const SPANS = ["PT1H", "P1D", "P3D"] as const;
const STAGES = ["a", "b", "c", "d"] as const;

const did: fc.Arbitrary<Node> = fc.record({
  kind: fc.constant("did"),
  event: fc.constantFrom(...NAMES),
  count: fc.record({ op: fc.constantFrom("at_least", "at_most", "exactly"), value: fc.integer({ min: 0, max: 3 }) }),
  within: fc.option(fc.constantFrom(...SPANS), { nil: undefined }),
});
const plan: fc.Arbitrary<Node> = fc.constantFrom("pro", "free").map((value) => ({ kind: "attribute", name: "plan", op: "equals", value }));
const leaf = fc.oneof({ weight: 4, arbitrary: did }, plan);
const rule = fc.oneof(
  leaf,
  leaf.map((condition) => ({ kind: "not", condition })),
  fc.tuple(leaf, leaf).map((conditions) => ({ kind: "all", conditions })),
) as fc.Arbitrary<Node>;

const lifeCycle = fc
  .array(fc.record({ enter: rule, stay: fc.option(rule, { nil: undefined }) }), { minLength: 1, maxLength: 3 })
  .map((rules) => [...rules, {}].map((one, place) => ({ key: STAGES[place] as string, name: "", ...withoutGaps(one) })));

/** A rule that is not there is left out of the document. */
function withoutGaps(one: { readonly enter?: Node; readonly stay?: Node | undefined }): { readonly enter?: Node; readonly stay?: Node } {
  return { ...(one.enter && { enter: one.enter }), ...(one.stay && { stay: one.stay }) };
}

const step = fc.record({
  after: fc.oneof(fc.integer({ min: 0, max: 5 * MINUTE }), fc.constant(HOUR), fc.constant(DAY), fc.integer({ min: 0, max: 60 * HOUR })),
  what: fc.constantFrom<string>("Viewed", "Ordered", "pro", "free"),
});

const runs = Number(process.env["BECKON_RUNS"] ?? 200);

test("the stage and its history by events and timers are those of stepping through the whole past, and sleeping changes neither", () => {
  let moves = 0;
  let kept = 0;
  fc.assert(
    fc.property(lifeCycle, fc.array(step, { minLength: 3, maxLength: 20 }), (stages, steps) => {
      const [awake, asleep] = [aLife(stages), aLife(stages)];
      const expected: string[] = [];
      let stage: string | null = null;
      const judge = (at: Instant): void => {
        const verdict = nextStage(stages, stage, (one) => holdsByHand(one as Node, awake, at));
        if (verdict.rule === "stay") kept += 1;
        if (verdict.stage.key !== stage) expected.push(`${formatInstant(at)} ${stage} -> ${verdict.stage.key}`);
        stage = verdict.stage.key;
      };
      let at = START;
      for (const { after, what } of steps) {
        for (const turning of turningInstants(awake, at, at + after)) {
          awake.until(formatInstant(turning));
          judge(turning);
          expect(stageOf(awake)).toBe(stage);
        }
        at += after;
        asleep.sleep(formatInstant(at));
        for (const world of [awake, asleep]) live(world, at, what);
        judge(at);
        expect(stageOf(awake)).toBe(stage);
      }
      expect(changesIn(awake)).toEqual(expected);
      expect(changesIn(asleep)).toEqual(expected);
      moves += expected.length;
    }),
    { numRuns: runs },
  );
  // Lives in which nobody moves, or is ever kept by a rule to stay, would prove nothing.
  expect(moves).toBeGreaterThan(runs);
  expect(kept).toBeGreaterThan(runs / 10);
});

test("judging twice is judging once, and the order alone decides", () => {
  const answers = fc.array(fc.tuple(fc.boolean(), fc.option(fc.boolean(), { nil: undefined })), { minLength: 1, maxLength: 5 });
  fc.assert(
    fc.property(answers, fc.nat({ max: 6 }), (rules, place) => {
      const says = (holds: boolean | undefined): { readonly [name: string]: unknown } => ({ kind: holds ? "yes" : "no" });
      const stages = [
        ...rules.map(([enter, stay], i) => ({ key: `s${i}`, name: "", enter: says(enter), ...(stay === undefined ? {} : { stay: says(stay) }) })),
        { key: "rest", name: "" },
      ] as unknown as Parameters<typeof nextStage>[0];
      const holds = ({ kind }: ConditionNode): boolean => kind === "yes";
      const previous = stages[place]?.key ?? null;
      const { stage } = nextStage(stages, previous, holds);
      expect(nextStage(stages, stage.key, holds).stage).toBe(stage);
      const first = rules.findIndex(([enter, stay], i) => enter || (stay === true && `s${i}` === previous));
      expect(stage.key).toBe(first < 0 ? "rest" : `s${first}`);
    }),
  );
});

function aLife(stages: Parameters<typeof nextStage>[0]): VirtualWorld {
  return virtualWorld({ published: { live: [theLifeCycle(stages)] }, start: formatInstant(START) });
}

function theLifeCycle(stages: Parameters<typeof nextStage>[0]) {
  return aSegment(LIFE_CYCLE, undefined, { document: lifeCycleOf(stages) });
}

function live(world: VirtualWorld, at: Instant, what: string): void {
  const isEvent = (NAMES as readonly string[]).includes(what);
  if (isEvent) world.event(formatInstant(at), what);
  else world.event(formatInstant(at), "Profile Identified", {}, { kind: "identify", attributes: { plan: what } });
}

function stageOf({ state }: VirtualWorld): string | undefined {
  return state.memberships?.get(membershipKey({ segmentId: theLifeCycle([]).id, version: 1 }))?.stage;
}

function changesIn({ history }: VirtualWorld): string[] {
  return history.filter(({ name }) => name === "Stage Changed").map(({ at, properties: { from, to } }) => `${formatInstant(at)} ${from} -> ${to}`);
}

/** Instants at which an event falls out of a window. */
function turningInstants({ history }: VirtualWorld, from: Instant, until: Instant): Instant[] {
  const all = history.flatMap(({ at }) => SPANS.map((span) => at + (parseDuration(span) as number)));
  return [...new Set(all)].filter((at) => at > from && at <= until).sort((a, b) => a - b);
}

/** The condition judged by looking at every event of the past. */
function holdsByHand(node: Node, { history, profile }: VirtualWorld, now: Instant): boolean {
  if (node.kind === "not") return !holdsByHand(node["condition"] as Node, { history, profile } as VirtualWorld, now);
  if (node.kind === "all") return (node["conditions"] as Node[]).every((one) => holdsByHand(one, { history, profile } as VirtualWorld, now));
  if (node.kind === "attribute") return profile.attributes["plan"] === node["value"];
  const span = node["within"] === undefined ? Number.POSITIVE_INFINITY : (parseDuration(String(node["within"])) as number);
  const times = history.filter(({ name, at }) => name === node["event"] && at > now - span).length;
  const { op, value } = node["count"] as { op: string; value: number };
  return op === "at_least" ? times >= value : op === "at_most" ? times <= value : times === value;
}
