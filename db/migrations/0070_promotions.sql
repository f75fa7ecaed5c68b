-- Promotions, their vouchers, who got them, and what became of them at checkouts; see docs/decisions/0070.
-- None of it is in a profile's bucket: a code is found by itself, and one card may be used by several people.
create table promotions (
  id uuid primary key,
  workspace_id integer not null,
  name text not null,
  kind text not null check (kind in ('gift_card', 'discount')),
  -- What its vouchers begin with, and how their codes look.
  worth jsonb not null,
  code_config jsonb not null,
  uses integer check (uses > 0),
  active boolean not null default true,
  starts_at timestamptz,
  expires_at timestamptz,
  join_once boolean not null default false,
  refills boolean not null default false,
  -- How many vouchers there are to be.
  wanted integer not null default 0,
  description text not null default '',
  metadata jsonb not null default '{}',
  created_at timestamptz not null,
  updated_at timestamptz not null,
  unique (workspace_id, name)
);
create index promotions_newest on promotions (workspace_id, id);

create table vouchers (
  id uuid primary key,
  workspace_id integer not null,
  promotion_id uuid references promotions (id) on delete cascade,
  code text not null,
  kind text not null check (kind in ('gift_card', 'discount')),
  discount jsonb,
  amount bigint,
  balance bigint check (balance >= 0),
  active boolean not null default true,
  starts_at timestamptz,
  expires_at timestamptz,
  uses integer,
  used integer not null default 0 check (used >= 0),
  used_amount bigint not null default 0 check (used_amount >= 0),
  holder_id uuid,
  published_at timestamptz,
  metadata jsonb not null default '{}',
  created_at timestamptz not null,
  updated_at timestamptz not null,
  unique (workspace_id, code),
  check (uses is null or used <= uses),
  check ((kind = 'gift_card') = (balance is not null))
);
create index vouchers_newest on vouchers (workspace_id, id);
create index vouchers_of_promotion on vouchers (promotion_id, id);
create index vouchers_free on vouchers (promotion_id, id) where published_at is null and used = 0 and active;
create index vouchers_held on vouchers (holder_id, id) where holder_id is not null;

-- A use of a voucher, its failure, or its taking back.
create table redemptions (
  id uuid primary key,
  workspace_id integer not null,
  kind text not null check (kind in ('redemption', 'rollback', 'stack', 'stack_rollback')),
  -- Of several that were used at once: the stack.
  parent_id uuid,
  voucher_id uuid references vouchers (id) on delete cascade,
  promotion_id uuid,
  profile_id uuid,
  result text not null check (result in ('success', 'failure')),
  failure jsonb,
  -- Minor units that the order cost less; of a rollback what goes back.
  amount bigint not null,
  order_sent jsonb,
  metadata jsonb not null default '{}',
  -- Counts that it raised, so that its rollback lowers the same.
  counted text[] not null default '{}',
  rollback_of uuid,
  reason text,
  idempotency_key text,
  at timestamptz not null,
  by text not null
);
create index redemptions_newest on redemptions (workspace_id, id);
create index redemptions_of_voucher on redemptions (voucher_id, id);
create index redemptions_of_promotion on redemptions (promotion_id, profile_id, at) where kind = 'redemption' and result = 'success';
create index redemptions_of_person on redemptions (profile_id, id) where profile_id is not null;
create index redemptions_of_stack on redemptions (parent_id) where parent_id is not null;
create unique index redemptions_taken_back on redemptions (rollback_of) where rollback_of is not null and result = 'success';
create unique index redemptions_once on redemptions (workspace_id, idempotency_key) where idempotency_key is not null;

-- Every movement of a card's money, in double entry.
create table voucher_entries (
  id uuid primary key,
  workspace_id integer not null,
  voucher_id uuid not null references vouchers (id) on delete cascade,
  redemption_id uuid,
  kind text not null,
  from_account text not null,
  to_account text not null,
  amount bigint not null check (amount > 0),
  balance bigint not null check (balance >= 0),
  at timestamptz not null,
  by text not null,
  check (from_account <> to_account)
);
create index voucher_entries_of_voucher on voucher_entries (voucher_id, id);

-- How often something was redeemed, where a rule asks; begun from the redemptions when it is first asked for.
create table redemption_counts (
  workspace_id integer not null,
  key text not null,
  promotion_id uuid,
  count integer not null,
  primary key (workspace_id, key)
);
create index redemption_counts_of_promotion on redemption_counts (promotion_id) where promotion_id is not null;

create table publications (
  id uuid primary key,
  workspace_id integer not null,
  promotion_id uuid references promotions (id) on delete cascade,
  voucher_id uuid not null references vouchers (id) on delete cascade,
  profile_id uuid,
  source_id text,
  channel text,
  metadata jsonb not null default '{}',
  -- Present where the promotion gives each person one voucher.
  once_for uuid,
  at timestamptz not null
);
create index publications_newest on publications (workspace_id, id);
create index publications_of_person on publications (profile_id, id) where profile_id is not null;
create unique index publications_once on publications (promotion_id, once_for) where once_for is not null;
create unique index publications_source on publications (workspace_id, source_id) where source_id is not null;

create table validation_rules (
  id uuid primary key,
  workspace_id integer not null,
  name text not null,
  rules jsonb not null,
  applicable_to jsonb,
  message text,
  created_at timestamptz not null,
  updated_at timestamptz not null
);
create index validation_rules_newest on validation_rules (workspace_id, id);

create table validation_rule_assignments (
  id uuid primary key,
  workspace_id integer not null,
  rule_id uuid not null references validation_rules (id) on delete cascade,
  promotion_id uuid references promotions (id) on delete cascade,
  voucher_id uuid references vouchers (id) on delete cascade,
  created_at timestamptz not null,
  check ((promotion_id is null) <> (voucher_id is null))
);
create unique index rule_of_promotion on validation_rule_assignments (promotion_id, rule_id) where promotion_id is not null;
create unique index rule_of_voucher on validation_rule_assignments (voucher_id, rule_id) where voucher_id is not null;
create index validation_rule_assignments_of_rule on validation_rule_assignments (rule_id, id);

-- What somebody at the checkout holds back, until they pay or its time is over.
create table reservations (
  workspace_id integer not null,
  key text not null,
  voucher_id uuid not null references vouchers (id) on delete cascade,
  credits bigint not null default 0,
  expires_at timestamptz not null,
  primary key (voucher_id, key)
);
create index reservations_over on reservations (expires_at);
