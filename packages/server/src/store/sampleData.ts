import { SAMPLE_CAMPAIGN_PREFIX, SAMPLE_CUSTOMER_PREFIX, SAMPLE_DOMAIN, SAMPLE_ID_PREFIX } from "@beckon/core";
import type { Query } from "./db.ts";
import { PERSON_TABLES } from "./erasePerson.ts";
import { uncountStages } from "./stageCounts.ts";

/** What is kept about the sample shop of this installation. */
export interface SampleNote {
  /** In the ids of its events; null once it is removed. */
  readonly run: string;
  readonly seed: number;
  readonly people: number;
  readonly loadedAt: number;
  readonly streaming: boolean;
  /** False until all of it was loaded. */
  readonly whole: boolean;
}

const NAME = "sample_shop";

export async function readSampleNote(q: Query): Promise<SampleNote | null> {
  const { rows } = await q.query<{ value: SampleNote }>("select value from installation where name = $1", [NAME]);
  return rows[0]?.value ?? null;
}

export async function writeSampleNote(q: Query, note: SampleNote): Promise<void> {
  await q.query("insert into installation (name, value) values ($1, $2::jsonb) on conflict (name) do update set value = excluded.value", [
    NAME,
    JSON.stringify(note),
  ]);
}

export async function deleteSampleNote(q: Query): Promise<void> {
  await q.query("delete from installation where name = $1", [NAME]);
}

const SAMPLE_IDENTITY = `((kind in ('user_id', 'anonymous_id') and value like $2) or (kind = 'stripe_customer_id' and value like $3) or (kind = 'email' and value like $4))`;

/** Written with care in SQL's `like`: `_` and `%` stand in none of them. */
const PATTERNS = [`${SAMPLE_ID_PREFIX}%`, `${SAMPLE_CUSTOMER_PREFIX}%`, `%@${SAMPLE_DOMAIN}`] as const;

/** Profiles with a sample identity: `pure` where they have no other, so that nothing real is known of them. */
export async function sampleProfiles(q: Query, workspaceId: number): Promise<{ readonly id: string; readonly pure: boolean }[]> {
  const { rows: found } = await q.query<{ id: string }>(`select distinct profile_id as id from identities where workspace_id = $1 and ${SAMPLE_IDENTITY}`, [
    workspaceId,
    ...PATTERNS,
  ]);
  if (found.length === 0) return [];
  const { rows: mixed } = await q.query<{ id: string }>(
    `select distinct profile_id as id from identities where workspace_id = $1 and profile_id = any($5::uuid[]) and not ${SAMPLE_IDENTITY}`,
    [workspaceId, ...PATTERNS, found.map(({ id }) => id)],
  );
  const impure = new Set(mixed.map(({ id }) => id));
  return found.map(({ id }) => ({ id, pure: !impure.has(id) }));
}

/** Profiles that were merged into these: they go with them. */
export async function mergedInto(q: Query, ids: readonly string[]): Promise<string[]> {
  const { rows } = await q.query<{ id: string }>("select distinct merged as id from merges where survivor = any($1::uuid[])", [ids]);
  return rows.map(({ id }) => id);
}

/** Events of these people by name, for what the registry has counted. */
export async function eventsByName(q: Query, bucket: number, ids: readonly string[]): Promise<{ readonly name: string; readonly count: number }[]> {
  const { rows } = await q.query<{ name: string; count: number }>(
    "select name, count(*) as count from events where bucket = $1 and profile_id = any($2::uuid[]) group by name",
    [bucket, ids],
  );
  return rows;
}

/**
 * Deletes all that is known of these people of one bucket. The bucket's row is held meanwhile, as a worker holds it, so nothing
 * that is being decided about them can be written afterwards.
 */
export async function deleteProfiles(tx: Query, bucket: number, ids: readonly string[]): Promise<void> {
  await tx.query("select 1 from buckets where bucket = $1 for update", [bucket]);
  await tx.query("delete from messages where bucket = $1 and send_id in (select id from sends where bucket = $1 and profile_id = any($2::uuid[]))", [
    bucket,
    ids,
  ]);
  await uncountStages(tx, "t.bucket = $1 and t.profile_id = any($2::uuid[])", [bucket, ids]);
  for (const table of PERSON_TABLES) await tx.query(`delete from ${table} where bucket = $1 and profile_id = any($2::uuid[])`, [bucket, ids]);
  await tx.query("delete from profiles where bucket = $1 and id = any($2::uuid[])", [bucket, ids]);
}

/** Names, merges and dead letters of people who are gone; they lie in no bucket. */
export async function deleteTraces(q: Query, ids: readonly string[]): Promise<void> {
  await q.query("delete from identities where profile_id = any($1::uuid[])", [ids]);
  await q.query("delete from merges where survivor = any($1::uuid[])", [ids]);
  await q.query("delete from dead_letters where profile_id = any($1::uuid[])", [ids]);
}

export async function deleteSampleAddresses(q: Query, workspaceId: number): Promise<void> {
  await q.query("delete from suppressions where workspace_id = $1 and address like $2", [workspaceId, `%@${SAMPLE_DOMAIN}`]);
  await q.query("delete from stripe_objects where workspace_id = $1 and position('_SampleShop' in object_id) > 0", [workspaceId]);
}

/** Takes out of the registry what was counted of removed events; a name that nobody else has sent goes with its properties. */
export async function uncountEvents(q: Query, workspaceId: number, counts: ReadonlyMap<string, number>): Promise<void> {
  const names = [...counts.keys()];
  await q.query(
    `update event_registry r set count = greatest(0, r.count - u.count) from unnest($2::text[], $3::bigint[]) as u (name, count)
     where r.workspace_id = $1 and r.name = u.name`,
    [workspaceId, names, [...counts.values()]],
  );
  const { rows } = await q.query<{ name: string }>(
    "delete from event_registry where workspace_id = $1 and name = any($2::text[]) and count = 0 and schema is null returning name",
    [workspaceId, names],
  );
  await q.query("delete from property_registry where workspace_id = $1 and event = any($2::text[])", [workspaceId, rows.map(({ name }) => name)]);
}

/** Attributes are known of everybody together: they are forgotten where nobody real has sent anything. */
export async function forgetAttributesOfNobody(q: Query, workspaceId: number): Promise<void> {
  await q.query(
    `delete from property_registry where workspace_id = $1 and event = '' and not exists (select 1 from event_registry where workspace_id = $1 and count > 0)`,
    [workspaceId],
  );
}

export interface SampleCampaign {
  readonly id: string;
  readonly status: string;
  /** Whether somebody is, or was, in it. */
  readonly entered: boolean;
}

export async function sampleCampaigns(q: Query, workspaceId: number): Promise<SampleCampaign[]> {
  const { rows } = await q.query<SampleCampaign>(
    `select id, status, exists (select 1 from enrollments where campaign_id = campaigns.id) as entered from campaigns where workspace_id = $1 and kind = 'campaign' and key like $2`,
    [workspaceId, `${SAMPLE_CAMPAIGN_PREFIX}%`],
  );
  return rows;
}

/** Deletes a campaign in which nobody is or was. */
export async function deleteCampaignWhole(tx: Query, id: string): Promise<void> {
  await tx.query("delete from decisions where campaign_id = $1", [id]);
  await tx.query("delete from campaign_changes where campaign_id = $1", [id]);
  await tx.query("delete from campaign_versions where campaign_id = $1", [id]);
  await tx.query("delete from campaigns where id = $1", [id]);
}
