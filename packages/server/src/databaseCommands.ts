import { mkdir, stat } from "node:fs/promises";
import { CliError } from "./cli/apiClient.ts";
import type { BackupCommand, RestoreCommand } from "./cli/command.ts";
import { systemClock } from "./clock.ts";
import { type Config, readConfig, WrongSettings } from "./config.ts";
import { reachServer, type Server } from "./database.ts";
import { BadArchive } from "./operations/archive.ts";
import { backUp, CannotOperate } from "./operations/backUp.ts";
import { ProgressBar } from "./operations/progress.ts";
import { restore } from "./operations/restore.ts";
import { runningEmbedded } from "./postgres/embedded.ts";
import { FolderInUse } from "./postgres/folderLock.ts";
import { migrationsFolder, projectFolder, projectVersion } from "./projectFolder.ts";
import { keepSecret, knownSecret } from "./secret.ts";
import { readMigrations, SchemaMismatch } from "./store/migrate.ts";
import { openPool } from "./store/pool.ts";

type Say = (sentence: string) => void;

/** `beckon backup FILE`: works beside a running Beckon as well as without one. */
export function backUpDatabase({ file, withSecret }: BackupCommand, say: Say): Promise<void> {
  return inPlainWords(async () => {
    const { config } = readConfig(process.env, projectFolder());
    if (await exists(file)) throw new CannotOperate(`${file} is there already; a backup is never written over another.`);
    const secret = knownSecret(config);
    if (withSecret && secret === null) throw new CannotOperate("There is no secret to put in: this Beckon has never been started.");
    const server = await serverBesideBeckon(config, say);
    const pool = openPool(server.url, 2);
    try {
      const { tail, bytes } = await backUp({
        pool,
        clock: systemClock,
        version: projectVersion(),
        file,
        secret: withSecret ? secret : null,
        progress: new ProgressBar(process.stderr),
      });
      say(
        `${file} holds ${plural(
          tail.tables.reduce((sum, { rows }) => sum + rows, 0),
          "row",
        )} of ${tail.tables.length} tables (${sizeText(bytes)}).`,
      );
      say(
        withSecret
          ? "It holds the secret of this installation, too: whoever has it can sign links and open stored passwords. Guard it accordingly."
          : "The secret (BECKON_SECRET, or the file `secret` of the data folder) is not in it; keep that apart. Without it links in mails already sent, stored passwords of providers and second factors do not work after a restore.",
      );
    } finally {
      await pool.end();
      await server.stop();
    }
  });
}

/** `beckon restore FILE`: into the database of the settings, while no Beckon works on it. */
export function restoreDatabase({ file, replace }: RestoreCommand, say: Say): Promise<void> {
  return inPlainWords(async () => {
    const { config } = readConfig(process.env, projectFolder());
    await mkdir(config.dataDir, { recursive: true });
    const server = await reachServer(config, say);
    const pool = openPool(server.url, 1);
    try {
      const migrations = await readMigrations(migrationsFolder());
      const done = await restore({ pool, clock: systemClock, migrations, file, replace, progress: new ProgressBar(process.stderr) });
      say(
        `Restored ${plural(
          done.tables.reduce((sum, { rows }) => sum + rows, 0),
          "row",
        )} of ${done.tables.length} tables, as they were at ${done.head.at}; every sum was right.`,
      );
      if (done.migrated.length > 0)
        say(`It was made by Beckon ${done.head.beckon}; ${plural(done.migrated.length, "migration")} brought it to the schema of this one.`);
      say(secretSentence(config, done.secret));
    } finally {
      await pool.end();
      await server.stop();
    }
  });
}

function secretSentence(config: Config, secret: string | null): string {
  if (secret === null)
    return knownSecret(config) === null
      ? "The backup holds no secret. Give the one of the old installation by BECKON_SECRET, or put it into the file `secret` of the data folder, before the first start; or links in mails already sent and second factors stop working."
      : "The backup holds no secret; the one that is here stays.";
  if (keepSecret(config, secret)) return "Its secret is the one of this installation now.";
  return "Its secret is another than the one that is here, which was left alone. To take over the old one, give it by BECKON_SECRET or put it into the file `secret` of the data folder.";
}

/** The server of the settings; the embedded one also where a running Beckon looks after it. */
async function serverBesideBeckon(config: Config, say: Say): Promise<Server> {
  try {
    return await reachServer(config, say);
  } catch (error) {
    const url = error instanceof FolderInUse ? await runningEmbedded(config.dataDir) : null;
    if (url === null) throw error;
    return { url, stop: async () => {}, stopWithoutWaiting: () => {} };
  }
}

/** What an operator can mend is said in a sentence; the rest keeps its stack. */
async function inPlainWords(work: () => Promise<void>): Promise<void> {
  try {
    await work();
  } catch (error) {
    const { code, message } = error as NodeJS.ErrnoException;
    if ([CannotOperate, BadArchive, SchemaMismatch, WrongSettings, FolderInUse].some((kind) => error instanceof kind)) throw new CliError(message);
    if (code === "ENOSPC") throw new CliError(`The disk is full (${message}). Make room and try again; no half file was left.`);
    if (["EACCES", "EPERM", "EROFS", "ENOENT", "ENOTDIR", "EISDIR"].includes(code ?? "")) throw new CliError(`The file cannot be written or read: ${message}`);
    throw error;
  }
}

function exists(file: string): Promise<boolean> {
  return stat(file).then(
    () => true,
    () => false,
  );
}

function plural(count: number, noun: string): string {
  return `${count.toLocaleString("en")} ${noun}${count === 1 ? "" : "s"}`;
}

function sizeText(bytes: number): string {
  return bytes < 1_000_000 ? `${Math.ceil(bytes / 1_000)} kB` : `${(bytes / 1_000_000).toFixed(1)} MB`;
}
