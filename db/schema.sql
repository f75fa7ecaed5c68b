-- The schema after all migrations, to be read in review. Made by `npm run db:dump`; never applied.

create table aggregates (
  bucket integer not null,
  profile_id uuid not null,
  aggregate text not null,
  body jsonb not null,
  primary key (bucket, profile_id, aggregate)
) with (fillfactor = 85, autovacuum_vacuum_scale_factor = 0.02);

create table answers (
  bucket integer not null,
  send_id uuid not null,
  attempt integer not null,
  at timestamp with time zone not null,
  result text not null,
  detail text not null,
  status integer,
  headers jsonb not null,
  body text not null,
  ms integer not null,
  primary key (bucket, send_id, attempt)
);
create index answers_at on answers (at);

create table attempts (
  name text not null,
  failures integer not null,
  last_at timestamp with time zone not null,
  primary key (name)
);

create table audit_entries (
  workspace_id integer not null,
  id uuid not null,
  at timestamp with time zone not null,
  actor_kind text not null,
  actor_id text,
  actor_name text not null,
  ip text,
  action text not null,
  outcome text not null,
  sentence text not null,
  subject_kind text,
  subject_id text,
  concerns text[] not null,
  changes jsonb not null,
  primary key (workspace_id, id),
  check (actor_kind = any (array['user'::text, 'key'::text, 'system'::text, 'nobody'::text])),
  check (outcome = any (array['done'::text, 'refused'::text, 'unknown'::text]))
);
create index audit_entries_actor on audit_entries (workspace_id, actor_id, id);
create index audit_entries_at on audit_entries (at);
create index audit_entries_concerns on audit_entries using gin (concerns);
create index audit_entries_kind on audit_entries (workspace_id, subject_kind, id) where subject_kind is not null;

create table brand_assets (
  workspace_id integer not null,
  name text not null,
  content_type text not null,
  bytes bytea not null,
  hash text not null,
  at timestamp with time zone not null,
  primary key (workspace_id, name),
  check (name = 'logo'::text)
);

create table buckets (
  bucket integer not null,
  owner text,
  primary key (bucket),
  check (bucket >= 0 and bucket <= 255)
);

create table campaign_changes (
  id uuid not null,
  workspace_id integer not null,
  campaign_id uuid not null,
  version integer not null,
  change text not null,
  at timestamp with time zone not null,
  told_bucket integer default '-1'::integer not null,
  told_profile uuid default '00000000-0000-0000-0000-000000000000'::uuid not null,
  told bigint default 0 not null,
  done_at timestamp with time zone,
  primary key (id),
  foreign key (campaign_id) references campaigns(id),
  check (change = any (array['launched'::text, 'resumed'::text, 'stopped'::text, 'ended'::text, 'moved'::text, 'replaced'::text, 'refilled'::text]))
);
create index campaign_changes_open on campaign_changes (at) where done_at is null;

create table campaign_tallies (
  campaign_id uuid not null,
  day date not null,
  version integer not null,
  what text not null,
  reason text not null,
  currency text not null,
  count bigint not null,
  amount bigint not null,
  primary key (campaign_id, day, version, what, reason, currency)
);

create table campaign_tally_slips (
  bucket integer not null,
  id uuid not null,
  campaign_id uuid not null,
  day date not null,
  version integer not null,
  what text not null,
  reason text not null,
  currency text not null,
  count bigint not null,
  amount bigint not null,
  primary key (bucket, id)
);
create index campaign_tally_slips_campaign on campaign_tally_slips (campaign_id);

create table campaign_totals (
  campaign_id uuid not null,
  what text not null,
  count bigint not null,
  primary key (campaign_id, what)
);

create table campaign_versions (
  campaign_id uuid not null,
  version integer not null,
  document jsonb not null,
  published_at timestamp with time zone not null,
  published_by text not null,
  blocks jsonb,
  moves jsonb,
  primary key (campaign_id, version),
  foreign key (campaign_id) references campaigns(id)
);

create table campaigns (
  id uuid not null,
  workspace_id integer not null,
  key text not null,
  status text not null,
  draft jsonb,
  version integer default 0 not null,
  created_at timestamp with time zone not null,
  updated_at timestamp with time zone not null,
  launched_at timestamp with time zone,
  kind text default 'campaign'::text not null,
  journey_id uuid,
  step text,
  primary key (id),
  unique (workspace_id, key),
  foreign key (journey_id) references campaigns(id),
  check (kind = any (array['campaign'::text, 'journey'::text, 'message'::text])),
  check (status = any (array['draft'::text, 'live'::text, 'paused'::text, 'stopped'::text, 'archived'::text]))
);
create index campaigns_of_journey on campaigns (journey_id) where journey_id is not null;

