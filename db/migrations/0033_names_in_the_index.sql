-- Whether somebody did a thing, and when, is answered by the index alone: the name rides along in the one that a person's events are found by.
drop index events_profile;
create index events_profile on events (bucket, profile_id, at desc) include (name);

-- Sends of the last day, for the status. They are written in the order of time, so a summary of every few pages is enough.
create index sends_created on sends using brin (created_at) with (pages_per_range = 32);
