import { type CampaignChange, formatInstant, type Instant } from "@beckon/core";
import type { Query } from "./db.ts";

/** A change of a campaign that the people it concerns are still to be told of, each by an input of their own. */
export interface CampaignChangeRow {
  readonly id: string;
  readonly workspaceId: number;
  readonly campaignId: string;
  /** Newest version when it was noted. A launch or an end counts only while it still is; `moved` and `replaced` speak to the people in older ones, `refilled` to all inside. */
  readonly version: number;
  readonly change: CampaignChange;
  /** When it takes effect; an `ended` is noted at the launch and waits for its instant. */
  readonly at: Instant;
}

/** The last one told; people are told in the order of bucket and profile, so that a crash loses no place. */
export interface Place {
  readonly bucket: number;
  readonly profileId: string;
}

/**
 * Notes changes in the transaction that makes them, so that either both happen or none. The campaign starter tells them on.
 * A launch is noted as `launched` and, where the campaign ends with people leaving it, as `ended` at that instant.
 */
export async function noteCampaignChanges(q: Query, changes: readonly CampaignChangeRow[]): Promise<void> {
  if (changes.length === 0) return;
  await q.query(
    `insert into campaign_changes (id, workspace_id, campaign_id, version, change, at)
     select * from unnest($1::uuid[], $2::int[], $3::uuid[], $4::int[], $5::text[], $6::timestamptz[])`,
    [
      changes.map((change) => change.id),
      changes.map((change) => change.workspaceId),
      changes.map((change) => change.campaignId),
      changes.map((change) => change.version),
      changes.map((change) => change.change),
      changes.map((change) => formatInstant(change.at)),
    ],
  );
}

/** The oldest change that is due, held by this transaction; null when there is none that nobody else holds. */
export async function takeDueChange(q: Query, now: Instant): Promise<(CampaignChangeRow & { readonly told: Place }) | null> {
  const { rows } = await q.query<CampaignChangeRow & { toldBucket: number; toldProfile: string }>(
    `select id, workspace_id as "workspaceId", campaign_id as "campaignId", version, change, at, told_bucket as "toldBucket", told_profile as "toldProfile"
     from campaign_changes where done_at is null and at <= $1 order by at, id limit 1 for update skip locked`,
    [formatInstant(now)],
  );
  const row = rows[0];
  return row ? { ...row, told: { bucket: row.toldBucket, profileId: row.toldProfile } } : null;
}

/** When the next change is due, or null. */
export async function nextChangeAt(q: Query): Promise<Instant | null> {
  const { rows } = await q.query<{ at: Instant | null }>("select min(at) as at from campaign_changes where done_at is null");
  return rows[0]?.at ?? null;
}

/** Keeps the place up to which people were told. */
export async function noteTold(q: Query, id: string, told: Place, count: number): Promise<void> {
  await q.query("update campaign_changes set told_bucket = $2, told_profile = $3, told = told + $4 where id = $1", [id, told.bucket, told.profileId, count]);
}

export async function finishChange(q: Query, id: string, now: Instant): Promise<void> {
  await q.query("update campaign_changes set done_at = $2 where id = $1", [id, formatInstant(now)]);
}

export async function forgetDoneChanges(q: Query, before: Instant): Promise<void> {
  await q.query("delete from campaign_changes where done_at < $1", [formatInstant(before)]);
}

/** The next people inside a campaign, after `place`. */
export async function peopleInside(q: Query, campaignId: string, place: Place, limit: number): Promise<Place[]> {
  const { rows } = await q.query<Place>(
    `select distinct bucket, profile_id as "profileId" from enrollments
     where live and status <> 'ended' and campaign_id = $1 and (bucket, profile_id) > ($2, $3::uuid)
     order by bucket, profile_id limit $4`,
    [campaignId, place.bucket, place.profileId, limit],
  );
  return rows;
}

/** The next people who stand at a step that waits for a segment, after `place`. */
export async function peopleAwaitingSegments(q: Query, journeyId: string, place: Place, limit: number): Promise<Place[]> {
  const { rows } = await q.query<Place>(
    `with waits as (
       select v.version, one ->> 'id' as step from campaign_versions v, jsonb_array_elements(v.document -> 'steps') as one
       where v.campaign_id = $1 and one ->> 'kind' = 'wait' and one #>> '{for,kind}' = 'segment'
     )
     select distinct e.bucket, e.profile_id as "profileId" from enrollments e join waits on waits.version = e.version and waits.step = e.step
     where e.live and e.status <> 'ended' and e.campaign_id = $1 and (e.bucket, e.profile_id) > ($2, $3::uuid)
     order by e.bucket, e.profile_id limit $4`,
    [journeyId, place.bucket, place.profileId, limit],
  );
  return rows;
}

/** Journeys in which somebody may wait for one of the segments, by any version that was launched, with their newest one. */
export async function journeysAwaiting(q: Query, workspaceId: number, segments: readonly string[]): Promise<{ id: string; version: number }[]> {
  const { rows } = await q.query<{ id: string; version: number }>(
    `select c.id, c.version from campaigns c
     where c.workspace_id = $1 and c.kind = 'journey' and c.status in ('live', 'paused') and exists (
       select from campaign_versions v, jsonb_array_elements(v.document -> 'steps') as one
       where v.campaign_id = c.id and one ->> 'kind' = 'wait' and one #>> '{for,kind}' = 'segment' and one #>> '{for,segment}' = any($2::text[]))
     order by c.id`,
    [workspaceId, segments],
  );
  return rows;
}

/** The next people whom a date trigger may concern, after `place`: they have one of the attributes, or a timer from an earlier version. */
export async function peopleWithAttributes(
  q: Query,
  workspaceId: number,
  campaignId: string,
  attributes: readonly string[],
  place: Place,
  limit: number,
): Promise<Place[]> {
  const { rows } = await q.query<Place>(
    `select bucket, id as "profileId" from profiles
     where workspace_id = $1 and merged_into is null and (attributes ?| $2::text[] or state -> 'dateTimers' ? $3::text) and (bucket, id) > ($4, $5::uuid)
     order by bucket, id limit $6`,
    [workspaceId, attributes, campaignId, place.bucket, place.profileId, limit],
  );
  return rows;
}
