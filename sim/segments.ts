import {
  type AggregateDefinition,
  aggregatesOf,
  BUCKETS,
  type ConditionNode,
  INTERNAL,
  type Instant,
  judgeCondition,
  type Profile,
  type SegmentDocument,
  type Subject,
  zoneOf,
} from "@beckon/core";
import type { Query } from "../packages/server/src/store/db.ts";
import { readProfiles } from "../packages/server/src/store/profiles.ts";
import { foldHistory } from "../packages/server/src/store/segmentFill.ts";
import type { Random } from "./random.ts";

/** A segment as somebody might have thought of it. `others`: keys of segments that it may name. */
export function randomSegment(random: Random, key: string, others: readonly string[]): SegmentDocument {
  return { key, name: key, condition: randomCondition(random, others) };
}

function randomCondition(random: Random, others: readonly string[]): ConditionNode {
  const event = random.pick(["Cart Updated", "Order Completed", "Product Viewed"]);
  const window = random.pick(["PT3H", "P1D", "P2D"]);
  const kinds = { ordered: 4, never: 4, engaged: 2, sum: 2, last: 2, plan: 1, all: 3, not: 1, segment: others.length > 0 ? 2 : 0 };
  switch (random.weighted(kinds)) {
    case "ordered":
      return { kind: "did", event, count: { op: "at_least", value: random.int(1, 3) }, within: window } as ConditionNode;
    case "never":
      return { kind: "did", event, count: { op: "at_most", value: 0 }, within: window } as ConditionNode;
    case "engaged":
      return { kind: "engagement", message: random.pick(["sent", "opened"]), within: window } as ConditionNode;
    case "sum":
      return { kind: "did", event, sum: { property: "total", op: "greater_than", value: 150 }, within: window } as ConditionNode;
    case "last":
      return { kind: "occurrence", which: "last", event, op: "not_within_last", value: window } as ConditionNode;
    case "plan":
      return { kind: "attribute", name: "plan", op: "equals", value: "pro" } as ConditionNode;
    case "all":
      return { kind: "all", conditions: [randomCondition(random, others), randomCondition(random, [])] } as ConditionNode;
    case "not":
      return { kind: "not", condition: randomCondition(random, others) } as ConditionNode;
    default:
      return { kind: "segment", segment: random.pick(others), is: random.pick(["in", "not_in"]) } as ConditionNode;
  }
}

interface LiveSegment {
  readonly id: string;
  readonly key: string;
  readonly version: number;
  readonly condition: ConditionNode;
}

/** A sentence for each membership that is not what the history says, once everything had its time. */
export async function wrongMemberships(q: Query, now: Instant, workspaceZone: string): Promise<string[]> {
  const { rows: segments } = await q.query<LiveSegment>(
    `select s.id, s.key, s.version, v.document -> 'condition' as condition from segments s
     join segment_versions v on v.segment_id = s.id and v.version = s.version where s.version > 0`,
  );
  const { rows: memberships } = await q.query<{ profileId: string; segmentId: string; version: number }>(
    `select profile_id as "profileId", segment_id as "segmentId", version from memberships where member`,
  );
  const isMember = new Set(memberships.map(({ profileId, segmentId, version }) => `${profileId} ${segmentId} ${version}`));
  const { rows: ids } = await q.query<{ id: string }>("select id from profiles where merged_into is null order by id");
  const profiles = await readProfiles(
    q,
    ids.map(({ id }) => id),
  );
  const asked = new Map<string, AggregateDefinition>(segments.flatMap(({ condition }) => aggregatesOf(condition)).map((one) => [one.id, one]));
  const scope = { workspaceId: 1, buckets: Array.from({ length: BUCKETS }, (_, bucket) => bucket), profileIds: null };
  const history = await foldHistory(q, scope, [...asked.values()], now);
  const wrong: string[] = [];
  for (const [id, profile] of profiles) {
    const belongs = judgeOf(segments, { ...factsOf(profile, now, workspaceZone), aggregates: history.get(id) ?? new Map() });
    for (const segment of segments) {
      const is = isMember.has(`${id} ${segment.id} ${segment.version}`);
      if (is !== belongs(segment.key)) wrong.push(`${id} is ${is ? "" : "not "}in ${segment.key}, against its history: ${JSON.stringify(segment.condition)}`);
    }
  }
  return wrong;
}

/** Whether somebody belongs to a segment; others that it names are judged first. */
function judgeOf(segments: readonly LiveSegment[], subject: Subject): (key: string) => boolean {
  const belongs = (key: string): boolean => {
    const segment = segments.find((one) => one.key === key);
    return segment !== undefined && judgeCondition(segment.condition, { ...subject, segments: belongs }).holds;
  };
  return belongs;
}

function factsOf({ attributes, consent, lastCountry: country, lastTimeZone }: Profile, now: Instant, workspaceZone: string): Subject {
  return { attributes, consent, properties: {}, entry: null, country, now, timeZone: zoneOf(attributes, lastTimeZone, country, workspaceZone) };
}

/**
 * A sentence for each entering or leaving that was said twice, or not at all: of segments that were published once (a build tells
 * nobody), and people who were never merged (what was said of one of the two is not said again). What is said at one instant has no order,
 * so it counts by what it comes to. Holds between any two transactions.
 */
export async function wrongPassages(q: Query): Promise<string[]> {
  const { rows } = await q.query<{ sentence: string }>(
    `with moments as (
       select e.profile_id, e.properties ->> 'segment_id' as segment_id, e.at, e.received_at,
         count(*) filter (where e.name = $1) - count(*) filter (where e.name = $2) as net
       from events e join segments s on s.id = (e.properties ->> 'segment_id')::uuid and s.newest = 1
       where e.kind = 'internal' and e.name in ($1, $2)
         and not exists (select from merges m where m.survivor = e.profile_id or m.merged = e.profile_id)
       group by 1, 2, 3, 4
     ),
     moves as (select *, lag(net) over w as before, lead(net) over w as after from moments where net <> 0 window w as (partition by profile_id, segment_id order by received_at)),
     latest as (select distinct on (profile_id, segment_id) * from moments order by profile_id, segment_id, received_at desc)
     select 'said twice in a row of ' || profile_id || ' and ' || segment_id || ': ' || net as sentence from moves where abs(net) > 1 or net = before
     union all
     select moves.profile_id || ' is otherwise in ' || moves.segment_id || ' than was said last: ' || net from moves
     join memberships m on m.profile_id = moves.profile_id and m.segment_id = moves.segment_id::uuid
     where after is null and m.member <> (net > 0)
     union all
     select latest.profile_id || ' moved last in ' || latest.segment_id || ' at another time than was said' from latest
     where not exists (select from memberships m where m.profile_id = latest.profile_id and m.segment_id = latest.segment_id::uuid and m.since = latest.at)`,
    [INTERNAL.segmentEntered, INTERNAL.segmentLeft],
    "sim_passages",
  );
  return rows.map((row) => row.sentence);
}
