import { eventsOf } from "../campaign/checks/checkEvents.ts";
import { isReference } from "../condition/comparison.ts";
import type { ConditionNode } from "../condition/condition.ts";
import { placedConditions } from "../condition/placedConditions.ts";
import { isObject } from "../json.ts";
import type { EventTrigger } from "../trigger/triggers/eventTrigger.ts";
import type { SegmentEnteredTrigger } from "../trigger/triggers/segmentEnteredTrigger.ts";
import type { JourneyDocument } from "./journey.ts";
import { stepKindOf, stepTitle } from "./kinds.ts";
import type { StepNode } from "./step.ts";

/** What has to arrive for a journey to go as it is drawn, read off its document. */
export interface JourneyNeeds {
  /** The trigger's own first. */
  readonly events: readonly string[];
  /** Of the entry event, with what asks for each: the conditions, the key of re-entry, waits until a date, messages without another word for it. */
  readonly properties: readonly NeededProperty[];
  /** Keys. */
  readonly segments: readonly string[];
}

export interface NeededProperty {
  readonly name: string;
  readonly askedBy: readonly string[];
}

interface Ask {
  readonly name: string;
  readonly by: string;
}

export function needsOf(journey: JourneyDocument): JourneyNeeds {
  const conditions = journey.steps.flatMap((step) => (stepKindOf(step).conditions?.(step) ?? []).map((one) => ({ ...one, by: `“${stepTitle(step)}”` })));
  const ofSteps = journey.steps.flatMap((step) => stepKindOf(step).events?.(step) ?? []);
  const asks = [
    ...ownProperties((journey.trigger as EventTrigger).where, "the trigger's condition"),
    ...ownProperties(journey.audience, "the audience"),
    ...(journey.reentry?.kind === "per_key" ? [{ name: journey.reentry.property, by: "how often one person may enter" }] : []),
    ...(journey.unless ?? []).flatMap(({ event, where }) => entryProperties(where, `the exit at “${event}”`)),
    ...entryProperties(journey.goal?.where, "the goal"),
    // What is asked of an event that is waited for is that event's; what a branch asks is the entry event's.
    ...conditions.flatMap(({ condition, path, by }) => [...(path.endsWith("where") ? [] : ownProperties(condition, by)), ...entryProperties(condition, by)]),
    ...journey.steps.flatMap((step) => [...datesOf(step), ...namedInMessage(step)].map((name) => ({ name, by: `“${stepTitle(step)}”` }))),
  ];
  return {
    events: [...new Set([...eventsOf(journey), ...ofSteps].map(({ name }) => name))],
    properties: gathered(asks),
    segments: [...new Set([...segmentsOfTrigger(journey), ...[journey.audience, ...conditions.map(({ condition }) => condition)].flatMap(segmentsIn)])],
  };
}

function ownProperties(condition: ConditionNode | undefined, by: string): Ask[] {
  return nodesOf(condition).flatMap(({ node, inWhere }) => (node.kind === "property" && !inWhere ? [{ name: (node as ConditionNode & Named).name, by }] : []));
}

interface Named {
  readonly name: string;
}

/** Right-hand sides that name the entry event: `order.cart_id = entry.cart_id`. */
function entryProperties(condition: ConditionNode | undefined, by: string): Ask[] {
  return nodesOf(condition).flatMap(({ node }) => {
    const { value } = node as ConditionNode & { readonly value?: unknown };
    return isObject(value) && isReference(value) && value.from === "entry" ? [{ name: value.name, by }] : [];
  });
}

function nodesOf(condition: ConditionNode | undefined) {
  return condition === undefined ? [] : placedConditions(condition, "");
}

function datesOf(step: StepNode): string[] {
  const { delay } = step as StepNode & { readonly delay?: { readonly kind: string; readonly name?: string } };
  return delay?.kind === "until_property" && delay.name !== undefined ? [delay.name] : [];
}

const TAG = /\{\{.*?\}\}|\{%.*?%\}/gs;

/** `{{ event.total }}`; what has a default goes without it. */
function namedInMessage(step: StepNode): string[] {
  const { message } = step as StepNode & { readonly message?: object };
  const tags = message === undefined ? [] : (JSON.stringify(message).match(TAG) ?? []);
  return tags.filter((tag) => !tag.includes("default")).flatMap((tag) => [...tag.matchAll(/\bevent\.([A-Za-z_]\w*)/g)].map(([, name = ""]) => name));
}

function segmentsOfTrigger({ trigger }: JourneyDocument): string[] {
  return trigger.kind === "segment_entered" || trigger.kind === "segment_left" ? [(trigger as SegmentEnteredTrigger).segment] : [];
}

function segmentsIn(condition: ConditionNode | undefined): string[] {
  return nodesOf(condition).flatMap(({ node }) => (node.kind === "segment" ? [(node as ConditionNode & { readonly segment: string }).segment] : []));
}

function gathered(asks: readonly Ask[]): NeededProperty[] {
  const names = [...new Set(asks.map(({ name }) => name))];
  return names.map((name) => ({ name, askedBy: [...new Set(asks.filter((ask) => ask.name === name).map(({ by }) => by))] }));
}
