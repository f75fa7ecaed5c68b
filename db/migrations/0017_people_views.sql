-- Lists of people that somebody keeps under a name, for themselves or for all.
create table people_views (
  id uuid not null primary key,
  workspace_id integer not null references workspaces (id),
  user_id uuid not null references users (id) on delete cascade,
  name text not null,
  shared boolean not null,
  query jsonb not null,
  created_at timestamptz not null
);
create index people_views_workspace on people_views (workspace_id, name);

-- The columns that a user sees in the list of people.
alter table users add column people_columns text[];
