-- How people are ranked by what they bought; null: they are not.
alter table workspaces add column rfm jsonb;

-- One ranking of everybody. Without a setting it takes the groups back.
create table rfm_runs (
  id uuid primary key,
  workspace_id int not null,
  setting jsonb,
  -- The first ranking by a setting is no news to write to anybody about.
  quiet boolean not null,
  state text not null check (state in ('running', 'done', 'failed')),
  job_id uuid not null,
  as_of timestamptz not null,
  finished_at timestamptz,
  limits jsonb,
  cells jsonb,
  error text
);
create unique index rfm_runs_one on rfm_runs (workspace_id) where state = 'running';
create index rfm_runs_newest on rfm_runs (workspace_id, id);

-- What the last ranking counted of each person, and the scores that they were told. No orders: they are still to be told so.
create table rfm_standings (
  bucket int not null,
  profile_id uuid not null,
  workspace_id int not null,
  last_at timestamptz not null,
  orders bigint not null,
  value numeric not null,
  recency int,
  frequency int,
  monetary int,
  primary key (bucket, profile_id)
) with (fillfactor = 85);
create index rfm_standings_workspace on rfm_standings (workspace_id);
