-- Whoever is about to be deleted gets no message in the meantime: the person's inbox is told of the request, and of its taking back.
alter table inbox drop constraint inbox_kind_check;
alter table inbox add check (kind in ('event', 'outcome', 'campaign', 'merge', 'erasure'));

-- Requests that are open already hold, too.
insert into inbox (bucket, id, workspace_id, profile_id, kind, body, accepted_at)
select get_byte(uuid_send(profile_id), 15), id, workspace_id, profile_id, 'erasure',
  jsonb_build_object('erasureId', id, 'dueAt', floor(extract(epoch from due_at) * 1000)::bigint), requested_at
from erasures where state = 'waiting' and profile_id is not null
on conflict (bucket, id) do nothing;
