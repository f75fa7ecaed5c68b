import { addDuration, type EventFilter, formatInstant } from "@beckon/core";
import { filterKind } from "./filterKind.ts";

/**
 * Did an event, or never did; ever, or within the last so many days. The history of a merged profile counts for itself alone. Asked person
 * by person of the index, and not as `exists`, for which the database may gather everybody's events of that name first.
 */
export const eventFilter = filterKind<EventFilter>(["event"], ({ event, did, within }, parameters, { now }) => {
  const since = within === undefined ? "" : ` and e.at >= ${parameters.add(formatInstant(addDuration(now, within, -1)), "timestamptz")}`;
  return `((select true from events e where e.bucket = p.bucket and e.profile_id = p.id and e.name = ${parameters.add(event, "text")}${since} limit 1) is ${did ? "" : "not "}true)`;
});
