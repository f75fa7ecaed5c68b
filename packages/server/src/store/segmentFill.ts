import { type Aggregate, type AggregateDefinition, AggregateFold, addDuration, bucketOf, type Event, INTERNAL, type Instant, MARKS_MAX } from "@beckon/core";
import { absentSql } from "./conditions/comparison.ts";
import { conditionSql } from "./conditions/kinds.ts";
import type { Query } from "./db.ts";
import { Parameters } from "./parameters.ts";
import { type AggregateChange, writeAggregates } from "./pastRows.ts";
import { uncountStages } from "./stageCounts.ts";

/** Whose events are counted: everybody in some buckets, or some people. */
export interface FillScope {
  readonly workspaceId: number;
  readonly buckets: readonly number[];
  /** Only these; everybody where it is null. */
  readonly profileIds: readonly string[] | null;
}

/** Locks buckets in their order, without the settings that a batch works by: what is read here is read as a whole. */
export async function holdBuckets(tx: Query, buckets: readonly number[]): Promise<void> {
  await tx.query("select bucket from buckets where bucket = any($1::int[]) order by bucket for update", [buckets]);
}

/** Takes away what an earlier try has left of these questions and versions. */
export async function clearFill(
  tx: Query,
  scope: FillScope,
  aggregates: readonly string[],
  versions: readonly { readonly segmentId: string; readonly version: number }[],
): Promise<void> {
  const where = "t.bucket = any($1::int[]) and ($2::uuid[] is null or t.profile_id = any($2))";
  // Equal questions have equal ids, also those of another workspace: only our own people are counted anew.
  if (aggregates.length > 0)
    await tx.query(
      `delete from aggregates t using profiles p
       where ${where} and t.aggregate = any($3::text[]) and p.bucket = t.bucket and p.id = t.profile_id and p.workspace_id = $4`,
      [scope.buckets, scope.profileIds, aggregates, scope.workspaceId],
    );
  const those = [scope.buckets, scope.profileIds, versions.map(({ segmentId }) => segmentId), versions.map(({ version }) => version)];
  const ofVersions = `${where} and (t.segment_id, t.version) in (select * from unnest($3::uuid[], $4::int[]))`;
  await uncountStages(tx, ofVersions, those);
  await tx.query(`delete from memberships t where ${ofVersions}`, those);
}

/** Everyone who was merged into people of the scope, with the one they are now. */
export interface Family {
  readonly merged: readonly string[];
  readonly top: readonly string[];
}

export async function familyOf(tx: Query, { buckets, profileIds }: FillScope): Promise<Family> {
  const { rows } = await tx.query<{ merged: string; top: string }>(
    `with recursive family (merged, top) as (
       select m.merged, m.survivor from merges m
       where get_byte(uuid_send(m.survivor), 15) = any($1::int[]) and m.undone_at is null and ($2::uuid[] is null or m.survivor = any($2))
       union
       select m.merged, family.top from family join merges m on m.survivor = family.merged and m.undone_at is null
     )
     select family.merged, family.top from family
     join profiles t on t.bucket = get_byte(uuid_send(family.top), 15) and t.id = family.top and t.merged_into is null
     join profiles p on p.bucket = get_byte(uuid_send(family.merged), 15) and p.id = family.merged and p.merged_into is not null`,
    [buckets, profileIds],
  );
  return { merged: rows.map((row) => row.merged), top: rows.map((row) => row.top) };
}

/** Counts the history of the scope for each question. What was done by people who were merged counts for who they are now. */
export async function countHistory(tx: Query, scope: FillScope, definitions: readonly AggregateDefinition[], now: Instant): Promise<void> {
  if (definitions.length === 0) return;
  const family = await familyOf(tx, scope);
  const [times, others] = parted(definitions, ({ where, message, keep }) => where === undefined && message === undefined && keep === undefined);
  const [dated, undated] = parted(times, ({ from, until }) => from !== undefined || until !== undefined);
  await countTogether(tx, scope, family, undated, now);
  for (const definition of dated) await countTogether(tx, scope, family, [definition], now);
  const [looking, inMemory] = parted(others, isSaidOfMost);
  for (const definition of looking) {
    const unsaid = await countTogether(tx, scope, family, [definition], now);
    if (unsaid.length > 0) await countInMemory(tx, { ...scope, profileIds: unsaid }, [definition], now);
  }
  await countInMemory(tx, scope, inMemory, now);
}

