-- What was done to things of one kind, newest first: of a kind that is rare, the log would be read to its end.
create index audit_entries_kind on audit_entries (workspace_id, subject_kind, id) where subject_kind is not null;

-- Few messages are clicked: a search among who clicked would walk past all the others.
create index sends_campaign_clicked on sends (campaign_id, sent_at, id) where clicked_at is not null;
