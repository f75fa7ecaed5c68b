-- The decision log is written more often than anything but events; its key now serves the question that is asked of it (one person,
-- one campaign, in order), and one index less is kept.
alter table decisions drop constraint decisions_pkey;
drop index decisions_profile;
alter table decisions add primary key (bucket, profile_id, campaign_id, id);
