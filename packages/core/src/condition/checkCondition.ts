import { isObject, type Json } from "../json.ts";
import { checkJson } from "../schema/checkJson.ts";
import { at, error, type Problem, warning } from "../schema/problem.ts";
import { momentOf } from "../time/dates.ts";
import { type Comparison, isReference } from "./comparison.ts";
import type { ConditionNode } from "./condition.ts";
import { conditionSchema } from "./judge.ts";
import { isOperator, OPERATORS } from "./operators.ts";
import { placedConditions } from "./placedConditions.ts";

/** Everything wrong with a condition: its shape, and comparisons that could never be true. `path` is where it stands. */
export function checkCondition(condition: unknown, path = ""): Problem[] {
  const problems = checkJson(conditionSchema, condition, { condition: conditionSchema }, path);
  return problems.length > 0 ? problems : checkComparisons(condition as ConditionNode, path);
}

/** Comparisons in a well-formed condition whose right-hand side makes no sense. */
export function checkComparisons(condition: ConditionNode, path: string): Problem[] {
  return comparisonsIn(condition, path).flatMap(({ node, path: where }) => checkComparison(node, where));
}

export interface PlacedComparison {
  readonly node: ConditionNode & Comparison & { readonly name: string };
  readonly path: string;
}

/** Every comparison in the tree, with its place. */
export function comparisonsIn(condition: ConditionNode, path: string): PlacedComparison[] {
  return placedConditions(condition, path)
    .filter(({ node }) => "op" in node)
    .map(({ node, path: where }) => ({ node: node as PlacedComparison["node"], path: where }));
}

const NUMERIC = new Set(["greater_than", "at_least", "less_than", "at_most"]);
const DATED = new Set(["before", "after", "on_day"]);
const DATE_WORDS = `“${OPERATORS.before.words}”, “${OPERATORS.after.words}” or “${OPERATORS.on_day.words}”`;
const TEXTUAL = new Set(["contains", "not_contains", "starts_with", "ends_with"]);

/** What is wrong with the right-hand side of one comparison. */
export function checkComparison({ op, value }: Comparison, path: string): Problem[] {
  if (!isOperator(op) || value === undefined || isReference(value)) return [];
  const where = at(path, "value");
  const { words } = OPERATORS[op];
  if (value === "" && (NUMERIC.has(op) || DATED.has(op))) return [error(where, "no_value", `“${words}” still lacks what to compare with.`)];
  if (value === "" && op === "equals")
    return [warning(where, "no_value", `“${words}” still lacks what to compare with; for nothing at all choose “${OPERATORS.missing.words}”.`)];
  if (NUMERIC.has(op) && !isNumeric(value))
    return [error(where, "not_a_number", `“${words}” compares numbers, and “${String(value)}” is none; for dates use ${DATE_WORDS}.`)];
  if (DATED.has(op) && momentOf(value) === null)
    return [error(where, "not_a_date", `“${words}” compares dates, and “${String(value)}” is none; write 2026-12-01 or 2026-12-01T09:00:00Z.`)];
  if (TEXTUAL.has(op) && value === "") return [warning(where, "empty_text", `“${words}” still lacks the text to look for.`)];
  if (op === "between" && Array.isArray(value)) return checkRange(value, where);
  return [];
}

function checkRange(range: readonly Json[], path: string): Problem[] {
  const [low, high] = range as [Json, Json];
  if (isNumeric(low) && isNumeric(high))
    return Number(low) > Number(high)
      ? [error(path, "empty_range", `Nothing is between ${String(low)} and ${String(high)}; the smaller one comes first.`)]
      : [];
  const [from, to] = [momentOf(low), momentOf(high)];
  if (from === null || to === null) return [error(path, "not_a_range", `“${OPERATORS.between.words}” needs two numbers or two dates.`)];
  return beginUtc(from) > beginUtc(to)
    ? [error(path, "empty_range", `Nothing is between ${String(low)} and ${String(high)}; the earlier one comes first.`)]
    : [];
}

function beginUtc(moment: NonNullable<ReturnType<typeof momentOf>>): number {
  return moment.kind === "instant" ? moment.at : moment.day * 86_400_000;
}

function isNumeric(value: unknown): boolean {
  return typeof value === "number" || (typeof value === "string" && value.trim() !== "" && Number.isFinite(Number(value)));
}

/** Whether some comparison refers to the entry event, with the places where. */
export function entryReferences(condition: ConditionNode, path: string): string[] {
  return comparisonsIn(condition, path)
    .filter(({ node }) => isObject(node.value) && isReference(node.value) && node.value.from === "entry")
    .map(({ path: where }) => at(where, "value"));
}
