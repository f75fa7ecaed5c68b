import { DAY, HOUR, type Instant, MINUTE, startOfDay } from "@beckon/core";
import type { Clock } from "../clock.ts";
import type { Db } from "../store/db.ts";
import { newestRfmRun } from "../store/rfmRuns.ts";
import { allWorkspaces, lockWorkspace } from "../store/workspaces.ts";
import type { JobDesk } from "./jobs/jobDesk.ts";
import { beginRanking } from "./rfmDesk.ts";
import { Loop, type Service } from "./service.ts";

export interface RfmKeeperOptions {
  readonly db: Db;
  readonly clock: Clock;
  readonly jobs: Pick<JobDesk, "add" | "wake">;
  readonly onError: (error: unknown) => void;
}

const ROUND_MS = MINUTE;
/** When most are asleep, in the workspace's zone. */
const AT_NIGHT = 3 * HOUR;

/** Has people ranked once a night. Several schedulers may run: the workspace's lock keeps them apart. */
export class RfmKeeper implements Service {
  readonly #options: RfmKeeperOptions;
  readonly #loop: Loop;

  constructor(options: RfmKeeperOptions) {
    this.#options = options;
    this.#loop = new Loop({
      round: async () => {
        await this.runOnce();
        return ROUND_MS;
      },
      onError: options.onError,
    });
  }

  start(): void {
    this.#loop.start();
  }

  stop(): Promise<void> {
    return this.#loop.stop();
  }

  async runOnce(): Promise<void> {
    const { db, jobs } = this.#options;
    for (const workspace of await allWorkspaces(db)) if (workspace.rfm && (await this.#beginIfDue(workspace.id))) jobs.wake();
  }

  #beginIfDue(workspaceId: number): Promise<boolean> {
    const { db, clock } = this.#options;
    return db.transaction(async (tx) => {
      const workspace = await lockWorkspace(tx, workspaceId);
      const newest = await newestRfmRun(tx, workspaceId, ["running", "done", "failed"]);
      if (!workspace?.rfm || newest?.state === "running") return false;
      if (newest && newest.asOf >= lastNight(workspace.settings.timeZone, clock.now())) return false;
      await beginRanking(tx, this.#options, { workspaceId, setting: workspace.rfm, by: "Beckon" });
      return true;
    });
  }
}

/** The latest moment that was the time for it. */
function lastNight(zone: string, now: Instant): Instant {
  const tonight = startOfDay(zone, now) + AT_NIGHT;
  return tonight <= now ? tonight : startOfDay(zone, now - DAY) + AT_NIGHT;
}
