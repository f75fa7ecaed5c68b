import type pg from "pg";
import type { Query } from "./db.ts";

/** A hint to other processes on the same database that something waits. It may get lost: everyone polls as well. */
export async function notify(q: Query, channel: string): Promise<void> {
  await q.query("select pg_notify($1, '')", [channel], "notify");
}

const RECONNECT_MS = 1_000;

/** Calls back for every hint, on a connection of its own that is opened anew when it breaks. @returns how to end it */
export function listen(pool: pg.Pool, channels: { readonly [channel: string]: () => void }): { stop(): Promise<void> } {
  let stopped = false;
  let client: pg.PoolClient | null = null;
  let retry: NodeJS.Timeout | undefined;

  async function connect(): Promise<void> {
    try {
      const opened = await pool.connect();
      if (stopped) return opened.release();
      client = opened;
      opened.on("notification", ({ channel }) => channels[channel]?.());
      opened.once("error", () => reconnect(opened));
      for (const channel of Object.keys(channels)) await opened.query(`listen "${channel}"`);
      // Whatever was said while nobody listened.
      for (const hear of Object.values(channels)) hear();
    } catch {
      reconnect(client);
    }
  }

  function reconnect(broken: pg.PoolClient | null): void {
    broken?.release(true);
    client = null;
    if (!stopped) retry = setTimeout(connect, RECONNECT_MS);
  }

  void connect();
  return {
    async stop() {
      stopped = true;
      clearTimeout(retry);
      client?.release(true);
      client = null;
    },
  };
}
