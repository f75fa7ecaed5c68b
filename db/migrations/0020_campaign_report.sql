-- What a campaign's report counts, kept while it happens: counting a million sends anew for every look would cost seconds.
-- A batch leaves slips beside what they count, in one transaction; the tally keeper adds them up. Days are of the workspace's
-- calendar at the time of counting; see docs/decisions/0020.

create table campaign_tally_slips (
  bucket int not null,
  id uuid not null,
  campaign_id uuid not null,
  day date not null,
  version int not null,
  -- An outcome of the decision log, or a sign of life of the message: delivered, opened, machine_opened, clicked, ...
  what text not null,
  reason text not null,
  currency text not null,
  count bigint not null,
  -- Minor units of the currency.
  amount bigint not null,
  primary key (bucket, id)
);
create index campaign_tally_slips_campaign on campaign_tally_slips (campaign_id);

create table campaign_tallies (
  campaign_id uuid not null,
  day date not null,
  version int not null,
  what text not null,
  reason text not null,
  currency text not null,
  count bigint not null,
  amount bigint not null,
  primary key (campaign_id, day, version, what, reason, currency)
);

-- Opens by the privacy proxies of mail programs: told apart from people, and still worth knowing.
alter table sends add column machine_opened_at timestamptz;

-- What happened before there were tallies.
insert into campaign_tallies (campaign_id, day, version, what, reason, currency, count, amount)
select d.campaign_id, (d.at at time zone (w.settings ->> 'timeZone'))::date, d.version, d.outcome, coalesce(d.reason, ''), '', count(*), 0
from decisions d join workspaces w on w.id = d.workspace_id
where d.outcome in ('entered', 'not_entered', 'restarted', 'skipped', 'exited', 'sent', 'would_have_been_sent', 'failed', 'unknown')
group by 1, 2, 3, 4, 5;

insert into campaign_tallies (campaign_id, day, version, what, reason, currency, count, amount)
select e.campaign_id, (to_timestamp((e.body ->> 'sentAt')::float8 / 1000) at time zone (w.settings ->> 'timeZone'))::date, e.version,
  case when (e.body ->> 'holdout')::bool then 'converted_holdout' else 'converted' end, '', coalesce(e.body -> 'revenue' ->> 'currency', ''),
  count(*), coalesce(sum((e.body -> 'revenue' ->> 'amount')::bigint), 0)
from enrollments e join workspaces w on w.id = e.workspace_id
where e.converted_at is not null and e.body ->> 'sentAt' is not null
group by 1, 2, 3, 4, 6;

insert into campaign_tallies (campaign_id, day, version, what, reason, currency, count, amount)
select s.campaign_id, (s.sent_at at time zone (w.settings ->> 'timeZone'))::date, s.version, sign.what, '', '', count(*), 0
from sends s join workspaces w on w.id = s.workspace_id
cross join lateral (values ('delivered', s.delivered_at), ('opened', coalesce(s.opened_at, s.clicked_at)), ('clicked', s.clicked_at),
  ('bounced', s.bounced_at), ('complained', s.complained_at), ('unsubscribed', s.unsubscribed_at)) as sign (what, at)
where s.sent_at is not null and sign.at is not null
group by 1, 2, 3, 4;

-- Who is behind a number: one outcome of one campaign with one reason, newest first. Ids are in the order of time.
drop index decisions_campaign;
create index decisions_campaign on decisions (campaign_id, outcome, coalesce(reason, ''), id);
create index sends_campaign_sent on sends (campaign_id, sent_at, id) where sent_at is not null;
create index sends_campaign_trouble on sends (campaign_id, sent_at, id)
  where sent_at is not null and (unsubscribed_at is not null or bounced_at is not null or complained_at is not null);
drop index enrollments_campaign;
create index enrollments_inside on enrollments (campaign_id, status, entered_at, id) where status <> 'ended';
create index enrollments_converted on enrollments (campaign_id, converted_at, id) where converted_at is not null;

-- What happened under a name in a stretch of time: the estimate of a campaign's reach, and the event debugger's filter. The bucket
-- lets a share of all people be picked from the index alone.
create index events_named on events (workspace_id, name, at, bucket);
