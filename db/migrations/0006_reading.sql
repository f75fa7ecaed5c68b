-- What people look for: identifiers by their beginning, and the rare sends that need a look.

-- In byte order the primary key also serves `value like 'ann%'`, whatever the database's collation.
alter table identities alter column value type text collate "C";

create index sends_unknown on sends (workspace_id, id) where state = 'unknown';
