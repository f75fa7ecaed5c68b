import { once } from "node:events";
import type { Readable, Writable } from "node:stream";
import type pg from "pg";
import { from as copyFrom, to as copyTo } from "pg-copy-streams";

/** Rows on their way into a table, as text that COPY reads. */
export interface TableStream {
  readonly rows: Writable;
  /** Resolves when the database has taken everything. */
  end(): Promise<void>;
}

/** Copies text rows into a table, on a connection of its own that goes back to the pool at the end. */
export async function copyIn(pool: pg.Pool, table: string, columns: readonly string[]): Promise<TableStream> {
  const client = await pool.connect();
  const rows = copyInto(client, table, columns);
  return {
    rows,
    async end() {
      rows.end();
      await once(rows, "finish");
      client.release();
    },
  };
}

/** All rows of a table as text, as this connection's transaction sees them. By a query, because a partitioned table cannot be copied by its name. */
export function copyOut(client: pg.ClientBase, table: string, columns: readonly string[]): Readable {
  return client.query(copyTo(`copy (select ${list(columns)} from ${quoted(table)}) to stdout`));
}

/** The way of rows into a table, in this connection's transaction. */
export function copyInto(client: pg.ClientBase, table: string, columns: readonly string[]): Writable & { readonly rowCount: number } {
  return client.query(copyFrom(`copy ${quoted(table)} (${list(columns)}) from stdin`));
}

function list(columns: readonly string[]): string {
  return columns.map(quoted).join(", ");
}

/** A name as it stands in a statement. */
export function quoted(name: string): string {
  return `"${name.replaceAll('"', '""')}"`;
}