create table channel_stops (
  channel text not null,
  owner text not null,
  since timestamp with time zone not null,
  sentence text not null,
  seen_at timestamp with time zone not null,
  primary key (channel, owner)
);

create table cohort_pages (
  segment_id uuid not null,
  session text not null,
  page integer not null,
  people uuid[] not null,
  done boolean default false not null,
  primary key (segment_id, session, page),
  foreign key (segment_id) references segments(id) on delete cascade
);

create table cohorts (
  workspace_id integer not null,
  source text not null,
  cohort text not null,
  segment_id uuid not null,
  name text not null,
  seen_at timestamp with time zone not null,
  primary key (workspace_id, source, cohort),
  foreign key (segment_id) references segments(id) on delete cascade
);
create index cohorts_of_list on cohorts (segment_id);

create table computed_attributes (
  id uuid not null,
  workspace_id integer not null,
  name text not null,
  document jsonb not null,
  newest integer not null,
  version integer default 0 not null,
  live jsonb,
  build_id uuid,
  build_error text,
  written integer default 0 not null,
  created_at timestamp with time zone not null,
  updated_at timestamp with time zone not null,
  primary key (id),
  unique (workspace_id, name)
);

create table content_block_versions (
  block_id uuid not null,
  version integer not null,
  document jsonb not null,
  published_at timestamp with time zone not null,
  published_by text not null,
  primary key (block_id, version),
  foreign key (block_id) references content_blocks(id)
);

create table content_blocks (
  id uuid not null,
  workspace_id integer not null,
  key text not null,
  draft jsonb,
  version integer default 0 not null,
  created_at timestamp with time zone not null,
  updated_at timestamp with time zone not null,
  published_at timestamp with time zone,
  deleted_at timestamp with time zone,
  primary key (id)
);
create index content_blocks_changed on content_blocks (workspace_id, updated_at desc, id desc) where deleted_at is null;
create unique index content_blocks_key on content_blocks (workspace_id, key) where deleted_at is null;

create table dead_letters (
  id uuid not null,
  workspace_id integer not null,
  profile_id uuid,
  source text not null,
  reason text not null,
  detail text not null,
  body jsonb not null,
  at timestamp with time zone not null,
  replayed_at timestamp with time zone,
  primary key (id)
);
create index dead_letters_newest on dead_letters (workspace_id, id);
create index dead_letters_open on dead_letters (workspace_id, id) where replayed_at is null;

create table decisions (
  bucket integer not null,
  id uuid not null,
  workspace_id integer not null,
  profile_id uuid not null,
  campaign_id uuid not null,
  version integer not null,
  enrollment_id uuid,
  event_id uuid,
  at timestamp with time zone not null,
  outcome text not null,
  reason text,
  facts jsonb not null,
  primary key (bucket, profile_id, campaign_id, id)
);
create index decisions_campaign on decisions (campaign_id, outcome, coalesce(reason, ''::text), id);
create index decisions_stepped on decisions (campaign_id, (facts ->> 'step'::text), (facts ->> 'way'::text), id) where outcome = 'stepped'::text;

create table enrollments (
  bucket integer not null,
  id uuid not null,
  workspace_id integer not null,
  profile_id uuid not null,
  campaign_id uuid not null,
  version integer not null,
  key text,
  status text not null,
  live boolean not null,
  entered_at timestamp with time zone not null,
  due_at timestamp with time zone,
  end_reason text,
  converted_at timestamp with time zone,
  body jsonb not null,
  step text,
  primary key (bucket, id),
  check (status = any (array['waiting'::text, 'held'::text, 'sending'::text, 'ended'::text]))
) with (fillfactor = 85);
create index enrollments_at_step on enrollments (campaign_id, step, entered_at, id) where step is not null and status <> 'ended'::text;
create index enrollments_converted on enrollments (campaign_id, converted_at, id) where converted_at is not null;
create index enrollments_due on enrollments (due_at, campaign_id) where status = any (array['waiting'::text, 'held'::text]);
create index enrollments_inside on enrollments (campaign_id, status, entered_at, id) where status <> 'ended'::text;
create index enrollments_inside_newest on enrollments (campaign_id, entered_at, id) where status <> 'ended'::text;
create index enrollments_live on enrollments (bucket, profile_id) where live;
create index enrollments_profile on enrollments (bucket, profile_id, campaign_id);

