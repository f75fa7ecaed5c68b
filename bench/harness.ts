import { chmod, mkdtemp, rm } from "node:fs/promises";
import os from "node:os";
import path from "node:path";
import { systemClock } from "../packages/server/src/clock.ts";
import { readConfig } from "../packages/server/src/config.ts";
import { type Database, openDatabase } from "../packages/server/src/database.ts";

/** One figure of a benchmark. `limit` is the bare ceiling measured in the same run; null where there is none. */
export interface Figure {
  readonly bench: string;
  readonly figure: string;
  readonly value: number;
  readonly unit: string;
  readonly limit: number | null;
}

/** One JSON line on stdout: what a script reads. */
export function report({ bench, figure, value, unit, limit }: Figure): void {
  const ratio = limit === null || limit === 0 ? null : rounded(value / limit);
  process.stdout.write(`${JSON.stringify({ bench, figure, value: rounded(value), unit, limit: limit === null ? null : rounded(limit), ratio })}\n`);
}

/** What a person reads, on stderr. */
export function progress(sentence: string): void {
  process.stderr.write(`${sentence}\n`);
}

export interface Bench {
  readonly dataDir: string;
  readonly database: Database;
  /** Ends the database and removes its folder. */
  close(): Promise<void>;
}

/** A temporary data folder that the database's user may enter: else the database would go elsewhere, and stay there. */
export async function benchFolder(): Promise<string> {
  const folder = await mkdtemp(path.join(os.tmpdir(), "beckon-bench-"));
  await chmod(folder, 0o755);
  return folder;
}

/** An empty, migrated database of one's own, with the durable settings that people run with. */
export async function openBench(): Promise<Bench> {
  const dataDir = await benchFolder();
  const { config } = readConfig({ BECKON_DATA_DIR: dataDir, BECKON_PORT: "0" }, dataDir);
  const database = await openDatabase(config, systemClock, progress);
  return {
    dataDir,
    database,
    async close() {
      await database.close();
      await rm(dataDir, { recursive: true, force: true });
    },
  };
}

/** The value below which so many of a hundred lie. */
export function percentile(values: readonly number[], percent: number): number {
  const sorted = [...values].sort((a, b) => a - b);
  return sorted[Math.min(sorted.length - 1, Math.max(0, Math.ceil((percent / 100) * sorted.length) - 1))] ?? Number.NaN;
}

function rounded(value: number): number {
  return Number(value.toPrecision(4));
}
