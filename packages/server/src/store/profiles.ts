import { bucketOf, type Consent, type Enrollment, type Instant, type JsonObject, newProfile, type Profile } from "@beckon/core";
import { instantColumn, instantOf, jsonColumn, jsonTexts, plainColumn, textColumn } from "./columns.ts";
import type { Query } from "./db.ts";
import { isMailAddress } from "./mailAddress.ts";
import { searchWordsOf } from "./searchWords.ts";

/** A profile as it is stored, with what `decide` must know beside it. */
export interface StoredPerson {
  readonly id: string;
  /** Null where nobody has heard of this profile yet: its first event is only now being processed. */
  readonly profile: Profile | null;
  readonly mergedInto: string | null;
  /** Mail addresses it is known by, the newest first. */
  readonly emails: readonly string[];
  /** Words it is found by, as they were last written. */
  readonly search: string;
  /** Enrollments that any event may still change. */
  readonly live: readonly Enrollment[];
}

interface PersonRow {
  readonly id: string;
  readonly workspaceId: number | null;
  readonly attributes: JsonObject;
  readonly consent: Consent;
  readonly state: Partial<Profile>;
  readonly createdAt: Instant;
  readonly lastSeenAt: Instant | null;
  readonly mergedInto: string | null;
  readonly search: string | null;
  readonly emails: readonly string[] | null;
  readonly live: readonly Enrollment[] | null;
}

/** Reads people with their addresses and live enrollments, in one statement whatever the number. */
export async function readPeople(q: Query, profileIds: readonly string[]): Promise<Map<string, StoredPerson>> {
  if (profileIds.length === 0) return new Map();
  const { rows } = await q.query<PersonRow>(READ, [plainColumn(profileIds.map(bucketOf)), plainColumn(profileIds)], "read_people");
  return new Map(rows.map((row) => [row.id, personOf(row)]));
}

const READ = `
  select wanted.id, p.workspace_id as "workspaceId", p.attributes, p.consent, p.state, p.created_at as "createdAt", p.last_seen_at as "lastSeenAt", p.merged_into as "mergedInto", p.search,
    (select array_agg(i.value order by i.created_at desc, i.value) from identities i where i.profile_id = wanted.id and i.kind = 'email') as emails,
    (select json_agg(e.body) from enrollments e where e.bucket = wanted.bucket and e.profile_id = wanted.id and e.live) as live
  from unnest($1::int[], $2::uuid[]) as wanted (bucket, id)
  left join profiles p on p.bucket = wanted.bucket and p.id = wanted.id`;

function personOf(row: PersonRow): StoredPerson {
  return { id: row.id, profile: profileOf(row), mergedInto: row.mergedInto, emails: row.emails ?? [], search: row.search ?? "", live: row.live ?? [] };
}

/** State that an older Beckon wrote lacks what came since: a new profile's values stand in for it. */
function profileOf({ id, workspaceId, attributes, consent, state, createdAt, lastSeenAt }: PersonRow): Profile | null {
  return workspaceId === null ? null : { ...newProfile(id, workspaceId, createdAt), ...state, attributes, consent, lastSeenAt };
}

/** Reads profiles alone: for whoever looks at many and needs neither addresses nor passages. Those that were merged are left out. */
export async function readProfiles(q: Query, profileIds: readonly string[]): Promise<Map<string, Profile>> {
  const { rows } = await q.query<Omit<PersonRow, "emails" | "live">>(READ_PROFILES, [plainColumn(profileIds.map(bucketOf)), plainColumn(profileIds)]);
  return new Map(
    rows.flatMap((row) => {
      const profile = profileOf({ ...row, emails: null, live: null });
      return profile ? [[row.id, profile] as const] : [];
    }),
  );
}

const READ_PROFILES = `
  select p.id, p.workspace_id as "workspaceId", p.attributes, p.consent, p.state, p.created_at as "createdAt", p.last_seen_at as "lastSeenAt",
    p.merged_into as "mergedInto", p.search
  from unnest($1::int[], $2::uuid[]) as wanted (bucket, id) join profiles p on p.bucket = wanted.bucket and p.id = wanted.id
  where p.merged_into is null`;

