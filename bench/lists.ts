import { rm } from "node:fs/promises";
import os from "node:os";
import { setTimeout as wait } from "node:timers/promises";
import { DAY, type Instant, MINUTE } from "@beckon/core";
import { startBeckon } from "../packages/server/src/beckon.ts";
import { type Clock, systemClock } from "../packages/server/src/clock.ts";
import { readConfig } from "../packages/server/src/config.ts";
import { type Database, openDatabase } from "../packages/server/src/database.ts";
import { createLog } from "../packages/server/src/log.ts";
import type { Db } from "../packages/server/src/store/db.ts";
import { Random } from "../sim/random.ts";
import { cpuTime } from "./cpuTime.ts";
import { FILL_API_KEY, FILL_USER, fill } from "./fill.ts";
import { benchFolder, percentile, progress, report } from "./harness.ts";
import { type Ask, CALLS, type Call, type Found } from "./listCalls.ts";
import type { BenchOptions } from "./options.ts";
import { publishSegments } from "./segmentsOfShop.ts";
import { StatementLog } from "./statementLog.ts";

/** One that is slow is asked less often, so that the whole ends within minutes. */
const ROUNDS_MIN = 8;
const PATIENCE_MS = 2_000;

/**
 * How long does each list, search and person page take with many people in the database? Over HTTP, as the app asks; the limit is
 * the same statements said to the database alone. `--data DIR` takes a filled folder and leaves it; `--only WORD` asks only calls
 * whose name has the word.
 */
export async function run(options: BenchOptions): Promise<void> {
  const dataDir = options.data ?? (await benchFolder());
  const { config } = readConfig({ BECKON_DATA_DIR: dataDir, BECKON_PORT: "0", BECKON_ROLES: "api", BECKON_API_KEY: FILL_API_KEY }, dataDir);
  const clock = new LeapingClock();
  let log: StatementLog | undefined;
  const beckon = await startBeckon({
    config,
    clock,
    log: createLog({ level: "warn", readable: true, stream: process.stderr }),
    say: progress,
    async open(...given) {
      const database = await openFilled(given, options);
      log = new StatementLog(database.db);
      return { ...database, db: log };
    },
  });
  try {
    if (log) await measure({ dataDir, url: beckon.publicUrl, log, clock, rounds: options.rounds }, options.only);
  } finally {
    await beckon.stop();
    if (options.data === null) await rm(dataDir, { recursive: true, force: true });
  }
}

async function openFilled(given: Parameters<typeof openDatabase>, options: BenchOptions): Promise<Database> {
  const database = await openDatabase(...given);
  const { rows } = await database.db.query("select 1 from profiles limit 1");
  if (rows.length === 0) await fill(database, options);
  return database;
}

/** The time to which the folder is filled, and from question to question so much later that no answer kept for some seconds is given again. */
class LeapingClock implements Clock {
  #ahead = 0;

  now(): Instant {
    return systemClock.now() + this.#ahead;
  }

  startAt(at: Instant): void {
    this.#ahead = at - systemClock.now();
  }

  leap(): void {
    this.#ahead += MINUTE;
  }
}

interface Measured {
  readonly dataDir: string;
  readonly url: string;
  readonly log: StatementLog;
  readonly clock: LeapingClock;
  readonly rounds: number;
}

/** What the API allows a caller in a minute is waited for between rounds, not within them. */
class Allowance {
  #left = Number.POSITIVE_INFINITY;
  #newInSeconds = 0;

  note({ headers }: Response): void {
    this.#left = Number(headers.get("x-ratelimit-remaining") ?? Number.POSITIVE_INFINITY);
    this.#newInSeconds = Number(headers.get("x-ratelimit-reset") ?? 0);
  }

