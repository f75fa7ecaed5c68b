import type { Event } from "../event/event.ts";
import type { Happening } from "../trigger/trigger.ts";
import { applyToProfile } from "./applyToProfile.ts";
import { enterCampaigns } from "./enterCampaigns.ts";
import { followPassages } from "./followPassages.ts";
import { rearmDates } from "./rearm.ts";
import { touchSession } from "./session.ts";
import type { Turn } from "./turn.ts";

/**
 * The story of one event: it joins the history, changes the profile, moves the session, ends or converts the passages
 * it speaks to, and only then is judged as a trigger. So the audience is judged after the event has been applied, and an
 * order that arrives first cancels the reminder before it could start another.
 */
export function takeEvent(turn: Turn, event: Event): void {
  const before = { attributes: turn.profile.attributes, timeZone: turn.timeZone };
  turn.effects.events.push(event);
  const { attributes, requests } = applyToProfile(turn, event);
  // Opens by machines and clicks by scanners are kept, and speak for nobody.
  if (event.flags?.includes("machine")) return;
  const session = touchSession(turn, event);
  rearmDates(
    turn,
    Math.min(event.receivedAt, turn.now),
    before,
    attributes.map((change) => change.name),
  );
  for (const happening of session) followPassages(turn, happening.event);
  followPassages(turn, event);
  for (const request of requests) followPassages(turn, request);
  if (event.flags?.includes("quiet")) return;
  const happenings: Happening[] = [
    ...attributes,
    ...session,
    { kind: "event", event },
    ...requests.map((request) => ({ kind: "event", event: request }) as const),
  ];
  enterCampaigns(turn, happenings);
}
