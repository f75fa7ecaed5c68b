-- The share of a split that all who are new take: found by the rule of its step, or named by hand. Without a share people are shared out, and it is not asked again.
create table split_winners (
  campaign_id uuid not null references campaigns (id) on delete cascade,
  step text not null,
  share text,
  by_hand boolean not null,
  chosen_by text not null,
  chosen_at timestamptz not null,
  -- What was counted then, and the rule by which.
  figures jsonb,
  sentence text not null,
  primary key (campaign_id, step)
);
