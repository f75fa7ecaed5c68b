-- Who works here and with what: plain tables, one row each, reference tables on Citus.

create table installation (
  name text primary key,
  value jsonb not null
);

create table workspaces (
  id int primary key,
  name text not null,
  -- Rules and preferences as the contract's WorkspaceSettings.
  settings jsonb not null,
  -- Counts up with every change that the engine must see; workers compare it.
  definitions_version bigint not null default 1,
  created_at timestamptz not null
);

create table users (
  id uuid primary key,
  workspace_id int not null references workspaces (id),
  email text not null unique,
  name text not null,
  password_hash text not null,
  role text not null check (role in ('viewer', 'editor', 'publisher', 'admin', 'owner')),
  created_at timestamptz not null
);

create table user_sessions (
  token_hash text primary key,
  user_id uuid not null references users (id) on delete cascade,
  created_at timestamptz not null,
  expires_at timestamptz not null
);

create table keys (
  id uuid primary key,
  workspace_id int not null references workspaces (id),
  -- write: may only send events, lives in web pages, so it is kept readable. api, profile: only the hash is kept.
  kind text not null check (kind in ('write', 'api', 'profile')),
  name text not null,
  prefix text not null,
  readable text,
  secret_hash text not null unique,
  created_at timestamptz not null,
  revoked_at timestamptz
);

create table idempotency_keys (
  workspace_id int not null,
  key text not null,
  request_hash text not null,
  status int,
  body text,
  at timestamptz not null,
  primary key (workspace_id, key)
);
