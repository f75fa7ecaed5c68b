-- The newest event seen of each Stripe object that has a state, because Stripe gives no order: an event that was overtaken is known by it.
create table stripe_objects (
  workspace_id int not null,
  object_id text not null,
  at timestamptz not null,
  -- Nothing follows this state: canceled, paid, void, deleted.
  terminal boolean not null,
  event_id text not null,
  primary key (workspace_id, object_id)
);
