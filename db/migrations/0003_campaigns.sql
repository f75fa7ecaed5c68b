create table campaigns (
  id uuid primary key,
  workspace_id int not null,
  key text not null,
  status text not null check (status in ('draft', 'live', 'paused', 'stopped', 'archived')),
  -- The document being edited; null once it equals the newest version.
  draft jsonb,
  -- Newest launched version; 0 before the first launch.
  version int not null default 0,
  created_at timestamptz not null,
  updated_at timestamptz not null,
  launched_at timestamptz,
  unique (workspace_id, key)
);

create table campaign_versions (
  campaign_id uuid not null references campaigns (id),
  version int not null,
  document jsonb not null,
  published_at timestamptz not null,
  published_by text not null,
  primary key (campaign_id, version)
);

create table enrollments (
  bucket int not null,
  id uuid not null,
  workspace_id int not null,
  profile_id uuid not null,
  campaign_id uuid not null,
  version int not null,
  key text,
  status text not null check (status in ('waiting', 'held', 'sending', 'ended')),
  -- Any event of the profile may still change it: loaded with every batch.
  live boolean not null,
  entered_at timestamptz not null,
  due_at timestamptz,
  end_reason text,
  converted_at timestamptz,
  -- The whole Enrollment of core/decide.
  body jsonb not null,
  primary key (bucket, id)
) with (fillfactor = 85);
create index enrollments_live on enrollments (bucket, profile_id) where live;
create index enrollments_profile on enrollments (bucket, profile_id, campaign_id);
create index enrollments_campaign on enrollments (campaign_id, entered_at);

create table timers (
  bucket int not null,
  at timestamptz not null,
  profile_id uuid not null,
  kind text not null,
  subject text not null,
  workspace_id int not null,
  payload jsonb not null,
  primary key (bucket, at, profile_id, kind, subject)
) with (autovacuum_vacuum_scale_factor = 0.01, autovacuum_vacuum_cost_delay = 0);

create table sends (
  bucket int not null,
  id uuid not null,
  workspace_id int not null,
  key text not null,
  profile_id uuid not null,
  campaign_id uuid not null,
  version int not null,
  enrollment_id uuid not null,
  channel text not null,
  address text not null,
  -- 0 transactional, 1 triggered, 2 broadcast
  lane smallint not null check (lane between 0 and 2),
  priority smallint not null,
  topic text,
  tags text[] not null,
  holdout boolean not null,
  state text not null check (state in ('ready', 'sending', 'sent', 'failed', 'skipped', 'would_have_been_sent', 'unknown')),
  reason text,
  facts jsonb,
  attempts int not null default 0,
  next_attempt_at timestamptz not null,
  claimed_by text,
  claimed_at timestamptz,
  created_at timestamptz not null,
  sent_at timestamptz,
  delivered_at timestamptz,
  opened_at timestamptz,
  clicked_at timestamptz,
  bounced_at timestamptz,
  complained_at timestamptz,
  unsubscribed_at timestamptz,
  provider_id text,
  primary key (bucket, id),
  unique (bucket, key)
) with (fillfactor = 85, autovacuum_vacuum_scale_factor = 0.01);
create index sends_ready on sends (lane, priority desc, next_attempt_at, id) where state = 'ready';
create index sends_sending on sends (claimed_at) where state = 'sending';
create index sends_newest on sends (workspace_id, id);
create index sends_campaign on sends (campaign_id, id);
create index sends_profile on sends (bucket, profile_id, id);

-- The message as it left (or would have left): deflate-compressed, so that "as it looked" stays true after any change of code.
create table messages (
  bucket int not null,
  send_id uuid not null,
  subject text not null,
  sender text not null,
  html bytea,
  text bytea not null,
  headers jsonb not null,
  rendered_at timestamptz not null,
  primary key (bucket, send_id)
);

create table decisions (
  bucket int not null,
  id uuid not null,
  workspace_id int not null,
  profile_id uuid not null,
  campaign_id uuid not null,
  version int not null,
  enrollment_id uuid,
  event_id uuid,
  at timestamptz not null,
  outcome text not null,
  reason text,
  facts jsonb not null,
  primary key (bucket, id)
);
create index decisions_profile on decisions (bucket, profile_id, campaign_id, id);
create index decisions_campaign on decisions (campaign_id, id);
