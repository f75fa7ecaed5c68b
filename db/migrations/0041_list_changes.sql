-- Somebody is put on a list or taken off it: decided in its turn among all else that happens to them.
alter table inbox drop constraint inbox_kind_check;
alter table inbox add check (kind in ('event', 'outcome', 'campaign', 'merge', 'erasure', 'list'));