create table erasures (
  id uuid not null,
  workspace_id integer not null,
  state text not null,
  profile_id uuid,
  profile_hash text not null,
  identifier_hashes text[] not null,
  refuse boolean not null,
  suppress boolean not null,
  counts jsonb not null,
  requested_by text not null,
  requested_at timestamp with time zone not null,
  due_at timestamp with time zone not null,
  finished_at timestamp with time zone,
  keep_until timestamp with time zone not null,
  job_id uuid,
  primary key (id),
  check (state = any (array['waiting'::text, 'running'::text, 'done'::text, 'cancelled'::text]))
);
create index erasures_newest on erasures (workspace_id, id);
create unique index erasures_open on erasures (profile_id) where state = any (array['waiting'::text, 'running'::text]);

create table event_registry (
  workspace_id integer not null,
  name text not null,
  first_seen_at timestamp with time zone not null,
  last_seen_at timestamp with time zone not null,
  count bigint not null,
  last_sample jsonb not null,
  schema jsonb,
  on_violation text default 'flag'::text not null,
  violations bigint default 0 not null,
  primary key (workspace_id, name),
  check (on_violation = any (array['flag'::text, 'quarantine'::text, 'reject'::text]))
);

create table events (
  bucket integer not null,
  id uuid not null,
  workspace_id integer not null,
  profile_id uuid not null,
  at timestamp with time zone not null,
  received_at timestamp with time zone not null,
  name text not null,
  kind text not null,
  properties jsonb not null,
  context jsonb not null,
  extra jsonb,
  source text not null,
  message_id text not null,
  primary key (id, bucket)
);
create index events_named on events (workspace_id, name, at, bucket);
create index events_profile on events (bucket, profile_id, at desc) include (name);

create table file_parts (
  file_id uuid not null,
  part integer not null,
  body bytea not null,
  primary key (file_id, part),
  foreign key (file_id) references files(id) on delete cascade
);

create table files (
  id uuid not null,
  workspace_id integer not null,
  name text not null,
  content_type text not null,
  bytes bigint not null,
  completed_at timestamp with time zone,
  created_at timestamp with time zone not null,
  expires_at timestamp with time zone not null,
  primary key (id)
);
create index files_expiry on files (expires_at);

create table idempotency_keys (
  workspace_id integer not null,
  key text not null,
  request_hash text not null,
  status integer,
  body text,
  at timestamp with time zone not null,
  primary key (workspace_id, key)
);

create table identities (
  workspace_id integer not null,
  kind text not null,
  value text not null,
  profile_id uuid not null,
  created_at timestamp with time zone not null,
  primary key (workspace_id, kind, value)
);
create index identities_profile on identities (profile_id);

create table import_people (
  import_id uuid not null,
  profile_id uuid not null,
  primary key (import_id, profile_id)
);
create index import_people_profile on import_people (profile_id);

create table imports (
  id uuid not null,
  workspace_id integer not null,
  name text not null,
  file_id uuid not null,
  bytes bigint not null,
  hash text not null,
  format jsonb not null,
  plan jsonb,
  check_job_id uuid,
  job_id uuid,
  created_by text not null,
  created_at timestamp with time zone not null,
  primary key (id)
);
create index imports_hash on imports (workspace_id, hash);
create index imports_newest on imports (workspace_id, id);

create table inbox (
  bucket integer not null,
  id uuid not null,
  workspace_id integer not null,
  profile_id uuid not null,
  kind text not null,
  body jsonb not null,
  accepted_at timestamp with time zone not null,
  primary key (bucket, id),
  check (kind = any (array['event'::text, 'outcome'::text, 'campaign'::text, 'merge'::text, 'erasure'::text, 'list'::text]))
) with (autovacuum_vacuum_scale_factor = 0.01, autovacuum_vacuum_cost_delay = 0);

create table installation (
  name text not null,
  value jsonb not null,
  primary key (name)
);

create table invites (
  id uuid not null,
  workspace_id integer not null,
  email text not null,
  role text not null,
  token_hash text not null,
  invited_by text not null,
  created_at timestamp with time zone not null,
  expires_at timestamp with time zone not null,
  primary key (id),
  foreign key (workspace_id) references workspaces(id),
  check (role = any (array['viewer'::text, 'editor'::text, 'publisher'::text, 'admin'::text, 'owner'::text]))
);
create unique index invites_email on invites (workspace_id, email);
create unique index invites_token on invites (token_hash);

create table jobs (
  id uuid not null,
  workspace_id integer not null,
  kind text not null,
  title text not null,
  state text not null,
  input jsonb not null,
  cursor jsonb,
  done bigint not null,
  total bigint,
  summary jsonb,
  file_id uuid,
  error text,
  failures integer not null,
  started_by text not null,
  created_at timestamp with time zone not null,
  ready_at timestamp with time zone not null,
  started_at timestamp with time zone,
  touched_at timestamp with time zone not null,
  finished_at timestamp with time zone,
  claimed_by text,
  claimed_until timestamp with time zone,
  primary key (id),
  check (state = any (array['waiting'::text, 'running'::text, 'done'::text, 'failed'::text, 'cancelled'::text]))
);
create index jobs_newest on jobs (workspace_id, id);
create index jobs_open on jobs (touched_at) where state = any (array['waiting'::text, 'running'::text]);

