import { formatInstant, type IndexedSegment, type Instant, membershipKey, type Segment, type SegmentIndex, type StageDocument } from "@beckon/core";
import type { Query } from "./db.ts";
import type { KeptSql } from "./keptConditions/keptReader.ts";
import { type KeptQuestion, keptQuestion } from "./keptConditions/kinds.ts";
import { Parameters } from "./parameters.ts";
import type { FillScope } from "./segmentFill.ts";
import { countedStagesSql } from "./stageCounts.ts";

export interface Keeping {
  readonly scope: FillScope;
  readonly one: IndexedSegment;
  readonly index: SegmentIndex;
  /** The version that holds until then: who is a member by it stays one since then, and goes on from their stage. */
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
export async function keepSegment(tx: Query, keeping: Keeping): Promise<readonly string[] | null> {
  const { condition, stages } = keeping.one;
  if (condition === null && stages === null) return [];
  const parameters = new Parameters();
  const judged = judgedSql(keeping, parameters);
  return judged === null ? null : keep(tx, keeping, judged, parameters);
}

/** A select of `bucket`, `id`, `member` (null: memory must judge), `stage`, `lapse`, and what was before, of everybody whom it may concern. */
function judgedSql(keeping: Keeping, parameters: Parameters): string | null {
  const { one, index, now } = keeping;
  const rules = one.condition !== null ? [one.condition] : (one.stages ?? []).flatMap(({ enter, stay }) => [enter ?? [], stay ?? []].flat());
  const asked = keptQuestion(rules, index, parameters, () => parameters.add(now, "float8"));
  if (asked === null) return null;
  const before = ["before.member as was", "before.stage as was_stage", "before.since as was_since"];
  const columns = asked.said.flatMap(({ holds, lapse }, place) => [`${holds} as holds${place}`, `${lapse} as lapse${place}`]);
  const facts = `select ${["p.bucket", "p.id", ...before, ...columns].join(", ")} ${peopleSql(keeping, asked, parameters)}`;
  const named = asked.said.map((_, place): KeptSql => ({ holds: `holds${place}`, lapse: `lapse${place}` }));
  if (one.stages !== null) return stagesSql(one.stages, named, facts, parameters);
  return `select bucket, id, holds0 as member, null::text as stage, lapse0 as lapse, was, was_stage, was_since from (${facts}) as facts`;
}

function peopleSql({ scope, one, index, live, except }: Keeping, asked: KeptQuestion, parameters: Parameters): string {
  // Without a past of their own they are like a person of whom nothing is known.
  const isOnlyOfKept = !index.ofNobody.includes(one) && one.reads.every((key) => key.startsWith("event:"));
  const where = [
    `p.bucket = any(${parameters.add(scope.buckets, "int[]")}) and p.workspace_id = ${parameters.add(scope.workspaceId, "int")} and p.merged_into is null`,
    ...(scope.profileIds === null ? [] : [`p.id = any(${parameters.add(scope.profileIds, "uuid[]")})`]),
    ...(except.length === 0 ? [] : [`p.id <> all(${parameters.add(except, "uuid[]")})`]),
    ...(isOnlyOfKept ? [`(${asked.isKept})`] : []),
  ];
  return `from profiles p ${asked.joins}
    left join lateral (select m.member, m.stage, m.since from memberships m where m.bucket = p.bucket and m.profile_id = p.id
      and m.segment_id = ${parameters.add(live?.id ?? null, "uuid")} and m.version = ${parameters.add(live?.version ?? null, "int")} limit 1) as before on true
    where ${where.join(" and ")}`;
}

/**
 * Core's `judgeStages` said in SQL: the first stage whose rule to enter holds, or that is the previous one and whose rule to stay holds. Only
 * rules that were asked on the way can change it by time alone, and only they must have been said.
 */
function stagesSql(stages: readonly StageDocument[], said: readonly KeptSql[], facts: string, parameters: Parameters): string {
  const left = [...said];
  const ways: string[] = [];
  const lapses: string[] = [];
  for (const [place, { key, enter, stay }] of stages.entries()) {
    const coming = enter === undefined ? undefined : left.shift();
    const staying = stay === undefined ? undefined : left.shift();
    if (coming === undefined) ways.push(`when true then ${place}`);
    else {
      ways.push(`when ${coming.holds} is null then null`, `when ${coming.holds} then ${place}`);
      lapses.push(`case when place >= ${place} then ${coming.lapse} end`);
    }
    if (staying === undefined) continue;
    const isHere = `was_stage = ${parameters.add(key, "text")}`;
    ways.push(`when ${isHere} and ${staying.holds} is null then null`, `when ${isHere} and ${staying.holds} then ${place}`);
    lapses.push(`case when ${isHere} and (place > ${place} or (place = ${place} and not ${coming?.holds ?? "true"})) then ${staying.lapse} end`);
  }
  const keys = parameters.add(
    stages.map(({ key }) => key),
    "text[]",
  );
  return `select bucket, id, case when place is not null then true end as member, (${keys})[place + 1] as stage, least(${["null::float8", ...lapses].join(", ")}) as lapse,
      was, was_stage, was_since
    from (select facts.*, case ${ways.join(" ")} end as place from (${facts} offset 0) as facts) as placed`;
}

async function keep(tx: Query, { scope, one: { segment, stages }, now }: Keeping, judged: string, parameters: Parameters): Promise<string[]> {
  const [id, version] = [parameters.add(segment.id, "uuid"), parameters.add(segment.version, "int")];
  const since = parameters.add(formatInstant(now), "timestamptz");
  const subject = parameters.add(membershipKey({ segmentId: segment.id, version: segment.version }), "text");
  const { rows } = await tx.query<{ id: string }>(
    `with judged as materialized (${judged}), stand as (
       insert into memberships (bucket, profile_id, segment_id, version, member, since, timer_at, stage)
       select bucket, id, ${id}, ${version}, member, case when was = member and was_stage is not distinct from stage then was_since else ${since} end,
         to_timestamp(lapse / 1000), stage
       from judged where member or (not member and lapse is not null)
     ), timed as (
       insert into timers (bucket, at, profile_id, kind, subject, workspace_id, payload)
       select bucket, to_timestamp(lapse / 1000), id, 'segment', ${subject}, ${parameters.add(scope.workspaceId, "int")}, '{}'
       from judged where member is not null and lapse is not null
       on conflict do nothing
     )${stages === null ? "" : `, counted as (${countedStagesSql(`select bucket, ${id}, ${version}, stage, count(*) from judged where stage is not null group by bucket, stage order by bucket, stage`)})`}
     select id from judged where member is null`,
    parameters.values,
  );
  return rows.map((row) => row.id);
}
