import { statfs } from "node:fs/promises";
import { ProcessBeat } from "../engine/processBeat.ts";
import { type Base, type Running, reporter } from "./base.ts";

/** Says that this process lives, for the status page. */
export function startBeat({ db, clock, log, name, version, config }: Base): Running {
  const beat = new ProcessBeat({
    db,
    clock,
    version,
    name: name.text,
    roles: [...config.roles],
    onError: reporter(log, "The sign of life could not be given; trying again."),
  });
  beat.start();
  return { name: "sign of life", stop: () => beat.stop() };
}

/** Room on the disk of the data folder, where the database is in it. */
export async function diskOf({ config, isEmbedded }: Base): Promise<{ readonly freeBytes: number; readonly totalBytes: number } | null> {
  if (!isEmbedded) return null;
  const { bavail, blocks, bsize } = await statfs(config.dataDir);
  return { freeBytes: bavail * bsize, totalBytes: blocks * bsize };
}
