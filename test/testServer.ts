import { createHash } from "node:crypto";
import { chownSync, existsSync, readdirSync, statSync } from "node:fs";
import { cp, mkdir, mkdtemp, readdir, rename, rm } from "node:fs/promises";
import os from "node:os";
import path from "node:path";
import { systemClock } from "../packages/server/src/clock.ts";
import { type Binaries, locateBinaries, reachableBinaries } from "../packages/server/src/postgres/binaries.ts";
import { createCluster, SUPERUSER } from "../packages/server/src/postgres/cluster.ts";
import { freePort } from "../packages/server/src/postgres/freePort.ts";
import { databaseUser, type OsUser } from "../packages/server/src/postgres/osUser.ts";
import { PortTaken, type Postmaster, startPostmaster, stopPostmaster } from "../packages/server/src/postgres/postmaster.ts";
import { scratchSettings } from "../packages/server/src/postgres/settings.ts";
import { migrationsFolder, projectFolder } from "../packages/server/src/projectFolder.ts";
import { migrate, readMigrations } from "../packages/server/src/store/migrate.ts";
import { openPool } from "../packages/server/src/store/pool.ts";
import { removeWhenWeDie } from "./removeWhenWeDie.ts";

const TEMPLATE_DATABASE = "beckon_template";
const PASSWORD = "test";

/** A throw-away server of one test run. */
export interface TestServer {
  /** The database `postgres` of it. */
  readonly url: string;
  /** The migrated, empty database that tests clone. */
  readonly templateUrl: string;
  stop(): Promise<void>;
}

/**
 * Starts a server of its own on a free port, in a temporary folder, without waiting for the disk; its template holds the newest schema.
 * The cluster is made once per schema (2 s) and copied afterwards (0.2 s). The server and its folder go with this process, however that ends.
 */
export async function startTestServer(): Promise<TestServer> {
  const folder = await mkdtemp(path.join(os.tmpdir(), "beckon-test-"));
  const remove = removeWhenWeDie(folder);
  const data = path.join(folder, "data");
  const user = databaseUser(folder);
  own(folder, user);
  const binaries = await reachableBinaries(await locateBinaries(), user, path.join(folder, "binaries"));
  const prepared = await preparedFolder();
  if (existsSync(prepared)) {
    await cp(prepared, data, { recursive: true });
    own(data, user);
  } else {
    await makePrepared(binaries, data, user, prepared);
  }
  const server = await startScratch(binaries, data, user);
  return { url: urlOf(server.port, "postgres"), templateUrl: urlOf(server.port, TEMPLATE_DATABASE), stop: remove };
}

async function startScratch(binaries: Binaries, data: string, user: OsUser | undefined): Promise<Postmaster> {
  for (let attempt = 1; ; attempt += 1) {
    try {
      return await startPostmaster({ binaries, data, user, port: await freePort(), settings: scratchSettings, logFile: `${data}.log` });
    } catch (error) {
      if (!(error instanceof PortTaken) || attempt === 5) throw error;
    }
  }
}

/** Makes the cluster with the migrated template in `data` and leaves a copy for the runs to come. */
async function makePrepared(binaries: Binaries, data: string, user: OsUser | undefined, prepared: string): Promise<void> {
  await createCluster(binaries, data, PASSWORD, user, ["--wal-segsize=1", "--no-sync"]);
  const server = await startScratch(binaries, data, user);
  await makeTemplate(urlOf(server.port, "postgres"), TEMPLATE_DATABASE);
  await stopPostmaster(server.pid);
  await removeOldPrepared();
  const draft = await mkdtemp(`${prepared}.`);
  await cp(data, draft, { recursive: true });
  // Another run may have been quicker: then its copy stays.
  await rename(draft, prepared).catch(() => rm(draft, { recursive: true, force: true }));
}

/** A server that is there already: it gets a template, and keeps nothing of us. */
export async function givenTestServer(url: string): Promise<TestServer> {
  const name = `${TEMPLATE_DATABASE}_${process.pid}`;
  return {
    url,
    templateUrl: await makeTemplate(url, name),
    async stop() {
      const admin = openPool(url, 1);
      await admin.query(`drop database ${name} with (force)`);
      await admin.end();
    },
  };
}

/** Makes a database with the newest schema and returns its address. */
async function makeTemplate(server: string, name: string): Promise<string> {
  const admin = openPool(server, 1);
  await admin.query(`create database ${name}`);
  await admin.end();
  const url = Object.assign(new URL(server), { pathname: `/${name}` }).toString();
  const template = openPool(url, 1);
  await migrate(template, await readMigrations(migrationsFolder()), systemClock);
  await template.end();
  return url;
}

/** Counted up when the way of making it changes. */
const PREPARED_FORMAT = 1;
/** Older ones may still be in use by a run that began before the schema changed. */
const PREPARED_KEEP_MS = 60 * 60_000;
const CACHE = path.join(projectFolder(), "node_modules", ".cache", "beckon-test-database");

/** The copy's place: its name changes with whatever it was made from. */
async function preparedFolder(): Promise<string> {
  await mkdir(CACHE, { recursive: true });
  const migrations = await readMigrations(migrationsFolder());
  const made = JSON.stringify([PREPARED_FORMAT, process.arch, ...migrations.map((migration) => migration.checksum)]);
  return path.join(CACHE, createHash("sha256").update(made).digest("hex").slice(0, 16));
}

async function removeOldPrepared(): Promise<void> {
  for (const name of await readdir(CACHE)) {
    const old = path.join(CACHE, name);
    const age = Date.now() - (statSync(old, { throwIfNoEntry: false })?.mtimeMs ?? Date.now());
    if (age > PREPARED_KEEP_MS) await rm(old, { recursive: true, force: true });
  }
}

function own(file: string, user: OsUser | undefined): void {
  if (!user) return;
  const entries = statSync(file).isDirectory() ? readdirSync(file, { recursive: true, encoding: "utf8" }) : [];
  for (const entry of ["", ...entries]) chownSync(path.join(file, entry), user.uid, user.gid);
}

function urlOf(port: number, database: string): string {
  return `postgres://${SUPERUSER}:${PASSWORD}@127.0.0.1:${port}/${database}`;
}
