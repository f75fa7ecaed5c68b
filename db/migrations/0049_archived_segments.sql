-- Segments that are put away: they hold nobody, and are left out of lists unless somebody asks for them. A list keeps its people.
alter table segments add column archived_at timestamptz;
