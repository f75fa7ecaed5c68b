import type { CourseDocument, FrequencyCap } from "../campaign/campaign.ts";
import { describeCap } from "../guard/frequencyCap.ts";
import { addDuration } from "../time/duration.ts";
import { DAY } from "../time/instant.ts";
import type { EventTrigger } from "../trigger/triggers/eventTrigger.ts";

/** A course that runs, as the programme sees it. */
export interface RunningCourse {
  readonly id: string;
  readonly document: CourseDocument;
}

/** Courses of which one person gets at most one message a day. */
export interface AskGroup {
  readonly cap: FrequencyCap;
  readonly sentence: string;
  readonly courses: readonly string[];
}

/** Two courses that ask something of the same people. */
export interface Clash {
  readonly courses: readonly [string, string];
  /** The event that lets people into both, where it is one. */
  readonly event: string | null;
  /** A rule keeps them from asking both on one day. */
  readonly keptApart: boolean;
}

/** The workspace's rules of one ask a day, each with the courses whose messages count. */
export function askGroups(courses: readonly RunningCourse[], caps: readonly FrequencyCap[]): AskGroup[] {
  return caps
    .filter(isOneADay)
    .map((cap) => ({ cap, sentence: describeCap(cap), courses: courses.filter((course) => counts(course, cap)).map(({ id }) => id) }));
}

/** Pairs that begin by the same event, the first of both the one that goes first. Transactional messages ask for nothing. */
export function clashesByTrigger(courses: readonly RunningCourse[], groups: readonly AskGroup[]): Clash[] {
  const asking = courses.filter(({ document }) => document.purpose !== "transactional");
  return asking.flatMap((one, place) =>
    asking.slice(place + 1).flatMap((other): Clash[] => {
      const event = eventOf(one);
      return event !== null && event === eventOf(other) ? [{ courses: [one.id, other.id], event, keptApart: areKeptApart([one.id, other.id], groups) }] : [];
    }),
  );
}

export function areKeptApart(pair: readonly [string, string], groups: readonly AskGroup[]): boolean {
  return groups.some(({ courses }) => pair.every((id) => courses.includes(id)));
}

function isOneADay({ max, per }: FrequencyCap): boolean {
  return max === 1 && ("calendar" in per || addDuration(0, per.rolling) >= DAY);
}

/** Whether the messages of a course count in a cap; of which channel they are stands in each message, so a cap by channel may hold any. */
function counts({ document: { purpose, topic, tags = [] } }: RunningCourse, cap: FrequencyCap): boolean {
  return purpose !== "transactional" && (cap.topic === undefined || cap.topic === topic) && (cap.tag === undefined || tags.includes(cap.tag));
}

function eventOf({ document: { trigger } }: RunningCourse): string | null {
  return trigger.kind === "event" ? (trigger as EventTrigger).event : null;
}
