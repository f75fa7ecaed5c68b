import { bucketOf, type Consent, formatInstant, type Instant, type JsonObject, LIFE_CYCLE, type PeopleFilter, type PeopleSort } from "@beckon/core";
import type { Query } from "./db.ts";
import { Parameters } from "./parameters.ts";
import type { Asking } from "./peopleFilters/filterKind.ts";
import { filterSql } from "./peopleFilters/kinds.ts";
import type { Term } from "./searchWords.ts";

/** Where a list goes on: after this profile. `seenAt` null: among those never seen, who come last by `last_seen`. */
export interface ListPlace {
  readonly seenAt: Instant | null;
  readonly id: string;
}

export interface WalkedPerson extends ListPlace {
  readonly attributes: JsonObject;
  readonly consent: Consent;
  /** Keys of segments that the filter names and the person is in; told only where memory must judge. */
  readonly segments: readonly string[];
  /** Where the filter names one and memory must judge. */
  readonly stage: string | null;
  /** False: only memory can say whether the filter holds. */
  readonly sure: boolean;
}

export interface PeopleQuestion extends Asking {
  readonly workspaceId: number;
  readonly filter: PeopleFilter;
  readonly terms: readonly Term[];
  readonly sort: PeopleSort;
}

export interface Stretch {
  /** In the order of the list. */
  readonly people: readonly WalkedPerson[];
  /** The last one that was looked at, whether it fits or not; null where there was nobody left. */
  readonly last: ListPlace | null;
}

/** Which stretch of the list's index is walked: all by id, or those seen by the hour, or those never seen. */
interface Road {
  readonly stretch: (after: ListPlace | null, parameters: Parameters) => string;
  readonly order: string;
}

const NEWEST: Road = {
  stretch: (after, parameters) => (after ? `and p.id < ${parameters.add(after.id, "uuid")}` : ""),
  order: "p.id desc",
};

/** Ordered within the hour only, as the index gives the hours: so a page sorts one hour and not all. */
const SEEN: Road = {
  stretch: (after, parameters) => {
    if (!after) return "and p.seen_hour is not null";
    const at = parameters.add(formatInstant(after.seenAt ?? 0), "timestamptz");
    return `and p.seen_hour <= ${at} and (p.last_seen_at, p.id) < (${at}, ${parameters.add(after.id, "uuid")})`;
  },
  order: "p.seen_hour desc, p.last_seen_at desc, p.id desc",
};

const NEVER_SEEN: Road = {
  stretch: (after, parameters) => `and p.seen_hour is null ${after ? `and p.id < ${parameters.add(after.id, "uuid")}` : ""}`,
  order: "p.id desc",
};

/** Looks at the next `length` profiles of the list, whoever they are, and gives those that fit or may fit. */
export async function walkPeople(q: Query, question: PeopleQuestion, after: ListPlace | null, length: number): Promise<Stretch> {
  if (question.sort === "newest") return walk(q, question, NEWEST, after, length);
  if (after !== null && after.seenAt === null) return walk(q, question, NEVER_SEEN, after, length);
  const seen = await walk(q, question, SEEN, after, length);
  return seen.last === null ? walk(q, question, NEVER_SEEN, null, length) : seen;
}

async function walk(q: Query, question: PeopleQuestion, road: Road, after: ListPlace | null, length: number): Promise<Stretch> {
  const parameters = new Parameters();
  const { rows } = await q.query<{ last: ListPlace; people: readonly WalkedPerson[] | null }>(
    `with walked as materialized (
       select p.* from profiles p where p.workspace_id = ${parameters.add(question.workspaceId, "int")} ${road.stretch(after, parameters)}
       order by ${road.order} limit ${parameters.add(length, "int")})
     select json_build_object('id', last.id, 'seenAt', ${millis("last.last_seen_at")}) as last,
       (select json_agg(fit) from (${fitting({ from: "walked p" }, question, parameters)} order by ${road.order}) as fit) as people
     from (select id, last_seen_at from walked p order by ${reversed(road.order)} limit 1) as last`,
    parameters.values,
  );
  const [row] = rows;
  return { people: row?.people ?? [], last: row?.last ?? null };
}

/** Of these profiles those that fit or may fit, in the order of the list. */
export async function sievePeople(q: Query, question: PeopleQuestion, ids: readonly string[]): Promise<WalkedPerson[]> {
  const parameters = new Parameters();
  const order = question.sort === "newest" ? "p.id desc" : "p.last_seen_at desc nulls last, p.id desc";
  const { rows } = await q.query<{ fit: WalkedPerson }>(
    `select to_json(fit) as fit from (${fitting(given(ids, question, parameters), { ...question, terms: [] }, parameters)} order by ${order}) as fit`,
    parameters.values,
  );
  return rows.map((row) => row.fit);
}

/** How many fit; where memory must judge, those who may. */
export interface Fitting {
  readonly sure: number;
  readonly unsure: readonly WalkedPerson[];
}

/** How many of these profiles fit. */
export async function countAmong(q: Query, question: PeopleQuestion, ids: readonly string[]): Promise<Fitting> {
  const parameters = new Parameters();
  return countFitting(q, { ...question, terms: [] }, given(ids, question, parameters), parameters);
}

