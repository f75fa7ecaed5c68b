import { addUpTallySlips } from "../store/campaignTallies.ts";
import type { Db } from "../store/db.ts";
import { addUpStageFlows } from "../store/stageChanges.ts";
import { Loop, type Service } from "./service.ts";

export interface TallyKeeperOptions {
  readonly db: Db;
  readonly onError: (error: unknown) => void;
}

const CHUNK = 5_000;
/** A report reads slips too, so this only bounds how many there are. */
const ROUND_MS = 5_000;

/** Adds up what batches have counted for the reports and the stage board, so that a look at a year reads days and not batches. */
export class TallyKeeper implements Service {
  readonly #db: Db;
  readonly #loop: Loop;

  constructor({ db, onError }: TallyKeeperOptions) {
    this.#db = db;
    this.#loop = new Loop({ round: async () => ((await this.runOnce()) ? 0 : ROUND_MS), onError });
  }

  start(): void {
    this.#loop.start();
  }

  stop(): Promise<void> {
    return this.#loop.stop();
  }

  /** @returns whether there may be more to add up */
  async runOnce(): Promise<boolean> {
    const slips = await this.#db.transaction((tx) => addUpTallySlips(tx, CHUNK));
    const moves = await this.#db.transaction((tx) => addUpStageFlows(tx, CHUNK));
    return slips === CHUNK || moves === CHUNK;
  }
}
