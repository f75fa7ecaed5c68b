import { isObject, type Json } from "../../json.ts";
import { parseInstant } from "../../time/instant.ts";

/** How a value compares with a list of others. Operators are Voucherify's; a value that is not there fits only what negates. */
const OPERATORS: { readonly [operator: string]: (value: Json, others: readonly Json[]) => boolean } = {
  $is: (value, others) => others.some((other) => same(value, other)),
  $is_not: (value, others) => !others.some((other) => same(value, other)),
  $in: (value, others) => others.some((other) => same(value, other)),
  $not_in: (value, others) => !others.some((other) => same(value, other)),
  $contains: (value, others) => others.some((other) => contains(value, other)),
  $not_contain: (value, others) => !others.some((other) => contains(value, other)),
  $starts_with: (value, others) => others.some((other) => typeof value === "string" && value.startsWith(String(other))),
  $ends_with: (value, others) => others.some((other) => typeof value === "string" && value.endsWith(String(other))),
  $has_value: (value) => value !== null,
  $is_unknown: (value) => value === null,
  $more_than: (value, others) => ordered(value, others, (left, right) => left > right),
  $more_than_or_equal: (value, others) => ordered(value, others, (left, right) => left >= right),
  $less_than: (value, others) => ordered(value, others, (left, right) => left < right),
  $less_than_or_equal: (value, others) => ordered(value, others, (left, right) => left <= right),
  $after: (value, others) => ordered(instantIn(value), others.map(instantIn), (left, right) => left > right),
  $before: (value, others) => ordered(instantIn(value), others.map(instantIn), (left, right) => left < right),
};

const ALIASES: { readonly [operator: string]: string } = {
  $more_than_equal: "$more_than_or_equal",
  $less_than_equal: "$less_than_or_equal",
  $greater_than: "$more_than",
  $greater_than_or_equal: "$more_than_or_equal",
  $equals: "$is",
};

export function isOperator(name: string): boolean {
  return Object.hasOwn(OPERATORS, ALIASES[name] ?? name);
}

export const OPERATOR_NAMES: readonly string[] = Object.keys(OPERATORS);

/** Whether the value fits every operator. */
export function fitsAll(value: Json, conditions: { readonly [operator: string]: readonly Json[] }): boolean {
  return Object.entries(conditions).every(([operator, others]) => OPERATORS[ALIASES[operator] ?? operator]?.(value, others) ?? false);
}

/** Numbers come as texts from forms. */
function same(left: Json, right: Json): boolean {
  if (Array.isArray(left)) return left.some((one) => same(one, right));
  if (left === right) return true;
  if (left === null || right === null || isObject(left) || isObject(right)) return false;
  return String(left) === String(right);
}

function contains(value: Json, part: Json): boolean {
  if (Array.isArray(value)) return value.some((one) => same(one, part));
  return typeof value === "string" && value.includes(String(part));
}

function ordered(value: Json, others: readonly Json[], holds: (left: number, right: number) => boolean): boolean {
  const left = numberIn(value);
  return (
    left !== null &&
    others.every((other) => {
      const right = numberIn(other);
      return right !== null && holds(left, right);
    })
  );
}

function numberIn(value: Json): number | null {
  if (typeof value === "number") return value;
  if (typeof value !== "string" || value.trim() === "") return null;
  const number = Number(value);
  return Number.isFinite(number) ? number : null;
}

function instantIn(value: Json): number | null {
  return typeof value === "number" ? value : typeof value === "string" ? parseInstant(value) : null;
}
