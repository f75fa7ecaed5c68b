-- A launch may move the people inside older versions to the new one, or let them go.
alter table campaign_changes drop constraint campaign_changes_change_check;
alter table campaign_changes add check (change in ('launched', 'resumed', 'stopped', 'ended', 'moved', 'replaced'));
