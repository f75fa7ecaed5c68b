import type { Subject } from "../condition/condition.ts";
import type { JsonObject } from "../json.ts";
import type { Turn } from "./turn.ts";

/** What conditions may look at: the profile as it stands now, the event judged, and the entry event. */
export function subjectOf(turn: Turn, properties: JsonObject, entry: JsonObject | null): Subject {
  const { attributes, consent, lastCountry } = turn.profile;
  return { attributes, consent, properties, entry, country: lastCountry, now: turn.now, timeZone: turn.timeZone };
}
