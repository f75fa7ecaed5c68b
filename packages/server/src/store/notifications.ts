import type pg from "pg";
import type { Query } from "./db.ts";

/** A hint to other processes on the same database that something waits. It may get lost: everyone polls as well. `from`: so that the one who said it can pass over it. */
export async function notify(q: Query, channel: string, from = ""): Promise<void> {
  await q.query("select pg_notify($1, $2)", [channel, from], "notify");
}

const RECONNECT_MS = 1_000;

/** Calls back for every hint, with who said it (null after a time in which some may have been missed), on a connection of its own that is opened anew when it breaks. @returns how to end it */
export function listen(pool: pg.Pool, channels: { readonly [channel: string]: (from: string | null) => void }): { stop(): Promise<void> } {
  let stopped = false;
  let client: pg.PoolClient | null = null;
  let retry: NodeJS.Timeout | undefined;

  async function connect(): Promise<void> {
    try {
      const opened = await pool.connect();
      if (stopped) return opened.release();
      client = opened;
      opened.on("notification", ({ channel, payload }) => channels[channel]?.(payload ?? ""));
      opened.once("error", () => reconnect(opened));
      for (const channel of Object.keys(channels)) await opened.query(`listen "${channel}"`);
      // Whatever was said while nobody listened.
      for (const hear of Object.values(channels)) hear(null);
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
