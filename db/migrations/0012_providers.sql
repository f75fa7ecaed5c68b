-- Accounts at those whose service we use. What must be kept secret is sealed; `hints` are the last characters of each secret, to tell them apart.
create table providers (
  workspace_id int not null references workspaces (id),
  kind text not null,
  settings jsonb not null,
  sealed text,
  hints jsonb not null,
  -- The secret at the end of the address that the provider calls, sealed; null where it signs what it sends.
  hook_secret text,
  active boolean not null default false,
  -- Counted up with every change, so that other processes see it.
  version int not null default 1,
  connected_by text not null,
  connected_at timestamptz not null,
  changed_at timestamptz not null,
  primary key (workspace_id, kind)
);
create unique index providers_active on providers (workspace_id) where active;

-- What came in by a provider's hook, and what of it could not be believed or found.
create table provider_hooks (
  workspace_id int not null,
  kind text not null,
  taken bigint not null default 0,
  unknown bigint not null default 0,
  refused bigint not null default 0,
  last_at timestamptz,
  last_refused_at timestamptz,
  last_refusal text,
  primary key (workspace_id, kind)
);

-- Channels that have stopped themselves, by the process that found out. Said again every half minute: a row that grew old speaks of a process that is gone.
create table channel_stops (
  channel text not null,
  owner text not null,
  since timestamptz not null,
  sentence text not null,
  seen_at timestamptz not null,
  primary key (channel, owner)
);

-- From which message an address was closed, where one closed it; and the list, newest first.
alter table suppressions add column send_id uuid;
create index suppressions_newest on suppressions (workspace_id, at, channel, address);

-- Providers tell of a mail by their own id of it.
create index sends_provider on sends (provider_id) where provider_id is not null;
-- Rates of a day and a week are read from the rows of that time alone, at next to no cost for every send.
create index sends_sent on sends using brin (sent_at) with (pages_per_range = 32);
