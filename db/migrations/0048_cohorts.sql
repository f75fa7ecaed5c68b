-- Cohorts that another system keeps, and the list that each fills here.
create table cohorts (
  workspace_id int not null,
  -- Who keeps it: mixpanel, amplitude.
  source text not null,
  -- What it is called there, for ever.
  cohort text not null,
  segment_id uuid not null references segments (id) on delete cascade,
  -- The name it had there last: a list that was renamed here keeps its name until the cohort is renamed there.
  name text not null,
  seen_at timestamptz not null,
  primary key (workspace_id, source, cohort)
);
create index cohorts_of_list on cohorts (segment_id);

-- A full sync comes in pages. Whoever is on none of them is taken off once all are there.
create table cohort_pages (
  segment_id uuid not null references segments (id) on delete cascade,
  session text not null,
  page int not null,
  -- Profiles on it. Empty once the sync is done; the row stays, so that a page which is repeated late changes nothing.
  people uuid[] not null,
  done boolean not null default false,
  primary key (segment_id, session, page)
);
