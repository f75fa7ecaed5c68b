import { computeProfile, type Definitions, type Instant, type Profile, type Timer } from "@beckon/core";
import type { Query } from "./db.ts";
import { type AggregateChange, readPasts, writeAggregates } from "./pastRows.ts";
import { type ProfileChange, readPeople, writeProfiles } from "./profiles.ts";
import { setTimers } from "./timers.ts";

/** Whose computed attributes are brought in line. */
export interface WriteScope {
  readonly workspaceId: number;
  readonly buckets: readonly number[];
  /** Attributes that were built, or that are no longer. */
  readonly names: readonly string[];
  /** Of names that are no computed attribute any more, values told up to then are taken out: later ones are somebody else's. */
  readonly asOf: Instant;
}

const CHUNK = 1_000;

/** Brings what stands in the profiles of some buckets in line with the computed attributes that hold. The buckets are locked by the caller. */
export async function writeComputed(tx: Query, scope: WriteScope, definitions: Definitions, now: Instant): Promise<void> {
  for (let after: string | null = null; ; ) {
    const ids: string[] = await concernedAfter(tx, scope, definitions, after);
    await writeComputedOf(tx, scope, ids, definitions, now);
    if (ids.length < CHUNK) return;
    after = ids.at(-1) ?? null;
  }
}

/** People in whose profile one of the names stands, or who have something in their past that it is read from. */
async function concernedAfter(tx: Query, { workspaceId, buckets, names }: WriteScope, { segments }: Definitions, after: string | null): Promise<string[]> {
  const aggregates = [...segments.attributesFrom].filter(([, read]) => read.some(({ name }) => names.includes(name))).map(([id]) => id);
  const { rows } = await tx.query<{ id: string }>(
    `select p.id from profiles p
     where p.bucket = any($1::int[]) and p.workspace_id = $2 and p.merged_into is null and ($5::uuid is null or p.id > $5)
       and (p.attributes ?| $3::text[]
         or exists (select from aggregates a where a.bucket = p.bucket and a.profile_id = p.id and a.aggregate = any($4::text[])))
     order by p.id limit $6`,
    [buckets, workspaceId, names, aggregates, after, CHUNK],
  );
  return rows.map((row) => row.id);
}

/** The same for some people, whose buckets are locked. */
export async function writeComputedOf(
  tx: Query,
  { workspaceId, names, asOf }: Pick<WriteScope, "workspaceId" | "names" | "asOf">,
  profileIds: readonly string[],
  definitions: Definitions,
  now: Instant,
): Promise<void> {
  if (profileIds.length === 0) return;
  const asked = [...definitions.segments.attributesFrom.keys()];
  const people = await readPeople(tx, profileIds);
  const pasts = await readPasts(
    tx,
    profileIds.map((profileId) => ({ profileId, aggregates: asked, memberships: [], everything: false })),
  );
  const gone = names.filter((name) => !definitions.segments.computedNames.has(name));
  const profiles: ProfileChange[] = [];
  const aggregates: AggregateChange[] = [];
  const timers: Timer[] = [];
  for (const [profileId, { profile, emails, search }] of people) {
    if (profile === null) continue;
    const past = pasts.get(profileId);
    const { state, setTimers: set } = computeProfile(
      { profile: without(profile, gone, asOf), enrollments: new Map(), addresses: {}, ...past },
      definitions,
      now,
    );
    if (state.profile !== profile) profiles.push({ before: profile, after: state.profile, mergedInto: null, emails, search });
    for (const [id, aggregate] of state.aggregates ?? []) if (aggregate !== past?.aggregates.get(id)) aggregates.push({ profileId, id, aggregate });
    timers.push(...set);
  }
  await writeProfiles(tx, profiles);
  await writeAggregates(tx, aggregates);
  await setTimers(
    tx,
    timers.map((timer) => ({ ...timer, workspaceId })),
  );
}

function without(profile: Profile, gone: readonly string[], asOf: Instant): Profile {
  const names = gone.filter((name) => Object.hasOwn(profile.attributeTimes, name) && (profile.attributeTimes[name] as Instant) <= asOf);
  if (names.length === 0) return profile;
  const kept = <V>(values: { readonly [name: string]: V }) => Object.fromEntries(Object.entries(values).filter(([name]) => !names.includes(name)));
  return { ...profile, attributes: kept(profile.attributes), attributeTimes: kept(profile.attributeTimes) };
}
