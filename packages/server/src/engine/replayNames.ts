import {
  type Course,
  type CourseDocument,
  type Event,
  INTERNAL,
  isJourney,
  isMarketing,
  listensOf,
  membershipKey,
  type Segment,
  type SessionEndedTrigger,
  stepKindOf,
  type WorkspaceRules,
} from "@beckon/core";
import type { Query } from "../store/db.ts";
import { readPasts } from "../store/pastRows.ts";
import type { EventRow } from "../store/timeline.ts";
import { segmentsNamedIn } from "./segmentCheck.ts";

/** What of the past a replay must see, and no more. */

/** Keys of the segments that these ask for, and of those that no marketing goes to. */
export function keysAsked(documents: readonly CourseDocument[], { neverSend = [] }: WorkspaceRules): readonly string[] {
  return [...new Set([...documents.flatMap(segmentsNamedIn), ...(documents.some(isMarketing) ? neverSend : [])])];
}

/** Where these people stand today. */
export function membershipsIn(db: Query, ids: readonly string[], segments: readonly Segment[]): ReturnType<typeof readPasts> {
  const memberships = segments.map(({ id, version }) => membershipKey({ segmentId: id, version }));
  return readPasts(
    db,
    ids.map((profileId) => ({ profileId, aggregates: [], memberships, everything: false })),
  );
}

/** The stored events of triggers that do not name theirs. */
const NAMES: { readonly [key: string]: string } = {
  session_started: INTERNAL.sessionStarted,
  session_ended: INTERNAL.sessionEnded,
  segment_entered: INTERNAL.segmentEntered,
  segment_left: INTERNAL.segmentLeft,
  stage_changed: INTERNAL.stageChanged,
};
/** Events that tell that somebody came into a segment or stage, or left it. */
export const PASSAGES = [INTERNAL.segmentEntered, INTERNAL.segmentLeft, INTERNAL.stageChanged];
/** The event by which attributes come most of the time. */
const IDENTIFIED = "Profile Identified";

/** Names of the stored events that may have met the trigger. */
export function namesOfTrigger({ id, document: { trigger } }: Course): string[] {
  const wanted = trigger.kind === "session_ended" ? (trigger as SessionEndedTrigger).did?.[0]?.event : undefined;
  if (wanted !== undefined) return [wanted];
  return [
    ...new Set(
      listensOf(trigger, id).flatMap((key) => {
        if (key.startsWith("event:")) return [key.slice("event:".length)];
        return key.startsWith("attribute:") ? [IDENTIFIED] : [NAMES[key.split(":")[0] ?? ""] ?? ""];
      }),
    ),
  ];
}

/** Only sessions need all that a person did; for the others the names that the documents speak of are enough. */
export function namesThatMatter(courses: readonly Course[], rules: WorkspaceRules): string[] | null {
  const documents = courses.map(({ document }) => document);
  if (documents.some(({ trigger }) => trigger.kind.startsWith("session_"))) return null;
  const passages = keysAsked(documents, rules).length > 0 ? PASSAGES : [];
  return [...new Set([...courses.flatMap(namesOfCourse), ...passages])];
}

function namesOfCourse(course: Course): string[] {
  const { trigger, unless = [], goal } = course.document;
  const opens = trigger.kind === "message_ignored" ? [INTERNAL.messageOpened, INTERNAL.messageClicked] : [];
  return [...namesOfTrigger(course), ...unless.map(({ event }) => event), ...eventsOfSteps(course), ...(goal ? [goal.event] : []), ...opens];
}

/** What people of a journey wait for. */
function eventsOfSteps(course: Course): string[] {
  if (!isJourney(course)) return [];
  return course.document.steps.flatMap((step) => (stepKindOf(step).events?.(step) ?? []).map(({ name }) => name));
}

/** A stored event as it was decided by. */
export function eventOf({ profileId: _profileId, extra, ...event }: EventRow): Event {
  return { ...event, ...extra } as Event;
}
