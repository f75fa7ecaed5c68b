import os from "node:os";
import type { Clock } from "./clock.ts";
import type { Config } from "./config.ts";
import { startEmbeddedPostgres } from "./postgres/embedded.ts";
import { checkExternalPostgres } from "./postgres/external.ts";
import { durableSettings } from "./postgres/settings.ts";
import { migrationsFolder } from "./projectFolder.ts";
import { type Db, dbOf } from "./store/db.ts";
import { migrate, readMigrations } from "./store/migrate.ts";
import { openPool, type Pool } from "./store/pool.ts";

/** The database, migrated and ready. */
export interface Database {
  readonly db: Db;
  readonly pool: Pool;
  readonly embedded: boolean;
  /** Ends the connections and, where we brought it along, the server. */
  close(): Promise<void>;
  /** For the user who will not wait: the server of our own ends by itself. */
  abandon(): void;
}

/** Enough for the worker's lanes, the sender and some dozens of requests; PostgreSQL's default limit is 100. */
const CONNECTIONS = 24;
/** How long a given server may take to appear: one that starts beside us in a container. */
const EXTERNAL_PATIENCE_MS = 60_000;

/** Starts or finds the database of the settings and brings it to this version's schema. */
export async function openDatabase(config: Config, clock: Clock, say: (sentence: string) => void): Promise<Database> {
  const server = await reachServer(config, say);
  const pool = openPool(server.url, CONNECTIONS);
  const close = async () => {
    await pool.end();
    await server.stop();
  };
  try {
    const applied = await migrate(pool, await readMigrations(migrationsFolder()), clock);
    if (applied.length > 0) say(`The database has the newest schema now (${applied.length === 1 ? applied[0] : `${applied.length} migrations`}).`);
  } catch (error) {
    await close();
    throw error;
  }
  return { db: dbOf(pool), pool, embedded: config.databaseUrl === null, close, abandon: server.stopWithoutWaiting };
}

/** The server, whatever its schema. */
export interface Server {
  readonly url: string;
  stop(): Promise<void>;
  stopWithoutWaiting(): void;
}

/** Starts the embedded server or waits for the given one. */
export async function reachServer(config: Config, say: (sentence: string) => void): Promise<Server> {
  if (config.databaseUrl === null) {
    return startEmbeddedPostgres({ dataDir: config.dataDir, settings: durableSettings(os.totalmem()), say });
  }
  await checkExternalPostgres(config.databaseUrl, EXTERNAL_PATIENCE_MS, say);
  return { url: config.databaseUrl, stop: async () => {}, stopWithoutWaiting: () => {} };
}
