import type { Event } from "../event/event.ts";
import type { Happening } from "../trigger/trigger.ts";
import { applyToProfile } from "./applyToProfile.ts";
import { standAsTold } from "./changeList.ts";
import type { ToldMembership } from "./decide.types.ts";
import { enterCampaigns, isTooLate } from "./enterCampaigns.ts";
import { followPassages } from "./followPassages.ts";
import { rearmDates } from "./rearm.ts";
import { touchSession } from "./session.ts";
import { settleSegments } from "./settleSegments.ts";
import type { Turn } from "./turn.ts";

/**
 * The story of one event: it joins the history, changes the profile, moves the session and the segments, ends or converts the
 * passages it speaks to, and only then is judged as a trigger. So the audience is judged after the event has been applied, and an
 * order that arrives first cancels the reminder before it could start another.
 */
export function takeEvent(turn: Turn, event: Event, told: readonly ToldMembership[] = []): void {
  turn.at = Math.min(event.receivedAt, turn.now);
  const before = { attributes: turn.profile.attributes, timeZone: turn.timeZone };
  turn.join(event);
  const { attributes, requests } = applyToProfile(turn, event);
  // Opens by machines and clicks by scanners are kept, and speak for nobody; somebody who was unknown until then is in some segments all the same.
  if (event.flags?.includes("machine")) {
    settleSegments(turn, event);
    return;
  }
  const session = touchSession(turn, event);
  const changes = [...told.flatMap((one) => standAsTold(turn, one)), ...settleSegments(turn, event)];
  rearmDates(
    turn,
    Math.min(event.receivedAt, turn.now),
    before,
    [...attributes, ...changes].flatMap((change) => (change.kind === "attribute" ? change.name : [])),
  );
  for (const happening of session) followPassages(turn, happening.event);
  followPassages(turn, event);
  for (const request of requests) followPassages(turn, request);
  for (const change of changes) if (change.kind === "event") followPassages(turn, change.event);
  if (event.flags?.includes("quiet")) return;
  const happenings: Happening[] = [
    // What is learned late changes who belongs where, and is no news to write to anybody about.
    ...(isTooLate(event) ? [] : changes),
    ...attributes,
    ...session,
    { kind: "event", event },
    ...requests.map((request) => ({ kind: "event", event: request }) as const),
  ];
  enterCampaigns(turn, happenings);
}
