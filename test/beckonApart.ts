import { mkdtemp, rm } from "node:fs/promises";
import os from "node:os";
import path from "node:path";
import { startBeckon } from "../packages/server/src/beckon.ts";
import { readConfig } from "../packages/server/src/config.ts";
import { createLog } from "../packages/server/src/log.ts";
import { projectFolder } from "../packages/server/src/projectFolder.ts";

/** A whole Beckon of one's own, with the web app as it was built last. */
export interface RunningBeckon {
  readonly url: string;
  /** Moves its clock; timers that are due are seen at the next event. */
  advance(ms: number): void;
  stop(): Promise<void>;
}

/** Unless asked otherwise it begins at ten in the morning UTC, so that no send window depends on when it is started. */
const START_HOUR = 10;

interface ApartOptions {
  /** Of the environment. */
  readonly settings?: { readonly [name: string]: string };
  /** By how much its clock is before the real one. */
  readonly aheadMs?: number;
}

/** On a migrated database, with a clock and a folder of its own. */
export async function beckonApart(databaseUrl: string, { settings = {}, aheadMs = untilHour(START_HOUR) }: ApartOptions = {}): Promise<RunningBeckon> {
  const folder = await mkdtemp(path.join(os.tmpdir(), "beckon-browser-"));
  const { config } = readConfig({ BECKON_DATABASE_URL: databaseUrl, BECKON_DATA_DIR: folder, BECKON_PORT: "0", ...settings }, projectFolder());
  let ahead = aheadMs;
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
