import {
  asRehearsed,
  asTold,
  type Course,
  compileDefinitions,
  DAY,
  type Instant,
  longestCap,
  type ReplayPlan,
  type Segment,
  triggerKindOf,
} from "@beckon/core";
import type { Query } from "../../store/db.ts";
import { readCourseVersions, readLiveSegments } from "../../store/definitions.ts";
import type { Concerned } from "../../store/rehearsalPasts.ts";
import type { RehearsalRow } from "../../store/rehearsals.ts";
import { keysAsked, namesOfTrigger, namesThatMatter } from "../replayNames.ts";

/** All that the replay of one rehearsal goes by. */
export interface RehearsalPlan {
  readonly draft: Course;
  readonly replay: ReplayPlan;
  readonly segments: readonly Segment[];
  /** What is read of each past; everything where it is null. */
  readonly names: readonly string[] | null;
  readonly readFrom: Instant;
  readonly readUntil: Instant;
  readonly concerns: Pick<Concerned, "by" | "segment">;
}

/** What else is live has been so for a week when the period begins, or for as long as its caps look back. */
const WARM_UP = 7 * DAY;
/** What people did after the period may still call off what waits for them. */
const READ_AFTER = 40 * DAY;
/** Nobody did so much in a period by themselves. */
const INPUTS_MAX = 20_000;

export async function planOf(db: Query, row: RehearsalRow, now: Instant): Promise<RehearsalPlan> {
  const { workspaceId, rules, document, from, until, population } = row;
  const draft = asRehearsed({ id: row.courseId, workspaceId, version: 1, status: "live", document }, { from, until });
  const others = (
    await readCourseVersions(
      db,
      row.others.map(({ id, version }) => ({ campaignId: id, version })),
    )
  ).map((other) => ({ ...other, status: "live" as const }));
  const courses = [draft, ...others];
  const live = await readLiveSegments(db, workspaceId);
  const asked = keysAsked(
    courses.map((course) => course.document),
    rules,
  );
  const segments = live.filter(({ key }) => asked.includes(key)).map(asTold);
  const definitions = compileDefinitions(rules, courses, [], { live: segments });
  const readFrom = others.length === 0 ? from : from - Math.max(WARM_UP, longestCap(definitions));
  const within = population.kind === "segment" ? live.find(({ key }) => key === population.segment) : undefined;
  return {
    draft,
    segments,
    names: namesThatMatter(courses, rules),
    readFrom,
    readUntil: Math.min(now, until + READ_AFTER),
    replay: { definitions, courses, from: readFrom, until, inputsMax: INPUTS_MAX },
    concerns: { by: concernedBy(draft, { from, until }), segment: within ? { id: within.id, version: within.version } : null },
  };
}

/** Only those to whom the trigger may have spoken can enter; of dates only those who have one. */
function concernedBy(draft: Course, { from, until }: { readonly from: Instant; readonly until: Instant }): Concerned["by"] {
  const { trigger } = draft.document;
  const kind = triggerKindOf(trigger);
  if (kind.nextTimer) return { attributes: [...(kind.attributes?.(trigger) ?? [])] };
  return { names: namesOfTrigger(draft), from, until };
}
