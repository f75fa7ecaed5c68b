-- Files of people that are brought in, and people who are deleted for good.

create table imports (
  id uuid primary key,
  workspace_id int not null,
  name text not null,
  -- The file as it came; gone when the import is over.
  file_id uuid not null,
  bytes bigint not null,
  -- SHA-256 of the file: tells that the same one was imported before.
  hash text not null,
  format jsonb not null,
  plan jsonb,
  check_job_id uuid,
  job_id uuid,
  created_by text not null,
  created_at timestamptz not null
);
create index imports_newest on imports (workspace_id, id);
create index imports_hash on imports (workspace_id, hash);

-- Whom an import created.
create table import_people (
  import_id uuid not null,
  profile_id uuid not null,
  primary key (import_id, profile_id)
);
create index import_people_profile on import_people (profile_id);

-- Requests to delete a person, and afterwards the proof that it was done: hashes and counts, nothing of the person.
create table erasures (
  id uuid primary key,
  workspace_id int not null,
  state text not null check (state in ('waiting', 'running', 'done', 'cancelled')),
  -- Null once it is done.
  profile_id uuid,
  profile_hash text not null,
  identifier_hashes text[] not null,
  refuse boolean not null,
  suppress boolean not null,
  counts jsonb not null,
  requested_by text not null,
  requested_at timestamptz not null,
  due_at timestamptz not null,
  finished_at timestamptz,
  keep_until timestamptz not null,
  job_id uuid
);
create index erasures_newest on erasures (workspace_id, id);
create unique index erasures_open on erasures (profile_id) where state in ('waiting', 'running');

-- Identifiers that must not be collected again, by their hashes.
create table refused_identifiers (
  workspace_id int not null,
  hash text not null,
  erasure_id uuid not null,
  until timestamptz not null,
  primary key (workspace_id, hash)
);
