import { type ChildProcess, spawn } from "node:child_process";
import { once } from "node:events";
import { chownSync, mkdtempSync, readFileSync, rmSync, statSync, writeFileSync } from "node:fs";
import os from "node:os";
import path from "node:path";
import { createInterface } from "node:readline";
import pg from "pg";
import { afterAll, beforeAll, describe, expect, test, vi } from "vitest";
import { bundleForNode } from "../../../../test/bundle.ts";
import { removeWhenWeDie } from "../../../../test/removeWhenWeDie.ts";
import { type EmbeddedPostgres, startEmbeddedPostgres } from "./embedded.ts";
import { FolderInUse } from "./folderLock.ts";
import { isAlive } from "./processes.ts";
import { durableSettings } from "./settings.ts";

const settings = durableSettings(0);
const NOBODY = 65_534;
const isRoot = process.getuid?.() === 0;

interface Answer {
  readonly pid: number;
  readonly url: string;
  readonly uid: number;
  readonly refused?: string;
}

let holderFile: string;
let dataDir: string;
let removeDataDir: () => Promise<void>;

beforeAll(async () => {
  holderFile = await bundleForNode("test/embeddedHolder.ts");
  dataDir = mkdtempSync(path.join(os.tmpdir(), "beckon-embedded-"));
  removeDataDir = removeWhenWeDie(dataDir);
});
afterAll(async () => {
  rmSync(path.dirname(holderFile), { recursive: true });
  await removeDataDir();
});

async function start(said: string[] = []): Promise<EmbeddedPostgres> {
  return startEmbeddedPostgres({ dataDir, settings, say: (sentence) => said.push(sentence) });
}

/** Another Beckon process that holds the folder, until it is killed. */
async function startHolder(folder = dataDir, uid?: number): Promise<{ child: ChildProcess; answer: Answer }> {
  const child = spawn(process.execPath, [holderFile, folder], { stdio: ["ignore", "pipe", "inherit"], uid, gid: uid });
  const [line] = await once(createInterface({ input: child.stdout }), "line");
  return { child, answer: JSON.parse(line as string) as Answer };
}

async function kill(child: ChildProcess, signal: NodeJS.Signals): Promise<void> {
  const exited = once(child, "exit");
  child.kill(signal);
  await exited;
}

async function ask<Row extends object>(url: string, sql: string): Promise<Row[]> {
  const client = new pg.Client({ connectionString: url });
  client.on("error", () => {});
  await client.connect();
  try {
    return (await client.query<Row>(sql)).rows;
  } finally {
    await client.end();
  }
}

