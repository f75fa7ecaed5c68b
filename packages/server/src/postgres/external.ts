import { setTimeout as wait } from "node:timers/promises";
import pg from "pg";

const OLDEST_MAJOR = 15;
const RETRY_MS = 1_000;

/** Not there yet (a container that starts beside us), as opposed to there and unwilling. */
const NOT_THERE = new Set(["ECONNREFUSED", "ECONNRESET", "ENOTFOUND", "EAI_AGAIN", "ETIMEDOUT", "57P03"]);

/**
 * Makes sure that the given server can be worked with: waits up to `patienceMs` until it is there, then checks version and encoding.
 * @throws a sentence for the operator, without the password.
 */
export async function checkExternalPostgres(url: string, patienceMs: number, say: (sentence: string) => void): Promise<void> {
  const client = await connectPatiently(url, patienceMs, say);
  try {
    const { rows } = await client.query<{ version: number; encoding: string }>(
      "select current_setting('server_version_num')::int as version, getdatabaseencoding() as encoding",
    );
    refuseUnfit(url, rows[0] ?? { version: 0, encoding: "" });
  } finally {
    await client.end();
  }
}

async function connectPatiently(url: string, patienceMs: number, say: (sentence: string) => void): Promise<pg.Client> {
  const deadline = Date.now() + patienceMs;
  for (let attempt = 1; ; attempt += 1) {
    const client = new pg.Client({ connectionString: url, connectionTimeoutMillis: 10_000 });
    try {
      await client.connect();
      return client;
    } catch (error) {
      const { code, message } = error as NodeJS.ErrnoException;
      const passes = NOT_THERE.has(code ?? "");
      if (passes && attempt === 1) say(`Waiting for the database at ${addressOf(url)}.`);
      if (!passes || Date.now() > deadline) throw new Error(`The database at ${addressOf(url)} cannot be used: ${message || code}`);
      await wait(RETRY_MS);
    }
  }
}

function refuseUnfit(url: string, server: { version: number; encoding: string }): void {
  const major = Math.floor(server.version / 10_000);
  if (major < OLDEST_MAJOR) throw new Error(`The database at ${addressOf(url)} is PostgreSQL ${major}; Beckon needs ${OLDEST_MAJOR} or newer.`);
  if (server.encoding !== "UTF8") throw new Error(`The database at ${addressOf(url)} has the encoding ${server.encoding}; Beckon needs UTF8.`);
}

/** `db.example.com:5432/beckon`, fit for a log. */
function addressOf(url: string): string {
  const { host, pathname } = new URL(url);
  return `${host || "localhost"}${pathname}`;
}
