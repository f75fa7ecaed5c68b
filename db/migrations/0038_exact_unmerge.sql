-- What the two were before they became one, written by the engine when it folds them: an undo begins from there.
-- Null where a merge is not folded yet, or was folded before this was kept.
alter table merges add column folded jsonb;
