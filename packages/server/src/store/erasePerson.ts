import { bucketOf } from "@beckon/core";
import type { Query } from "./db.ts";
import { uncountStages } from "./stageCounts.ts";

/**
 * Where a person's rows are. A new table either stands here, or in `HOLD_NOBODY` with the reason: a test reads the schema and
 * asks.
 */
export const PERSON_TABLES = [
  "inbox",
  "timers",
  "profile_words",
  "enrollments",
  "sends",
  "decisions",
  "events",
  "aggregates",
  "memberships",
  "stage_changes",
  "rfm_standings",
  "rehearsal_people",
  "tasks",
] as const;
type PersonTable = (typeof PERSON_TABLES)[number];

/** Tables that are looked through for what they say of a person, each in a way of its own below. */
export const MENTIONING_TABLES = [
  "profiles",
  "identities",
  "messages",
  "answers",
  "people_views",
  "merges",
  "import_people",
  "cohort_pages",
  "dead_letters",
  "audit_entries",
  "idempotency_keys",
  "event_registry",
  "property_registry",
  "stripe_objects",
  "suppressions",
  "jobs",
  "files",
  "file_parts",
  "erasures",
  "vouchers",
  "publications",
  "redemptions",
  "redemption_counts",
] as const;

/** Tables without anything of a profile. */
export const HOLD_NOBODY: { readonly [table: string]: string } = {
  attempts: "who guesses passwords",
  brand_assets: "pictures of the workspace",
  buckets: "leases",
  campaign_changes: "only how far a change was told, until it is done",
  campaign_tallies: "counts",
  campaign_tally_slips: "counts",
  campaign_totals: "counts",
  campaign_versions: "documents",
  campaigns: "documents",
  channel_stops: "channels",
  cohorts: "names of cohorts",
  content_block_versions: "documents",
  content_blocks: "documents",
  imports: "names and plans of files",
  installation: "settings",
  invites: "users of the app to be",
  keys: "keys",
  message_keys: "hashes of message ids",
  password_resets: "users of the app",
  processes: "processes",
  provider_hooks: "counts",
  promotions: "documents",
  providers: "settings",
  recovery_codes: "users of the app",
  refused_identifiers: "hashes",
  computed_attributes: "documents",
  rehearsals: "documents and counts",
  reservations: "what is held back at checkouts for some days",
  rfm_runs: "counts",
  segment_build_buckets: "only which buckets are built",
  segment_builds: "long work",
  segment_versions: "documents",
  segments: "documents",
  signing_secrets: "sealed secrets",
  split_winners: "which way of a split won",
  stage_counts: "counts",
  stage_flows: "counts",
  user_sessions: "users of the app",
  users: "users of the app",
  validation_rule_assignments: "which rule lies on what",
  validation_rules: "documents",
  voucher_entries: "movements of money, which a ledger must keep",
  workers: "processes",
  workspaces: "settings",
};

/** Deletes what is to come: whatever waits for them, and the profiles themselves. Their buckets are locked. @returns rows by table */
export async function eraseProfiles(tx: Query, ids: readonly string[]): Promise<{ [table: string]: number }> {
  const counts: { [table: string]: number } = {};
  const pairs = [ids.map(bucketOf), ids];
  await uncountStages(tx, "(t.bucket, t.profile_id) in (select * from unnest($1::int[], $2::uuid[]))", pairs);
  for (const table of ["inbox", "timers", "profile_words", "aggregates", "memberships", "stage_changes", "rfm_standings", "rehearsal_people", "tasks"] as const)
    counts[table] = (
      await tx.query(
        `delete from ${table} t using unnest($1::int[], $2::uuid[]) as who (bucket, id) where t.bucket = who.bucket and t.profile_id = who.id`,
        pairs,
      )
    ).rowCount;
  counts["enrollments"] = (
    await tx.query(
      "delete from enrollments t using unnest($1::int[], $2::uuid[]) as who (bucket, id) where t.bucket = who.bucket and t.profile_id = who.id and t.live",
      pairs,
    )
  ).rowCount;
  counts["sends"] = (
    await tx.query(
      "delete from sends t using unnest($1::int[], $2::uuid[]) as who (bucket, id) where t.bucket = who.bucket and t.profile_id = who.id and t.state = 'ready'",
      pairs,
    )
  ).rowCount;
  counts["profiles"] = (
    await tx.query("delete from profiles t using unnest($1::int[], $2::uuid[]) as who (bucket, id) where t.bucket = who.bucket and t.id = who.id", pairs)
  ).rowCount;
  counts["identities"] = (await tx.query("delete from identities where profile_id = any($1::uuid[])", [ids])).rowCount;
  return counts;
}

/** Deletes some of the history of one profile. @returns rows by table; nothing left where all are 0 */
export async function eraseHistory(q: Query, id: string, limit: number): Promise<{ [table: string]: number }> {
  const bucket = bucketOf(id);
  const { rows: sends } = await q.query<{ id: string }>("select id from sends where bucket = $1 and profile_id = $2 limit $3", [bucket, id, limit]);
  const counts: { [table: string]: number } = {};
  for (const table of ["messages", "answers"] as const)
    counts[table] = (await q.query(`delete from ${table} where bucket = $1 and send_id = any($2::uuid[])`, [bucket, sends.map((send) => send.id)])).rowCount;
  for (const table of ["sends", "enrollments", "decisions", "events"] as const satisfies readonly PersonTable[])
    counts[table] = (
      await q.query(`delete from ${table} where bucket = $1 and id = any(array(select id from ${table} where bucket = $1 and profile_id = $2 limit $3))`, [
        bucket,
        id,
        limit,
      ])
    ).rowCount;
  return counts;
}

