-- Who changed what, from where and when. Written by the API for each change, read by the audit log, forgotten by the janitor.

create table audit_entries (
  workspace_id int not null,
  -- UUIDv7: in order of time
  id uuid not null,
  at timestamptz not null,
  actor_kind text not null check (actor_kind in ('user', 'key', 'system', 'nobody')),
  actor_id text,
  actor_name text not null,
  ip text,
  -- the route's name in the contract
  action text not null,
  outcome text not null check (outcome in ('done', 'refused')),
  -- goes on after the name: launched the campaign Cart reminder
  sentence text not null,
  subject_kind text,
  subject_id text,
  -- everything concerned, as kind:id, the subject first
  concerns text[] not null,
  -- [{path, before?, after?}], without secrets
  changes jsonb not null,
  primary key (workspace_id, id)
);

create index audit_entries_concerns on audit_entries using gin (concerns);
create index audit_entries_actor on audit_entries (workspace_id, actor_id, id);
create index audit_entries_at on audit_entries (at);
