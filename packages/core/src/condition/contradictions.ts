import type { Json } from "../json.ts";
import { type Problem, warning } from "../schema/problem.ts";
import { type Comparison, describeComparison, fits, isReference } from "./comparison.ts";
import type { ConditionNode } from "./condition.ts";
import type { AllCondition } from "./conditions/allCondition.ts";
import type { AttributeCondition } from "./conditions/attributeCondition.ts";
import type { PropertyCondition } from "./conditions/propertyCondition.ts";

/** What must all hold for the condition to hold: the parts of its `all`s. */
export function required(condition: ConditionNode): ConditionNode[] {
  return condition.kind === "all" ? (condition as AllCondition).conditions.flatMap(required) : [condition];
}

/** That a value of the profile or of the event fits a comparison. */
export type Demand = Comparison & { readonly of: "attribute" | "property"; readonly name: string };

/** The demands that must all be met for the condition to hold. */
export function demandsIn(condition: ConditionNode): Demand[] {
  return required(condition)
    .filter(({ kind }) => kind === "attribute" || kind === "property")
    .map((one): Demand => {
      const { kind, name, op, value, ignoreCase } = one as AttributeCondition | PropertyCondition;
      return { of: kind, name, op, value, ignoreCase };
    });
}

/** Demands on one and the same value that no single value meets. Lists could meet them, so it is a warning. */
export function clashes(demands: readonly Demand[], path: string, consequence: string): Problem[] {
  const byValue = new Map<string, Demand[]>();
  for (const demand of demands.filter(({ value }) => !isReference(value))) {
    const value = `${demand.of} ${demand.name}`;
    byValue.set(value, [...(byValue.get(value) ?? []), demand]);
  }
  const problems: Problem[] = [];
  for (const onOne of byValue.values()) {
    const clash = clashAmong(onOne);
    if (clash === null) continue;
    const { of, name } = onOne[0]!;
    const text = clash.map((demand) => describeComparison(demand, "it")).join(" and ");
    problems.push(warning(path, "contradiction", `No single value of the ${of} “${name}” is such that ${text}; ${consequence}.`));
  }
  return problems;
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
