-- A segment that people inside a journey wait for was filled anew: each of them looks again.
alter table campaign_changes drop constraint campaign_changes_change_check;
alter table campaign_changes add constraint campaign_changes_change_check
  check (change in ('launched', 'resumed', 'stopped', 'ended', 'moved', 'replaced', 'refilled'));

-- Everybody inside a course, the newest first, at whatever step and in whatever status.
create index enrollments_inside_newest on enrollments (campaign_id, entered_at, id) where status <> 'ended';
