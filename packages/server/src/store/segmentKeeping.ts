import { formatInstant, type IndexedSegment, type Instant, membershipKey, type Segment, type SegmentIndex } from "@beckon/core";
import type { Query } from "./db.ts";
import { keptQuestion } from "./keptConditions/kinds.ts";
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
 * Writes the memberships of everybody in the scope, and the timers that go with them, in one statement.
 *
 * @returns the people of whom SQL could not say it; null where it says nothing of the segment, and nothing is done
 */
export async function keepSegment(tx: Query, { scope, one, index, live, except, now }: Keeping): Promise<readonly string[] | null> {
  const { condition, stages, segment } = one;
  // Where somebody goes in the life cycle hangs on where they are, too.
  if (stages !== null) return null;
  if (condition === null) return [];
  const parameters = new Parameters();
  const asked = keptQuestion(condition, index, parameters, () => parameters.add(now, "float8"));
  if (asked === null) return null;
  const [id, version] = [parameters.add(segment.id, "uuid"), parameters.add(segment.version, "int")];
  // Without a past of their own they are like a person of whom nothing is known.
  const isOnlyOfKept = !index.ofNobody.includes(one) && one.reads.every((key) => key.startsWith("event:"));
  const { rows } = await tx.query<{ id: string }>(
    `with judged as materialized (
       select p.bucket, p.id, ${asked.holds} as holds, ${asked.lapse} as lapse, before.member as was, before.since as was_since
       from profiles p ${asked.joins}
       left join memberships before on before.bucket = p.bucket and before.profile_id = p.id
         and before.segment_id = ${parameters.add(live?.id ?? null, "uuid")} and before.version = ${parameters.add(live?.version ?? null, "int")}
       where p.bucket = any(${parameters.add(scope.buckets, "int[]")}) and p.workspace_id = ${parameters.add(scope.workspaceId, "int")} and p.merged_into is null
         ${scope.profileIds === null ? "" : `and p.id = any(${parameters.add(scope.profileIds, "uuid[]")})`}
         ${except.length === 0 ? "" : `and p.id <> all(${parameters.add(except, "uuid[]")})`}
         ${isOnlyOfKept ? `and (${asked.isKept})` : ""}
     ), written as (
       insert into memberships (bucket, profile_id, segment_id, version, member, since, timer_at)
       select bucket, id, ${id}, ${version}, holds, case when was = holds then was_since else ${parameters.add(formatInstant(now), "timestamptz")} end,
         to_timestamp(lapse / 1000)
       from judged where holds or (not holds and lapse is not null)
     ), set as (
       insert into timers (bucket, at, profile_id, kind, subject, workspace_id, payload)
       select bucket, to_timestamp(lapse / 1000), id, 'segment', ${parameters.add(membershipKey({ segmentId: segment.id, version: segment.version }), "text")},
         ${parameters.add(scope.workspaceId, "int")}, '{}'
       from judged where holds is not null and lapse is not null
       on conflict do nothing
     )
     select id from judged where holds is null`,
    parameters.values,
  );
  return rows.map((row) => row.id);
}
