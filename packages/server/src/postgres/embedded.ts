import { readFileSync, rmSync } from "node:fs";
import path from "node:path";
import { setTimeout as wait } from "node:timers/promises";
import pg from "pg";
import { type Binaries, locateBinaries, majorVersionOf, reachableBinaries } from "./binaries.ts";
import { clusterExists, createCluster } from "./cluster.ts";
import { type Connection, newPassword, readConnection, urlOf, writeConnection } from "./connection.ts";
import { databaseFolder } from "./databaseFolder.ts";
import { lockFolder } from "./folderLock.ts";
import { freePort } from "./freePort.ts";
import { databaseUser, type OsUser } from "./osUser.ts";
import { FolderHeld, findPostmaster, leftBehind, PortTaken, type Postmaster, startPostmaster, stopPostmaster, untilReady } from "./postmaster.ts";
import { isAlive } from "./processes.ts";
import type { PostgresSettings } from "./settings.ts";

export interface EmbeddedOptions {
  /** Beckon's data folder; the database takes the folder `postgres` in it. */
  readonly dataDir: string;
  readonly settings: PostgresSettings;
  /** Told what happens, in sentences. */
  say(sentence: string): void;
}

/** The database that Beckon brings along and looks after. */
export interface EmbeddedPostgres {
  readonly url: string;
  /** The server's process now; another one after it died and was started again. */
  pid(): number;
  /** Ends it in order. */
  stop(): Promise<void>;
  /** Only gives the order and returns: for the user who will not wait. */
  stopWithoutWaiting(): void;
}

const WATCH_MS = 250;
/** A killed server's last processes and its zombie may hold the folder a little longer. */
const HELD_PATIENCE_MS = 20_000;
const RESTART_WAIT_MAX_MS = 5_000;

/**
 * Starts the embedded database, or attaches to it where an earlier Beckon was killed and left it running, and starts it again whenever it dies.
 * @throws a sentence for the operator: folder in use, no binaries for this machine, another major version, initdb's or the server's last words.
 */
export async function startEmbeddedPostgres(options: EmbeddedOptions): Promise<EmbeddedPostgres> {
  const user = databaseUser(path.join(options.dataDir, "postgres", "data"));
  const folder = await databaseFolder(options.dataDir, user, options.say);
  const lock = await lockFolder(path.join(folder, "beckon.lock"));
  try {
    const place = await placeOf(folder, user);
    const connection = await ensureCluster(place, options.say);
    let server = await attachOrStart(place, connection, options);
    writeConnection(place.connectionFile, { ...connection, port: server.port });
    await ensureDatabase(server.port, connection.password);
    const watch = keepAlive(place, options, server, (next) => {
      server = next;
    });
    return {
      url: urlOf(server.port, connection.password),
      pid: () => server.pid,
      async stop() {
        await watch.end();
        await stopPostmaster(server.pid);
        lock.release();
      },
      stopWithoutWaiting() {
        void watch.end();
        process.kill(server.pid, "SIGINT");
        lock.release();
      },
    };
  } catch (error) {
    lock.release();
    throw error;
  }
}

/** The address of the database that a running Beckon looks after in this data folder, for a program beside it; null where none runs. */
export async function runningEmbedded(dataDir: string): Promise<string | null> {
  const folder = await databaseFolder(dataDir, databaseUser(path.join(dataDir, "postgres", "data")), () => {});
  const running = findPostmaster(path.join(folder, "data"));
  const connection = readConnection(path.join(folder, "connection.json"));
  return running && connection ? urlOf(running.port, connection.password) : null;
}

/** Everything that has a place in the database's folder. */
interface Place {
  readonly binaries: Binaries;
  readonly user: OsUser | undefined;
  readonly data: string;
  readonly logFile: string;
  readonly connectionFile: string;
}

async function placeOf(folder: string, user: OsUser | undefined): Promise<Place> {
  return {
    binaries: await reachableBinaries(await locateBinaries(), user, path.join(folder, "binaries")),
    user,
    data: path.join(folder, "data"),
    logFile: path.join(folder, "postgres.log"),
    connectionFile: path.join(folder, "connection.json"),
  };
}