create table keys (
  id uuid not null,
  workspace_id integer not null,
  kind text not null,
  name text not null,
  prefix text not null,
  readable text,
  secret_hash text not null,
  created_at timestamp with time zone not null,
  revoked_at timestamp with time zone,
  scopes text[],
  expires_at timestamp with time zone,
  last_used_at timestamp with time zone,
  last_used_ip text,
  previous_hash text,
  previous_until timestamp with time zone,
  primary key (id),
  unique (secret_hash),
  foreign key (workspace_id) references workspaces(id),
  check (kind = any (array['write'::text, 'api'::text, 'profile'::text]))
);
create index keys_previous on keys (previous_hash) where previous_hash is not null;

create table memberships (
  bucket integer not null,
  profile_id uuid not null,
  segment_id uuid not null,
  version integer not null,
  member boolean not null,
  since timestamp with time zone not null,
  timer_at timestamp with time zone,
  stage text,
  primary key (bucket, profile_id, segment_id, version)
) with (fillfactor = 85, autovacuum_vacuum_scale_factor = 0.02);
create index memberships_members on memberships (segment_id, version, since, profile_id) where member;
create index memberships_stages on memberships (segment_id, version, stage, since, profile_id) where stage is not null;

create table merges (
  id uuid not null,
  workspace_id integer not null,
  survivor uuid not null,
  merged uuid not null,
  at timestamp with time zone not null,
  by text not null,
  snapshot jsonb not null,
  undone_at timestamp with time zone,
  folded jsonb,
  primary key (id)
);
create index merges_merged on merges (merged);
create index merges_survivor on merges (survivor);
create index merges_survivor_bucket on merges (get_byte(uuid_send(survivor), 15)) where undone_at is null;

create table message_keys (
  key uuid not null,
  at timestamp with time zone not null,
  keep boolean default false not null,
  primary key (key)
);
create index message_keys_at on message_keys (at) where not keep;

create table messages (
  bucket integer not null,
  send_id uuid not null,
  subject text not null,
  sender text not null,
  html bytea,
  text bytea not null,
  headers jsonb not null,
  rendered_at timestamp with time zone not null,
  details jsonb,
  primary key (bucket, send_id)
);
create index messages_kept on messages (rendered_at) where text <> '\x'::bytea;

create table password_resets (
  token_hash text not null,
  user_id uuid not null,
  created_at timestamp with time zone not null,
  expires_at timestamp with time zone not null,
  used_at timestamp with time zone,
  primary key (token_hash)
);
create index password_resets_user on password_resets (user_id);

create table people_views (
  id uuid not null,
  workspace_id integer not null,
  user_id uuid not null,
  name text not null,
  shared boolean not null,
  query jsonb not null,
  created_at timestamp with time zone not null,
  primary key (id),
  foreign key (user_id) references users(id) on delete cascade,
  foreign key (workspace_id) references workspaces(id)
);
create index people_views_workspace on people_views (workspace_id, name);

create table processes (
  name text not null,
  roles text[] not null,
  version text not null,
  started_at timestamp with time zone not null,
  seen_at timestamp with time zone not null,
  primary key (name)
);

create table profile_words (
  bucket integer not null,
  profile_id uuid not null,
  workspace_id integer not null,
  words tsvector not null,
  primary key (bucket, profile_id)
);
create index profile_words_words on profile_words using gin (words) with (fastupdate=off);

create table profiles (
  bucket integer not null,
  id uuid not null,
  workspace_id integer not null,
  attributes jsonb not null,
  consent jsonb not null,
  state jsonb not null,
  search text default ''::text not null,
  created_at timestamp with time zone not null,
  last_seen_at timestamp with time zone,
  merged_into uuid,
  seen_hour timestamp with time zone generated always as (date_bin('01:00:00'::interval, last_seen_at, '2000-01-01 00:00:00+00'::timestamp with time zone)) stored,
  primary key (bucket, id)
) with (fillfactor = 85);
create index profiles_newest on profiles (workspace_id, id);
create index profiles_seen on profiles (workspace_id, seen_hour, id);

