import {
  type AskGroup,
  areKeptApart,
  askGroups,
  type Clash,
  clashesByTrigger,
  formatDay,
  type Instant,
  instantOfWall,
  localDay,
  wallClock,
} from "@beckon/core";
import type { Db } from "../store/db.ts";
import { type CourseRow, dueByDay, runningCourses, sharedDays } from "../store/programme.ts";
import { readWorkspace } from "../store/workspaces.ts";

const DAYS_SHOWN = 14;
const CLASHES_SHOWN = 50;

export interface ProgrammeView {
  readonly timeZone: string;
  /** Today first. */
  readonly days: readonly string[];
  readonly courses: readonly (CourseRow & { readonly due: readonly number[] })[];
  readonly groups: readonly AskGroup[];
  readonly clashes: readonly ClashView[];
  /** False where more people wait than were looked at. */
  readonly complete: boolean;
}

export interface ClashView extends Clash {
  /** Who is due in both on one day, as far as was looked; the first such day. */
  readonly people: number;
  readonly firstDay: string | null;
}

/** All that is live together: what is due on which day, which rules keep asks apart, and what asks the same people. */
export async function readProgramme(db: Db, workspaceId: number, now: Instant): Promise<ProgrammeView> {
  const { timeZone = "UTC", frequencyCaps = [] } = (await readWorkspace(db, workspaceId))?.settings ?? {};
  const today = localDay(timeZone, now);
  const days = Array.from({ length: DAYS_SHOWN }, (_, place) => formatDay(today + place));
  const stretch = { from: now, until: instantOfWall(timeZone, wallClock(today + DAYS_SHOWN, 0)), timeZone };
  const courses = await runningCourses(db, workspaceId);
  const due = await dueByDay(db, workspaceId, stretch);
  const groups = askGroups(courses, frequencyCaps);
  const dueOn = (id: string, day: string) => due.days.find((one) => one.course === id && one.day === day)?.count ?? 0;
  return {
    timeZone,
    days,
    courses: courses.map((course) => ({ ...course, due: days.map((day) => dueOn(course.id, day)) })),
    groups,
    clashes: together(courses, groups, await sharedDays(db, workspaceId, stretch, CLASHES_SHOWN)),
    complete: due.complete,
  };
}

/** Those who are due in both, then those that could meet because they begin alike. */
function together(courses: readonly CourseRow[], groups: readonly AskGroup[], shared: Awaited<ReturnType<typeof sharedDays>>): ClashView[] {
  const byTrigger = clashesByTrigger(courses, groups);
  const rankOf = (id: string) => courses.findIndex((course) => course.id === id);
  const asks = (id: string) => courses[rankOf(id)] !== undefined && courses[rankOf(id)]?.document.purpose !== "transactional";
  const met = shared
    .filter(({ one, other }) => asks(one) && asks(other))
    .map(({ one, other, people, firstDay }): ClashView => {
      const pair: [string, string] = rankOf(one) < rankOf(other) ? [one, other] : [other, one];
      return { courses: pair, event: null, keptApart: areKeptApart(pair, groups), people, firstDay };
    });
  const isMet = ({ courses: [one, other] }: Clash) => met.some(({ courses: [a, b] }) => a === one && b === other);
  return [...met, ...byTrigger.filter((clash) => !isMet(clash)).map((clash) => ({ ...clash, people: 0, firstDay: null }))].slice(0, CLASHES_SHOWN);
}