describe("the embedded database", () => {
  test("is made, speaks UTF-8 and UTC, is private, and ends in order", async () => {
    const embedded = await start();
    expect(await ask(embedded.url, "select current_database() as name, getdatabaseencoding() as encoding, current_setting('timezone') as zone")).toEqual([
      { name: "beckon", encoding: "UTF8", zone: "UTC" },
    ]);
    await ask(embedded.url, "create table kept (n int)");
    const wrongPassword = embedded.url.replace(/:[^:@]+@/, ":wrong@");
    await expect(ask(wrongPassword, "select 1")).rejects.toThrow("password authentication failed");
    expect(statSync(path.join(dataDir, "postgres/connection.json")).mode & 0o077).toBe(0);
    await embedded.stop();
    expect(isAlive(embedded.pid())).toBe(false);
  });

  test("keeps its rows and its address over a restart", async () => {
    const first = await start();
    await ask(first.url, "insert into kept values (1)");
    await first.stop();
    const second = await start();
    expect(second.url).toBe(first.url);
    expect(await ask(second.url, "select n from kept")).toEqual([{ n: 1 }]);
    await second.stop();
  });

  test("refuses a second Beckon on the same folder and does not disturb the first", async () => {
    const first = await start();
    await expect(start()).rejects.toThrow(FolderInUse);
    expect((await startHolder()).answer.refused).toContain(`Another Beckon (process ${process.pid}) is already running on this data folder.`);
    expect(await ask(first.url, "select n from kept")).toEqual([{ n: 1 }]);
    await first.stop();
  });

  test("is started again on the same address when it is killed, with everything acknowledged", async () => {
    const said: string[] = [];
    const embedded = await start(said);
    await ask(embedded.url, "insert into kept values (2)");
    const killed = embedded.pid();
    process.kill(killed, "SIGKILL");
    await vi.waitFor(async () => expect(await ask(embedded.url, "select n from kept order by n")).toEqual([{ n: 1 }, { n: 2 }]), 20_000);
    expect(embedded.pid()).not.toBe(killed);
    expect(said).toContain("The database died; starting it again.");
    await embedded.stop();
  });

  test("is attached to when its Beckon was killed", async () => {
    const { child, answer } = await startHolder();
    await kill(child, "SIGKILL");
    const embedded = await start();
    expect(embedded.pid()).toBe(answer.pid);
    expect(embedded.url).toBe(answer.url);
    await embedded.stop();
    expect(isAlive(answer.pid)).toBe(false);
  });

  test("recovers when both were killed", async () => {
    const { child, answer } = await startHolder();
    await ask(answer.url, "insert into kept values (3)");
    process.kill(answer.pid, "SIGKILL");
    await kill(child, "SIGKILL");
    const embedded = await start();
    expect(await ask(embedded.url, "select max(n) as n from kept")).toEqual([{ n: 3 }]);
    await embedded.stop();
  });

  test("starts although the pid file of a killed one names a living stranger, as after the restart of a container", async () => {
    const embedded = await start();
    const pidFile = path.join(dataDir, "postgres/data/postmaster.pid");
    const stranger = spawn("/bin/sh", ["-c", "read -r _"], { stdio: ["pipe", "ignore", "ignore"], ...(isRoot && { uid: statSync(pidFile).uid }) });
    const text = readFileSync(pidFile, "utf8");
    await embedded.stop();
    writeFileSync(pidFile, text.replace(/^\d+/, String(stranger.pid)), { mode: 0o600 });
    if (isRoot) chownSync(pidFile, statSync(path.dirname(pidFile)).uid, -1);
    const next = await start();
    await next.stop();
    stranger.stdin.end();
  });

  test("says what is wrong with a data folder of another PostgreSQL", async () => {
    const versionFile = path.join(dataDir, "postgres/data/PG_VERSION");
    writeFileSync(versionFile, "14\n");
    await expect(start()).rejects.toThrow(/is of PostgreSQL 14, this Beckon brings PostgreSQL 18/);
    writeFileSync(versionFile, "18\n");
  });

  test.runIf(isRoot)("runs for an ordinary user, too", async () => {
    const folder = mkdtempSync(path.join(os.tmpdir(), "beckon-ordinary-"));
    chownSync(folder, NOBODY, NOBODY);
    const { child, answer } = await startHolder(folder, NOBODY);
    expect(answer).toMatchObject({ uid: NOBODY });
    expect(await ask(answer.url, "select 1 as one")).toEqual([{ one: 1 }]);
    await kill(child, "SIGTERM");
    expect(isAlive(answer.pid)).toBe(false);
    rmSync(folder, { recursive: true });
  });

  test.runIf(isRoot)("finds a place that its user may enter when the data folder lies below one that is root's alone", async () => {
    const above = mkdtempSync(path.join(os.tmpdir(), "beckon-root-"));
    expect(statSync(above).mode & 0o077).toBe(0);
    const said: string[] = [];
    const embedded = await startEmbeddedPostgres({ dataDir: path.join(above, "data"), settings, say: (sentence) => said.push(sentence) });
    expect(said[0]).toMatch(/^The database goes to \/var\/lib\/beckon\/\w+, because its user \(\w+\) may not enter \S+beckon-root-\w+\.$/);
    await embedded.stop();
    rmSync(said[0]?.match(/\/var\/lib\/beckon\/\w+/)?.[0] ?? "", { recursive: true });
    rmSync(above, { recursive: true });
  });
});
