import type { Pool } from "../../packages/server/src/store/pool.ts";

const INTO = "insert into campaign_tallies (campaign_id, day, version, what, reason, currency, count, amount)";

/** What the reports would have counted while all this happened: `campaign_tallies` and `campaign_totals`, in the workspace's zone, UTC. */
export async function fillTallies(pool: Pool): Promise<void> {
  await pool.query(
    `${INTO} select campaign_id, at::date, version, outcome, coalesce(reason, ''), '', count(*), 0 from decisions
     where outcome in ('entered', 'not_entered', 'restarted', 'skipped', 'exited', 'sent', 'would_have_been_sent', 'failed', 'unknown') group by 1, 2, 3, 4, 5`,
  );
  await pool.query(
    `${INTO} select campaign_id, to_timestamp((body ->> 'sentAt')::float8 / 1000)::date, version,
       case when (body ->> 'holdout')::bool then 'converted_holdout' else 'converted' end, '', body -> 'revenue' ->> 'currency',
       count(*), sum((body -> 'revenue' ->> 'amount')::bigint)
     from enrollments where converted_at is not null group by 1, 2, 3, 4, 6`,
  );
  await pool.query(
    `${INTO} select campaign_id, sent_at::date, version, sign.what, '', '', count(*), 0
     from sends cross join lateral (values ('opened', coalesce(opened_at, clicked_at)), ('clicked', clicked_at)) as sign (what, at)
     where sent_at is not null and sign.at is not null group by 1, 2, 3, 4`,
  );
  await pool.query("insert into campaign_totals (campaign_id, what, count) select campaign_id, what, sum(count) from campaign_tallies group by 1, 2");
}