/** A profile before and after a batch. */
export interface ProfileChange {
  readonly before: Profile | null;
  readonly after: Profile;
  /** Set by a merge: the profile that goes on. */
  readonly mergedInto: string | null;
  readonly emails: readonly string[];
  /** Words it was found by before. */
  readonly search: string;
}

/** Writes the new profiles and what has changed of the known ones. A column whose value kept its identity is not sent. */
export async function writeProfiles(q: Query, changes: readonly ProfileChange[]): Promise<void> {
  const written = changes.map((change) => ({ ...change, newSearch: newSearchOf(change) }));
  await insertProfiles(
    q,
    written.filter((change) => change.before === null),
  );
  await updateProfiles(
    q,
    written.filter((change) => change.before !== null),
  );
  await writeWords(
    q,
    written.filter((change) => change.mergedInto === null && change.newSearch !== null).map(({ after, newSearch }) => ({ ...after, search: newSearch ?? "" })),
  );
  await forgetWords(
    q,
    written.filter((change) => change.mergedInto !== null).map(({ after }) => after.id),
  );
}

/** The words where they have changed, else null. Most events change neither attributes nor addresses, and cost a look at the addresses. */
function newSearchOf({ before, after, emails, search }: ProfileChange): string | null {
  const isSame = before?.attributes === after.attributes && emails.every((email) => search.includes(email.toLowerCase()));
  if (isSame) return null;
  const words = searchWordsOf(after.attributes, emails);
  return words === search ? null : words;
}

type Written = ProfileChange & { readonly newSearch: string | null };

async function insertProfiles(q: Query, changes: readonly Written[]): Promise<void> {
  if (changes.length === 0) return;
  const profiles = changes.map((change) => change.after);
  await q.query(
    INSERT,
    [
      plainColumn(profiles.map((profile) => bucketOf(profile.id))),
      plainColumn(profiles.map((profile) => profile.id)),
      plainColumn(profiles.map((profile) => profile.workspaceId)),
      jsonColumn(profiles.map((profile) => JSON.stringify(profile.attributes))),
      jsonColumn(profiles.map((profile) => JSON.stringify(profile.consent))),
      jsonColumn(profiles.map((profile) => JSON.stringify(stateOf(profile)))),
      textColumn(changes.map((change) => change.newSearch ?? "")),
      instantColumn(profiles.map((profile) => profile.createdAt)),
      instantColumn(profiles.map((profile) => profile.lastSeenAt)),
      plainColumn(changes.map((change) => change.mergedInto)),
    ],
    "insert_profiles",
  );
}

const INSERT = `
  insert into profiles (bucket, id, workspace_id, attributes, consent, state, search, created_at, last_seen_at, merged_into)
  select bucket, id, workspace_id, attributes::jsonb, consent::jsonb, state::jsonb, search, ${instantOf("created_at")}, ${instantOf("last_seen_at")}, merged_into
  from unnest($1::int[], $2::uuid[], $3::int[], ${jsonTexts("$4")}, ${jsonTexts("$5")}, ${jsonTexts("$6")}, $7::text[], $8::float8[], $9::float8[], $10::uuid[])
    as u (bucket, id, workspace_id, attributes, consent, state, search, created_at, last_seen_at, merged_into)`;

async function updateProfiles(q: Query, changes: readonly Written[]): Promise<void> {
  if (changes.length === 0) return;
  const profiles = changes.map((change) => change.after);
  const attributes = changes.map(({ before, after }) => (before?.attributes === after.attributes ? null : after.attributes));
  await q.query(
    UPDATE,
    [
      plainColumn(profiles.map((profile) => bucketOf(profile.id))),
      plainColumn(profiles.map((profile) => profile.id)),
      jsonColumn(attributes.map((changed) => changed && JSON.stringify(changed))),
      jsonColumn(changes.map(({ before, after }) => (before?.consent === after.consent ? null : JSON.stringify(after.consent)))),
      jsonColumn(profiles.map((profile) => JSON.stringify(stateOf(profile)))),
      textColumn(changes.map((change) => change.newSearch)),
      instantColumn(profiles.map((profile) => profile.lastSeenAt)),
      plainColumn(changes.map((change) => change.mergedInto)),
    ],
    "update_profiles",
  );
}