create table promotions (
  id uuid not null,
  workspace_id integer not null,
  name text not null,
  kind text not null,
  worth jsonb not null,
  code_config jsonb not null,
  uses integer,
  active boolean default true not null,
  starts_at timestamp with time zone,
  expires_at timestamp with time zone,
  join_once boolean default false not null,
  refills boolean default false not null,
  wanted integer default 0 not null,
  description text default ''::text not null,
  metadata jsonb default '{}'::jsonb not null,
  created_at timestamp with time zone not null,
  updated_at timestamp with time zone not null,
  primary key (id),
  unique (workspace_id, name),
  check (kind = any (array['gift_card'::text, 'discount'::text])),
  check (uses > 0)
);
create index promotions_newest on promotions (workspace_id, id);

create table property_registry (
  workspace_id integer not null,
  event text not null,
  name text not null,
  types jsonb not null,
  examples jsonb not null,
  last_seen_at timestamp with time zone not null,
  primary key (workspace_id, event, name)
);

create table provider_hooks (
  workspace_id integer not null,
  kind text not null,
  taken bigint default 0 not null,
  unknown bigint default 0 not null,
  refused bigint default 0 not null,
  last_at timestamp with time zone,
  last_refused_at timestamp with time zone,
  last_refusal text,
  primary key (workspace_id, kind)
);

create table providers (
  workspace_id integer not null,
  kind text not null,
  settings jsonb not null,
  sealed text,
  hints jsonb not null,
  hook_secret text,
  active boolean default false not null,
  version integer default 1 not null,
  connected_by text not null,
  connected_at timestamp with time zone not null,
  changed_at timestamp with time zone not null,
  primary key (workspace_id, kind),
  foreign key (workspace_id) references workspaces(id)
);
create unique index providers_active on providers (workspace_id) where active;

create table publications (
  id uuid not null,
  workspace_id integer not null,
  promotion_id uuid,
  voucher_id uuid not null,
  profile_id uuid,
  source_id text,
  channel text,
  metadata jsonb default '{}'::jsonb not null,
  once_for uuid,
  at timestamp with time zone not null,
  primary key (id),
  foreign key (promotion_id) references promotions(id) on delete cascade,
  foreign key (voucher_id) references vouchers(id) on delete cascade
);
create index publications_newest on publications (workspace_id, id);
create index publications_of_person on publications (profile_id, id) where profile_id is not null;
create unique index publications_once on publications (promotion_id, once_for) where once_for is not null;
create unique index publications_source on publications (workspace_id, source_id) where source_id is not null;

create table recovery_codes (
  user_id uuid not null,
  code_hash text not null,
  used_at timestamp with time zone,
  primary key (user_id, code_hash),
  foreign key (user_id) references users(id) on delete cascade
);

create table redemption_counts (
  workspace_id integer not null,
  key text not null,
  promotion_id uuid,
  count integer not null,
  primary key (workspace_id, key)
);
create index redemption_counts_of_promotion on redemption_counts (promotion_id) where promotion_id is not null;

create table redemptions (
  id uuid not null,
  workspace_id integer not null,
  kind text not null,
  parent_id uuid,
  voucher_id uuid,
  promotion_id uuid,
  profile_id uuid,
  result text not null,
  failure jsonb,
  amount bigint not null,
  order_sent jsonb,
  metadata jsonb default '{}'::jsonb not null,
  counted text[] default '{}'::text[] not null,
  rollback_of uuid,
  reason text,
  idempotency_key text,
  at timestamp with time zone not null,
  by text not null,
  primary key (id),
  foreign key (voucher_id) references vouchers(id) on delete cascade,
  check (kind = any (array['redemption'::text, 'rollback'::text, 'stack'::text, 'stack_rollback'::text])),
  check (result = any (array['success'::text, 'failure'::text]))
);
create index redemptions_newest on redemptions (workspace_id, id);
create index redemptions_of_person on redemptions (profile_id, id) where profile_id is not null;
create index redemptions_of_promotion on redemptions (promotion_id, profile_id, at) where kind = 'redemption'::text and result = 'success'::text;
create index redemptions_of_stack on redemptions (parent_id) where parent_id is not null;
create index redemptions_of_voucher on redemptions (voucher_id, id);
create unique index redemptions_once on redemptions (workspace_id, idempotency_key) where idempotency_key is not null;
create unique index redemptions_taken_back on redemptions (rollback_of) where rollback_of is not null and result = 'success'::text;

create table refused_identifiers (
  workspace_id integer not null,
  hash text not null,
  erasure_id uuid not null,
  until timestamp with time zone not null,
  primary key (workspace_id, hash)
);

create table rehearsal_people (
  bucket integer not null,
  rehearsal_id uuid not null,
  profile_id uuid not null,
  first_at timestamp with time zone not null,
  messages integer not null,
  most_in_week integer not null,
  tags text[] not null,
  path jsonb not null,
  primary key (bucket, profile_id, rehearsal_id)
);
create index rehearsal_people_list on rehearsal_people (rehearsal_id, first_at, profile_id);

