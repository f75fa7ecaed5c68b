import { formatInstant, type Instant } from "@beckon/core";
import type { Db, Query } from "../packages/server/src/store/db.ts";

/** A sentence for each promise that does not hold in the database as it stands now. Holds between any two transactions. */
export async function brokenPromises(q: Query): Promise<string[]> {
  const { rows } = await q.query<{ sentence: string }>(PROMISES, [], "sim_promises");
  return rows.map((row) => row.sentence);
}

const PROMISES = `
  select 'an event was processed twice: ' || message_id as sentence from events where source <> 'beckon' group by source, message_id having count(*) > 1
  union all
  select 'an event is processed and still waits: ' || i.id from inbox i join events e on e.id = i.id
  union all
  select 'a row lies in the wrong bucket: ' || at from (
    select 'profile ' || id as at, bucket, id as profile_id from profiles union all select 'inbox ' || id, bucket, profile_id from inbox union all
    select 'event ' || id, bucket, profile_id from events union all select 'enrollment ' || id, bucket, profile_id from enrollments union all
    select 'timer ' || kind || subject, bucket, profile_id from timers union all select 'send ' || id, bucket, profile_id from sends union all
    select 'decision ' || id, bucket, profile_id from decisions
  ) as everything where bucket <> get_byte(uuid_send(profile_id), 15)
  union all
  select 'an input could not be decided: ' || detail from dead_letters where reason = 'not_decided'
  union all
  select 'one key has two sends: ' || key from sends group by key having count(*) > 1
  union all
  select 'one enrollment has two messages: ' || enrollment_id from sends where state in ('ready', 'sending', 'sent', 'unknown') group by enrollment_id having count(*) > 1
  union all
  select 'an enrollment waits for no timer: ' || e.id || ' ' || e.status || ' due ' || e.due_at from enrollments e
  where e.status in ('waiting', 'held') and e.due_at is not null
    and not exists (select from timers t where t.bucket = e.bucket and t.profile_id = e.profile_id and t.kind = 'enrollment' and t.subject = e.id::text and t.at = e.due_at)
  union all
  select 'an enrollment is held for nothing named: ' || e.id from enrollments e where e.status = 'held' and e.due_at is null and coalesce(e.body -> 'hold' ->> 'reason', '') <> 'campaign_paused'
  union all
  select 'an enrollment waits without an end: ' || e.id from enrollments e where e.status = 'waiting' and e.due_at is null and not e.body ? 'walk'
  union all
  select 'an enrollment awaits a send that nobody has: ' || e.id from enrollments e
  where e.status = 'sending'
    and not exists (select from sends s where s.id = (e.body ->> 'sendId')::uuid and s.state in ('ready', 'sending'))
    and not exists (select from inbox i where i.kind = 'outcome' and i.body ->> 'sendId' = e.body ->> 'sendId')
  union all
  select 'an enrollment ended without a reason: ' || e.id from enrollments e where e.status = 'ended' and e.end_reason is null
  union all
  select 'nobody wrote down why an enrollment ended: ' || e.id || ' ' || e.end_reason from enrollments e
  where e.status = 'ended' and not exists (
    select from decisions d where d.enrollment_id = e.id and d.outcome in ('sent', 'would_have_been_sent', 'skipped', 'exited', 'failed', 'unknown')
  )
  union all
  select 'an enrollment was never entered: ' || e.id from enrollments e where not exists (select from decisions d where d.enrollment_id = e.id and d.outcome = 'entered')
  union all
  select 'a send that came to nothing has no reason: ' || s.id from sends s where s.state in ('skipped', 'failed') and s.reason is null
  union all
  select 'a report counts wrongly: ' || what || ' ' || reason || ' of ' || campaign_id || ' is ' || coalesce(told, 0) || ', not ' || coalesce(truth, 0) from (
    select campaign_id, version, case when outcome = 'exited' and reason = 'completed' then 'completed' else outcome end as what,
      case when outcome = 'stepped' then (facts ->> 'step') || ' ' || (facts ->> 'way') when reason = 'completed' then '' else coalesce(reason, '') end as reason, count(*) as truth
    from decisions
    where outcome in ('entered', 'not_entered', 'restarted', 'skipped', 'exited', 'sent', 'would_have_been_sent', 'failed', 'unknown', 'stepped') group by 1, 2, 3, 4
    union all
    select campaign_id, version, 'opened', '', count(*) from sends where sent_at is not null and (opened_at is not null or clicked_at is not null) group by 1, 2
    union all
    select campaign_id, version, case when (body ->> 'holdout')::bool then 'converted_holdout' else 'converted' end, '', count(*) from enrollments
    where converted_at is not null group by 1, 2, 3
  ) as truths
  full join (
    select campaign_id, version, what, reason, sum(count) as told from (
      select campaign_id, version, what, reason, count from campaign_tallies union all select campaign_id, version, what, reason, count from campaign_tally_slips
    ) as both_kinds where what not in ('delivered', 'clicked', 'machine_opened', 'bounced', 'complained', 'unsubscribed') group by 1, 2, 3, 4
  ) as tallies using (campaign_id, version, what, reason)
  where truth is distinct from told
  union all
  select 'the totals of a campaign are not the sum of its days: ' || what || ' of ' || campaign_id from campaign_totals
  full join (select campaign_id, what, sum(count) as sum from campaign_tallies group by 1, 2) as days using (campaign_id, what)
  where count is distinct from sum
  union all
  select 'a merged profile still has something: ' || p.id from profiles p
  where p.merged_into is not null and (
    exists (select from timers t where t.bucket = p.bucket and t.profile_id = p.id) or exists (select from enrollments e where e.bucket = p.bucket and e.profile_id = p.id)
  )`;

