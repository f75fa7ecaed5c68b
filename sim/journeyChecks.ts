import { INTERNAL, type JourneyDocument, type Walk } from "@beckon/core";
import type { Query } from "../packages/server/src/store/db.ts";

/** A sentence for each promise about people inside journeys that does not hold in the database as it stands. Holds between any two transactions. */
export async function brokenWalks(q: Query): Promise<string[]> {
  const { rows } = await q.query<{ sentence: string }>(WALKS, [], "sim_walks");
  return rows.map((row) => row.sentence);
}

/** No change of it is on its way to the person. */
const NOT_TOLD = `not exists (select from campaign_changes x where x.done_at is null and x.campaign_id in (c.id, c.journey_id))
    and not exists (select from inbox i where i.bucket = e.bucket and i.profile_id = e.profile_id and i.kind = 'campaign')`;

const WALKS = `
  with ways as (select e.*, e.body -> 'walk' as walk, v.document from enrollments e join campaign_versions v on v.campaign_id = e.campaign_id and v.version = e.version where e.body ? 'walk'),
    messages as (select bucket, id, status, body, (body #>> '{partOf,enrollmentId}')::uuid as way from enrollments where body ? 'partOf')
  select 'somebody inside a journey waits for nothing that can come: ' || id || ' at ' || coalesce(step, 'no step') as sentence from ways
  where status = 'waiting' and due_at is null
    and not exists (select from messages m where m.bucket = ways.bucket and m.id = (walk ->> 'messageId')::uuid and m.status <> 'ended')
    and not ((walk ->> 'atDoor') = 'false' and exists (
      select from jsonb_array_elements(document -> 'steps') as s where s ->> 'id' = ways.step and s ->> 'kind' = 'wait' and not s ? 'within'))
  union all
  select 'a way through a journey is ' || status || ': ' || id from ways where status = 'sending'
  union all
  select 'a message goes on after its journey: ' || m.id from messages m join ways w on w.bucket = m.bucket and w.id = m.way
  where w.status = 'ended' and m.status <> 'ended' and m.body ->> 'calledBack' is null
  union all
  select 'a message belongs to no way: ' || m.id from messages m where not exists (select from ways w where w.bucket = m.bucket and w.id = m.way)
  union all
  select 'two messages of one way are under way: ' || way from messages where status <> 'ended' and body ->> 'calledBack' is null group by way having count(*) > 1
  union all
  select 'a way ended, and its history does not tell it once but ' || told || ' times: ' || id || ' ' || end_reason from (
    select w.id, w.end_reason, (select count(*) from events e where e.name = '${INTERNAL.journeyEnded}'
      and e.message_id like 'journey:' || w.id || ':%') as told from ways w where w.status = 'ended'
      and not exists (select from merges m where w.profile_id in (m.survivor, m.merged))
  ) as ends where told <> 1
  union all
  select 'somebody is held by a pause that is over: ' || e.id from enrollments e join campaigns c on c.id = e.campaign_id
  where e.status = 'held' and e.body #>> '{hold,reason}' = 'campaign_paused' and c.status = 'live' and ${NOT_TOLD}
  union all
  select 'somebody is inside what was stopped: ' || e.id from enrollments e join campaigns c on c.id = e.campaign_id
  where e.status in ('waiting', 'held') and c.status = 'stopped' and ${NOT_TOLD}`;

interface WayRow {
  readonly id: string;
  readonly status: string;
  readonly reason: string | null;
  readonly walk: Walk;
  readonly restarted: boolean;
}

interface Line {
  readonly outcome: "stepped" | "moved";
  readonly step: string;
  readonly to: string | null;
}

/**
 * A sentence for each way on which a step was lost or taken twice: the steps that the log tells must be one trail from where people begin
 * to where the person stands, and each send step on it began one message. Ways that began anew tell of two trails and are left out.
 */