function parted<T>(all: readonly T[], isFirst: (one: T) => boolean): readonly [T[], T[]] {
  return [all.filter(isFirst), all.filter((one) => !isFirst(one))];
}

/** Filters, and numbers that are added up without a window: of whom the database cannot say it, memory does. */
function isSaidOfMost({ message, keep, within, from, until }: AggregateDefinition): boolean {
  const isSummed = keep === "number" && within === undefined && from === undefined && until === undefined;
  return message === undefined && (keep === undefined || isSummed);
}

/** Only Beckon's own events are ever marked as a machine's doing. */
const MARKED: ReadonlySet<string> = new Set(Object.values(INTERNAL));

/** Where an event has no more than this in a workspace, its own index finds it faster than a walk through everybody's history. */
const FEW = 10_000;

/** The events that bear one of the names, of the scope and of those who were merged into it. Asks the heap for as little as can be. */
async function historySql(
  q: Query,
  { buckets, workspaceId, profileIds }: FillScope,
  { merged, top }: Family,
  names: readonly string[],
  columns: string,
  parameters: Parameters,
): Promise<string> {
  const named = `e.name = any(${parameters.add(names, "text[]")})${names.some((name) => MARKED.has(name)) ? " and not coalesce(e.extra -> 'flags' ? 'machine', false)" : ""}`;
  const own = profileIds === null ? "" : `and e.profile_id = any(${parameters.add(profileIds, "uuid[]")})`;
  // Whoever reads it joins the people of the workspace: it is named here only where its index shall be taken.
  const isRare = profileIds === null && (await haveFew(q, workspaceId, names));
  const history = `select e.bucket as bucket, e.profile_id as whose, ${columns} from events e
    where e.bucket = any(${parameters.add(buckets, "int[]")}) ${own} ${isRare ? `and e.workspace_id = ${parameters.add(workspaceId, "int")}` : ""} and ${named}`;
  if (merged.length === 0) return history;
  const [from, was, is] = [parameters.add(merged.map(bucketOf), "int[]"), parameters.add(merged, "uuid[]"), parameters.add(top, "uuid[]")];
  return `${history} union all select get_byte(uuid_send(f.top), 15), f.top, ${columns} from unnest(${from}, ${was}, ${is}) as f (bucket, merged, top)
    join events e on e.bucket = f.bucket and e.profile_id = f.merged where ${named}`;
}

async function haveFew(q: Query, workspaceId: number, names: readonly string[]): Promise<boolean> {
  const { rows } = await q.query<{ count: number }>(
    "select count(*) as count from (select from events where workspace_id = $1 and name = any($2::text[]) limit $3) as found",
    [workspaceId, names, FEW],
  );
  return (rows[0]?.count ?? 0) < FEW;
}

const MS = "(date_part('epoch', e.at) * 1000)::bigint";
const EVER = 8.64e15;

/**
 * One pass through the history for all these questions: each person's times are gathered once a name, and each question takes its part of
 * them. One that looks at properties is asked alone.
 *
 * @returns the people of whom the database could not say it, of whom nothing is written
 */
