-- The engine's own bookkeeping: who works, and which campaign changes are on their way to the people inside.

-- Worker processes that are alive. A bucket belongs to its owner while the owner lives; so a heartbeat writes one row, not 256,
-- and never waits for a batch that holds a bucket.
create table workers (
  owner text primary key,
  until timestamptz not null
);
alter table buckets drop column until;

-- A launch, resume, stop or end, told to each person it concerns as an input of that person, in chunks.
create table campaign_changes (
  id uuid primary key,
  workspace_id int not null,
  campaign_id uuid not null references campaigns (id),
  -- A launch or an end is told only while this is the newest version: an end that a later launch moved is no end any more.
  version int not null,
  change text not null check (change in ('launched', 'resumed', 'stopped', 'ended')),
  -- When it takes effect; an `ended` waits here for its instant.
  at timestamptz not null,
  -- People are told in the order of (bucket, profile); these were the last.
  told_bucket int not null default -1,
  told_profile uuid not null default '00000000-0000-0000-0000-000000000000',
  told bigint not null default 0,
  done_at timestamptz
);
create index campaign_changes_open on campaign_changes (at) where done_at is null;
