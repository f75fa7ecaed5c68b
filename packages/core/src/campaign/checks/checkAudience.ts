import { checkComparison, checkComparisons, comparisonsIn, entryReferences } from "../../condition/checkCondition.ts";
import { type Comparison, describeComparison, fits, isReference } from "../../condition/comparison.ts";
import type { ConditionNode } from "../../condition/condition.ts";
import type { AllCondition } from "../../condition/conditions/allCondition.ts";
import type { AttributeCondition } from "../../condition/conditions/attributeCondition.ts";
import type { ConsentCondition } from "../../condition/conditions/consentCondition.ts";
import type { PropertyCondition } from "../../condition/conditions/propertyCondition.ts";
import type { Json } from "../../json.ts";
import { didYouMean } from "../../schema/nearest.ts";
import { at, error, type Problem, warning } from "../../schema/problem.ts";
import type { AttributeChangedTrigger } from "../../trigger/triggers/attributeChangedTrigger.ts";
import type { DateTrigger } from "../../trigger/triggers/dateTrigger.ts";
import type { EventTrigger } from "../../trigger/triggers/eventTrigger.ts";
import type { SessionEndedTrigger } from "../../trigger/triggers/sessionEndedTrigger.ts";
import type { CampaignDocument } from "../campaign.ts";
import type { Known } from "./known.ts";

/** Conditions: whether each makes sense alone, and whether audience and trigger can hold together. */
export function checkAudience(document: CampaignDocument, known: Known): Problem[] {
  const conditions = conditionsOf(document);
  return [
    ...conditions.flatMap(({ condition, path }) => checkComparisons(condition, path)),
    ...checkChanges(document),
    ...checkEntryReferences(conditions),
    ...checkAttributes(conditions, known),
    ...checkConsent(document),
    ...checkContradictions(document),
  ];
}

interface Placed {
  readonly condition: ConditionNode;
  readonly path: string;
  /** Whether there is an entry event to compare with when it is judged. */
  readonly afterEntry: boolean;
}

function conditionsOf({ trigger, audience, unless = [], goal }: CampaignDocument): Placed[] {
  const did = trigger.kind === "session_ended" ? ((trigger as SessionEndedTrigger).did ?? []) : [];
  return [
    ...placed((trigger as EventTrigger).where, "trigger.where", false),
    ...did.flatMap(({ where }, i) => placed(where, `trigger.did[${i}].where`, false)),
    ...placed(audience, "audience", false),
    ...unless.flatMap(({ where }, i) => placed(where, `unless[${i}].where`, true)),
    ...placed(goal?.where, "goal.where", true),
  ];
}

function placed(condition: ConditionNode | undefined, path: string, afterEntry: boolean): Placed[] {
  return condition === undefined ? [] : [{ condition, path, afterEntry }];
}

function checkChanges({ trigger }: CampaignDocument): Problem[] {
  if (trigger.kind !== "attribute_changed") return [];
  const { from, to } = trigger as AttributeChangedTrigger;
  return [...(from ? checkComparison(from, "trigger.from") : []), ...(to ? checkComparison(to, "trigger.to") : [])];
}

function checkEntryReferences(conditions: readonly Placed[]): Problem[] {
  return conditions
    .filter(({ afterEntry }) => !afterEntry)
    .flatMap(({ condition, path }) => entryReferences(condition, path))
    .map((path) =>
      warning(path, "no_entry_event_yet", 'Nobody has entered yet when this is judged, so there is no entry event to compare with; use { from: "property" }.'),
    );
}

function checkAttributes(conditions: readonly Placed[], { attributes }: Known): Problem[] {
  if (attributes === undefined) return [];
  const seen = new Set(attributes);
  return conditions
    .flatMap(({ condition, path }) => comparisonsIn(condition, path))
    .filter(({ node }) => node.kind === "attribute" && !seen.has(node.name) && !seen.has(node.name.split(".")[0] ?? ""))
    .map(({ node, path }) =>
      warning(at(path, "name"), "attribute_not_seen", `No profile has an attribute “${node.name}” so far.${didYouMean(node.name, seen)}`),
    );
}

