import { type CourseDocument, formatDay, type Instant, instantOfWall, localDay, parseDay, wallClock } from "@beckon/core";
import type { Clock } from "../../clock.ts";
import { newId } from "../../ids.ts";
import { courseByKey, liveCourseNames } from "../../store/campaigns.ts";
import type { Db } from "../../store/db.ts";
import { readRules } from "../../store/definitions.ts";
import {
  countOpenRehearsals,
  deleteRehearsal,
  deleteRehearsalPeople,
  findRehearsal,
  insertRehearsal,
  listRehearsals,
  type Population,
  type RehearsalRow,
} from "../../store/rehearsals.ts";
import { findSegment } from "../../store/segments.ts";
import type { JobDesk } from "../jobs/jobDesk.ts";
import { Refusal } from "../refusal.ts";

export interface RehearsalDeskDeps {
  readonly db: Db;
  readonly clock: Clock;
  readonly jobs: Pick<JobDesk, "add" | "wake" | "cancel">;
}

/** What is to be rehearsed. */
export interface RehearsalWish {
  readonly workspaceId: number;
  readonly kind: "campaign" | "journey";
  /** Has its shape. */
  readonly document: CourseDocument;
  /** Days of the workspace's calendar, both included; left out, the last thirty up to now. */
  readonly fromDay?: string | undefined;
  readonly toDay?: string | undefined;
  readonly population: Population;
  readonly by: string;
}

const PERIOD_MAX_DAYS = 92;
const DEFAULT_DAYS = 30;
const WAITING_MAX = 10;
const DELETED_AT_ONCE = 5_000;

/** Where rehearsals are asked for, and kept. */
export class RehearsalDesk {
  readonly #deps: RehearsalDeskDeps;

  constructor(deps: RehearsalDeskDeps) {
    this.#deps = deps;
  }

  /** @throws Refusal `rehearsals_waiting`, `rehearsal_invalid`, `segment_not_live`, `not_found` */
  async start({ workspaceId, kind, document, fromDay, toDay, population, by }: RehearsalWish): Promise<RehearsalRow> {
    const { db, clock, jobs } = this.#deps;
    const now = clock.now();
    const rules = await readRules(db, workspaceId);
    if (!rules) throw new Refusal("not_found", { what: "workspace", id: String(workspaceId) });
    const period = periodOf({ fromDay, toDay }, rules.timeZone, now);
    if (population.kind === "segment") await this.#refuseUnknown(workspaceId, population.segment);
    const stored = await courseByKey(db, workspaceId, kind, document.key);
    const courseId = stored ?? newId(now);
    const others = (await liveCourseNames(db, workspaceId)).filter(({ id }) => id !== courseId);
    const id = newId(now);
    await db.transaction(async (tx) => {
      const open = await countOpenRehearsals(tx, workspaceId);
      if (open >= WAITING_MAX) throw new Refusal("rehearsals_waiting", { count: open });
      const title = `Rehearsal of the ${kind} “${document.name}”`;
      const job = await jobs.add(tx, { workspaceId, kind: "rehearse", title, input: { rehearsalId: id }, startedBy: by });
      await insertRehearsal(tx, {
        id,
        workspaceId,
        kind,
        courseId,
        key: document.key,
        document,
        rules,
        others,
        ...period,
        population,
        jobId: job.id,
        startedBy: by,
        createdAt: now,
      });
    });
    jobs.wake();
    return this.find(workspaceId, id);
  }

  /** @throws Refusal `not_found` */
  async find(workspaceId: number, id: string): Promise<RehearsalRow> {
    const row = await findRehearsal(this.#deps.db, workspaceId, id);
    if (!row) throw new Refusal("not_found", { what: "rehearsal", id });
    return row;
  }

  list(workspaceId: number, filter: Parameters<typeof listRehearsals>[2]): Promise<RehearsalRow[]> {
    return listRehearsals(this.#deps.db, workspaceId, filter);
  }

  /** @throws Refusal `not_found`, `job_ended` */
  async cancel(workspaceId: number, id: string): Promise<RehearsalRow> {
    const { jobId } = await this.find(workspaceId, id);
    await this.#deps.jobs.cancel(workspaceId, jobId);
    return this.find(workspaceId, id);
  }

  /** Stops it, where it is not done, and forgets it. @throws Refusal `not_found` */
  async remove(workspaceId: number, id: string): Promise<RehearsalRow> {
    const { db, jobs } = this.#deps;
    const row = await this.find(workspaceId, id);
    if (row.state === "waiting" || row.state === "running") await jobs.cancel(workspaceId, row.jobId);
    while (await deleteRehearsalPeople(db, id, DELETED_AT_ONCE));
    await deleteRehearsal(db, id);
    return row;
  }

  async #refuseUnknown(workspaceId: number, key: string): Promise<void> {
    const segment = await findSegment(this.#deps.db, workspaceId, key);
    if (!segment) throw new Refusal("not_found", { what: "segment", id: key }, "body.population.segment");
    if (segment.published === null) throw new Refusal("segment_not_live", { segment: key }, "body.population.segment");
  }
}

function periodOf(
  { fromDay, toDay }: Pick<RehearsalWish, "fromDay" | "toDay">,
  timeZone: string,
  now: Instant,
): Pick<RehearsalRow, "fromDay" | "toDay" | "from" | "until"> {
  const today = localDay(timeZone, now);
  const last = dayOf(toDay, "to") ?? today;
  const first = dayOf(fromDay, "from") ?? last - DEFAULT_DAYS + 1;
  if (last > today) throw invalid("The period ends in the future; choose today or an earlier day.", "to");
  if (first > last) throw invalid("The period ends before it begins; choose a first day that is not after the last.", "from");
  if (last - first >= PERIOD_MAX_DAYS) throw invalid(`The period has ${last - first + 1} days; choose at most ${PERIOD_MAX_DAYS}.`, "from");
  const begin = (day: number) => instantOfWall(timeZone, wallClock(day, 0));
  return { fromDay: formatDay(first), toDay: formatDay(last), from: begin(first), until: Math.min(now, begin(last + 1)) };
}

function dayOf(text: string | undefined, name: string): number | null {
  if (text === undefined) return null;
  const day = parseDay(text);
  if (day === null) throw invalid(`“${text}” is no day of the calendar.`, name);
  return day;
}

function invalid(problem: string, name: string): Refusal {
  return new Refusal("rehearsal_invalid", { problem }, `body.${name}`);
}
