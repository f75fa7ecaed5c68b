import { bucketOf, type Definitions, deriveId, INTERNAL, type IndexedSegment, type Instant, lapsesQuietly, segmentPassageProperties } from "@beckon/core";
import { instantColumn, instantOf, plainColumn } from "./columns.ts";
import type { Query } from "./db.ts";
import { keptQuestion } from "./keptConditions/kinds.ts";
import { Parameters } from "./parameters.ts";
import { type Merges, rowsOf, timersOf } from "./processMerges.ts";
import type { Work } from "./processWork.ts";
import type { TimerRow } from "./timers.ts";

/** Fewer are not worth a statement of their own. */
const MANY = 32;

/** What came of windows that passed for many people at once: it is written already. */
export interface Lapses {
  /** Who came in or left. */
  readonly passages: number;
  /** The earliest timer that was set, by bucket. */
  readonly nextAt: ReadonlyMap<number, Instant>;
}

/**
 * Many people leave a window at one instant: those who bought in the same sale. Whoever has nothing else to do in this batch, and whose
 * segment nobody else looks at, is judged together with the others by the database, which writes what the decision would write.
 *
 * @returns also what is left for the decision, person by person
 */
export async function settleLapses(
  tx: Query,
  work: Work,
  merges: Merges,
  definitionsOf: (workspaceId: number) => Definitions | undefined,
  now: Instant,
): Promise<Lapses & { readonly left: Work }> {
  const settled = new Set<TimerRow>();
  const nextAt = new Map<number, Instant>();
  let passages = 0;
  for (const timers of work.timers.length < MANY ? [] : alone(work, merges)) {
    const [first] = timers;
    const definitions = first && definitionsOf(first.workspaceId);
    const one = first && definitions && lapsesQuietly(definitions, first.subject);
    if (!definitions || !one) continue;
    for (const { place, lapse, moved } of await settleTogether(tx, timers, one, definitions.segments, now)) {
      const timer = timers[place];
      if (timer === undefined) continue;
      settled.add(timer);
      if (moved) passages += 1;
      const bucket = bucketOf(timer.profileId);
      if (lapse !== null) nextAt.set(bucket, Math.min(lapse, nextAt.get(bucket) ?? lapse));
    }
  }
  const left = settled.size === 0 ? work : { ...work, timers: work.timers.filter((timer) => !settled.has(timer)) };
  return { left, passages, nextAt };
}

/** Timers of segments that are all their person has to do now, by segment, where there are many of one. */
function alone(work: Work, merges: Merges): TimerRow[][] {
  const inputs = new Map<string, number>();
  const note = (profileId: string) => inputs.set(profileId, (inputs.get(profileId) ?? 0) + 1);
  for (const { profileId } of rowsOf(work, merges)) note(profileId);
  for (const { profileId } of timersOf(work, merges)) note(profileId);
  // Who becomes one with somebody has that to do.
  for (const { from, to } of merges.pairs) for (const profileId of [from, to]) note(profileId);
  const groups = new Map<string, TimerRow[]>();
  for (const timer of work.timers) {
    if (timer.kind !== "segment" || inputs.get(timer.profileId) !== 1) continue;
    const group = groups.get(timer.subject);
    if (group) group.push(timer);
    else groups.set(timer.subject, [timer]);
  }
  return [...groups.values()].filter((group) => group.length >= MANY);
}

interface Settled {
  readonly place: number;
  readonly lapse: Instant | null;
  readonly moved: boolean;
}

/**
 * Judges each at the instant of their timer and writes what comes of it: the membership, the event that tells of it, the next timer.
 * Those who are inside a campaign are left out, and timers that were overtaken.
 */
async function settleTogether(
  tx: Query,
  timers: readonly TimerRow[],
  { condition, computed, segment }: IndexedSegment,
  index: Definitions["segments"],
  now: Instant,
): Promise<Settled[]> {
  if (condition === null || computed.size > 0) return [];
  const parameters = new Parameters();
  const asked = keptQuestion([condition], index, parameters, () => "due.ms");
  const [said] = asked?.said ?? [];
  if (asked === null || said === undefined) return [];
  const [first] = timers;
  const subject = parameters.add(first?.subject, "text");
  const [id, version, workspace] = [parameters.add(segment.id, "uuid"), parameters.add(segment.version, "int"), parameters.add(segment.workspaceId, "int")];
  const [entered, left] = [parameters.add(INTERNAL.segmentEntered, "text"), parameters.add(INTERNAL.segmentLeft, "text")];
  const due = [
    parameters.add(plainColumn(timers.map(({ profileId }) => bucketOf(profileId))), "int[]"),
    parameters.add(plainColumn(timers.map(({ profileId }) => profileId)), "uuid[]"),
    parameters.add(instantColumn(timers.map(({ at }) => at)), "float8[]"),
    parameters.add(plainColumn(timers.map(({ profileId, at }) => deriveId(now, profileId, "lapse", first?.subject ?? "", String(at)))), "uuid[]"),
  ].join(", ");
  const { rows } = await tx.query<Settled>(
    `with judged as materialized (
       select * from (
         select due.place, due.bucket, due.id, due.ms, ${instantOf("due.ms")} as at, due.event_id, m.member as was, ${said.holds} as holds, ${said.lapse} as lapse
         from unnest(${due}) with ordinality as due (bucket, id, ms, event_id, place)
         cross join lateral (select p.* from profiles p where p.bucket = due.bucket and p.id = due.id limit 1) as p
         cross join lateral (select m.member, m.since, m.timer_at from memberships m where m.bucket = due.bucket and m.profile_id = due.id
           and m.segment_id = ${id} and m.version = ${version} limit 1) as m
         ${asked.joins}
         where p.merged_into is null and p.workspace_id = ${workspace}
           and m.timer_at = ${instantOf("due.ms")} and m.since <= m.timer_at
           and not exists (select from enrollments e where e.bucket = p.bucket and e.profile_id = p.id and e.live)
       ) as asked where holds is not null
     ), gone as (
       delete from timers t using judged j
       where t.bucket = j.bucket and t.at = j.at and t.profile_id = j.id and t.kind = 'segment' and t.subject = ${subject}
     ), next as (
       insert into timers (bucket, at, profile_id, kind, subject, workspace_id, payload)
       select bucket, ${instantOf("lapse")}, id, 'segment', ${subject}, ${workspace}, '{}' from judged where lapse is not null
       on conflict do nothing
     ), stands as (
       update memberships m set member = j.holds, since = case when j.holds = j.was then m.since else j.at end, timer_at = ${instantOf("j.lapse")}
       from judged j where m.bucket = j.bucket and m.profile_id = j.id and m.segment_id = ${id} and m.version = ${version}
     ), told as (
       insert into events (bucket, id, workspace_id, profile_id, at, received_at, name, kind, properties, context, extra, source, message_id)
       select bucket, event_id, ${workspace}, id, at, at, name, 'internal', ${parameters.add(JSON.stringify(segmentPassageProperties(segment)), "text")}::jsonb, '{}', null,
         'beckon', name || ':' || ${subject} || ':' || ms::bigint
       from judged cross join lateral (select case when holds then ${entered} else ${left} end as name) as passage where holds <> was
     )
     select (place - 1)::int as place, lapse, holds <> was as moved from judged`,
    parameters.values,
  );
  return rows;
}
