import { formatInstant, type Instant, LIFE_CYCLE } from "@beckon/core";
import type { Query } from "./db.ts";
import type { MemberRow } from "./memberships.ts";
import { findSegment, type KeptKind, type SegmentRow } from "./segments.ts";

export type LifeCycleRow = SegmentRow<KeptKind>;

/** The life cycle of the workspace, as people work on it; null where none was begun. */
export async function readLifeCycle(q: Query, workspaceId: number): Promise<LifeCycleRow | null> {
  return findSegment(q, workspaceId, LIFE_CYCLE);
}

/** Reads it and holds it until the transaction ends. */
export async function lockLifeCycle(q: Query, workspaceId: number): Promise<LifeCycleRow | null> {
  return findSegment(q, workspaceId, LIFE_CYCLE, true);
}

/** People in one stage of a version, who came last first. */
export async function listInStage(
  q: Query,
  { segmentId, version, stage }: { readonly segmentId: string; readonly version: number; readonly stage: string },
  after: { readonly since: Instant; readonly id: string } | null,
  limit: number,
): Promise<MemberRow[]> {
  const { rows } = await q.query<MemberRow>(
    `select profile_id as "profileId", since from memberships
     where segment_id = $1 and version = $2 and stage = $3 and ($4::timestamptz is null or (since, profile_id) < ($4, $5::uuid))
     order by since desc, profile_id desc limit $6`,
    [segmentId, version, stage, after && formatInstant(after.since), after?.id ?? null, limit],
  );
  return rows;
}
