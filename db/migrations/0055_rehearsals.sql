-- What a draft of a campaign or a journey would have done in a period: a job reckons it, and the result is kept.
create table rehearsals (
  id uuid primary key,
  workspace_id int not null,
  course_kind text not null check (course_kind in ('campaign', 'journey')),
  -- Under this id it was replayed: that of the campaign or journey where it is stored, so that chance falls as it does live.
  course_id uuid not null,
  course_key text not null,
  document jsonb not null,
  -- What the world was when it was asked for: a rehearsal that goes on after a restart goes by the same.
  rules jsonb not null,
  others jsonb not null,
  from_day date not null,
  to_day date not null,
  period_from timestamptz not null,
  period_until timestamptz not null,
  population jsonb not null,
  job_id uuid not null,
  started_by text not null,
  created_at timestamptz not null,
  result jsonb
);
create index rehearsals_newest on rehearsals (workspace_id, id);
create index rehearsals_of_course on rehearsals (workspace_id, course_key, id);

-- The people of a rehearsal with what would have happened to each, as far as they are kept.
create table rehearsal_people (
  bucket int not null,
  rehearsal_id uuid not null,
  profile_id uuid not null,
  first_at timestamptz not null,
  messages int not null,
  most_in_week int not null,
  tags text[] not null,
  path jsonb not null,
  primary key (bucket, profile_id, rehearsal_id)
);
create index rehearsal_people_list on rehearsal_people (rehearsal_id, first_at, profile_id);
