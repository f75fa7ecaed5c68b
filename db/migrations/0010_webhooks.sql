-- A send that may be handed over again where nobody knows whether it arrived. Until now these were the receipts.
alter table sends add column repeatable boolean not null default false;
update sends set repeatable = true where lane = 0;

-- What a kind of message needs beside its texts to be shown again: a webhook's method and address.
alter table messages add column details jsonb;

-- What was answered to each attempt to hand a send over, word for word. In the bucket of the send.
create table answers (
  bucket integer not null,
  send_id uuid not null,
  attempt integer not null,
  at timestamptz not null,
  result text not null,
  detail text not null,
  status integer,
  headers jsonb not null,
  body text not null,
  ms integer not null,
  primary key (bucket, send_id, attempt)
);

-- What signs our webhooks, sealed. The newest signs; one that was replaced signs beside it until it expires.
create table signing_secrets (
  workspace_id integer not null,
  id uuid not null,
  sealed text not null,
  created_at timestamptz not null,
  expires_at timestamptz,
  primary key (workspace_id, id)
);
