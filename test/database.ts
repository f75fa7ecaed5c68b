import { randomBytes } from "node:crypto";
import { inject } from "vitest";
import { type Db, dbOf } from "../packages/server/src/store/db.ts";
import { openPool, type Pool } from "../packages/server/src/store/pool.ts";

/** A migrated, empty database of one's own. */
export interface TestDatabase {
  readonly db: Db;
  readonly pool: Pool;
  readonly url: string;
  /** Ends the connections and removes the database. */
  drop(): Promise<void>;
}

/** Clones the migrated template of this run's server (global setup); some 30 ms. */
export function testDatabase(): Promise<TestDatabase> {
  return newDatabase(`template ${new URL(inject("databaseTemplateUrl")).pathname.slice(1)}`);
}

/** A database in which nothing is yet. */
export function emptyDatabase(): Promise<TestDatabase> {
  return newDatabase("");
}

async function newDatabase(like: string): Promise<TestDatabase> {
  const server = inject("databaseServerUrl");
  const name = `test_${randomBytes(8).toString("hex")}`;
  await onServer(server, `create database ${name} ${like}`);
  const url = Object.assign(new URL(server), { pathname: `/${name}` }).toString();
  const pool = openPool(url, 10);
  return {
    db: dbOf(pool),
    pool,
    url,
    async drop() {
      await pool.end();
      await onServer(server, `drop database ${name} with (force)`);
    },
  };
}

async function onServer(url: string, statement: string): Promise<void> {
  const admin = openPool(url, 1);
  await admin.query(statement).finally(() => admin.end());
}
