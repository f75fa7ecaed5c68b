import { EARTH_METRES, type PlaceCondition, parseDuration } from "@beckon/core";
import type { Parameters } from "../parameters.ts";
import { reader } from "./reader.ts";

/** By the last location, which is at one of the places as the workspace has them now. */
export const placeCondition = reader<PlaceCondition>("place", (condition, parameters, { now }) => {
  const { is, within } = condition;
  const near = nearSql(condition, parameters);
  const fresh = within === undefined ? [] : [`${LOCATED_AT} + ${parameters.add(parseDuration(within) ?? 0, "float8")} > ${parameters.add(now, "float8")}`];
  const isThere = `coalesce(${[`${LOCATED_AT} is not null`, ...fresh].join(" and ")}, false) and ${near}`;
  return is === "in" ? `(${isThere})` : `(not (${isThere}))`;
});

/** When the last location was told, in milliseconds. */
export const LOCATED_AT = "(p.state #>> '{lastLocation,at}')::float8";

/** So near to the bounds, two computers may not agree about the last digit of a sine. */
const UNSURE_METRES = 0.01;

/** Whether the last location is near enough, by core's `metresBetween`; null where it is all but on the line. */
export function nearSql({ places, metres }: PlaceCondition, parameters: Parameters): string {
  const part = (name: string) => `radians((p.state #>> '{lastLocation,${name}}')::float8)`;
  const [lat, lon] = [part("latitude"), part("longitude")];
  const square = `power(sin((radians(place.latitude) - ${lat}) / 2), 2) + cos(${lat}) * cos(radians(place.latitude)) * power(sin((radians(place.longitude) - ${lon}) / 2), 2)`;
  const reach = metres === undefined ? "place.radius" : parameters.add(metres, "float8");
  return `(select case when beyond is null then false when abs(beyond) > ${UNSURE_METRES} then beyond < 0 end
    from (select min(2 * ${EARTH_METRES} * asin(sqrt(least(1, ${square}))) - ${reach}) as beyond
      from workspaces w cross join lateral jsonb_to_recordset(w.settings -> 'places') as place (key text, latitude float8, longitude float8, radius float8)
      where p.state ? 'lastLocation' and w.id = p.workspace_id and place.key = any(${parameters.add(places, "text[]")})) as nearest)`;
}
