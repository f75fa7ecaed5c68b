-- Looking for people: by any word of their name, address or phone, by who was here last, and filtered. No extension.

-- The words of each profile that is not merged away, beside the profiles: a change of what was last seen never touches this index,
-- and a search reads a table a tenth of their size. Without fastupdate, so that no transaction pays for the flush of a long pending list.
create table profile_words (
  bucket integer not null,
  profile_id uuid not null,
  workspace_id integer not null,
  words tsvector not null,
  primary key (bucket, profile_id)
);
create index profile_words_words on profile_words using gin (words) with (fastupdate = off);

-- The words as text, to notice a change and to look among few. An older row's name and address are already in lower case.
drop index profiles_search;
insert into profile_words (bucket, profile_id, workspace_id, words)
select bucket, id, workspace_id, array_to_tsvector(array_remove(regexp_split_to_array(search, '\s+'), ''))
from profiles where merged_into is null and search <> '';

-- Who was here last: by the hour, so that an event within the same hour still updates the profile in place (HOT).
alter table profiles add column seen_hour timestamptz generated always as (date_bin('1 hour', last_seen_at, timestamptz '2000-01-01 00:00:00+00')) stored;
create index profiles_seen on profiles (workspace_id, seen_hour, id);
