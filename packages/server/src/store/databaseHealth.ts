import type { Instant } from "@beckon/core";
import type { Query } from "./db.ts";

export interface TableSize {
  readonly name: string;
  /** With its indexes and what is stored beside it. */
  readonly bytes: number;
  readonly aboutRows: number;
}

/** The largest tables first. */
export async function largestTables(q: Query, limit: number): Promise<TableSize[]> {
  const { rows } = await q.query<TableSize>(
    `select relname as name, pg_total_relation_size(oid) as bytes, greatest(reltuples, 0)::bigint as "aboutRows"
     from pg_class where relnamespace = current_schema()::regnamespace and relkind = 'r' order by bytes desc limit $1`,
    [limit],
  );
  return rows;
}

export interface VacuumHealth {
  /** The table with the largest share of rows that are gone and not yet cleaned away; null where none has many. */
  readonly worst: { readonly name: string; readonly dead: number; readonly live: number } | null;
  /** How many of the two thousand million transaction numbers are in use. */
  readonly transactionAge: number;
  /** The longest open transaction, in seconds: nothing deleted since can be cleaned away. */
  readonly oldestTransactionSeconds: number;
}

const MANY_DEAD = 100_000;

/** Whether the database keeps up with cleaning behind itself. Ages are reckoned by its own clock, which alone knows when its transactions began. */
export async function vacuumHealth(q: Query): Promise<VacuumHealth> {
  const { rows } = await q.query<VacuumHealth>(
    `select
       (select json_build_object('name', relname, 'dead', n_dead_tup, 'live', n_live_tup) from pg_stat_user_tables
        where n_dead_tup > $1 order by n_dead_tup::float8 / greatest(n_live_tup, 1) desc limit 1) as worst,
       (select age(datfrozenxid) from pg_database where datname = current_database()) as "transactionAge",
       (select coalesce(max(extract(epoch from statement_timestamp() - xact_start)), 0)::float8 from pg_stat_activity
        where datname = current_database() and pid <> pg_backend_pid() and xact_start is not null) as "oldestTransactionSeconds"`,
    [MANY_DEAD],
  );
  return rows[0] ?? { worst: null, transactionAge: 0, oldestTransactionSeconds: 0 };
}

/** What time the database's machine has: to be compared, never to be decided by. */
export async function databaseTime(q: Query): Promise<Instant> {
  const { rows } = await q.query<{ at: number }>("select (extract(epoch from statement_timestamp()) * 1000)::float8 as at");
  return rows[0]?.at ?? 0;
}
