-- Profiles and their past. Every per-profile table carries the bucket; see docs/decisions/0002.

create table buckets (
  bucket int primary key check (bucket between 0 and 255),
  -- The worker process that may take work from it until then. The row is also the fence: a batch holds it FOR UPDATE.
  owner text,
  until timestamptz
);
insert into buckets (bucket) select generate_series(0, 255);

create table profiles (
  bucket int not null,
  id uuid not null,
  workspace_id int not null,
  attributes jsonb not null,
  consent jsonb not null,
  -- Session, cap slots, suppressions, date timers: what decide() keeps between events.
  state jsonb not null,
  -- Lower-case name and email for the search box.
  search text not null default '',
  created_at timestamptz not null,
  last_seen_at timestamptz,
  merged_into uuid,
  primary key (bucket, id)
) with (fillfactor = 85);
create index profiles_newest on profiles (workspace_id, id);
create index profiles_search on profiles (workspace_id, search text_pattern_ops);

-- Unique across profiles, so keyed by the value (distributed by it on Citus).
create table identities (
  workspace_id int not null,
  kind text not null,
  value text not null,
  profile_id uuid not null,
  created_at timestamptz not null,
  primary key (workspace_id, kind, value)
);
create index identities_profile on identities (profile_id);

create table merges (
  id uuid primary key,
  workspace_id int not null,
  survivor uuid not null,
  merged uuid not null,
  at timestamptz not null,
  by text not null,
  -- Identities and state of the merged profile as they were, so that it can be undone.
  snapshot jsonb not null,
  undone_at timestamptz
);
create index merges_survivor on merges (survivor);
create index merges_merged on merges (merged);

-- One row per accepted messageId: a 128-bit hash of workspace, source and id. keep: provider events, for ever.
create table message_keys (
  key uuid primary key,
  at timestamptz not null,
  keep boolean not null default false
);
create index message_keys_at on message_keys (at) where not keep;

create table inbox (
  bucket int not null,
  id uuid not null,
  workspace_id int not null,
  profile_id uuid not null,
  kind text not null check (kind in ('event', 'outcome', 'campaign', 'merge')),
  body jsonb not null,
  accepted_at timestamptz not null,
  primary key (bucket, id)
) with (autovacuum_vacuum_scale_factor = 0.01, autovacuum_vacuum_cost_delay = 0);

-- id first: it is a UUIDv7, so inserts land on one right edge and the debugger reads the newest of all buckets at once.
create table events (
  bucket int not null,
  id uuid not null,
  workspace_id int not null,
  profile_id uuid not null,
  at timestamptz not null,
  received_at timestamptz not null,
  name text not null,
  kind text not null,
  properties jsonb not null,
  context jsonb not null,
  -- attributes, consent, message reference and flags, where the event has them
  extra jsonb,
  source text not null,
  message_id text not null,
  primary key (id, bucket)
);
create index events_profile on events (bucket, profile_id, at desc);

create table dead_letters (
  id uuid primary key,
  workspace_id int not null,
  profile_id uuid,
  source text not null,
  reason text not null,
  detail text not null,
  body jsonb not null,
  at timestamptz not null,
  replayed_at timestamptz
);
create index dead_letters_newest on dead_letters (workspace_id, id);

create table event_registry (
  workspace_id int not null,
  name text not null,
  first_seen_at timestamptz not null,
  last_seen_at timestamptz not null,
  count bigint not null,
  last_sample jsonb not null,
  -- A fixed JSON Schema, and what a violation does.
  schema jsonb,
  on_violation text not null default 'flag' check (on_violation in ('flag', 'quarantine', 'reject')),
  violations bigint not null default 0,
  primary key (workspace_id, name)
);

-- Properties of events (event = its name) and attributes of profiles (event = '').
create table property_registry (
  workspace_id int not null,
  event text not null,
  name text not null,
  -- { "number": 120, "string": 3 }
  types jsonb not null,
  -- The most frequent scalar values with their counts, at most 50.
  examples jsonb not null,
  last_seen_at timestamptz not null,
  primary key (workspace_id, event, name)
);

create table suppressions (
  workspace_id int not null,
  channel text not null,
  address text not null,
  reason text not null check (reason in ('hard_bounce', 'complaint', 'manual')),
  detail text not null default '',
  at timestamptz not null,
  primary key (workspace_id, channel, address)
);