create table rehearsals (
  id uuid not null,
  workspace_id integer not null,
  course_kind text not null,
  course_id uuid not null,
  course_key text not null,
  document jsonb not null,
  rules jsonb not null,
  others jsonb not null,
  from_day date not null,
  to_day date not null,
  period_from timestamp with time zone not null,
  period_until timestamp with time zone not null,
  population jsonb not null,
  job_id uuid not null,
  started_by text not null,
  created_at timestamp with time zone not null,
  result jsonb,
  primary key (id),
  check (course_kind = any (array['campaign'::text, 'journey'::text]))
);
create index rehearsals_newest on rehearsals (workspace_id, id);
create index rehearsals_of_course on rehearsals (workspace_id, course_key, id);

create table reservations (
  workspace_id integer not null,
  key text not null,
  voucher_id uuid not null,
  credits bigint default 0 not null,
  expires_at timestamp with time zone not null,
  primary key (voucher_id, key),
  foreign key (voucher_id) references vouchers(id) on delete cascade
);
create index reservations_over on reservations (expires_at);

create table rfm_runs (
  id uuid not null,
  workspace_id integer not null,
  setting jsonb,
  quiet boolean not null,
  state text not null,
  job_id uuid not null,
  as_of timestamp with time zone not null,
  finished_at timestamp with time zone,
  limits jsonb,
  cells jsonb,
  error text,
  primary key (id),
  check (state = any (array['running'::text, 'done'::text, 'failed'::text]))
);
create index rfm_runs_newest on rfm_runs (workspace_id, id);
create unique index rfm_runs_one on rfm_runs (workspace_id) where state = 'running'::text;

create table rfm_standings (
  bucket integer not null,
  profile_id uuid not null,
  workspace_id integer not null,
  last_at timestamp with time zone not null,
  orders bigint not null,
  value numeric not null,
  recency integer,
  frequency integer,
  monetary integer,
  primary key (bucket, profile_id)
) with (fillfactor = 85);
create index rfm_standings_workspace on rfm_standings (workspace_id);

create table segment_build_buckets (
  build_id uuid not null,
  bucket integer not null,
  primary key (build_id, bucket),
  foreign key (build_id) references segment_builds(id) on delete cascade
);

create table segment_builds (
  id uuid not null,
  workspace_id integer not null,
  state text not null,
  job_id uuid not null,
  created_at timestamp with time zone not null,
  primary key (id),
  check (state = any (array['waiting'::text, 'running'::text]))
);
create unique index segment_builds_one on segment_builds (workspace_id, state);

create table segment_versions (
  segment_id uuid not null,
  version integer not null,
  document jsonb not null,
  published_at timestamp with time zone not null,
  published_by text not null,
  primary key (segment_id, version),
  foreign key (segment_id) references segments(id) on delete cascade
);

create table segments (
  id uuid not null,
  workspace_id integer not null,
  key text not null,
  kind text not null,
  draft jsonb,
  version integer default 0 not null,
  newest integer default 0 not null,
  build_id uuid,
  build_error text,
  created_at timestamp with time zone not null,
  updated_at timestamp with time zone not null,
  archived_at timestamp with time zone,
  primary key (id),
  unique (workspace_id, key),
  check (kind = any (array['live'::text, 'list'::text, 'stages'::text]))
);