/** A marketing message to those who said no to its channel or topic reaches nobody. */
function checkConsent({ audience, purpose, topic, message }: CampaignDocument): Problem[] {
  if (audience === undefined || purpose === "transactional") return [];
  return required(audience)
    .filter(({ kind }) => kind === "consent")
    .map((condition) => condition as ConsentCondition)
    .filter(({ is, channel, topic: about }) => is === "unsubscribed" && (channel === message.channel || (about !== undefined && about === topic)))
    .map(({ channel, topic: about }) =>
      error("audience", "audience_without_consent", `The audience asks for people who left ${channel ?? about}, and the message may not go to them.`),
    );
}

/** What must all hold for the condition to hold: the parts of its `all`s. */
function required(condition: ConditionNode): ConditionNode[] {
  return condition.kind === "all" ? (condition as AllCondition).conditions.flatMap(required) : [condition];
}

type Demand = Comparison & { readonly of: "attribute" | "property"; readonly name: string };

/** Demands on one and the same value that no single value meets. Lists could meet them, so it is a warning. */
function checkContradictions(document: CampaignDocument): Problem[] {
  const byValue = new Map<string, Demand[]>();
  for (const demand of demandsOf(document)) {
    const value = `${demand.of} ${demand.name}`;
    byValue.set(value, [...(byValue.get(value) ?? []), demand]);
  }
  const problems: Problem[] = [];
  for (const demands of byValue.values()) {
    const clash = clashAmong(demands);
    if (clash === null) continue;
    const { of, name } = demands[0]!;
    const text = clash.map((demand) => describeComparison(demand, "it")).join(" and ");
    problems.push(warning("audience", "contradiction", `No single value of the ${of} “${name}” is such that ${text}; nobody would enter unless it is a list.`));
  }
  return problems;
}

function demandsOf({ trigger, audience }: CampaignDocument): Demand[] {
  const conditions = [...(audience ? required(audience) : []), ...((trigger as EventTrigger).where ? required((trigger as EventTrigger).where!) : [])];
  const demands = conditions
    .filter(({ kind }) => kind === "attribute" || kind === "property")
    .map((condition): Demand => {
      const { kind, name, op, value, ignoreCase } = condition as AttributeCondition | PropertyCondition;
      return { of: kind, name, op, value, ignoreCase };
    });
  if (trigger.kind === "attribute_changed" && (trigger as AttributeChangedTrigger).to)
    demands.push({ of: "attribute", name: (trigger as AttributeChangedTrigger).attribute, ...(trigger as AttributeChangedTrigger).to! });
  if (trigger.kind === "date") demands.push({ of: "attribute", name: (trigger as DateTrigger).attribute, op: "exists" });
  return demands.filter(({ value }) => !isReference(value));
}

/** Two of the demands that exclude each other, or null. Tried on the values that the demands themselves name, and beside them. */
function clashAmong(demands: readonly Demand[]): readonly Demand[] | null {
  for (const [i, a] of demands.entries()) {
    for (const b of demands.slice(i + 1))
      if (isProvable(a, b) && ![...witnesses(a), ...witnesses(b)].some((value) => meets(value, a) && meets(value, b))) return [a, b];
  }
  return null;
}

const ORDERED = new Set(["greater_than", "at_least", "less_than", "at_most", "between"]);
const EXACT = new Set(["equals", "one_of", "missing", "is_true", "is_false"]);

/** The witnesses decide for sure where one demand names its values, or both are about size, or one asks for presence. */
function isProvable(a: Demand, b: Demand): boolean {
  return EXACT.has(a.op) || EXACT.has(b.op) || (ORDERED.has(a.op) && ORDERED.has(b.op));
}

/** Values that meet the demand if any do: those it names, their neighbours, nothing at all, and something. */
function witnesses({ op, value }: Demand): (Json | undefined)[] {
  if (op === "missing") return [undefined];
  if (op === "is_true") return [true];
  if (op === "is_false") return [false];
  const named = (Array.isArray(value) ? value : value === undefined ? [] : [value]) as Json[];
  const around = named.flatMap((one) => {
    const number = typeof one === "number" ? one : Number.NaN;
    const step = Math.max(1, Math.abs(number)) * 1e-6;
    return Number.isNaN(number) ? [] : [number - step, number + step];
  });
  return op === "equals" || op === "one_of" ? named : [...named, ...around, undefined, "?"];
}

function meets(value: Json | undefined, demand: Demand): boolean {
  return fits(value, demand, { attributes: {}, properties: {}, entry: null, now: 0, timeZone: "UTC" });
}
