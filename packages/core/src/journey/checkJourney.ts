import { checkAudience } from "../campaign/checks/checkAudience.ts";
import { checkEvents } from "../campaign/checks/checkEvents.ts";
import { checkSending } from "../campaign/checks/checkSending.ts";
import { checkCourseTimes, checkWindow } from "../campaign/checks/checkTimes.ts";
import type { Known } from "../campaign/checks/known.ts";
import { checkJson } from "../schema/checkJson.ts";
import { didYouMean } from "../schema/nearest.ts";
import { at, error, type Problem, warning } from "../schema/problem.ts";
import type { JourneyDocument } from "./journey.ts";
import { journeySchema } from "./journeySchema.ts";
import { stepKindOf, stepTitle } from "./kinds.ts";
import type { StepNode } from "./step.ts";

interface PlacedStep {
  readonly step: StepNode;
  readonly path: string;
}

/**
 * Everything that is wrong with a journey, as far as it can be said without anybody going it. First the shape; where that is right, what
 * could never work or is likely not meant, at the step that it concerns. No error = it may be launched.
 */
export function checkJourney(document: unknown, known: Known = {}): Problem[] {
  const shape = checkJson(journeySchema, document, journeySchema.$defs);
  if (shape.length > 0) return shape;
  const journey = document as JourneyDocument;
  const steps = journey.steps.map((step, i) => ({ step, path: at("steps", i) }));
  const conditions = steps.flatMap(({ step, path }) => (stepKindOf(step).conditions?.(step) ?? []).map((one) => ({ ...one, path: `${path}.${one.path}` })));
  const events = steps.flatMap(({ step, path }) => (stepKindOf(step).events?.(step) ?? []).map((one) => ({ ...one, path: `${path}.${one.path}` })));
  return [
    ...checkCourseTimes(journey, known),
    ...checkEvents(journey, known, events),
    ...checkAudience(journey, known, conditions),
    ...checkPaths(steps),
    ...steps.flatMap(({ step, path }) => [...(stepKindOf(step).check?.(step, path, journey, known) ?? []), ...checkMessage(step, path, journey, known)]),
    ...checkOthers(steps, journey, known),
  ];
}

/** The step at which a problem is to be shown, by its path; null for what concerns the whole journey. */
export function stepOfProblem({ path }: Problem, { steps }: Pick<JourneyDocument, "steps">): StepNode | null {
  const place = /^steps\[(\d+)\]/.exec(path)?.[1];
  return place === undefined ? null : (steps[Number(place)] ?? null);
}

function checkPaths(steps: readonly PlacedStep[]): Problem[] {
  const ids = steps.map(({ step }) => step.id);
  const repeated = steps.filter(({ step }, i) => ids.indexOf(step.id) !== i);
  if (repeated.length > 0)
    return repeated.map(({ step, path }) => error(at(path, "id"), "step_repeated", `Two steps have the id “${step.id}”; each needs one of its own.`));
  const lost = steps.flatMap(({ step, path }) => {
    const ways = stepKindOf(step)
      .ways(step)
      .filter(({ to }) => to !== undefined && !ids.includes(to));
    return ways.map(({ key, to }) =>
      error(`${path}.${key}`, "unknown_step", `“${stepTitle(step)}” leads to “${to}”, and there is no such step.${didYouMean(to ?? "", ids)}`),
    );
  });
  return lost.length > 0 ? lost : [...checkReach(steps), ...checkCircles(steps)];
}

function checkReach(steps: readonly PlacedStep[]): Problem[] {
  const byId = new Map(steps.map(({ step }) => [step.id, step]));
  const reached = new Set<string>();
  const visit = (id: string | undefined): void => {
    const step = id === undefined ? undefined : byId.get(id);
    if (!step || reached.has(step.id)) return;
    reached.add(step.id);
    for (const { to } of stepKindOf(step).ways(step)) visit(to);
  };
  visit(steps[0]?.step.id);
  return steps
    .filter(({ step }) => !reached.has(step.id))
    .map(({ step, path }) => warning(path, "unreachable_step", `No way leads to “${stepTitle(step)}”; connect it, or take it out.`));
}

/** Who goes round without waiting would go round for ever in one moment. */
function checkCircles(steps: readonly PlacedStep[]): Problem[] {
  const byId = new Map(steps.map((one) => [one.step.id, one]));
  const passedOn = ({ step }: PlacedStep): readonly PlacedStep[] =>
    stepKindOf(step)
      .ways(step)
      .filter(({ key }) => stepKindOf(step).takesTime?.(step, key) !== true)
      .flatMap(({ to }) => (to === undefined ? [] : (byId.get(to) ?? [])));
  const goesRound = (start: PlacedStep): boolean => {
    const seen = new Set<string>();
    const visit = (one: PlacedStep): boolean =>
      passedOn(one).some((next) => {
        if (next.step.id === start.step.id) return true;
        if (seen.has(next.step.id)) return false;
        seen.add(next.step.id);
        return visit(next);
      });
    return visit(start);
  };
  const first = steps.find(goesRound);
  return first
    ? [
        error(
          first.path,
          "circle_without_wait",
          `The way from “${stepTitle(first.step)}” leads back to it without a wait; put a delay or a wait into the circle.`,
        ),
      ]
    : [];
}

/** The rules that hold for a campaign's message, at the step's place; what the journey says for all is named once, at the journey. */
function checkMessage(step: StepNode, path: string, journey: JourneyDocument, known: Known): Problem[] {
  const message = stepKindOf(step).message?.(step, journey);
  if (!message) return [];
  return [...checkWindow(message, known), ...checkSending(message, known)]
    .filter((problem) => Object.hasOwn(step, problem.path.split(/[.[]/)[0] ?? "") || journey.steps[0] === step)
    .map((problem) => (Object.hasOwn(step, problem.path.split(/[.[]/)[0] ?? "") ? { ...problem, path: `${path}.${problem.path}` } : problem));
}

function checkOthers(steps: readonly PlacedStep[], { key }: JourneyDocument, { journeys }: Known): Problem[] {
  return steps.flatMap(({ step, path }) => {
    const { journey } = step as StepNode & { readonly journey?: string };
    if (journey === undefined) return [];
    if (journey === key)
      return [error(at(path, "journey"), "own_journey", "A journey cannot start or end itself; let a way lead back to a step, or use an exit.")];
    if (journeys === undefined || journeys.includes(journey)) return [];
    return [error(at(path, "journey"), "unknown_journey", `There is no journey “${journey}”.${didYouMean(journey, journeys)}`)];
  });
}
