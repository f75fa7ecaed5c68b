-- A journey is a course beside campaigns, and each of its steps that sends is a campaign of its own; see docs/decisions/0050.
alter table campaigns add column kind text not null default 'campaign' check (kind in ('campaign', 'journey', 'message'));
-- Of a message: the journey that it belongs to, and the step that sends it.
alter table campaigns add column journey_id uuid references campaigns (id);
alter table campaigns add column step text;
create index campaigns_of_journey on campaigns (journey_id) where journey_id is not null;

-- Where a launch of a journey moves people to, by the step at which they stand.
alter table campaign_versions add column moves jsonb;

-- In a journey: the step at which the person stands.
alter table enrollments add column step text;
create index enrollments_at_step on enrollments (campaign_id, step, entered_at, id) where step is not null and status <> 'ended';

-- Who left a step by which way.
create index decisions_stepped on decisions (campaign_id, (facts ->> 'step'), (facts ->> 'way'), id) where outcome = 'stepped';