export async function brokenTrails(q: Query): Promise<string[]> {
  const { rows: ways } = await q.query<WayRow>(
    `select e.id, e.status, e.end_reason as reason, e.body -> 'walk' as walk, exists (select from decisions d where d.enrollment_id = e.id and d.outcome = 'restarted') as restarted
     from enrollments e where e.body ? 'walk'`,
  );
  const { rows: lines } = await q.query<Line & { way: string }>(
    `select enrollment_id as way, outcome, facts ->> 'step' as step, facts ->> 'to' as to from decisions where outcome = 'stepped' or (outcome = 'moved' and facts ? 'step')`,
  );
  const { rows: firsts } = await q.query<{ way: string; step: string }>(
    `select d.enrollment_id as way, v.document #>> '{steps,0,id}' as step from decisions d join campaign_versions v on v.campaign_id = d.campaign_id and v.version = d.version
     where d.outcome = 'entered' and v.document ? 'steps'`,
  );
  const first = new Map(firsts.map(({ way, step }) => [way, step]));
  return ways
    .filter(({ restarted }) => !restarted)
    .flatMap((way) =>
      wrongTrail(
        way,
        first.get(way.id) ?? "",
        lines.filter((line) => line.way === way.id),
      ),
    );
}

function wrongTrail({ id, status, reason, walk }: WayRow, first: string, lines: readonly Line[]): string[] {
  const stepped = lines.filter(({ outcome }) => outcome === "stepped");
  if (stepped.length !== walk.taken) return [`${stepped.length} steps were told of a way that took ${walk.taken}: ${id}`];
  const balance = new Map([[first, 1]]);
  const add = (step: string | null, by: number) => step !== null && balance.set(step, (balance.get(step) ?? 0) + by);
  for (const { step, to } of lines) {
    add(step, -1);
    add(to, 1);
  }
  const isThrough = status === "ended" && reason === "completed";
  const standing = [...balance].filter(([, count]) => count !== 0);
  const isRight = isThrough ? standing.length === 0 : standing.length === 1 && standing[0]?.[0] === walk.step && standing[0][1] === 1;
  return isRight ? [] : [`the steps told of a way are no trail to ${isThrough ? "its end" : walk.step}: ${id} ${JSON.stringify({ first, lines, standing })}`];
}

/** A sentence for each send step that was left without a message, or had more than were begun. */
export async function wrongMessages(q: Query): Promise<string[]> {
  const { rows } = await q.query<{ sentence: string }>(
    `with left_by as (
       select d.enrollment_id as way, d.facts ->> 'step' as step, count(*) as times from decisions d join campaign_versions v on v.campaign_id = d.campaign_id and v.version = d.version
       where d.outcome = 'stepped' and exists (select from jsonb_array_elements(v.document -> 'steps') as s where s ->> 'id' = d.facts ->> 'step' and s ->> 'kind' = 'send')
       group by 1, 2
     ), begun as (
       select (body #>> '{partOf,enrollmentId}')::uuid as way, body #>> '{partOf,step}' as step, count(*) as times from enrollments where body ? 'partOf' group by 1, 2
     )
     select 'a step that sends was left ' || left_by.times || ' times and began ' || coalesce(begun.times, 0) || ' messages: ' || way || ' ' || step as sentence
     from left_by left join begun using (way, step) where left_by.times > coalesce(begun.times, 0)`,
  );
  return rows.map((row) => row.sentence);
}

interface Waiting {
  readonly id: string;
  readonly profileId: string;
  readonly step: string;
  readonly document: JourneyDocument;
}

/** A sentence for each person who waits for a segment in which they are, when all has been worked off. */
export async function waitsInVain(q: Query): Promise<string[]> {
  const { rows: waiting } = await q.query<Waiting>(
    `select e.id, e.profile_id as "profileId", e.step, v.document from enrollments e join campaign_versions v on v.campaign_id = e.campaign_id and v.version = e.version
     where e.body ? 'walk' and e.status = 'waiting' and e.body #>> '{walk,atDoor}' = 'false'`,
  );
  const { rows: members } = await q.query<{ profileId: string; key: string }>(
    `select m.profile_id as "profileId", s.key from memberships m join segments s on s.id = m.segment_id and s.version = m.version where m.member`,
  );
  const isIn = new Set(members.map(({ profileId, key }) => `${profileId} ${key}`));
  return waiting.flatMap(({ id, profileId, step, document }) => {
    const { for: awaited } = document.steps.find((one) => one.id === step) as { for?: { kind: string; segment?: string; is?: string } };
    if (awaited?.kind !== "segment") return [];
    return isIn.has(`${profileId} ${awaited.segment}`) === (awaited.is === "in")
      ? [`somebody waits to be ${awaited.is} ${awaited.segment}, and is: ${id} at ${step}`]
      : [];
  });
}
