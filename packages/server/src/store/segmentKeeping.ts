import { type ConditionNode, formatInstant, type IndexedSegment, type Instant, membershipKey, type Segment, type SegmentIndex } from "@beckon/core";
import type { Query } from "./db.ts";
import { type KeptQuestion, keptQuestion } from "./keptConditions/kinds.ts";
import { Parameters } from "./parameters.ts";
import type { FillScope } from "./segmentFill.ts";

export interface Keeping {
  readonly scope: FillScope;
  readonly one: IndexedSegment;
  readonly index: SegmentIndex;
  /** The version that holds until then: who is a member by it stays one since then. */
  readonly live: Segment | undefined;
  /** People whom memory judges anyhow. */
  readonly except: readonly string[];
  readonly now: Instant;
}

/**
 * Writes the memberships of everybody in the scope, and the timers that go with them.
 *
 * @returns the people of whom SQL could not say it; null where it says nothing of the segment, and nothing is done
 */
export async function keepSegment(tx: Query, keeping: Keeping): Promise<readonly string[] | null> {
  const { condition, stages } = keeping.one;
  // Where somebody goes in the life cycle hangs on where they are, too.
  if (stages !== null) return null;
  if (condition === null) return [];
  const asked = questionOf(keeping, condition);
  if (asked === null) return null;
  const undecided = asked.isSure ? [] : await undecidedBy(tx, asked);
  await keepSaid(tx, keeping, asked);
  return undecided;
}

interface Asked extends KeptQuestion {
  readonly parameters: Parameters;
  /** Whom it is asked about, as `p`, with what the answer needs beside. */
  readonly people: string;
  readonly where: string;
}

function questionOf({ scope, one, index, except, now }: Keeping, condition: ConditionNode): Asked | null {
  const parameters = new Parameters();
  const asked = keptQuestion(condition, index, parameters, () => parameters.add(now, "float8"));
  if (asked === null) return null;
  // Without a past of their own they are like a person of whom nothing is known.
  const isOnlyOfKept = !index.ofNobody.includes(one) && one.reads.every((key) => key.startsWith("event:"));
  const where = [
    `p.bucket = any(${parameters.add(scope.buckets, "int[]")}) and p.workspace_id = ${parameters.add(scope.workspaceId, "int")} and p.merged_into is null`,
    ...(scope.profileIds === null ? [] : [`p.id = any(${parameters.add(scope.profileIds, "uuid[]")})`]),
    ...(except.length === 0 ? [] : [`p.id <> all(${parameters.add(except, "uuid[]")})`]),
    ...(isOnlyOfKept ? [`(${asked.isKept})`] : []),
  ].join(" and ");
  return { ...asked, parameters, people: `profiles p ${asked.joins}`, where };
}

async function undecidedBy(tx: Query, { parameters, people, where, holds }: Asked): Promise<string[]> {
  const { rows } = await tx.query<{ id: string }>(`select p.id from ${people} where ${where} and ${holds} is null`, parameters.values);
  return rows.map((row) => row.id);
}

async function keepSaid(tx: Query, { scope, one: { segment }, live, now }: Keeping, { parameters, people, where, holds, lapse }: Asked): Promise<void> {
  const [id, version] = [parameters.add(segment.id, "uuid"), parameters.add(segment.version, "int")];
  const since = parameters.add(formatInstant(now), "timestamptz");
  await tx.query(
    `with written as (
       insert into memberships (bucket, profile_id, segment_id, version, member, since, timer_at)
       select bucket, id, ${id}, ${version}, holds, case when was = holds then was_since else ${since} end, to_timestamp(lapse / 1000)
       from (
         select p.bucket, p.id, ${holds} as holds, ${lapse} as lapse, before.member as was, before.since as was_since
         from ${people} left join lateral (select m.member, m.since from memberships m where m.bucket = p.bucket and m.profile_id = p.id
           and m.segment_id = ${parameters.add(live?.id ?? null, "uuid")} and m.version = ${parameters.add(live?.version ?? null, "int")} limit 1) as before on true
         where ${where}
       ) as judged
       where holds or (not holds and lapse is not null)
       returning bucket, profile_id, timer_at
     )
     insert into timers (bucket, at, profile_id, kind, subject, workspace_id, payload)
     select bucket, timer_at, profile_id, 'segment', ${parameters.add(membershipKey({ segmentId: segment.id, version: segment.version }), "text")},
       ${parameters.add(scope.workspaceId, "int")}, '{}'
     from written where timer_at is not null
     on conflict do nothing`,
    parameters.values,
  );
}
