import { DAY, type Instant } from "@beckon/core";
import type { Clock } from "../clock.ts";
import type { Db } from "../store/db.ts";
import { countOld, type OldRows, type RetentionKind, removeOld } from "../store/retention.ts";
import { allWorkspaces, type RetentionSetting } from "../store/workspaces.ts";

const RETENTION_KINDS: readonly RetentionKind[] = ["events", "decisions", "messageBodies", "deadLetters"];

/** A step of some tens of milliseconds; at five a second a million rows are gone in some minutes. */
const STEP = 1_000;

/** Rows removed in one step, of each workspace by kind. */
export type Forgotten = ReadonlyMap<number, { readonly [kind in RetentionKind]?: number }>;

/** Removes one step of what every workspace no longer keeps. */
export async function forgetOld(db: Db, now: Instant): Promise<{ readonly more: boolean; readonly forgotten: Forgotten }> {
  let more = false;
  const forgotten = new Map<number, { [kind in RetentionKind]?: number }>();
  for (const { id, settings } of await allWorkspaces(db)) {
    for (const kind of RETENTION_KINDS) {
      const days = settings.retention[kind];
      if (days === null) continue;
      const removed = await removeOld(db, kind, id, now - days * DAY, STEP);
      if (removed > 0) forgotten.set(id, { ...forgotten.get(id), [kind]: removed });
      more ||= removed === STEP;
    }
  }
  return { more, forgotten };
}

export type RetentionPreview = { readonly [kind in RetentionKind]: OldRows };

/** What a setting would remove at once. */
export async function previewRetention(db: Db, clock: Clock, workspaceId: number, setting: RetentionSetting): Promise<RetentionPreview> {
  const now = clock.now();
  const found = {} as { [kind in RetentionKind]: OldRows };
  for (const kind of RETENTION_KINDS) {
    const days = setting[kind];
    found[kind] = days === null ? { rows: 0, exact: true, bytes: 0 } : await countOld(db, kind, workspaceId, now - days * DAY);
  }
  return found;
}
