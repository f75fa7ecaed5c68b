import { rm } from "node:fs/promises";
import { setTimeout as wait } from "node:timers/promises";
import { startBeckon } from "../packages/server/src/beckon.ts";
import { systemClock } from "../packages/server/src/clock.ts";
import { readConfig } from "../packages/server/src/config.ts";
import { openDatabase } from "../packages/server/src/database.ts";
import { createLog } from "../packages/server/src/log.ts";
import type { Db } from "../packages/server/src/store/db.ts";
import { Random } from "../sim/random.ts";
import { FILL_API_KEY, fill } from "./fill.ts";
import { benchFolder, percentile, progress, report } from "./harness.ts";
import { CALLS, type Call, type Found } from "./listCalls.ts";
import type { BenchOptions } from "./options.ts";
import { StatementLog } from "./statementLog.ts";

const ROUNDS = 20;

/**
 * How long does each list, search and person page take with many people in the database? Over HTTP, one call after the
 * other; the limit is the same statements said to the database alone. `--data DIR` takes a filled folder and leaves it.
 */
export async function run(options: BenchOptions): Promise<void> {
  const dataDir = options.data ?? (await benchFolder());
  const { config } = readConfig({ BECKON_DATA_DIR: dataDir, BECKON_PORT: "0", BECKON_ROLES: "api", BECKON_API_KEY: FILL_API_KEY }, dataDir);
  let log: StatementLog | undefined;
  const beckon = await startBeckon({
    config,
    clock: systemClock,
    log: createLog({ level: "warn", readable: true, stream: process.stderr }),
    say: progress,
    async open(...given) {
      const database = await openDatabase(...given);
      const { rows } = await database.db.query("select 1 from profiles limit 1");
      if (rows.length === 0) await fill(database, options);
      log = new StatementLog(database.db);
      return { ...database, db: log };
    },
  });
  try {
    if (log) await measure(beckon.publicUrl, log);
  } finally {
    await beckon.stop();
    if (options.data === null) await rm(dataDir, { recursive: true, force: true });
  }
}

async function measure(url: string, log: StatementLog): Promise<void> {
  const found = await look(log);
  const random = new Random(3);
  const slow: string[] = [];
  for (const call of CALLS) {
    const { http, sql } = await times(call, url, log, found, random);
    const p95 = percentile(http, 95);
    report({ bench: "lists", figure: `${call.name}_p50_ms`, value: percentile(http, 50), unit: "ms", limit: percentile(sql, 50) });
    report({ bench: "lists", figure: `${call.name}_p95_ms`, value: p95, unit: "ms", limit: percentile(sql, 95) });
    if (p95 > call.targetMs) slow.push(`${call.name}: p95 ${Math.round(p95)} ms, target ${call.targetMs} ms`);
  }
  progress(slow.length === 0 ? `All ${CALLS.length} within their targets.` : `Beyond their targets:\n  ${slow.join("\n  ")}`);
}

async function times(call: Call, url: string, log: StatementLog, found: Found, random: Random): Promise<{ readonly http: number[]; readonly sql: number[] }> {
  const http: number[] = [];
  const sql: number[] = [];
  for (let round = 0; round <= ROUNDS; round += 1) {
    const paths = call.paths(found, random);
    log.take();
    const began = performance.now();
    let waited = 0;
    for (const path of paths) waited += await get(`${url}${path}`);
    const took = performance.now() - began - waited;
    const statements = log.take();
    const again = performance.now();
    await log.replay(statements);
    // The first finds cold caches, which a screen that is looked at every day does not.
    if (round === 0) continue;
    http.push(took);
    sql.push(performance.now() - again);
  }
  return { http, sql };
}

/** @returns milliseconds that the rate limit made us wait */
async function get(url: string): Promise<number> {
  const began = performance.now();
  for (;;) {
    const asked = performance.now();
    const answer = await fetch(url, { headers: { authorization: `Bearer ${FILL_API_KEY}` } });
    const text = await answer.text();
    if (answer.ok) return asked - began;
    if (answer.status !== 429) throw new Error(`${url}: ${answer.status} ${text.slice(0, 300)}`);
    await wait(Number(answer.headers.get("retry-after") ?? 1) * 1000);
  }
}

async function look(db: Db): Promise<Found> {
  const ids = async (sql: string) => (await db.query<{ id: string }>(sql)).rows.map((row) => row.id);
  return {
    people: await ids("select id from profiles tablesample system (1) limit 200"),
    busy: await ids("select profile_id as id from (select profile_id from events order by id limit 20000) as first group by 1 order by count(*) desc limit 10"),
    campaigns: await ids("select id from campaigns where version > 0 order by created_at, id limit 50"),
  };
}
