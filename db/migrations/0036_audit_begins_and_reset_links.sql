-- A line of the audit log is written before the change and finished after it: no change is without one.
alter table audit_entries drop constraint audit_entries_outcome_check;
alter table audit_entries add check (outcome in ('done', 'refused', 'unknown'));

-- Links by which a user chooses a new password, once. The token itself is kept nowhere.
create table password_resets (
  token_hash text primary key,
  user_id uuid not null,
  created_at timestamptz not null,
  expires_at timestamptz not null,
  used_at timestamptz
);
create index password_resets_user on password_resets (user_id);
