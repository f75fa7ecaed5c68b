-- Attributes that Beckon keeps itself from what people did. See docs/decisions/0046.
create table computed_attributes (
  id uuid primary key,
  workspace_id int not null,
  -- Under this name it stands among the attributes of people.
  name text not null,
  -- The newest version: what people see, and what a build fills.
  document jsonb not null,
  newest int not null,
  -- The version whose values hold, and its document; 0 and null before the first is built.
  version int not null default 0,
  live jsonb,
  -- The build that the newest version waits for or is part of; null where nothing is under way.
  build_id uuid,
  -- Why the last build did not come to its end.
  build_error text,
  -- In so many buckets the values of the version that holds stand in the profiles; fewer than all only just after a build.
  written int not null default 0,
  created_at timestamptz not null,
  updated_at timestamptz not null,
  unique (workspace_id, name)
);
