-- What journeys ask colleagues to do for a person.
create table tasks (
  bucket int not null,
  profile_id uuid not null,
  -- The event that tells of it.
  id uuid not null,
  workspace_id int not null,
  title text not null,
  notes text not null,
  -- Mail address of a user; null: anybody may take it.
  assignee text,
  due_at timestamptz,
  created_at timestamptz not null,
  -- Key of the journey and id of the step that asked for it.
  journey text,
  step text,
  enrollment_id uuid,
  state text not null default 'open' check (state in ('open', 'done')),
  -- What was written down while it was done.
  note text not null default '',
  done_at timestamptz,
  done_by text,
  -- How often it was done or opened again: the event of each is told once.
  changes int not null default 0,
  primary key (bucket, profile_id, id)
);
create index tasks_by_id on tasks (id);
create index tasks_open on tasks (workspace_id, (coalesce(due_at, timestamptz '9999-12-31 00:00:00+00')), id) where state = 'open';
create index tasks_done on tasks (workspace_id, done_at, id) where state = 'done';
create index tasks_made on tasks (workspace_id, created_at, id);