create table sends (
  bucket integer not null,
  id uuid not null,
  workspace_id integer not null,
  key text not null,
  profile_id uuid not null,
  campaign_id uuid not null,
  version integer not null,
  enrollment_id uuid not null,
  channel text not null,
  address text not null,
  lane smallint not null,
  priority smallint not null,
  topic text,
  tags text[] not null,
  holdout boolean not null,
  state text not null,
  reason text,
  facts jsonb,
  attempts integer default 0 not null,
  next_attempt_at timestamp with time zone not null,
  claimed_by text,
  claimed_at timestamp with time zone,
  created_at timestamp with time zone not null,
  sent_at timestamp with time zone,
  delivered_at timestamp with time zone,
  opened_at timestamp with time zone,
  clicked_at timestamp with time zone,
  bounced_at timestamp with time zone,
  complained_at timestamp with time zone,
  unsubscribed_at timestamp with time zone,
  provider_id text,
  repeatable boolean default false not null,
  machine_opened_at timestamp with time zone,
  primary key (bucket, id),
  unique (bucket, key),
  check (lane >= 0 and lane <= 2),
  check (state = any (array['ready'::text, 'sending'::text, 'sent'::text, 'failed'::text, 'skipped'::text, 'would_have_been_sent'::text, 'unknown'::text]))
) with (fillfactor = 85, autovacuum_vacuum_scale_factor = 0.01);
create index sends_campaign on sends (campaign_id, id);
create index sends_campaign_clicked on sends (campaign_id, sent_at, id) where clicked_at is not null;
create index sends_campaign_sent on sends (campaign_id, sent_at, id) where sent_at is not null;
create index sends_campaign_trouble on sends (campaign_id, sent_at, id) where sent_at is not null and (unsubscribed_at is not null or bounced_at is not null or complained_at is not null);
create index sends_created on sends using brin (created_at) with (pages_per_range='32');
create index sends_newest on sends (workspace_id, id);
create index sends_profile on sends (bucket, profile_id, id);
create index sends_provider on sends (provider_id) where provider_id is not null;
create index sends_rare on sends (workspace_id, state, id) where state = any (array['failed'::text, 'skipped'::text, 'unknown'::text, 'would_have_been_sent'::text]);
create index sends_ready on sends (lane, priority desc, next_attempt_at, id) where state = 'ready'::text;
create index sends_sending on sends (claimed_at) where state = 'sending'::text;
create index sends_sent on sends using brin (sent_at) with (pages_per_range='32');

create table signing_secrets (
  workspace_id integer not null,
  id uuid not null,
  sealed text not null,
  created_at timestamp with time zone not null,
  expires_at timestamp with time zone,
  primary key (workspace_id, id)
);

create table split_winners (
  campaign_id uuid not null,
  step text not null,
  share text,
  by_hand boolean not null,
  chosen_by text not null,
  chosen_at timestamp with time zone not null,
  figures jsonb,
  sentence text not null,
  primary key (campaign_id, step),
  foreign key (campaign_id) references campaigns(id) on delete cascade
);

create table stage_changes (
  bucket integer not null,
  profile_id uuid not null,
  id uuid not null,
  workspace_id integer not null,
  at timestamp with time zone not null,
  place integer not null,
  from_stage text not null,
  to_stage text not null,
  from_since timestamp with time zone,
  counted boolean default false not null,
  primary key (bucket, profile_id, id)
);
create index stage_changes_flows on stage_changes (workspace_id, from_stage, to_stage, at, profile_id);
create index stage_changes_uncounted on stage_changes (bucket, id) where not counted;

create table stage_counts (
  bucket integer not null,
  segment_id uuid not null,
  version integer not null,
  stage text not null,
  people bigint not null,
  primary key (bucket, segment_id, version, stage)
) with (fillfactor = 70, autovacuum_vacuum_scale_factor = 0.02);

create table stage_flows (
  workspace_id integer not null,
  day date not null,
  from_stage text not null,
  to_stage text not null,
  span integer not null,
  people bigint not null,
  primary key (workspace_id, day, from_stage, to_stage, span)
);

create table stripe_objects (
  workspace_id integer not null,
  object_id text not null,
  at timestamp with time zone not null,
  terminal boolean not null,
  event_id text not null,
  primary key (workspace_id, object_id)
);

create table suppressions (
  workspace_id integer not null,
  channel text not null,
  address text not null,
  reason text not null,
  detail text default ''::text not null,
  at timestamp with time zone not null,
  send_id uuid,
  primary key (workspace_id, channel, address),
  check (reason = any (array['hard_bounce'::text, 'complaint'::text, 'manual'::text]))
);
create index suppressions_newest on suppressions (workspace_id, at, channel, address);

create table tasks (
  bucket integer not null,
  profile_id uuid not null,
  id uuid not null,
  workspace_id integer not null,
  title text not null,
  notes text not null,
  assignee text,
  due_at timestamp with time zone,
  created_at timestamp with time zone not null,
  journey text,
  step text,
  enrollment_id uuid,
  state text default 'open'::text not null,
  note text default ''::text not null,
  done_at timestamp with time zone,
  done_by text,
  changes integer default 0 not null,
  primary key (bucket, profile_id, id),
  check (state = any (array['open'::text, 'done'::text]))
);
create index tasks_by_id on tasks (id);
create index tasks_done on tasks (workspace_id, done_at, id) where state = 'done'::text;
create index tasks_made on tasks (workspace_id, created_at, id);
create index tasks_open on tasks (workspace_id, coalesce(due_at, '9999-12-31 00:00:00+00'::timestamp with time zone), id) where state = 'open'::text;

create table timers (
  bucket integer not null,
  at timestamp with time zone not null,
  profile_id uuid not null,
  kind text not null,
  subject text not null,
  workspace_id integer not null,
  payload jsonb not null,
  primary key (bucket, at, profile_id, kind, subject)
) with (autovacuum_vacuum_scale_factor = 0.01, autovacuum_vacuum_cost_delay = 0);

