import { isObject, type Json, type JsonObject } from "../json.ts";
import type { OrderItem } from "./order.ts";
import { isOperator, OPERATOR_NAMES } from "./rules/compare.ts";
import { RULE_NAMES, ruleKindOf } from "./rules/kinds.ts";
import { failing, type Logic, readLogic } from "./rules/logic.ts";
import type { RedemptionCount } from "./rules/redemptionCount.ts";
import type { RuleFacts, RuleGroup, RuleLine } from "./rules/rule.ts";

/** By which a voucher may be used. Written once, and laid upon as many promotions and vouchers as one likes. */
export interface ValidationRule {
  readonly id: string;
  readonly name: string;
  readonly lines: { readonly [line: string]: RuleLine };
  readonly logic: Logic;
  /** What is said to whom it refuses; null: our own words. */
  readonly message: string | null;
  readonly appliesTo: Applicability;
}

/** Which lines of an order a discount on items is for. */
export interface Applicability {
  readonly all: boolean;
  readonly included: readonly string[];
  readonly excluded: readonly string[];
}

const EVERYTHING: Applicability = { all: true, included: [], excluded: [] };

export function applies({ all, included, excluded }: Applicability, { productId, skuId }: OrderItem): boolean {
  const isIn = (ids: readonly string[]) => ids.some((id) => id === productId || id === skuId);
  return (all || isIn(included)) && !isIn(excluded);
}

/** What is to be known before the rules can be judged. */
export function factsOf(rules: readonly ValidationRule[]): { readonly segments: ReadonlySet<string>; readonly counts: readonly RedemptionCount[] } {
  const lines = rules.flatMap((rule) => Object.values(rule.lines));
  const counts = lines.flatMap((line) => ruleKindOf(line.name)?.counts?.(line) ?? []);
  return {
    segments: new Set(lines.flatMap((line) => ruleKindOf(line.name)?.segments?.(line) ?? [])),
    counts: [...new Map(counts.map((count) => [`${count.of} ${count.period}`, count])).values()],
  };
}

/** What its lines speak of. */
export function ruleGroupsOf({ lines }: ValidationRule): readonly RuleGroup[] {
  return [...new Set(Object.values(lines).flatMap((line) => ruleKindOf(line.name)?.group ?? []))];
}

export interface BrokenRule {
  readonly rule: ValidationRule;
  readonly line: RuleLine;
  readonly group: RuleGroup;
}

/** @returns the first rule that refuses, with the line on which it does */
export function brokenRule(rules: readonly ValidationRule[], facts: RuleFacts): BrokenRule | null {
  for (const rule of rules) {
    const number = failing(rule.logic, (one) => {
      const line = rule.lines[one];
      return line !== undefined && (ruleKindOf(line.name)?.holds(line, facts) ?? false);
    });
    const line = number === null ? undefined : rule.lines[number];
    if (line) return { rule, line, group: ruleKindOf(line.name)?.group ?? "redemption" };
  }
  return null;
}

/** The parts of a rule as they come over the wire, read and checked. */
export interface ReadRule {
  readonly lines: { readonly [line: string]: RuleLine };
  readonly logic: Logic;
  readonly appliesTo: Applicability;
}

/**
 * Reads Voucherify's shape: `{ "1": { name, property, conditions: { "$is": [...] } }, logic: "1" }`.
 * @throws Error with a sentence that says what is wrong and what there is
 */
export function readRule(rules: JsonObject, applicableTo: Json): ReadRule {
  const { logic, ...numbered } = rules;
  const lines: { [line: string]: RuleLine } = {};
  for (const [number, line] of Object.entries(numbered)) lines[number] = readLine(number, line ?? null);
  return { lines, logic: readLogic(typeof logic === "string" ? logic : "", Object.keys(lines)), appliesTo: readApplicability(applicableTo) };
}

function readLine(number: string, line: Json): RuleLine {
  if (!isObject(line)) throw new Error(`Line ${number} must be an object with a name and conditions.`);
  const { name, property, conditions, rules } = line;
  const kind = typeof name === "string" ? ruleKindOf(name) : undefined;
  if (!kind || typeof name !== "string") throw new Error(`Line ${number} has the name ${JSON.stringify(name ?? null)}; there is ${RULE_NAMES.join(", ")}.`);
  if (isObject(rules ?? null) && Object.keys(rules as JsonObject).length > 0) throw new Error(`Line ${number} has rules within; they are not read yet.`);
  if (kind.needsProperty && typeof property !== "string") throw new Error(`Line ${number} (${name}) must name a property.`);
  if (!isObject(conditions ?? null)) throw new Error(`Line ${number} (${name}) must have conditions, such as { "$is": [...] }.`);
  const read: { [operator: string]: readonly Json[] } = {};
  for (const [operator, value] of Object.entries(conditions as JsonObject)) {
    if (!isOperator(operator)) throw new Error(`Line ${number} (${name}) compares by ${operator}; there is ${OPERATOR_NAMES.join(", ")}.`);
    read[operator] = Array.isArray(value) ? value : [value ?? null];
  }
  return { name, property: typeof property === "string" ? property : null, conditions: read };
}

function readApplicability(value: Json): Applicability {
  if (!isObject(value)) return EVERYTHING;
  const included = idsIn(value["included"] ?? null);
  const excluded = idsIn(value["excluded"] ?? null);
  return { all: value["included_all"] === true || included.length === 0, included, excluded };
}

/** A list, or a page of one; of each the id and the name that the shop gives it. */
function idsIn(value: Json): string[] {
  const list = Array.isArray(value) ? value : isObject(value) && Array.isArray(value["data"]) ? value["data"] : [];
  return list.flatMap((one) => (isObject(one) ? [one["id"], one["source_id"]].filter((id): id is string => typeof id === "string") : []));
}