/** How many of the profiles in these buckets fit. */
export async function countInBuckets(q: Query, question: PeopleQuestion, buckets: readonly number[]): Promise<Fitting> {
  const parameters = new Parameters();
  const where = `p.bucket = any(${parameters.add(buckets, "int[]")}) and p.workspace_id = ${parameters.add(question.workspaceId, "int")}`;
  return countFitting(q, question, { from: "profiles p", where }, parameters);
}

async function countFitting(q: Query, question: PeopleQuestion, among: Among, parameters: Parameters): Promise<Fitting> {
  const { rows } = await q.query<{ sure: number; unsure: readonly WalkedPerson[] | null }>(
    `with fit as materialized (${fitting(among, question, parameters)})
     select count(*) filter (where sure) as sure, json_agg(fit) filter (where not sure) as unsure from fit`,
    parameters.values,
  );
  return { sure: rows[0]?.sure ?? 0, unsure: rows[0]?.unsure ?? [] };
}

/** Whom a question is put to: profiles `p`. */
interface Among {
  readonly from: string;
  readonly where?: string;
}

function given(ids: readonly string[], { workspaceId }: PeopleQuestion, parameters: Parameters): Among {
  const from = `unnest(${parameters.add(ids.map(bucketOf), "int[]")}, ${parameters.add(ids, "uuid[]")}) as given (bucket, id)
    join profiles p on p.bucket = given.bucket and p.id = given.id and p.workspace_id = ${parameters.add(workspaceId, "int")}`;
  return { from };
}

/** Rows that fit or may fit; what memory needs to judge goes along only where it must, and only what the filter speaks of. */
function fitting({ from, where = "true" }: Among, { filter, terms, now, timeZone }: PeopleQuestion, parameters: Parameters): string {
  const holds = [filterSql(filter, parameters, { now, timeZone }), ...terms.map((term) => termSql(term, parameters))].join(" and ");
  const spokenOf = `(select coalesce(jsonb_object_agg(name, p.attributes -> name), '{}') from unnest(${parameters.add(namesIn(filter), "text[]")}) as name where p.attributes ? name)`;
  return `select p.id, ${millis("p.last_seen_at")} as "seenAt", said is true as sure,
      ${segmentsIn(filter, parameters)} as segments, ${stageIn(filter, parameters)} as stage,
      case when said is null then ${spokenOf} else '{}' end as attributes, case when said is null then p.consent else '{}' end as consent
    from ${from} cross join lateral (select (${holds}) as said) as judged
    where ${where} and said is not false`;
}

/** Keys of the segments that the filter names and the profile is in, for whoever memory must judge. */
function segmentsIn(filter: PeopleFilter, parameters: Parameters): string {
  const keys = segmentKeysIn(filter);
  if (keys.length === 0) return "'{}'::text[]";
  return `case when said is not null then '{}' else array(
    select s.key from segments s join memberships m on m.segment_id = s.id and m.version = s.version and m.bucket = p.bucket and m.profile_id = p.id
    where s.workspace_id = p.workspace_id and s.key = any(${parameters.add(keys, "text[]")}) and m.member) end`;
}

/** The stage of the profile, where the filter asks for it and memory must judge. */
function stageIn(filter: PeopleFilter, parameters: Parameters): string {
  if (!namesStage(filter)) return "null";
  return `case when said is null then (
    select m.stage from segments s join memberships m on m.segment_id = s.id and m.version = s.version and m.bucket = p.bucket and m.profile_id = p.id
    where s.workspace_id = p.workspace_id and s.key = ${parameters.add(LIFE_CYCLE, "text")}) end`;
}

function namesStage(part: unknown): boolean {
  return typeof part === "object" && part !== null && (("kind" in part && part.kind === "stage") || Object.values(part).some(namesStage));
}

function segmentKeysIn(part: unknown): string[] {
  if (typeof part !== "object" || part === null) return [];
  const own = "kind" in part && part.kind === "segment" && "segment" in part && typeof part.segment === "string" ? [part.segment] : [];
  return [...own, ...Object.values(part).flatMap(segmentKeysIn)];
}

/** Attributes that a filter may speak of: every name in it, and where it is a path its beginning. Rather too many than one too few. */
function namesIn(part: unknown): string[] {
  if (typeof part !== "object" || part === null) return [];
  const own = "name" in part && typeof part.name === "string" ? [part.name, part.name.split(".")[0] ?? ""] : [];
  return [...new Set([...own, ...Object.values(part).flatMap(namesIn)])];
}

function termSql(term: Term, parameters: Parameters): string {
  const word = (piece: string) => `strpos(' ' || p.search, ${parameters.add(` ${piece}`, "text")}) > 0`;
  return `(${term.map((pieces) => `(${pieces.map(word).join(" and ")})`).join(" or ")})`;
}

function millis(column: string): string {
  return `(extract(epoch from ${column}) * 1000)::float8`;
}

function reversed(order: string): string {
  return order.replaceAll(" desc", " asc");
}
