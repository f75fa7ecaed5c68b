-- Whom people of a bucket have taken in: a build of segments counts what was done under every name of theirs.
create index merges_survivor_bucket on merges (get_byte(uuid_send(survivor), 15)) where undone_at is null;
