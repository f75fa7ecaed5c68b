import { DAY, HOUR } from "@beckon/core";
import type { Clock } from "../clock.ts";
import { forgetAudit } from "../store/audit.ts";
import { forgetDoneChanges } from "../store/campaignChanges.ts";
import type { Db } from "../store/db.ts";
import { forgetErasures } from "../store/erasures.ts";
import { deleteExpiredFiles } from "../store/files.ts";
import { deleteOldAnswers } from "../store/idempotency.ts";
import { forgetOldJobs } from "../store/jobs.ts";
import { forgetMessageKeys } from "../store/messageKeys.ts";
import { forgetPasswordResets } from "../store/passwordResets.ts";
import { forgetReservations } from "../store/promotions/reservations.ts";
import { deleteRehearsal, deleteRehearsalPeople, oldRehearsals } from "../store/rehearsals.ts";
import { deleteExpiredSessions } from "../store/userSessions.ts";
import { deleteRemovedUsers } from "../store/users.ts";
import { readWorkspace } from "../store/workspaces.ts";
import { forgetOldAttempts } from "./attempts.ts";
import { AuditLog, bySystem, placesOf } from "./auditLog.ts";
import { type Forgotten, forgetOld } from "./retention.ts";
import { Loop, type Service } from "./service.ts";
import { FIRST_WORKSPACE } from "./setup.ts";
import { SESSION_IDLE } from "./signInDesk.ts";
import { REMOVED_KEPT } from "./userDesk.ts";

export interface JanitorOptions {
  readonly db: Db;
  readonly clock: Clock;
  readonly onError: (error: unknown) => void;
}

/** SDKs repeat within a day; a week covers a phone that was off over a holiday. */
const MESSAGE_KEYS_KEPT = 7 * DAY;
const ANSWERS_KEPT = DAY;
const CHANGES_KEPT = 30 * DAY;
const JOBS_KEPT = 90 * DAY;
const REHEARSALS_KEPT = 90 * DAY;
const REHEARSALS_AT_ONCE = 5;
/** Each may have hundreds of parts. */
const FILES_AT_ONCE = 5;
const ROUND_MS = HOUR;
/** Between two steps the database belongs to those who work. */
const REST_MS = 200;
/** A second at 8,000 events/s is worked off by two of these: short enough never to be in anybody's way. */
const CHUNK = 5_000;

/** Throws away what nobody will ask for again, in small pieces. */
export class Janitor implements Service {
  readonly #options: JanitorOptions;
  readonly #loop: Loop;
  /** What retention took in this round, until it is told of in one line. */
  #forgotten = new Map<number, { [kind: string]: number }>();

  constructor(options: JanitorOptions) {
    this.#options = options;
    this.#loop = new Loop({ round: async () => ((await this.runOnce()) ? REST_MS : ROUND_MS), onError: options.onError });
  }

  start(): void {
    this.#loop.start();
  }

  stop(): Promise<void> {
    return this.#loop.stop();
  }

  /** @returns whether there is more to throw away */
  async runOnce(): Promise<boolean> {
    const { db, clock } = this.#options;
    const now = clock.now();
    const forgotten = await forgetMessageKeys(db, now - MESSAGE_KEYS_KEPT, CHUNK);
    await deleteExpiredSessions(db, now, now - SESSION_IDLE);
    await deleteRemovedUsers(db, now - REMOVED_KEPT);
    await forgetOldAttempts(db, now);
    await forgetPasswordResets(db, now);
    await deleteOldAnswers(db, now - ANSWERS_KEPT);
    await forgetReservations(db, now);
    await forgetDoneChanges(db, now - CHANGES_KEPT);
    await forgetOldJobs(db, now - JOBS_KEPT);
    await forgetErasures(db, now);
    const rehearsals = await this.#forgetRehearsals(now - REHEARSALS_KEPT);
    const expired = await deleteExpiredFiles(db, now, FILES_AT_ONCE);
    const { auditDays = 365 } = (await readWorkspace(db, FIRST_WORKSPACE))?.security ?? {};
    const forgottenLines = await forgetAudit(db, now - auditDays * DAY, CHUNK);
    const old = await forgetOld(db, now);
    this.#add(old.forgotten);
    if (!old.more) await this.#tell();
    return old.more || forgotten === CHUNK || forgottenLines === CHUNK || expired === FILES_AT_ONCE || rehearsals;
  }

  /** @returns whether there may be more */
  async #forgetRehearsals(before: number): Promise<boolean> {
    const { db } = this.#options;
    const ids = await oldRehearsals(db, before, REHEARSALS_AT_ONCE);
    for (const id of ids) {
      if (await deleteRehearsalPeople(db, id, CHUNK)) return true;
      await deleteRehearsal(db, id);
    }
    return ids.length === REHEARSALS_AT_ONCE;
  }

  #add(forgotten: Forgotten): void {
    for (const [workspaceId, counts] of forgotten) {
      const sum = this.#forgotten.get(workspaceId) ?? {};
      for (const [kind, count] of Object.entries(counts)) sum[kind] = (sum[kind] ?? 0) + count;
      this.#forgotten.set(workspaceId, sum);
    }
  }

  async #tell(): Promise<void> {
    const told = this.#forgotten;
    this.#forgotten = new Map();
    const auditLog = new AuditLog(this.#options.db, this.#options.clock);
    for (const [workspaceId, counts] of told) {
      const happening = bySystem(workspaceId, "forgetOld", "removed what the retention of the workspace no longer keeps", { kind: "workspace", id: null });
      await auditLog.tell({ ...happening, changes: placesOf({}, { removed: counts }) });
    }
  }
}
