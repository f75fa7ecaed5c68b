-- All that a campaign ever counted, whatever the day: the list of campaigns shows fifty of these, and would else add up years of days.
create table campaign_totals (
  campaign_id uuid not null,
  what text not null,
  count bigint not null,
  primary key (campaign_id, what)
);
insert into campaign_totals (campaign_id, what, count) select campaign_id, what, sum(count) from campaign_tallies group by 1, 2;

-- Who goes on when, whatever else there are timers for: what comes in the next hours is read from this index alone.
create index enrollments_due on enrollments (due_at, campaign_id) where status = any (array['waiting', 'held']);
