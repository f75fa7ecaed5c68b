import { bucketOf, MINUTE, SECOND } from "@beckon/core";
import type { Clock } from "../clock.ts";
import { newId } from "../ids.ts";
import type { Db } from "../store/db.ts";
import { putInInbox } from "../store/inbox.ts";
import { claimersOf, markUnknown, returnSends, takeStuckSends } from "../store/sends.ts";
import { Loop, type Service } from "./service.ts";

export interface SendRescuerOptions {
  readonly db: Db;
  readonly clock: Clock;
  /** Whether a claimer is known to be dead, before its time is up. */
  readonly isDead?: (claimer: string) => boolean;
  /** Told which buckets have outcomes to take. */
  readonly wake: (buckets: ReadonlySet<number>) => void;
  /** Told that sends are ready again. */
  readonly onReturned: () => void;
  readonly onError: (error: unknown) => void;
  /** How long a sender may take over one message before it is taken for dead. */
  readonly leaseMs?: number;
}

/** Longer than any provider's time-out, so that a slow hand-over is never mistaken for a dead sender. */
const LEASE_MS = 10 * MINUTE;
const POLL_MS = 5 * SECOND;
const CHUNK = 500;

/**
 * Looks after sends whose sender died between the provider's acceptance and our record. Nobody can know what became of
 * them: a marketing mail is not sent again and ends as `unknown`; what is repeatable, as a receipt is, is tried again.
 */
export class SendRescuer implements Service {
  readonly #options: SendRescuerOptions;
  readonly #loop: Loop;

  constructor(options: SendRescuerOptions) {
    this.#options = options;
    this.#loop = new Loop({ round: async () => ((await this.runOnce()) === CHUNK ? 0 : POLL_MS), onError: options.onError });
  }

  start(): void {
    this.#loop.start();
  }

  stop(): Promise<void> {
    return this.#loop.stop();
  }

  /** @returns how many were stuck */
  async runOnce(): Promise<number> {
    const { db, clock, isDead = () => false, leaseMs = LEASE_MS, wake, onReturned } = this.#options;
    const now = clock.now();
    const dead = (await claimersOf(db)).filter(isDead);
    const { unknown, again } = await db.transaction(async (tx) => {
      const stuck = await takeStuckSends(tx, now - leaseMs, dead, CHUNK);
      const again = stuck.filter((send) => send.repeatable);
      const unknown = stuck.filter((send) => !send.repeatable);
      await returnSends(tx, again, now);
      await markUnknown(tx, unknown);
      await putInInbox(
        tx,
        unknown.map(({ sendId, enrollmentId, workspaceId, profileId }) => ({
          id: newId(now),
          workspaceId,
          profileId,
          kind: "outcome",
          body: { sendId, enrollmentId, outcome: { state: "unknown" }, at: now },
          acceptedAt: now,
        })),
      );
      return { unknown, again };
    });
    if (unknown.length > 0) wake(new Set(unknown.map((send) => bucketOf(send.profileId))));
    if (again.length > 0) onReturned();
    return unknown.length + again.length;
  }
}
