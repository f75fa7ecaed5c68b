import { type PlaceCondition, parseDuration } from "@beckon/core";
import { LOCATED_AT, nearSql } from "../conditions/placeCondition.ts";
import { type KeptSql, keptReader, lasting } from "./keptReader.ts";

/** Who is told nothing new of their location leaves by time where it may be only so old. */
export const placeCondition = keptReader<PlaceCondition>("place", (condition, keeping): KeptSql => {
  const { is, within } = condition;
  const near = nearSql(condition, keeping.parameters);
  const said = (isThere: string) => (is === "in" ? `(${isThere})` : `(not (${isThere}))`);
  if (within === undefined) return lasting(said(near));
  const end = `(${LOCATED_AT} + ${keeping.parameters.add(parseDuration(within) ?? 0, "float8")})`;
  const isFresh = `coalesce(${end} > ${keeping.moment()}, false)`;
  return { holds: said(`${isFresh} and ${near}`), lapse: `(case when ${isFresh} and ${near} then ${end} end)` };
});
