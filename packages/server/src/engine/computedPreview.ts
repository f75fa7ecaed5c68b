import { aggregateOfAttribute, bucketOf, type ComputedAttribute, computedValue, EMPTY_AGGREGATE, type Instant, type Json } from "@beckon/core";
import type { Db } from "../store/db.ts";
import { newestEvents } from "../store/eventFeed.ts";
import { readProfiles } from "../store/profiles.ts";
import { foldHistory } from "../store/segmentFill.ts";

const SAMPLE = 8;
/** Some do a thing often: so many of its newest events are looked through for different people. */
const EVENTS = 200;

/** What the attribute would be for people who did its event lately, counted anew from all that they did. Nothing is written. */
export async function previewComputed(
  db: Db,
  workspaceId: number,
  attribute: ComputedAttribute,
  now: Instant,
): Promise<readonly { readonly profileId: string; readonly value: Json }[]> {
  const events = await newestEvents(db, workspaceId, { name: attribute.event, limit: EVENTS });
  const people = await readProfiles(db, [...new Set(events.map(({ profileId }) => profileId))]);
  const profileIds = [...people.keys()].slice(0, SAMPLE);
  if (profileIds.length === 0) return [];
  const definition = aggregateOfAttribute(attribute);
  const counted = await foldHistory(db, { workspaceId, buckets: [...new Set(profileIds.map(bucketOf))], profileIds }, [definition], now);
  return profileIds.map((profileId) => ({
    profileId,
    value: computedValue(attribute, counted.get(profileId)?.get(definition.id) ?? EMPTY_AGGREGATE, now),
  }));
}