create table user_sessions (
  token_hash text not null,
  user_id uuid not null,
  created_at timestamp with time zone not null,
  expires_at timestamp with time zone not null,
  id uuid not null,
  ip text,
  agent text not null,
  last_used_at timestamp with time zone not null,
  primary key (token_hash),
  foreign key (user_id) references users(id) on delete cascade
);
create index user_sessions_user on user_sessions (user_id);

create table users (
  id uuid not null,
  workspace_id integer not null,
  email text not null,
  name text not null,
  password_hash text not null,
  role text not null,
  created_at timestamp with time zone not null,
  deactivated_at timestamp with time zone,
  removed_at timestamp with time zone,
  last_seen_at timestamp with time zone,
  totp_seed text,
  totp_confirmed_at timestamp with time zone,
  totp_step bigint,
  people_columns text[],
  primary key (id),
  unique (email),
  foreign key (workspace_id) references workspaces(id),
  check (role = any (array['viewer'::text, 'editor'::text, 'publisher'::text, 'admin'::text, 'owner'::text]))
);

create table validation_rule_assignments (
  id uuid not null,
  workspace_id integer not null,
  rule_id uuid not null,
  promotion_id uuid,
  voucher_id uuid,
  created_at timestamp with time zone not null,
  primary key (id),
  foreign key (promotion_id) references promotions(id) on delete cascade,
  foreign key (rule_id) references validation_rules(id) on delete cascade,
  foreign key (voucher_id) references vouchers(id) on delete cascade,
  check ((promotion_id is null) <> (voucher_id is null))
);
create unique index rule_of_promotion on validation_rule_assignments (promotion_id, rule_id) where promotion_id is not null;
create unique index rule_of_voucher on validation_rule_assignments (voucher_id, rule_id) where voucher_id is not null;
create index validation_rule_assignments_of_rule on validation_rule_assignments (rule_id, id);

create table validation_rules (
  id uuid not null,
  workspace_id integer not null,
  name text not null,
  rules jsonb not null,
  applicable_to jsonb,
  message text,
  created_at timestamp with time zone not null,
  updated_at timestamp with time zone not null,
  primary key (id)
);
create index validation_rules_newest on validation_rules (workspace_id, id);

create table voucher_entries (
  id uuid not null,
  workspace_id integer not null,
  voucher_id uuid not null,
  redemption_id uuid,
  kind text not null,
  from_account text not null,
  to_account text not null,
  amount bigint not null,
  balance bigint not null,
  at timestamp with time zone not null,
  by text not null,
  primary key (id),
  foreign key (voucher_id) references vouchers(id) on delete cascade,
  check (amount > 0),
  check (balance >= 0),
  check (from_account <> to_account)
);
create index voucher_entries_of_voucher on voucher_entries (voucher_id, id);

create table vouchers (
  id uuid not null,
  workspace_id integer not null,
  promotion_id uuid,
  code text not null,
  kind text not null,
  discount jsonb,
  amount bigint,
  balance bigint,
  active boolean default true not null,
  starts_at timestamp with time zone,
  expires_at timestamp with time zone,
  uses integer,
  used integer default 0 not null,
  used_amount bigint default 0 not null,
  holder_id uuid,
  published_at timestamp with time zone,
  metadata jsonb default '{}'::jsonb not null,
  created_at timestamp with time zone not null,
  updated_at timestamp with time zone not null,
  primary key (id),
  unique (workspace_id, code),
  foreign key (promotion_id) references promotions(id) on delete cascade,
  check (balance >= 0),
  check (uses is null or used <= uses),
  check ((kind = 'gift_card'::text) = (balance is not null)),
  check (kind = any (array['gift_card'::text, 'discount'::text])),
  check (used_amount >= 0),
  check (used >= 0)
);
create index vouchers_free on vouchers (promotion_id, id) where published_at is null and used = 0 and active;
create index vouchers_held on vouchers (holder_id, id) where holder_id is not null;
create index vouchers_newest on vouchers (workspace_id, id);
create index vouchers_of_promotion on vouchers (promotion_id, id);

create table workers (
  owner text not null,
  until timestamp with time zone not null,
  primary key (owner)
);

create table workspaces (
  id integer not null,
  name text not null,
  settings jsonb not null,
  definitions_version bigint default 1 not null,
  created_at timestamp with time zone not null,
  security jsonb default '{"auditDays": 365, "requireTwoFactor": false}'::jsonb not null,
  rfm jsonb,
  primary key (id)
);
