import { COLUMNS_MAX, FILTERS_MAX, OWN_FILTERS } from "@beckon/contract";
import {
  checkCondition,
  checkJson,
  FILTER_CONDITIONS,
  isFilterCondition,
  type JsonSchema,
  momentOf,
  type PeopleFilter,
  type PeopleFilterItem,
} from "@beckon/core";
import { ApiError } from "./errors.ts";

/** Reads the filter of a list, a JSON text in the address or a body. @throws ApiError `validation_failed` with the place in it */
export function filterOf(text: string | undefined): PeopleFilter {
  if (text === undefined || text === "") return [];
  return checkedFilter(parsed(text), "query.filter");
}

/** Checks a filter wherever it comes from. */
function checkedFilter(filter: unknown, path: string): PeopleFilter {
  if (!Array.isArray(filter)) throw refusal(path, "must be a list of filters");
  if (filter.length > FILTERS_MAX) throw refusal(path, `holds ${filter.length} filters; at most ${FILTERS_MAX} can be combined`);
  if (JSON.stringify(filter).includes("\\u0000")) throw new ApiError("text_not_storable");
  for (const [index, item] of filter.entries()) checkItem(item, `${path}[${index}]`);
  return filter as PeopleFilter;
}

function parsed(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    throw refusal("query.filter", "is not valid JSON");
  }
}

const OWN_SCHEMAS = new Map<string, JsonSchema>(
  OWN_FILTERS.flatMap((schema) => kindsIn(schema as unknown as JsonSchema).map((kind) => [kind, schema as unknown as JsonSchema])),
);

function kindsIn(schema: JsonSchema): readonly string[] {
  const { kind } = schema["properties"] as { kind: { const?: string; enum?: readonly string[] } };
  return kind.enum ?? (kind.const === undefined ? [] : [kind.const]);
}

function checkItem(item: unknown, path: string): void {
  const kind = typeof item === "object" && item !== null ? (item as { kind?: unknown }).kind : undefined;
  const own = typeof kind === "string" ? OWN_SCHEMAS.get(kind) : undefined;
  if (!own && !isFilterCondition({ kind }))
    throw refusal(`${path}.kind`, `is “${String(kind)}”; known are ${[...FILTER_CONDITIONS, ...OWN_SCHEMAS.keys()].join(", ")}`);
  const [problem] = own ? checkJson(own, item, {}, path) : checkCondition(item, path).filter(({ severity }) => severity === "error");
  if (problem) throw new ApiError("validation_failed", { problem: problem.message }, problem.path || path);
  const foreign = own ? undefined : kindsWithin(item).find((each) => !isFilterCondition({ kind: each }));
  if (foreign !== undefined) throw refusal(path, `holds a condition of the kind “${foreign}”; ask about it in a segment, and filter by the segment`);
  if (own) checkDays(item as PeopleFilterItem, path);
}

function kindsWithin(item: unknown): string[] {
  const { kind, conditions = [], condition } = item as { kind?: unknown; conditions?: readonly unknown[]; condition?: unknown };
  return [String(kind), ...conditions.flatMap(kindsWithin), ...(condition === undefined ? [] : kindsWithin(condition))];
}

function checkDays(item: PeopleFilterItem, path: string): void {
  for (const end of ["from", "to"] as const) {
    const day = (item as { from?: unknown; to?: unknown })[end];
    if (typeof day === "string" && momentOf(day) === null) throw refusal(`${path}.${end}`, `is “${day}”, which is no day of the calendar`);
  }
}

function refusal(path: string, problem: string): ApiError {
  return new ApiError("validation_failed", { problem: `${path} ${problem}.` }, path);
}

/** Which attributes a list shows, and whether it counts events. */
export function columnsOf(text: string | undefined): { readonly attributes: readonly string[]; readonly eventCount: boolean } {
  const names = (text ?? "").split(",").filter((name) => name !== "");
  if (names.length > COLUMNS_MAX) throw refusal("query.columns", `names ${names.length} columns; at most ${COLUMNS_MAX} are shown`);
  return { attributes: names.filter((name) => name !== "event_count"), eventCount: names.includes("event_count") };
}
