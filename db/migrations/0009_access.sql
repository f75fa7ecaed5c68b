-- Who may come in, and how: colleagues by invitation, second factors, sessions that can be seen and ended, keys that do less and change.

alter table users
  add column deactivated_at timestamptz,
  -- kept for a while, so that a removal can be taken back
  add column removed_at timestamptz,
  add column last_seen_at timestamptz,
  -- sealed; counts once it was confirmed with a code
  add column totp_seed text,
  add column totp_confirmed_at timestamptz,
  -- the newest time step that was used: a code works once
  add column totp_step bigint;

-- Nobody is cut off in the middle of the upgrade but those who are signed in: they sign in again.
delete from user_sessions;
alter table user_sessions
  add column id uuid not null,
  add column ip text,
  add column agent text not null,
  add column last_used_at timestamptz not null;
create index user_sessions_user on user_sessions (user_id);

create table recovery_codes (
  user_id uuid not null references users (id) on delete cascade,
  -- SHA-256
  code_hash text not null,
  used_at timestamptz,
  primary key (user_id, code_hash)
);

create table invites (
  id uuid primary key,
  workspace_id int not null references workspaces (id),
  email text not null,
  role text not null check (role in ('viewer', 'editor', 'publisher', 'admin', 'owner')),
  -- SHA-256 of what stands in the link
  token_hash text not null,
  invited_by text not null,
  created_at timestamptz not null,
  expires_at timestamptz not null
);
create unique index invites_token on invites (token_hash);
create unique index invites_email on invites (workspace_id, email);

-- Failed attempts by hashed name (an account, an address, both), shared by all processes.
create table attempts (
  name text primary key,
  failures int not null,
  last_at timestamptz not null
);

alter table keys
  -- what an API key may do; null for everything
  add column scopes text[],
  add column expires_at timestamptz,
  add column last_used_at timestamptz,
  add column last_used_ip text,
  -- the secret before the last rotation, and until when it still works
  add column previous_hash text,
  add column previous_until timestamptz;
create index keys_previous on keys (previous_hash) where previous_hash is not null;

-- Rules for the workspace's own users, apart from the rules for messages.
alter table workspaces add column security jsonb not null default '{"requireTwoFactor": false, "auditDays": 365}';
