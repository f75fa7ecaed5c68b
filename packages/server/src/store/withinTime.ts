import type { Db, Query } from "./db.ts";

/** PostgreSQL's `query_canceled`: what a statement ends with that took longer than it may. */
const CANCELLED = "57014";

/**
 * Lets each statement of `work` take so long at most. For answers that may as well do without: how long a statement takes cannot be
 * told from the one before it, where that one found its pages in memory and this one does not.
 * @param milliseconds at least one
 * @returns null where the time was up; what was written in `work` is then undone
 */
export async function withinTime<T>(db: Db, milliseconds: number, work: (tx: Query) => Promise<T>): Promise<T | null> {
  try {
    return await db.transaction(async (tx) => {
      await tx.query("select set_config('statement_timeout', $1, true)", [String(Math.max(1, Math.floor(milliseconds)))]);
      return work(tx);
    });
  } catch (error) {
    if (error instanceof Error && "code" in error && error.code === CANCELLED) return null;
    throw error;
  }
}