async function countTogether(tx: Query, scope: FillScope, family: Family, definitions: readonly AggregateDefinition[], now: Instant): Promise<string[]> {
  const [first] = definitions;
  if (first === undefined) return [];
  const parameters = new Parameters();
  const after = definitions.map(({ within, from, until }) =>
    within !== undefined ? addDuration(now, within, -1) : from !== undefined || until !== undefined ? -EVER : EVER,
  );
  const windows = [...new Set(after)].map((start) => ({ start, sql: parameters.add(start, "bigint") }));
  const { fits, value } = looksOf(first, parameters);
  const wanted = [
    ...(first.from === undefined ? [] : [`ms >= ${parameters.add(first.from, "bigint")}`]),
    ...(first.until === undefined ? [] : [`ms < ${parameters.add(first.until, "bigint")}`]),
    ...(fits === null ? [] : ["fits is not false"]),
  ];
  const looks = [...(fits === null ? [] : [`${fits} as fits`]), ...(value === null ? [] : [`${value} as value`])];
  const names = [...new Set(definitions.map(({ event }) => event))];
  const history = await historySql(tx, scope, family, names, ["e.name", `${MS} as ms`, ...looks].join(", "), parameters);
  const said = [...(fits === null ? [] : ["bool_and(fits is not null)"]), ...(value === null ? [] : ["bool_and(value is not null)"])].join(" and ");
  const column = <V>(type: string, of: (definition: AggregateDefinition, place: number) => V) => parameters.add(definitions.map(of), `${type}[]`);
  const questions = `unnest(${[
    column("text", ({ id }) => id),
    column("text", ({ event }) => event),
    column("int", (_, place) => windows.findIndex(({ start }) => start === after[place]) + 1),
    column("int", ({ newest = MARKS_MAX }) => Math.min(newest, MARKS_MAX)),
  ].join(", ")}) as q (id, name, place, newest)`;
  const { rows } = await tx.query<{ id: string }>(
    `with counted as materialized (
       select p.id, c.*
       from (select bucket, whose, name, count(*) as count, min(ms) as first, max(ms) as last, ${value === null ? "0" : "trim_scale(sum(value))"} as sum, ${said === "" ? "true" : said} as said,
               array_agg(ms order by ms) filter (where ms > ${parameters.add(Math.min(...after), "bigint")}) as times,
               array[${windows.map(({ sql }) => `count(*) filter (where ms > ${sql})`).join(", ")}]::int[] as inside
             from (${history}) as history ${wanted.length === 0 ? "" : `where ${wanted.join(" and ")}`} group by bucket, whose, name) as c
       join profiles p on p.bucket = c.bucket and p.id = c.whose and p.merged_into is null and p.workspace_id = ${parameters.add(scope.workspaceId, "int")}
     ), kept as (
       insert into aggregates (bucket, profile_id, aggregate, body)
       select c.bucket, c.id, q.id, jsonb_build_object('count', c.count, 'first', c.first, 'last', c.last, 'sum', c.sum, 'marks', case when many = 0 then '[]'
         else ('[[' || array_to_string(c.times[cardinality(c.times) - many + 1 :], '],[') || ']]')::jsonb end)
       from counted c join ${questions} on q.name = c.name
       cross join lateral (select least(c.inside[q.place], q.newest) as many) as marks
       where c.said
     )
     select id from counted where not said`,
    parameters.values,
  );
  return rows.map(({ id }) => id);
}

/** What a question looks at in the event `e`, as SQL: whether it fits, and the number that is added up. Null where it cannot be said; no SQL where it looks at nothing. */
function looksOf({ where, keep, of = "" }: AggregateDefinition, parameters: Parameters): { readonly fits: string | null; readonly value: string | null } {
  return {
    fits: where === undefined ? null : conditionSql(where, parameters, { now: 0, properties: "e.properties" }),
    value: keep === undefined ? null : numberSql(of, parameters),
  };
}

/** A number of few digits that stands there plainly; what is none adds nothing. Numbers in texts and lists, and long ones, are core's to read. */
function numberSql(name: string, parameters: Parameters): string {
  return `(select case when v is null then ${absentSql(name, "e.properties", "0", parameters)} when jsonb_typeof(v) in ('string', 'array') then null
      when jsonb_typeof(v) <> 'number' then 0 when scale(v::numeric) <= 4 and abs(v::numeric) < 1e9 then v::numeric end
    from (select e.properties -> ${parameters.add(name, "text")} as v) as found)`;
}

interface HistoryEvent extends Omit<Event, "attributes" | "consent" | "message" | "flags"> {
  readonly whose: string;
  readonly extra: Partial<Event> | null;
}