async function ensureCluster(place: Place, say: EmbeddedOptions["say"]): Promise<Connection> {
  const known = readConnection(place.connectionFile);
  if (!clusterExists(place.data)) {
    say("Creating the database (once, some seconds).");
    const fresh = { password: newPassword() };
    // First the password, then the cluster: a start that is killed in between finds both or makes both anew.
    writeConnection(place.connectionFile, fresh);
    await createCluster(place.binaries, place.data, fresh.password, place.user);
    return fresh;
  }
  refuseOtherVersion(place);
  if (!known) throw new Error(`${place.connectionFile} with the database's password is missing. Bring it back from a backup.`);
  return known;
}

function refuseOtherVersion(place: Place): void {
  const stored = readFileSync(path.join(place.data, "PG_VERSION"), "utf8").trim();
  const ours = majorVersionOf(place.binaries);
  if (stored !== ours)
    throw new Error(
      `The data in ${place.data} is of PostgreSQL ${stored}, this Beckon brings PostgreSQL ${ours}. Start the Beckon that made it, or move the data with pg_dump.`,
    );
}

async function attachOrStart(place: Place, connection: Connection, options: EmbeddedOptions): Promise<Postmaster> {
  const running = findPostmaster(place.data);
  if (running) {
    options.say(`The database was still running (process ${running.pid}); attached to it.`);
    await untilReady(place.data, running.pid);
    return running;
  }
  return startPatiently(place, options.settings, connection.port);
}

/** Starts it on `port` or, where that is taken, on a free one; waits out the remains of a killed one. */
async function startPatiently(place: Place, settings: PostgresSettings, port: number | undefined): Promise<Postmaster> {
  const deadline = Date.now() + HELD_PATIENCE_MS;
  let wanted = port ?? (await freePort());
  for (;;) {
    try {
      if (leftBehind(place.data)) rmSync(path.join(place.data, "postmaster.pid"), { force: true });
      return await startPostmaster({ ...place, settings, port: wanted });
    } catch (error) {
      if (Date.now() > deadline) throw error;
      if (error instanceof PortTaken) wanted = await freePort();
      else if (error instanceof FolderHeld) await wait(WATCH_MS);
      else throw error;
    }
  }
}

async function ensureDatabase(port: number, password: string): Promise<void> {
  const client = new pg.Client({ connectionString: urlOf(port, password, "postgres") });
  await client.connect();
  try {
    const { rowCount } = await client.query("select 1 from pg_database where datname = 'beckon'");
    if (!rowCount) await client.query("create database beckon");
  } finally {
    await client.end();
  }
}

/** Looks whether the server lives and starts it again, on the same port, so that the connections find it. */
function keepAlive(place: Place, options: EmbeddedOptions, first: Postmaster, onNew: (server: Postmaster) => void): { end(): Promise<void> } {
  let server = first;
  let ending = false;
  let restarting: Promise<void> = Promise.resolve();
  let busy = false;
  const timer = setInterval(() => {
    if (busy || isAlive(server.pid)) return;
    busy = true;
    restarting = restart().finally(() => {
      busy = false;
    });
  }, WATCH_MS);
  timer.unref();

  async function restart(): Promise<void> {
    options.say("The database died; starting it again.");
    for (let pause = WATCH_MS; !ending; pause = Math.min(pause * 2, RESTART_WAIT_MAX_MS)) {
      try {
        server = await startPostmaster({ ...place, settings: options.settings, port: server.port });
        onNew(server);
        options.say("The database runs again.");
        return;
      } catch (error) {
        if (!(error instanceof FolderHeld)) options.say(`It does not start yet: ${(error as Error).message}`);
        await wait(pause);
      }
    }
  }

  return {
    async end() {
      ending = true;
      clearInterval(timer);
      await restarting;
    },
  };
}
