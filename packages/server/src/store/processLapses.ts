import { bucketOf, type Definitions, deriveId, type IndexedSegment, type Instant, lapsesQuietly, type Membership, segmentPassage } from "@beckon/core";
import { instantColumn, instantOf, plainColumn } from "./columns.ts";
import type { Query } from "./db.ts";
import { keptQuestion } from "./keptConditions/kinds.ts";
import { Parameters } from "./parameters.ts";
import type { Work } from "./processWork.ts";
import type { Harvest } from "./processWrite.ts";
import type { TimerRow } from "./timers.ts";

/** Fewer are not worth a statement of their own. */
const MANY = 32;

/** What came of windows that passed for many people at once. */
export interface Lapses extends Pick<Harvest, "memberships" | "eventsMade" | "timersSet" | "timersGone"> {
  /** What is left for the decision, person by person. */
  readonly left: Work;
}

/**
 * Many people leave a window at one instant: those who bought in the same sale. Whoever has nothing else to do in this batch, and whose
 * segment nobody else looks at, is judged together with the others by the database; what is written is what the decision would write.
 */
export async function settleLapses(tx: Query, work: Work, definitionsOf: (workspaceId: number) => Definitions | undefined, now: Instant): Promise<Lapses> {
  const lapses: Lapses = { left: work, memberships: [], eventsMade: [], timersSet: [], timersGone: [] };
  if (work.timers.length < MANY || work.rows.some(({ kind }) => kind === "merge")) return lapses;
  for (const timers of alone(work)) {
    const [first] = timers;
    const definitions = first && definitionsOf(first.workspaceId);
    const one = first && definitions && lapsesQuietly(definitions, first.subject);
    if (definitions && one) await settleTogether(tx, timers, one, definitions, now, lapses);
  }
  const gone = new Set(lapses.timersGone);
  return gone.size === 0 ? lapses : { ...lapses, left: { ...work, timers: work.timers.filter((timer) => !gone.has(timer)) } };
}

/** Timers of segments that are all their person has to do now, by segment, where there are many of one. */
function alone({ rows, timers }: Work): TimerRow[][] {
  const inputs = new Map<string, number>();
  for (const { profileId } of [...rows, ...timers]) inputs.set(profileId, (inputs.get(profileId) ?? 0) + 1);
  const groups = new Map<string, TimerRow[]>();
  for (const timer of timers) {
    if (timer.kind !== "segment" || inputs.get(timer.profileId) !== 1) continue;
    const group = groups.get(timer.subject);
    if (group) group.push(timer);
    else groups.set(timer.subject, [timer]);
  }
  return [...groups.values()].filter((group) => group.length >= MANY);
}

interface Judged {
  readonly place: number;
  readonly was: boolean;
  readonly since: Instant;
  readonly holds: boolean;
  readonly lapse: number | null;
}

async function settleTogether(
  tx: Query,
  timers: readonly TimerRow[],
  one: IndexedSegment,
  { segments: index, workspace }: Definitions,
  now: Instant,
  lapses: Lapses,
): Promise<void> {
  const { segment } = one;
  for (const { place, was, since, holds, lapse } of await judged(tx, timers, one, index)) {
    const timer = timers[place];
    if (timer === undefined) continue;
    const { profileId, at } = timer;
    const membership: Membership = { segmentId: segment.id, version: segment.version, member: holds, since: holds === was ? since : at, timerAt: lapse };
    lapses.timersGone.push(timer);
    lapses.memberships.push({ profileId, membership });
    if (lapse !== null) lapses.timersSet.push({ ...timer, at: lapse });
    if (holds === was) continue;
    const event = segmentPassage(segment, membership, deriveId(now, profileId, "lapse", timer.subject, String(at)));
    lapses.eventsMade.push({ workspaceId: workspace.id, profileId, event });
  }
}

/** Judges each at the instant of their timer. Those who are inside a campaign are left out, and timers that were overtaken. */
async function judged(
  tx: Query,
  timers: readonly TimerRow[],
  { condition, computed, segment }: IndexedSegment,
  index: Definitions["segments"],
): Promise<Judged[]> {
  if (condition === null || computed.size > 0) return [];
  const parameters = new Parameters();
  const asked = keptQuestion(condition, index, parameters, () => "due.ms");
  if (asked === null) return [];
  const due = [
    parameters.add(plainColumn(timers.map(({ profileId }) => bucketOf(profileId))), "int[]"),
    parameters.add(plainColumn(timers.map(({ profileId }) => profileId)), "uuid[]"),
    parameters.add(instantColumn(timers.map(({ at }) => at)), "float8[]"),
  ].join(", ");
  const { rows } = await tx.query<Judged>(
    `select (due.place - 1)::int as place, m.member as was, m.since, ${asked.holds} as holds, ${asked.lapse} as lapse
     from unnest(${due}) with ordinality as due (bucket, id, ms, place)
     cross join lateral (select p.* from profiles p where p.bucket = due.bucket and p.id = due.id limit 1) as p
     cross join lateral (select m.member, m.since, m.timer_at from memberships m where m.bucket = due.bucket and m.profile_id = due.id
       and m.segment_id = ${parameters.add(segment.id, "uuid")} and m.version = ${parameters.add(segment.version, "int")} limit 1) as m
     ${asked.joins}
     where p.merged_into is null and p.workspace_id = ${parameters.add(segment.workspaceId, "int")}
       and m.timer_at = ${instantOf("due.ms")} and m.since <= m.timer_at
       and not exists (select from enrollments e where e.bucket = p.bucket and e.profile_id = p.id and e.live)`,
    parameters.values,
  );
  return rows.filter(({ holds }) => holds !== null);
}