const COLUMNS = `e.id, e.kind, e.name, e.properties, e.at, e.received_at as "receivedAt", e.source, e.message_id as "messageId", e.extra`;

/** Event by event, by core's own counting. */
async function countInMemory(tx: Query, scope: FillScope, definitions: readonly AggregateDefinition[], now: Instant): Promise<void> {
  const counted = await foldHistory(tx, scope, definitions, now);
  const changes = [...counted].flatMap(([profileId, own]) => [...own].map(([id, aggregate]): AggregateChange => ({ profileId, id, aggregate })));
  for (let place = 0; place < changes.length; place += CHUNK) await writeAggregates(tx, changes.slice(place, place + CHUNK));
}

/** What the history of the scope comes to for each question, without writing anything. */
export async function foldHistory(
  q: Query,
  scope: FillScope,
  definitions: readonly AggregateDefinition[],
  now: Instant,
): Promise<ReadonlyMap<string, ReadonlyMap<string, Aggregate>>> {
  return definitions.length === 0 ? new Map() : folded(q, scope, await familyOf(q, scope), definitions, now);
}

async function folded(
  q: Query,
  scope: FillScope,
  family: Family,
  definitions: readonly AggregateDefinition[],
  now: Instant,
): Promise<Map<string, Map<string, Aggregate>>> {
  const names = [...new Set(definitions.map(({ event }) => event))];
  const byName = new Map(names.map((name) => [name, definitions.filter(({ event }) => event === name)]));
  const parameters = new Parameters();
  const history = await historySql(q, scope, family, names, COLUMNS, parameters);
  const { rows } = await q.query<HistoryEvent>(
    `select h.* from (${history}) as h
     join profiles p on p.bucket = h.bucket and p.id = h.whose and p.merged_into is null
       and p.workspace_id = ${parameters.add(scope.workspaceId, "int")}`,
    parameters.values,
  );
  const folds = new Map<string, Map<string, AggregateFold>>();
  for (const { whose, extra, ...row } of rows) {
    const event = { ...row, ...extra, context: {} } as Event;
    const own = folds.get(whose) ?? new Map<string, AggregateFold>();
    folds.set(whose, own);
    for (const definition of byName.get(event.name) ?? []) {
      const fold = own.get(definition.id) ?? new AggregateFold(definition, now);
      fold.note(event);
      own.set(definition.id, fold);
    }
  }
  return new Map([...folds].map(([whose, own]) => [whose, resultsOf(own)]));
}

/** Of the questions that something was counted for. */
function resultsOf(folds: ReadonlyMap<string, AggregateFold>): Map<string, Aggregate> {
  return new Map([...folds].map(([id, fold]) => [id, fold.aggregate()] as const).filter(([, { count }]) => count > 0));
}

const CHUNK = 5_000;

/** Whom a build looks at next, in the order of the id within each bucket. */
export async function candidatesAfter(
  tx: Query,
  scope: FillScope,
  aggregates: readonly string[] | null,
  after: string | null,
  limit: number,
): Promise<string[]> {
  const { rows } = await tx.query<{ id: string }>(
    aggregates === null
      ? `select p.id from profiles p where p.bucket = any($1::int[]) and p.workspace_id = $2 and p.merged_into is null
           and ($3::uuid[] is null or p.id = any($3)) and ($5::uuid is null or p.id > $5) and $4::text[] is null order by p.id limit $6`
      : `select distinct a.profile_id as id from aggregates a
           join profiles p on p.bucket = a.bucket and p.id = a.profile_id and p.workspace_id = $2 and p.merged_into is null
           where a.bucket = any($1::int[]) and ($3::uuid[] is null or a.profile_id = any($3)) and a.aggregate = any($4::text[]) and ($5::uuid is null or a.profile_id > $5) order by 1 limit $6`,
    [scope.buckets, scope.workspaceId, scope.profileIds, aggregates, after, limit],
  );
  return rows.map((row) => row.id);
}