  async forRound(): Promise<void> {
    if (this.#left > REQUESTS_OF_ROUND_MAX) return;
    await wait((this.#newInSeconds + 1) * 1_000);
    this.#left = Number.POSITIVE_INFINITY;
  }
}

const REQUESTS_OF_ROUND_MAX = 20;

/** How long a call took, round by round. */
interface Line {
  readonly call: Call;
  readonly http: readonly number[];
  readonly sql: readonly number[];
  /** Processor time of a round, of this process, which asks and answers, and of the database: what a busy machine does not distort. */
  readonly cpuMs: number;
}

async function measure(measured: Measured, only: string | null): Promise<void> {
  measured.clock.startAt(await filledUntil(measured.log));
  await publishSegments({ ...measured, db: measured.log });
  const found = await look(measured.log);
  // What is asked for by name is asked as often as was said.
  const asking = { ...measured, allowance: new Allowance(), cookie: await signIn(measured.url), isPatient: only !== null };
  const random = new Random(3);
  const before = os.loadavg()[0] ?? 0;
  const lines: Line[] = [];
  for (const call of CALLS.filter(({ name }) => only === null || name.includes(only))) {
    const line = await times(call, asking, found, random);
    lines.push(line);
    for (const percent of [50, 95])
      report({
        bench: "lists",
        figure: `${call.name}_p${percent}_ms`,
        value: percentile(line.http, percent),
        unit: "ms",
        limit: percentile(line.sql, percent),
      });
    report({ bench: "lists", figure: `${call.name}_cpu_ms`, value: line.cpuMs, unit: "ms", limit: null });
  }
  progress(tableOf(lines));
  progress(
    `Load of the machine before ${before.toFixed(1)}, after ${(os.loadavg()[0] ?? 0).toFixed(1)}, on ${os.cpus().length} processors; 1 to 2 of it are this.`,
  );
}

/** One table of all, and which of them are beyond their targets. */
function tableOf(lines: readonly Line[]): string {
  const widest = Math.max(...lines.map(({ call }) => call.name.length));
  const cell = (ms: number) => ms.toFixed(ms < 10 ? 1 : 0).padStart(7);
  const isSlow = ({ call, http }: Line) => percentile(http, 95) > call.targetMs;
  const rows = lines.map(
    (line) =>
      `${line.call.name.padEnd(widest)} ${cell(percentile(line.http, 50))} ${cell(percentile(line.http, 95))} ${cell(Math.max(...line.http))} ${cell(percentile(line.sql, 50))} ${cell(line.cpuMs)} ${cell(line.call.targetMs)}${isSlow(line) ? "  beyond" : ""}`,
  );
  const head = `${"ms".padEnd(widest)} ${["p50", "p95", "max", "sql p50", "cpu", "target"].map((word) => word.padStart(7)).join(" ")}`;
  const slow = lines.filter(isSlow).length;
  return [head, ...rows, slow === 0 ? `All ${lines.length} within their targets.` : `${slow} of ${lines.length} beyond their targets.`].join("\n");
}

interface Asking extends Measured {
  readonly cookie: string;
  readonly allowance: Allowance;
  /** Asks every round, however long they take. */
  readonly isPatient: boolean;
}

async function times(call: Call, asking: Asking, found: Found, random: Random): Promise<Line> {
  const { dataDir, log, clock, allowance, rounds } = asking;
  const http: number[] = [];
  const sql: number[] = [];
  let spent = 0;
  let cpuMs = 0;
  for (let round = 0; round <= rounds && (asking.isPatient || round <= ROUNDS_MIN || spent < PATIENCE_MS); round += 1) {
    const steps = call.steps(found, random);
    clock.leap();
    await allowance.forRound();
    log.take();
    const before = cpuTime(dataDir);
    const began = performance.now();
    for (const asks of steps) await Promise.all(asks.map((ask) => answerOf(asking, ask)));
    const took = performance.now() - began;
    const after = cpuTime(dataDir);
    const statements = log.take();
    const again = performance.now();
    await log.replay(statements);
    const replayed = performance.now() - again;
    // The first finds cold caches, which a screen that is looked at every day does not.
    if (round === 0) continue;
    http.push(took);
    sql.push(replayed);
    cpuMs += after.server - before.server + (after.database ?? 0) - (before.database ?? 0);
    spent += took + replayed;
  }
  return { call, http, sql, cpuMs: cpuMs / http.length };
}

/** As the user whom the app shows its screens; what is sent along goes by the key, which needs no proof of the same origin. */
async function answerOf({ url, cookie, allowance }: Asking, { path, body }: Ask): Promise<void> {
  const answer = await fetch(
    `${url}${path}`,
    body === undefined
      ? { headers: { cookie } }
      : { method: "POST", headers: { authorization: `Bearer ${FILL_API_KEY}`, "content-type": "application/json" }, body: JSON.stringify(body) },
  );
  const text = await answer.text();
  if (body === undefined) allowance.note(answer);
  if (!answer.ok) throw new Error(`${path}: ${answer.status} ${text.slice(0, 300)}`);
}

async function signIn(url: string): Promise<string> {
  const answer = await fetch(`${url}/api/sessions`, {
    method: "POST",
    headers: { "content-type": "application/json", origin: url },
    body: JSON.stringify(FILL_USER),
  });
  const [cookie] = answer.headers.getSetCookie();
  if (!answer.ok || cookie === undefined) throw new Error(`Signing in: ${answer.status} ${await answer.text()}`);
  return cookie.slice(0, cookie.indexOf(";"));
}

async function look(db: Db): Promise<Found> {
  const ids = async (sql: string) => (await db.query<{ id: string }>(sql)).rows.map((row) => row.id);
  return {
    now: await filledUntil(db),
    people: await ids("select id from profiles tablesample system (1) limit 200"),
    busy: await ids("select profile_id as id from (select profile_id from events order by id limit 20000) as first group by 1 order by count(*) desc limit 10"),
    campaigns: await ids("select id from campaigns where kind = 'campaign' and version > 0 order by created_at, id limit 50"),
    imports: await ids("select id from imports order by id limit 50"),
    segments: await ids("select id from segments where kind <> 'stages' order by id limit 50"),
    computedAttributes: await ids("select id from computed_attributes order by id limit 50"),
    rehearsals: await ids("select id from rehearsals where result is not null order by id limit 50"),
    journeys: await ids("select id from campaigns where kind = 'journey' order by id limit 50"),
    contentBlocks: await ids("select id from content_blocks order by id limit 50"),
  };
}

async function filledUntil(db: Db): Promise<Instant> {
  const { rows } = await db.query<{ at: Instant }>("select received_at as at from events where source = 'segment' order by id desc limit 1");
  return (rows[0]?.at ?? systemClock.now() - DAY) + MINUTE;
}
