import pg from "pg";

/**
 * Runs statements; one statement a call (Citus refuses several), always parameterised. A statement of the hot path has a
 * `name`: it is then prepared once per connection and its plan kept, so its text must never change.
 */
export interface Query {
  query<Row = Record<string, unknown>>(text: string, values?: readonly unknown[], name?: string): Promise<{ rows: Row[]; rowCount: number }>;
}

/** The database as the engine sees it. Handed in, so that the simulator can crash between any two statements. */
export interface Db extends Query {
  /** Commits when `work` resolves, rolls back when it throws. `work` must use the `tx` it is given. */
  transaction<T>(work: (tx: Query) => Promise<T>): Promise<T>;
}

// int8 and count(*) as numbers, timestamps as instants (ms), dates as text: see docs/decisions/0002.
const INT8 = 20;
const DATE = 1082;
const TIMESTAMPTZ = 1184;
pg.types.setTypeParser(INT8, (text) => Number(text));
pg.types.setTypeParser(DATE, (text) => text);
pg.types.setTypeParser(TIMESTAMPTZ, (text) => parseTimestamp(text));

/** `2026-11-22 05:43:01.123+00` -> instant. The session's zone is always UTC (set at connect). */
function parseTimestamp(text: string): number {
  return Date.parse(`${text.slice(0, 10)}T${text.slice(11)}:00`);
}

/** A `Db` over a `pg` pool. */
export function dbOf(pool: pg.Pool): Db {
  return {
    query: (text, values, name) => run(pool, text, values, name),
    async transaction(work) {
      const client = await pool.connect();
      let broken: Error | undefined;
      try {
        await client.query("begin");
        const result = await work({ query: (text, values, name) => run(client, text, values, name) });
        await client.query("commit");
        return result;
      } catch (error) {
        await client.query("rollback").catch((rollbackError: Error) => {
          broken = rollbackError;
        });
        throw error;
      } finally {
        client.release(broken);
      }
    },
  };
}

async function run<Row>(on: pg.Pool | pg.PoolClient, text: string, values: readonly unknown[] = [], name?: string) {
  const result = await on.query({ name, text, values: values as unknown[] });
  return { rows: result.rows as Row[], rowCount: result.rowCount ?? 0 };
}
