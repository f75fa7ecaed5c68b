import { createHash } from "node:crypto";
import { mkdir } from "node:fs/promises";
import type { Clock } from "./clock.ts";
import type { Config, Role } from "./config.ts";
import { type Database, openDatabase } from "./database.ts";
import type { SampleShopDesk } from "./engine/sampleShopDesk.ts";
import { type SeedResult, seedWorkspace } from "./engine/setup.ts";
import { workerName } from "./engine/workerName.ts";
import type { Logger } from "./log.ts";
import { freePort } from "./postgres/freePort.ts";
import { projectVersion } from "./projectFolder.ts";
import { installationSecret } from "./secret.ts";
import { noteInstallation } from "./store/installation.ts";
import { startApi } from "./wiring/apiRole.ts";
import type { Base, Running } from "./wiring/base.ts";
import { startBeat } from "./wiring/beat.ts";
import { channelsOf } from "./wiring/channels.ts";
import { startIngest } from "./wiring/ingest.ts";
import { startJobs } from "./wiring/jobs.ts";
import { startMail } from "./wiring/mail.ts";
import { startScheduler } from "./wiring/schedulerRole.ts";
import { startSenders } from "./wiring/senderRole.ts";
import { WakeUps } from "./wiring/wakeUps.ts";
import { startWorker } from "./wiring/workerRole.ts";

/** A running Beckon. */
export interface Beckon {
  readonly publicUrl: string;
  readonly version: string;
  readonly seed: SeedResult;
  /** The file in which the secret was just made, or null. */
  readonly secretMadeIn: string | null;
  /** Who carries the mail now; null: it stays in the local outbox. */
  mailCarrier(): string | null;
  /** Loads the sample shop unless it is here, and resolves when it is. Null in a process without the role api. */
  readonly sampleShop: (() => Promise<void>) | null;
  /** Takes nothing new, finishes what is under way, ends the database that it brought along. */
  stop(): Promise<void>;
  /** Gives the orders and returns: for the user who will not wait. Nothing acknowledged is lost. */
  abandon(): void;
}

export interface StartOptions {
  readonly config: Config;
  readonly clock: Clock;
  readonly log: Logger;
  /** Told what happens, in sentences. */
  say(sentence: string): void;
  /** How the database is reached; a benchmark listens to what is said to it. */
  readonly open?: typeof openDatabase;
}

/** Starts the roles of the settings on their database. Whatever fails, nothing stays behind. */
export async function startBeckon({ config: given, clock, log, say, open = openDatabase }: StartOptions): Promise<Beckon> {
  const config = given.port === 0 ? { ...given, port: await freePort() } : given;
  await mkdir(config.dataDir, { recursive: true });
  const { secret, madeIn } = installationSecret(config);
  const database = await open(config, clock, say);
  const running: Running[] = [];
  try {
    const seed = await seedWorkspace(database.db, clock, config);
    const secretMatches = await isFirstSecret(database, secret);
    if (!secretMatches)
      say(
        madeIn === null
          ? "BECKON_SECRET is not the one that this database began with: links in mails signed with the other one do not work here. Give every process the same."
          : `This database began with another secret than the one that was just made in ${madeIn}. Put the old one there, or give it by BECKON_SECRET, and start again: until then links in mails already sent do not work, and stored passwords do not open.`,
      );
    const base: Base = {
      config,
      clock,
      log,
      secret,
      secretMatches,
      name: workerName(),
      db: database.db,
      pool: database.pool,
      isEmbedded: database.embedded,
      version: projectVersion(),
      publicUrl: config.publicUrl ?? addressOf(config),
      counters: { eventsAccepted: 0, eventsProcessed: 0 },
    };
    const { sampleShop, mailCarrier } = await startRoles(base, running);
    return {
      publicUrl: base.publicUrl,
      version: base.version,
      seed,
      secretMadeIn: secretMatches ? madeIn : null,
      mailCarrier,
      sampleShop:
        sampleShop &&
        (async () => {
          await sampleShop.load();
          await sampleShop.finished();
        }),
      stop: () => stopAll(running, database, log),
      abandon: () => database.abandon(),
    };
  } catch (error) {
    await stopAll(running, database, log);
    throw error;
  }
}

/** Two processes with two secrets refuse each other's links: easily done with data folders of their own on one database. */
async function isFirstSecret({ db }: Database, secret: string): Promise<boolean> {
  const fingerprint = createHash("sha256").update(`beckon fingerprint ${secret}`).digest("hex").slice(0, 16);
  return (await noteInstallation(db, "secret_fingerprint", fingerprint)) === fingerprint;
}

/** What comes first ends last: the doors close before the worker ends, and the worker before the database. */
async function startRoles(
  base: Base,
  running: Running[],
): Promise<{ readonly sampleShop: SampleShopDesk | null; readonly mailCarrier: Beckon["mailCarrier"] }> {
  const has = (role: Role) => base.config.roles.has(role);
  const wakeUps = new WakeUps(base);
  const mail = await startMail(base, wakeUps);
  running.push(...mail.running);
  const channels = channelsOf(base, mail);
  running.push({ name: "webhooks", stop: () => channels.close() });
  if (has("scheduler")) running.push(...startScheduler(base, wakeUps));
  if (has("worker")) running.push(...startWorker(base, wakeUps));
  if (has("sender")) running.push(...startSenders(base, channels.gates, mail, wakeUps));
  running.push(...wakeUps.listen(base.pool), startBeat(base));
  const withoutShop = { sampleShop: null, mailCarrier: mail.carrier };
  if (!has("api") && !has("scheduler")) return withoutShop;
  const { running: opened, ...door } = await startIngest(base, wakeUps);
  running.push(...opened);
  if (has("scheduler")) running.push(startJobs(base, door, wakeUps));
  if (!has("api")) return withoutShop;
  const api = await startApi(base, door, channels, mail, wakeUps);
  running.push(...api.running);
  return { ...withoutShop, sampleShop: api.sampleShop };
}

async function stopAll(running: readonly Running[], database: Database, log: Logger): Promise<void> {
  for (const part of [...running].reverse()) {
    try {
      await part.stop();
    } catch (error) {
      log.error({ err: error, part: part.name }, "A part did not end in order.");
    }
  }
  await database.close();
}

function addressOf({ host, port }: Config): string {
  const name = host === "0.0.0.0" || host === "::" ? "127.0.0.1" : host;
  return `http://${name.includes(":") ? `[${name}]` : name}:${port}`;
}
