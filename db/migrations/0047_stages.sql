-- The life cycle: everybody is in exactly one of its stages. It is kept as a segment is; see docs/decisions/0047.

alter table segments drop constraint segments_kind_check;
-- `stages`: the life cycle, at most one in a workspace; everybody belongs to it, each in one stage.
alter table segments add constraint segments_kind_check check (kind in ('live', 'list', 'stages'));

-- Of the life cycle: the key of the stage that the person is in, since `since`.
alter table memberships add column stage text;
-- People in one stage, who came last first.
create index memberships_stages on memberships (segment_id, version, stage, since, profile_id) where stage is not null;

-- How many people of a bucket are in a stage. Whoever moves them holds the bucket, so nobody waits for these rows.
create table stage_counts (
  bucket int not null,
  segment_id uuid not null,
  version int not null,
  stage text not null,
  people bigint not null,
  primary key (bucket, segment_id, version, stage)
) with (fillfactor = 70, autovacuum_vacuum_scale_factor = 0.02);

-- Who moved from where to where: the history of a person, and who is behind a flow of the board.
create table stage_changes (
  bucket int not null,
  profile_id uuid not null,
  -- The event that tells of it.
  id uuid not null,
  workspace_id int not null,
  at timestamptz not null,
  -- The order among moves of one instant.
  place int not null,
  -- Empty for somebody who was in no stage before.
  from_stage text not null,
  to_stage text not null,
  -- Since when they were in the former stage.
  from_since timestamptz,
  -- Whether it is in `stage_flows` already.
  counted boolean not null default false,
  primary key (bucket, profile_id, id)
);
create index stage_changes_flows on stage_changes (workspace_id, from_stage, to_stage, at, profile_id);
create index stage_changes_uncounted on stage_changes (bucket, id) where not counted;

-- So many moves on one day of the workspace's calendar, by how long people had been in the former stage: `span` is four times the
-- binary logarithm of the seconds, rounded down, so that quartiles are true to a tenth; -1 where nobody knows.
create table stage_flows (
  workspace_id int not null,
  day date not null,
  from_stage text not null,
  to_stage text not null,
  span int not null,
  people bigint not null,
  primary key (workspace_id, day, from_stage, to_stage, span)
);