/** What to look for in tables that speak of many: the person's ids and names. */
export interface Mentions {
  readonly workspaceId: number;
  readonly ids: readonly string[];
  /** Values of identifiers. */
  readonly names: readonly string[];
  readonly emails: readonly string[];
  /** Their addresses stay on the list of those that are never written to. */
  readonly keepSuppressed: boolean;
}

/** Below it a name is a number or a word that stands in many texts for other things. */
const UNMISTAKABLE = 8;

/** As it stands in JSON: a short name only as a whole value. */
function needles({ ids, names }: Mentions): string[] {
  return [...ids, ...names.map((name) => (name.length >= UNMISTAKABLE || name.includes("@") ? JSON.stringify(name).slice(1, -1) : JSON.stringify(name)))];
}

const MENTIONED = (text: string, parameter: string) =>
  `exists (select from unnest(${parameter}::text[]) as needle (text) where position(lower(needle.text) in lower(${text})) > 0)`;

/** Takes a person out of what is kept about many. @returns rows deleted or blackened, by table */
export async function eraseMentions(q: Query, about: Mentions): Promise<{ [table: string]: number }> {
  const { workspaceId, ids, names, emails, keepSuppressed } = about;
  const texts = needles(about);
  const run = async (text: string, values: readonly unknown[]) => (await q.query(text, values)).rowCount;
  return {
    merges: await run("delete from merges where survivor = any($1::uuid[]) or merged = any($1::uuid[])", [ids]),
    import_people: await run("delete from import_people where profile_id = any($1::uuid[])", [ids]),
    cohort_pages: await run(
      "update cohort_pages set people = array(select one from unnest(people) as one where one <> all($1::uuid[])) where people && $1::uuid[]",
      [ids],
    ),
    dead_letters: await run(
      `delete from dead_letters where workspace_id = $1 and (profile_id = any($2::uuid[]) or ${MENTIONED("body::text || detail", "$3")})`,
      [workspaceId, ids, texts],
    ),
    audit_entries: await run(
      `update audit_entries set subject_id = null, changes = '[]', concerns = '{}', sentence = 'changed something about a person who was deleted'
       where workspace_id = $1 and ${MENTIONED("coalesce(subject_id, '') || ' ' || concerns::text || ' ' || changes::text || ' ' || sentence", "$2")}`,
      [workspaceId, texts],
    ),
    idempotency_keys: await run(`delete from idempotency_keys where workspace_id = $1 and ${MENTIONED("coalesce(body, '') || key", "$2")}`, [
      workspaceId,
      texts,
    ]),
    event_registry: await run(`update event_registry set last_sample = '{}' where workspace_id = $1 and ${MENTIONED("last_sample::text", "$2")}`, [
      workspaceId,
      texts,
    ]),
    property_registry: await run(
      `update property_registry set examples = coalesce((
         select jsonb_agg(example) from jsonb_array_elements(examples) as example where not lower(example ->> 'value') = any($2::text[])
       ), '[]')
       where workspace_id = $1 and exists (select from jsonb_array_elements(examples) as example where lower(example ->> 'value') = any($2::text[]))`,
      [workspaceId, [...ids, ...names].map((name) => name.toLowerCase())],
    ),
    people_views: await run(`delete from people_views where workspace_id = $1 and ${MENTIONED("query::text || name", "$2")}`, [workspaceId, texts]),
    stripe_objects: await run("delete from stripe_objects where workspace_id = $1 and object_id = any($2::text[])", [workspaceId, names]),
    suppressions: keepSuppressed ? 0 : await run("delete from suppressions where workspace_id = $1 and address = any($2::text[])", [workspaceId, emails]),
    files: await eraseFiles(q, about),
    // The money stays counted; whose it was is forgotten, and what was said along with it.
    vouchers: await run("update vouchers set holder_id = null where workspace_id = $1 and holder_id = any($2::uuid[])", [workspaceId, ids]),
    publications: await run(
      "update publications set profile_id = null, once_for = null, source_id = null, metadata = '{}' where workspace_id = $1 and profile_id = any($2::uuid[])",
      [workspaceId, ids],
    ),
    redemptions: await run(
      `update redemptions set profile_id = null, order_sent = null, metadata = '{}', counted = '{}', reason = null where workspace_id = $1 and profile_id = any($2::uuid[])`,
      [workspaceId, ids],
    ),
    redemption_counts: await run(
      "delete from redemption_counts where workspace_id = $1 and exists (select from unnest($2::text[]) as who (id) where position(who.id in key) > 0)",
      [workspaceId, ids],
    ),
    jobs: await run(
      `update jobs set input = '{}', summary = null where workspace_id = $1 and state not in ('waiting', 'running') and ${MENTIONED("input::text", "$2")}`,
      [workspaceId, texts],
    ),
  };
}

/** Files that name the person (exports, lists of faults) go as a whole: they are copies. Rows never lie across two parts of a file that we made. */
async function eraseFiles(q: Query, { workspaceId, ids, names }: Mentions): Promise<number> {
  const wanted = [...ids, ...names.filter((name) => name.length >= UNMISTAKABLE || name.includes("@"))];
  const { rowCount } = await q.query(
    `delete from files where workspace_id = $1 and id in (
       select p.file_id from file_parts p where exists (select from unnest($2::text[]) as needle (text) where position(convert_to(needle.text, 'UTF8') in p.body) > 0)
     )`,
    [workspaceId, wanted],
  );
  return rowCount;
}
