-- Who runs, for the status page: every process of Beckon says now and then that it lives, whatever its roles.

create table processes (
  name text primary key,
  roles text[] not null,
  version text not null,
  started_at timestamptz not null,
  seen_at timestamptz not null
);

-- The status page and the list of open letters; those that were replayed are the most after a while.
create index dead_letters_open on dead_letters (workspace_id, id) where replayed_at is null;
