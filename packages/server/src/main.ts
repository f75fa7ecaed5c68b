import { type Beckon, startBeckon } from "./beckon.ts";
import { systemClock } from "./clock.ts";
import { type Config, readConfig, WrongSettings } from "./config.ts";
import { createLog, type Logger } from "./log.ts";
import { FolderInUse } from "./postgres/folderLock.ts";
import { projectFolder } from "./projectFolder.ts";
import { SchemaMismatch } from "./store/migrate.ts";
import { CannotListen } from "./wiring/apiRole.ts";

/** npm passes Ctrl-C on although the terminal has sent it already: the second within this time is the same. */
const SAME_SIGNAL_MS = 500;
/** An orchestrator kills after some thirty seconds; the database's own end must still fit in. */
const STOP_PATIENCE_MS = 20_000;
/** The argument of `npm run demo`. */
const SAMPLE_SHOP = "--sample-shop";

await run();

/** The program: settings, start, and an end in order. */
async function run(): Promise<void> {
  try {
    const { config, warnings } = readConfig(process.env, projectFolder());
    for (const warning of warnings) say(warning);
    const log = createLog({ level: config.logLevel, readable: process.stderr.isTTY, stream: process.stderr });
    const starting = startBeckon({ config, clock: systemClock, log, say });
    endInOrder(starting, log);
    const beckon = await starting;
    const withSampleShop = process.argv.includes(SAMPLE_SHOP);
    if (withSampleShop) await openSampleShop(beckon);
    greet(beckon, config);
    if (withSampleShop) greetDemo(config);
  } catch (error) {
    process.stderr.write(`\n${explain(error as NodeJS.ErrnoException)}\n`);
    process.exit(1);
  }
}

async function openSampleShop({ sampleShop }: Beckon): Promise<void> {
  say("Opening the sample shop: its people, their last sixty days, and four campaigns.");
  await sampleShop?.();
}

function greetDemo({ adminEmail, adminPassword }: Config): void {
  if (adminEmail && adminPassword) say(`  Sign in as ${adminEmail} with the password ${adminPassword}`);
  say("  Visitors come and go while it runs; no mail leaves. The sample shop can be removed under Connect.");
}

/** What tells the operator what to do; the stack where nobody foresaw the error. */
function explain(error: NodeJS.ErrnoException): string {
  if ([WrongSettings, FolderInUse, SchemaMismatch, CannotListen].some((kind) => error instanceof kind)) return error.message;
  if (error.code === "ENOSPC") return `The disk is full (${error.message}). Make room and start again.`;
  if (["EACCES", "EPERM", "EROFS", "EEXIST", "ENOTDIR"].includes(error.code ?? "") && error.path)
    return `${error.path} cannot be used (${error.code}). Start as the owner of the data folder, or give another one by BECKON_DATA_DIR.`;
  return error.stack ?? String(error);
}

function say(sentence: string): void {
  process.stdout.write(`${sentence}\n`);
}

function greet({ publicUrl, version, seed, secretMadeIn, mailCarrier }: Beckon, { roles }: Config): void {
  if (seed.generated.length > 0) {
    say("\nMade for you, and shown only this once:");
    for (const { setting, value } of seed.generated) say(`  ${setting}=${value}`);
    say("");
  }
  if (secretMadeIn) say(`The secret that signs links in mails is kept in ${secretMadeIn}; back it up.`);
  if (mailCarrier() === null && roles.has("sender"))
    say("Nobody carries the mail yet: it stays here and is shown in the app. Choose a provider under Integrations, or set BECKON_SMTP_URL.");
  if (roles.has("api")) say(`Beckon ${version} is ready: ${publicUrl}${seed.setupNeeded ? "  (make the first user there)" : ""}`);
  else say(`Beckon ${version} is ready and works as ${[...roles].join(", ")}.`);
}

/** Ends on a signal, also on one that comes while it is still starting. */
function endInOrder(starting: Promise<Beckon>, log: Logger): void {
  let beckon: Beckon | null = null;
  let askedAt: number | null = null;
  const giveUp = (code: number): never => {
    beckon?.abandon();
    process.exit(code);
  };
  const end = async (reason: string, code: number): Promise<void> => {
    const isSame = askedAt !== null && performance.now() - askedAt < SAME_SIGNAL_MS;
    if (isSame) return;
    if (askedAt !== null) {
      say("Not waiting. Whatever was acknowledged is kept.");
      giveUp(130);
    }
    askedAt = performance.now();
    say(`\n${reason} Finishing what is under way.`);
    setTimeout(() => {
      log.error("The end took too long; giving up on what is still under way.");
      giveUp(1);
    }, STOP_PATIENCE_MS).unref();
    await (await starting).stop();
    say("Beckon has ended.");
    process.exit(code);
  };
  for (const signal of ["SIGINT", "SIGTERM", "SIGHUP"] as const) process.on(signal, () => void end("Stopping.", 0));
  process.on("uncaughtException", (error) => {
    log.fatal({ err: error }, "An error that nobody expected. Beckon ends, so that it can be started afresh.");
    void end("Stopping after an error.", 1);
  });
  starting.then(
    (started) => {
      beckon = started;
    },
    () => {},
  );
}
