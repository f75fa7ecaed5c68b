import { type StepNode, stepKindOf } from "@beckon/core";

/** A way by its step and key; `from` is null for the way in, which leads to the first step. */
export interface WayPlace {
  readonly from: string | null;
  readonly way: string;
}

/** The way from the trigger to the first step. */
export const WAY_IN: WayPlace = { from: null, way: "entry" };

type StepList = readonly StepNode[];

/** The step that a way leads to; undefined where it ends the journey. */
export function leadsTo(steps: StepList, { from, way }: WayPlace): string | undefined {
  if (from === null) return steps[0]?.id;
  const step = steps.find(({ id }) => id === from);
  return step && waysOf(step).find(({ key }) => key === way)?.to;
}

/** The steps with one way leading elsewhere, undefined to the end. The way in leads to a step always. */
export function led(steps: StepList, { from, way }: WayPlace, to: string | undefined): StepList {
  if (from === null) return [...steps.filter(({ id }) => id === to), ...steps.filter(({ id }) => id !== to)];
  return steps.map((step) => (step.id === from ? stepKindOf(step).lead(step, way, to) : step));
}

/** The steps with one put into a way. All of its own ways go on to what followed, so that nobody is lost by it. */
export function inserted(steps: StepList, at: WayPlace, step: StepNode): StepList {
  const to = leadsTo(steps, at);
  const placed = waysOf(step).reduce((before, { key }) => stepKindOf(step).lead(before, key, to), step);
  if (at.from === null) return [placed, ...steps];
  return led(steps, at, placed.id).flatMap((each) => (each.id === at.from ? [each, placed] : [each]));
}

/** The steps without one: who would have come to it goes on to `to`, and what only it led to goes with it. */
export function removed(steps: StepList, id: string, to: string | undefined): StepList {
  const onward = to === id ? undefined : to;
  const rest = steps
    .filter((step) => step.id !== id)
    .map((step) =>
      waysOf(step)
        .filter((way) => way.to === id)
        .reduce((before, { key }) => stepKindOf(step).lead(before, key, onward), step),
    );
  const ordered = steps[0]?.id === id ? led(rest, WAY_IN, onward) : rest;
  const [before, after] = [reached(steps), steps[0]?.id === id && onward === undefined ? new Set<string>() : reached(ordered)];
  return ordered.filter((step) => after.has(step.id) || !before.has(step.id));
}

/** The different places to which a step leads: one of them moves up when it is taken out. */
export function onwardOf(step: StepNode): readonly { readonly label: string; readonly to: string }[] {
  const ways = waysOf(step).flatMap(({ label, to }) => (to === undefined || to === step.id ? [] : [{ label, to }]));
  return ways.filter(({ to }, place) => ways.findIndex((other) => other.to === to) === place);
}

/** A copy under an id of its own, to be put into any way. */
export function copied(steps: StepList, step: StepNode): StepNode {
  const loose = waysOf(step).reduce((before, { key }) => stepKindOf(step).lead(before, key, undefined), step);
  return { ...loose, id: freeId(steps, step.id.replace(/-\d+$/, "")) };
}

/** `wait`, else `wait-2`, and so on: an id that no step has. */
export function freeId(steps: StepList, base: string): string {
  for (let place = 1; ; place++) {
    const id = place === 1 ? base : `${base}-${place}`;
    if (!steps.some((step) => step.id === id)) return id;
  }
}

function reached(steps: StepList): ReadonlySet<string> {
  const byId = new Map(steps.map((step) => [step.id, step]));
  const found = new Set<string>();
  const visit = (id: string | undefined): void => {
    const step = id === undefined ? undefined : byId.get(id);
    if (!step || found.has(step.id)) return;
    found.add(step.id);
    for (const { to } of waysOf(step)) visit(to);
  };
  visit(steps[0]?.id);
  return found;
}

function waysOf(step: StepNode) {
  return stepKindOf(step).ways(step);
}