const UPDATE = `
  update profiles p
  set attributes = coalesce(u.attributes::jsonb, p.attributes), consent = coalesce(u.consent::jsonb, p.consent), state = u.state::jsonb,
      search = coalesce(u.search, p.search), last_seen_at = ${instantOf("u.last_seen_at")}, merged_into = coalesce(u.merged_into, p.merged_into)
  from unnest($1::int[], $2::uuid[], ${jsonTexts("$3")}, ${jsonTexts("$4")}, ${jsonTexts("$5")}, $6::text[], $7::float8[], $8::uuid[])
    as u (bucket, id, attributes, consent, state, search, last_seen_at, merged_into)
  where p.bucket = u.bucket and p.id = u.id`;

/** What `decide` keeps between events, without that which has columns of its own. */
function stateOf({
  id: _id,
  workspaceId: _workspaceId,
  attributes: _attributes,
  consent: _consent,
  createdAt: _createdAt,
  lastSeenAt: _lastSeenAt,
  ...state
}: Profile) {
  return state;
}

/** What a profile is found by from now on. */
async function writeWords(q: Query, profiles: readonly { readonly id: string; readonly workspaceId: number; readonly search: string }[]): Promise<void> {
  const found = profiles.filter(({ search }) => search !== "");
  await forgetWords(
    q,
    profiles.filter(({ search }) => search === "").map(({ id }) => id),
  );
  if (found.length === 0) return;
  await q.query(
    WORDS,
    [
      plainColumn(found.map(({ id }) => bucketOf(id))),
      plainColumn(found.map(({ id }) => id)),
      plainColumn(found.map(({ workspaceId }) => workspaceId)),
      textColumn(found.map(({ search }) => search)),
    ],
    "write_words",
  );
}

const WORDS = `
  insert into profile_words (bucket, profile_id, workspace_id, words)
  select bucket, profile_id, workspace_id, array_to_tsvector(string_to_array(words, ' '))
  from unnest($1::int[], $2::uuid[], $3::int[], $4::text[]) as u (bucket, profile_id, workspace_id, words)
  on conflict (bucket, profile_id) do update set words = excluded.words`;

async function forgetWords(q: Query, ids: readonly string[]): Promise<void> {
  if (ids.length === 0) return;
  await q.query("delete from profile_words w using unnest($1::int[], $2::uuid[]) as u (bucket, id) where w.bucket = u.bucket and w.profile_id = u.id", [
    plainColumn(ids.map(bucketOf)),
    plainColumn(ids),
  ]);
}

/** Writes anew what these profiles are found by: their identifiers have changed hands outside of a batch. Their buckets must be locked. */
export async function refreshWords(tx: Query, ids: readonly string[]): Promise<void> {
  const people = [...(await readPeople(tx, ids)).values()].flatMap(({ profile, emails, mergedInto }) =>
    profile && mergedInto === null ? { ...profile, search: searchWordsOf(profile.attributes, emails) } : [],
  );
  await tx.query(
    "update profiles p set search = u.search from unnest($1::int[], $2::uuid[], $3::text[]) as u (bucket, id, search) where p.bucket = u.bucket and p.id = u.id",
    [plainColumn(people.map(({ id }) => bucketOf(id))), plainColumn(people.map(({ id }) => id)), textColumn(people.map(({ search }) => search))],
  );
  await writeWords(tx, people);
}

/**
 * The best address per channel. What the person states is better than what they are known by: two accounts may share an
 * address, which is then an identifier of only one of them.
 */
export function addressesOf(attributes: JsonObject, emails: readonly string[]): { readonly [channel: string]: string } {
  const stated = attributes["email"];
  const email = typeof stated === "string" && isMailAddress(stated.trim()) ? stated.trim() : emails[0];
  return email === undefined ? {} : { email };
}
