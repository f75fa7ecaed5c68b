-- Bodies of messages are emptied by age and their rows stay; and the states that few sends have are listed at once, whichever is asked for.

create index messages_kept on messages (rendered_at) where text <> '';

drop index sends_unknown;
create index sends_rare on sends (workspace_id, state, id) where state in ('failed', 'skipped', 'unknown', 'would_have_been_sent');
