-- Pictures of the workspace that recipients see: the logo on the pages behind our mails. Found by the hash of their bytes, which never change.
create table brand_assets (
  workspace_id int not null,
  name text not null,
  content_type text not null,
  bytes bytea not null,
  hash text not null,
  at timestamptz not null,
  primary key (workspace_id, name),
  check (name in ('logo'))
);