/** Where an accepted event can be: in the inbox, in the history, or among the dead letters. Message ids that are nowhere, or in two places. */
export async function lostEvents(q: Query, messageIds: readonly string[]): Promise<string[]> {
  const { rows } = await q.query<{ sentence: string }>(
    `select 'an accepted event is in ' || places || ' places: ' || wanted as sentence from (
       select wanted, (select count(*) from events e where e.message_id = wanted and e.source in ('sim', 'beckon')) + (select count(*) from inbox i where i.kind = 'event' and i.body ->> 'messageId' = wanted)
         + (select count(*) from dead_letters d where d.body #>> '{event,messageId}' = wanted) as places
       from unnest($1::text[]) as wanted
     ) as found where places <> 1`,
    [messageIds],
    "sim_lost",
  );
  return rows.map((row) => row.sentence);
}

/** What may not be left when everything had its time. */
export async function leftOvers(q: Query, now: Instant): Promise<string[]> {
  const { rows } = await q.query<{ sentence: string }>(
    `select 'the inbox still holds ' || kind || ' ' || id as sentence from inbox
     union all select 'a timer was due and has not fired: ' || kind || ' ' || subject || ' at ' || at from timers where at <= $1
     union all select 'a send is not finished: ' || id || ' ' || state from sends where state = 'sending' or (state = 'ready' and next_attempt_at <= $1)
     union all select 'a campaign change was not told: ' || change || ' ' || id from campaign_changes where done_at is null and at <= $1`,
    [formatInstant(now)],
  );
  return rows.map((row) => row.sentence);
}

/** When time alone brings something next, or null. */
export async function nextInstant(q: Query): Promise<Instant | null> {
  const { rows } = await q.query<{ at: Instant | null }>(
    `select min(at) as at from (
       select min(at) as at from timers union all select min(next_attempt_at) from sends where state = 'ready' union all
       select min(claimed_at) + interval '11 minutes' from sends where state = 'sending' union all select min(at) from campaign_changes where done_at is null union all
       select min(greatest(ready_at, coalesce(claimed_until, ready_at))) from jobs where state in ('waiting', 'running') union all
       select min(until) from workers where exists (select from inbox)
     ) as next`,
  );
  return rows[0]?.at ?? null;
}

/** Before a life begins there is nothing. */
export async function emptyShop(db: Db): Promise<void> {
  for (const table of TABLES) await db.query(`delete from ${table}`);
  await db.query("update buckets set owner = null where owner is not null");
}

const TABLES = [
  "inbox",
  "timers",
  "messages",
  "sends",
  "enrollments",
  "decisions",
  "events",
  "merges",
  "profiles",
  "identities",
  "message_keys",
  "dead_letters",
  "suppressions",
  "campaign_changes",
  "campaign_tallies",
  "campaign_tally_slips",
  "campaign_totals",
  "campaign_versions",
  "campaigns",
  "memberships",
  "aggregates",
  "segment_builds",
  "segment_versions",
  "segments",
  "jobs",
  "workspaces",
  "workers",
];
