import pg from "pg";

/** Connections, for those who only pass them on. */
export type Pool = pg.Pool;

/** Connections to `url`. Every session speaks UTC, which the reading of timestamps relies on. */
export function openPool(url: string, max: number): Pool {
  const pool = new pg.Pool({ connectionString: url, max, options: "-c timezone=UTC", application_name: "beckon", keepAlive: true });
  // A connection that dies while idle is replaced by the next query; without a listener it would end the process.
  pool.on("error", () => {});
  return pool;
}
