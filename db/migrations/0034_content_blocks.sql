-- Pieces of messages under names of their own. Names are told apart without their capitals.
create table content_blocks (
  id uuid primary key,
  workspace_id int not null,
  -- The name in small letters, as messages are matched with it.
  key text not null,
  -- The document being edited; null once it equals the newest version.
  draft jsonb,
  -- Newest published version; 0 before the first.
  version int not null default 0,
  created_at timestamptz not null,
  updated_at timestamptz not null,
  published_at timestamptz,
  -- Kept after it was deleted, so that this can be taken back and versions of campaigns keep what they were launched with.
  deleted_at timestamptz
);
create unique index content_blocks_key on content_blocks (workspace_id, key) where deleted_at is null;
create index content_blocks_changed on content_blocks (workspace_id, updated_at desc, id desc) where deleted_at is null;

create table content_block_versions (
  block_id uuid not null references content_blocks (id),
  version int not null,
  document jsonb not null,
  published_at timestamptz not null,
  published_by text not null,
  primary key (block_id, version)
);

-- The version of each block that this version of the campaign sends, by the block's id; null where it names none.
alter table campaign_versions add column blocks jsonb;
