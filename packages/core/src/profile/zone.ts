import type { JsonObject } from "../json.ts";
import { isZone } from "../time/zone.ts";
import { zoneOfCountry } from "./countryZones.ts";

const ATTRIBUTES = ["timezone", "time_zone", "timeZone"] as const;

/**
 * The zone a person's local times are reckoned in: what the profile says, else where it was last seen, else the zone of
 * its country (where the country has one), else the workspace's. Always a zone we can reckon in.
 */
export function zoneOf(attributes: JsonObject, lastTimeZone: string | null, lastCountry: string | null, workspaceZone: string): string {
  for (const name of ATTRIBUTES) {
    if (!Object.hasOwn(attributes, name)) continue;
    const zone = attributes[name];
    if (isZone(zone)) return zone;
  }
  if (isZone(lastTimeZone)) return lastTimeZone;
  const ofCountry = lastCountry === null ? null : zoneOfCountry(lastCountry);
  if (ofCountry !== null) return ofCountry;
  return isZone(workspaceZone) ? workspaceZone : "UTC";
}
