import { startEmbeddedPostgres } from "../packages/server/src/postgres/embedded.ts";
import { durableSettings } from "../packages/server/src/postgres/settings.ts";

/** A process that only holds the embedded database of the folder given, to be killed by a test. Says the server's number and address. */
const dataDir = process.argv[2] ?? "";
try {
  const embedded = await startEmbeddedPostgres({ dataDir, settings: durableSettings(0), say: (sentence) => console.error(sentence) });
  console.log(JSON.stringify({ pid: embedded.pid(), url: embedded.url, uid: process.getuid?.() }));
  process.on("SIGTERM", () => void embedded.stop().then(() => process.exit()));
  setInterval(() => {}, 60_000);
} catch (error) {
  console.log(JSON.stringify({ refused: (error as Error).message }));
}
