import { type Comparison, isOperator, type Json, OPERATORS, type OperatorName } from "@beckon/core";
import type { Parameters } from "../parameters.ts";
import { UNSAID } from "./reader.ts";

/**
 * A comparison with a value of a JSON object, such as `p.attributes`. Dates, values from elsewhere and odd numbers are left to the judge,
 * so that their meaning stands in one place.
 */
export function comparisonSql(comparison: Comparison, name: string, object: string, parameters: Parameters): string {
  const { op } = comparison;
  if (!isOperator(op)) return "false";
  const { negates } = OPERATORS[op];
  if (negates !== undefined) return `(not ${comparisonSql({ ...comparison, op: negates }, name, object, parameters)})`;
  const leaf = leafSql(comparison, parameters);
  return `(select case
    when v is null then ${absentSql(name, object, "false", parameters)}
    when jsonb_typeof(v) = 'null' then false
    when jsonb_typeof(v) <> 'array' then (select ${leaf} from (select v as x, v #>> '{}' as t) as one)
    else (select case when bool_or(fits) then true when bool_or(fits is null) then null else false end
          from (select case jsonb_typeof(x) when 'null' then false when 'array' then null else ${leaf} end as fits
                from (select x, x #>> '{}' as t from jsonb_array_elements(v) as element (x)) as one) as each) end
  from (select ${object} -> ${parameters.add(name, "text")} as v) as found)`;
}

/** What holds where there is no such key. A dotted name may also be a path through lists: only the absence of both is plain to see. */
export function absentSql(name: string, object: string, absent: string, parameters: Parameters): string {
  return name.includes(".") ? `case when not ${object} ? ${parameters.add(name.split(".")[0], "text")} then ${absent} end` : absent;
}

/** Whether one value, as JSON `x` and as text `t`, fits. */
function leafSql({ op, value, ignoreCase = false }: Comparison, parameters: Parameters): string {
  const right = value as Json | undefined;
  if (op === "exists") return "true";
  if (right === null || right === undefined) return TRUTHS[op] ?? UNSAID;
  if (op === "one_of")
    return Array.isArray(right) && right.length > 0 ? `(${right.map((each) => sameSql(each, ignoreCase, parameters)).join(" or ")})` : UNSAID;
  if (op === "between") return betweenSql(right, parameters);
  if (typeof right === "object") return UNSAID;
  const sign = SIGNS[op];
  if (sign !== undefined) return numberSql(right, sign, parameters);
  if (op === "equals") return sameSql(right, ignoreCase, parameters);
  const match = MATCHES[op];
  return match === undefined || right === "" ? UNSAID : textSql(String(right), match, ignoreCase, parameters);
}

const TRUTHS: { readonly [op in OperatorName]?: string } = {
  is_true: "(jsonb_typeof(x) <> 'object' and t in ('true', 'TRUE', 'True', '1') and (jsonb_typeof(x) <> 'boolean' or t = 'true'))",
  is_false: "(jsonb_typeof(x) <> 'object' and t in ('false', 'FALSE', 'False', '0') and (jsonb_typeof(x) <> 'boolean' or t = 'false'))",
};

const SIGNS: { readonly [op in OperatorName]?: string } = { greater_than: ">", at_least: ">=", less_than: "<", at_most: "<=" };

const MATCHES: { readonly [op in OperatorName]?: (text: string, part: string) => string } = {
  contains: (text, part) => `strpos(${text}, ${part}) > 0`,
  starts_with: (text, part) => `left(${text}, length(${part})) = ${part}`,
  ends_with: (text, part) => `right(${text}, length(${part})) = ${part}`,
};

/** Up to fifteen digits a decimal number and the double that core reads it as compare alike. */
const PLAIN_NUMBER = /^-?\d+(\.\d+)?$/;
const DIGITS_MAX = 15;

function isPlainNumber(value: Json): boolean {
  return PLAIN_NUMBER.test(String(value)) && String(value).length <= DIGITS_MAX;
}

const X_IS_PLAIN_NUMBER = `(jsonb_typeof(x) in ('number', 'string') and length(t) <= ${DIGITS_MAX} and t ~ '^-?[0-9]+(\\.[0-9]+)?$')`;
const X_IS_NO_NUMBER = `(jsonb_typeof(x) in ('boolean', 'object') or (jsonb_typeof(x) = 'string' and t !~ '[0-9]'))`;

function numberSql(right: Json, sign: string, parameters: Parameters): string {
  if (!isPlainNumber(right)) return UNSAID;
  return `case when ${X_IS_PLAIN_NUMBER} then t::numeric ${sign} ${parameters.add(String(right), "numeric")} when ${X_IS_NO_NUMBER} then false end`;
}

function betweenSql(right: Json, parameters: Parameters): string {
  if (!Array.isArray(right) || right.length !== 2) return UNSAID;
  const [low, high] = right as [Json, Json];
  if (!isPlainNumber(low) || !isPlainNumber(high) || Number(low) > Number(high)) return UNSAID;
  return `(${numberSql(low, ">=", parameters)} and ${numberSql(high, "<=", parameters)})`;
}

function sameSql(right: Json, ignoreCase: boolean, parameters: Parameters): string {
  if (typeof right === "number") return numberSql(right, "=", parameters);
  if (typeof right === "boolean") return `(jsonb_typeof(x) in ('boolean', 'string') and t = ${parameters.add(String(right), "text")})`;
  if (typeof right !== "string") return UNSAID;
  const same = `t = ${parameters.add(right, "text")}`;
  const alike = ignoreCase ? `case when ${same} then true else ${asciiOnly("lower(t)", right, (text, part) => `${text} = ${part}`, parameters)} end` : same;
  const asNumber = isPlainNumber(right) ? numberSql(right, "=", parameters) : /\d/.test(right) ? UNSAID : "false";
  return `case jsonb_typeof(x) when 'string' then ${alike} when 'number' then ${asNumber} when 'boolean' then ${same} else false end`;
}

/** Numbers read as text differ in how they are written (1.0 and 1): only whole ones are plain. */
function textSql(right: string, match: (text: string, part: string) => string, ignoreCase: boolean, parameters: Parameters): string {
  const fits = ignoreCase ? asciiOnly("lower(t)", right, match, parameters) : match("t", parameters.add(right, "text"));
  return `case jsonb_typeof(x) when 'object' then false when 'number' then case when length(t) <= ${DIGITS_MAX} and t ~ '^-?[1-9][0-9]*$' then ${fits} end else ${fits} end`;
}

/** Lower case is the same everywhere for these letters only. */
function asciiOnly(text: string, right: string, match: (text: string, part: string) => string, parameters: Parameters): string {
  // biome-ignore lint/suspicious/noControlCharactersInRegex: all of ASCII is meant
  if (!/^[\x00-\x7f]*$/.test(right)) return UNSAID;
  return `case when octet_length(t) = length(t) then ${match(text, parameters.add(right.toLowerCase(), "text"))} end`;
}
