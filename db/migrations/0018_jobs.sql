-- Long work, and the files that it reads and makes.

-- Kept in the database, so that whichever process does the work finds them, and a backup holds them.
create table files (
  id uuid primary key,
  workspace_id int not null,
  name text not null,
  content_type text not null,
  bytes bigint not null,
  -- Null while it is being written.
  completed_at timestamptz,
  created_at timestamptz not null,
  expires_at timestamptz not null
);
create index files_expiry on files (expires_at);

create table file_parts (
  file_id uuid not null references files (id) on delete cascade,
  part int not null,
  body bytea not null,
  primary key (file_id, part)
);

create table jobs (
  id uuid primary key,
  workspace_id int not null,
  kind text not null,
  title text not null,
  state text not null check (state in ('waiting', 'running', 'done', 'failed', 'cancelled')),
  input jsonb not null,
  -- Where it goes on; null at the beginning.
  cursor jsonb,
  done bigint not null,
  total bigint,
  summary jsonb,
  file_id uuid,
  error text,
  -- Failures in a row; a step that succeeds sets it back.
  failures int not null,
  started_by text not null,
  created_at timestamptz not null,
  -- Not before.
  ready_at timestamptz not null,
  started_at timestamptz,
  -- The last step: who waited longest is next.
  touched_at timestamptz not null,
  finished_at timestamptz,
  claimed_by text,
  claimed_until timestamptz
);
create index jobs_newest on jobs (workspace_id, id);
create index jobs_open on jobs (touched_at) where state in ('waiting', 'running');
