import { mkdtemp, rm } from "node:fs/promises";
import os from "node:os";
import path from "node:path";
import { buildStale } from "../../../../scripts/house/build.mjs";
import { testDatabase } from "../../../../test/database.ts";
import { startBeckon } from "../../../server/src/beckon.ts";
import { readConfig } from "../../../server/src/config.ts";
import { createLog } from "../../../server/src/log.ts";
import { projectFolder } from "../../../server/src/projectFolder.ts";

/** A whole Beckon of one's own, with the web app as it is built. */
export interface RunningBeckon {
  readonly url: string;
  /** Moves its clock; timers that are due are seen at the next event. */
  advance(ms: number): void;
  stop(): Promise<void>;
}

/** It begins at ten in the morning UTC, so that no send window depends on when the tests run. */
const START_HOUR = 10;

/** @param settings of the environment, beside those of every test */
export async function runningBeckon(settings: { readonly [name: string]: string } = {}): Promise<RunningBeckon> {
  await buildStale();
  const database = await testDatabase();
  const folder = await mkdtemp(path.join(os.tmpdir(), "beckon-browser-"));
  const { config } = readConfig({ BECKON_DATABASE_URL: database.url, BECKON_DATA_DIR: folder, BECKON_PORT: "0", ...settings }, projectFolder());
  let ahead = untilHour(START_HOUR);
  const beckon = await startBeckon({
    config,
    clock: { now: () => Date.now() + ahead },
    log: createLog({ level: "fatal", readable: false, stream: process.stderr }),
    say: () => undefined,
  });
  return {
    url: beckon.publicUrl,
    advance(ms) {
      ahead += ms;
    },
    async stop() {
      await beckon.stop();
      await database.drop();
      await rm(folder, { recursive: true, force: true });
    },
  };
}

/** Milliseconds to the next time it is so late (UTC): ahead of the browser's clock, because a cookie from the past is no cookie. */
function untilHour(hour: number): number {
  const now = Date.now();
  const today = new Date(now).setUTCHours(hour, 0, 0, 0);
  return (today > now ? today : today + 86_400_000) - now;
}
