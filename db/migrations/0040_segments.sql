-- Segments: live sets of people given by a condition, and lists of people. See docs/decisions/0040.

create table segments (
  id uuid primary key,
  workspace_id int not null,
  key text not null,
  -- `live`: by a condition. `list`: people are put on it and taken off.
  kind text not null check (kind in ('live', 'list')),
  -- The document being edited; null once it equals the newest version.
  draft jsonb,
  -- The version whose memberships hold; 0 before the first is built.
  version int not null default 0,
  -- The newest published version; the build under way fills it.
  newest int not null default 0,
  -- The build that the newest version waits for or is part of; null where nothing is under way.
  build_id uuid,
  -- Why the last build of this segment did not come to its end.
  build_error text,
  created_at timestamptz not null,
  updated_at timestamptz not null,
  unique (workspace_id, key)
);

create table segment_versions (
  segment_id uuid not null references segments (id) on delete cascade,
  version int not null,
  document jsonb not null,
  published_at timestamptz not null,
  published_by text not null,
  primary key (segment_id, version)
);

-- Fills new versions from history, bucket by bucket: one at a time in a workspace, and one that waits and gathers.
create table segment_builds (
  id uuid primary key,
  workspace_id int not null,
  state text not null check (state in ('waiting', 'running')),
  job_id uuid not null,
  created_at timestamptz not null
);
create unique index segment_builds_one on segment_builds (workspace_id, state);

-- Buckets in which the versions of the build are filled, and kept up to date by every batch from then on.
create table segment_build_buckets (
  build_id uuid not null references segment_builds (id) on delete cascade,
  bucket int not null,
  primary key (build_id, bucket)
);

-- What of a person's past one question needs. `aggregate` is the hash of the question: many segments share one.
create table aggregates (
  bucket int not null,
  profile_id uuid not null,
  aggregate text not null,
  body jsonb not null,
  primary key (bucket, profile_id, aggregate)
) with (fillfactor = 85, autovacuum_vacuum_scale_factor = 0.02);

-- Who is a member, and who was or may become one by time alone. Absent: never was, and time alone will not change it.
create table memberships (
  bucket int not null,
  profile_id uuid not null,
  segment_id uuid not null,
  version int not null,
  member boolean not null,
  since timestamptz not null,
  -- The timer that is set for it: the answer cannot change by time alone before.
  timer_at timestamptz,
  primary key (bucket, profile_id, segment_id, version)
) with (fillfactor = 85, autovacuum_vacuum_scale_factor = 0.02);
-- Members of one segment, who came last first.
create index memberships_members on memberships (segment_id, version, since, profile_id) where member;
