import { readFileSync } from "node:fs";
import path from "node:path";
import { parseEnv } from "node:util";
import ipaddr from "ipaddr.js";

/** The parts of Beckon that a process may run; by default one process runs all. */
export const ROLES = ["api", "worker", "sender", "scheduler"] as const;
export type Role = (typeof ROLES)[number];

const LOG_LEVELS = ["trace", "debug", "info", "warn", "error", "fatal", "silent"] as const;
export type LogLevel = (typeof LOG_LEVELS)[number];

interface Setting<T> {
  readonly name: string;
  /** For the reader of README.md; a test keeps the two alike. */
  readonly doc: string;
  /** As it would be written; without one the setting may be left out. */
  readonly fallback?: string;
  /** @throws a sentence that begins with "must". */
  readonly read: (text: string) => T;
}

/** Declares a setting that may be missing. */
function optional<T>(name: string, doc: string, read: (text: string) => T): Setting<T> & { readonly fallback?: undefined } {
  return { name, doc, read };
}

function withDefault<T>(name: string, fallback: string, doc: string, read: (text: string) => T): Setting<T> & { readonly fallback: string } {
  return { name, doc, fallback, read };
}

/** Every setting, once. */
const settings = {
  port: withDefault("BECKON_PORT", "3000", "Port of the web app and the API. `0` takes a free one.", asPort),
  host: withDefault("BECKON_HOST", "127.0.0.1", "Address to listen on. `0.0.0.0` lets other machines in.", asText),
  publicUrl: optional(
    "BECKON_PUBLIC_URL",
    "Where browsers and mail programs reach Beckon, e.g. `https://beckon.example.com`. Links in mails begin with it. Default: the address listened on.",
    asOrigin,
  ),
  dataDir: withDefault("BECKON_DATA_DIR", ".beckon", "Folder of the embedded database and the generated secret. Relative to the project folder.", asText),
  databaseUrl: optional(
    "BECKON_DATABASE_URL",
    "A PostgreSQL 15 or newer to use instead of the embedded one, `postgres://user:password@host:5432/database`.",
    asPostgresUrl,
  ),
  secret: optional(
    "BECKON_SECRET",
    "Signs the links in mails; at least 32 characters. Generated once and kept in the data folder. Give the same to every process of one installation.",
    asSecret,
  ),
  adminEmail: optional("BECKON_ADMIN_EMAIL", "Makes the first user at the start, instead of the first-run page.", asEmail),
  adminPassword: optional(
    "BECKON_ADMIN_PASSWORD",
    "Password of that user, at least 10 characters; also resets a lost one. Generated and shown once when missing.",
    asPassword,
  ),
  apiKey: optional("BECKON_API_KEY", "Key of the REST API (`Authorization: Bearer ...`). Generated and shown once when missing.", asKey),
  writeKey: optional("BECKON_WRITE_KEY", "Write key of the Segment-compatible tracking API. Generated and shown once when missing.", asKey),
  profileToken: optional("BECKON_PROFILE_TOKEN", "Access token of the Segment-compatible Profile API. Generated and shown once when missing.", asKey),
  smtpUrl: optional(
    "BECKON_SMTP_URL",
    "Mail server, `smtp://user:password@host:587` or `smtps://...`. Without it mail goes to the local outbox, which the web app shows.",
    asSmtpUrl,
  ),
  mailFrom: optional("BECKON_MAIL_FROM", "Sender of mails that name none, `Shop <hello@shop.example>`.", asMailbox),
  dkimDomain: optional("BECKON_DKIM_DOMAIN", "Domain for which mails are signed (DKIM); its DNS holds the public key.", asText),
  dkimSelector: optional("BECKON_DKIM_SELECTOR", "Selector of that key.", asText),
  dkimKey: optional("BECKON_DKIM_KEY", "The private key: PEM, with line breaks or `\\n`, or the path of a file that holds it.", asPrivateKey),
  stripeWebhookSecret: optional("BECKON_STRIPE_WEBHOOK_SECRET", "Signing secret (`whsec_...`) of the Stripe endpoint `/webhooks/stripe`.", asSigningSecrets),
  voucherifyAppId: optional("BECKON_VOUCHERIFY_APP_ID", "Application id of the Voucherify-compatible API, which comes with promotions.", asText),
  voucherifyAppToken: optional("BECKON_VOUCHERIFY_APP_TOKEN", "Its token.", asText),
  trustProxy: optional(
    "BECKON_TRUST_PROXY",
    "Addresses of reverse proxies whose `X-Forwarded-*` headers are believed, e.g. `loopback` or `10.0.0.0/8,192.168.1.7`.",
    asProxies,
  ),
  webhookAllowPrivate: optional(
    "BECKON_WEBHOOK_ALLOW_PRIVATE",
    "Hosts and networks of your own to which webhooks may go, e.g. `crm.internal,10.0.0.0/8`. Without it only public addresses are connected to.",
    asHostsAndNetworks,
  ),
  roles: withDefault("BECKON_ROLES", ROLES.join(","), "What this process does; several processes on one database share the work.", asRoles),
  logLevel: withDefault("BECKON_LOG_LEVEL", "info", `How much is logged: ${LOG_LEVELS.map((level) => `\`${level}\``).join(", ")}.`, asLogLevel),
} as const satisfies Record<string, Setting<unknown>>;

type Settings = typeof settings;

/** All settings, checked. Null = not given and without default. */
export type Config = {
  readonly [Key in keyof Settings]: ReturnType<Settings[Key]["read"]> | (Settings[Key]["fallback"] extends string ? never : null);
};

/** The message holds one line per wrong setting. */
export class WrongSettings extends Error {}

export interface ReadSettings {
  readonly config: Config;
  /** Things that look like mistakes but stop nothing, e.g. unknown names. */
  readonly warnings: readonly string[];
}

/**
 * Reads the settings from the environment and, for what it leaves out, from the files `beckon.env` and `.env` in the project folder and `beckon.env` in the data folder.
 * @throws WrongSettings with everything that is wrong, not only the first.
 */
export function readConfig(environment: NodeJS.ProcessEnv, projectFolder: string): ReadSettings {
  const nearby = [environment, readEnvFile(path.join(projectFolder, "beckon.env")), readEnvFile(path.join(projectFolder, ".env"))];
  const dataDir = path.resolve(projectFolder, pick(nearby, settings.dataDir.name) ?? settings.dataDir.fallback);
  const given = [...nearby, readEnvFile(path.join(dataDir, "beckon.env"))];
  const wrong: string[] = [];
  const values = Object.entries(settings as Record<string, Setting<unknown>>).map(([key, setting]) => [key, readSetting(setting, given, wrong)]);
  const config = { ...(Object.fromEntries(values) as Config), dataDir };
  wrong.push(...contradictions(config));
  if (wrong.length > 0)
    throw new WrongSettings(`${wrong.length === 1 ? "A setting is" : `${wrong.length} settings are`} wrong:\n${wrong.map((line) => `  ${line}`).join("\n")}`);
  return { config, warnings: unknownNames(given) };
}

function readSetting(setting: Setting<unknown>, given: readonly NodeJS.ProcessEnv[], wrong: string[]): unknown {
  const text = pick(given, setting.name) ?? setting.fallback;
  if (text === undefined) return null;
  try {
    return setting.read(text);
  } catch (error) {
    wrong.push(`${setting.name} ${(error as Error).message}`);
    return null;
  }
}

/** An empty value is as good as none: that is how compose files and CI leave things out. */
function pick(given: readonly NodeJS.ProcessEnv[], name: string): string | undefined {
  return given.map((source) => source[name]?.trim()).find((value) => value !== undefined && value !== "");
}

function readEnvFile(file: string): NodeJS.ProcessEnv {
  try {
    return parseEnv(readFileSync(file, "utf8")) as NodeJS.ProcessEnv;
  } catch (error) {
    if (["ENOENT", "ENOTDIR"].includes((error as NodeJS.ErrnoException).code ?? "")) return {};
    throw new WrongSettings(`The file ${file} cannot be read: ${(error as Error).message}`);
  }
}

function contradictions(config: Config): string[] {
  const lines = [];
  if (config.adminPassword && !config.adminEmail) lines.push("BECKON_ADMIN_PASSWORD needs BECKON_ADMIN_EMAIL, too.");
  if (Boolean(config.voucherifyAppId) !== Boolean(config.voucherifyAppToken))
    lines.push("BECKON_VOUCHERIFY_APP_ID and BECKON_VOUCHERIFY_APP_TOKEN must be given together.");
  const dkim = [config.dkimDomain, config.dkimSelector, config.dkimKey];
  if (dkim.some(Boolean) && !dkim.every(Boolean)) lines.push("BECKON_DKIM_DOMAIN, BECKON_DKIM_SELECTOR and BECKON_DKIM_KEY must be given together.");
  return lines;
}

/** Kubernetes and Docker put `BECKON_PORT_3000_TCP` and the like beside a service of our name: those say nothing about us. */
const NOT_OURS = /^BECKON_(SERVICE_|PORT_|\w+_(SERVICE|PORT)_)/;

function unknownNames(given: readonly NodeJS.ProcessEnv[]): string[] {
  const known = Object.values(settings).map((setting) => setting.name as string);
  const names = new Set(given.flatMap((source) => Object.keys(source)));
  return [...names]
    .filter((name) => name.startsWith("BECKON_") && !known.includes(name) && !NOT_OURS.test(name))
    .map((name) => {
      const near = known.find((candidate) => distance(candidate, name) <= 2);
      return `${name} is no setting of Beckon${near ? `; did you mean ${near}?` : "."}`;
    });
}

/** Levenshtein: how many letters have to change. */
function distance(a: string, b: string): number {
  let row = Array.from({ length: b.length + 1 }, (_, index) => index);
  for (let i = 1; i <= a.length; i += 1) {
    const next = [i];
    for (let j = 1; j <= b.length; j += 1) {
      const change = (row[j - 1] ?? 0) + (a[i - 1] === b[j - 1] ? 0 : 1);
      next.push(Math.min(change, (row[j] ?? 0) + 1, (next[j - 1] ?? 0) + 1));
    }
    row = next;
  }
  return row[b.length] ?? 0;
}

/** The table of README.md. */
export function settingsTable(): string {
  const rows = Object.values(settings as Record<string, Setting<unknown>>).map(
    ({ name, fallback, doc }) => `| \`${name}\` | ${fallback ? `\`${fallback}\`` : ""} | ${doc} |`,
  );
  return ["| setting | default | |", "|---|---|---|", ...rows].join("\n");
}

function asText(text: string): string {
  return text;
}

function asPort(text: string): number {
  const port = Number(text);
  if (!/^\d+$/.test(text) || port > 65_535) {
    const kubernetes = text.startsWith("tcp://") ? " (Kubernetes puts this there for a service named `beckon`: give the service another name)" : "";
    throw new Error(`must be a port number from 0 to 65535, not "${text}"${kubernetes}.`);
  }
  return port;
}

function asOrigin(text: string): string {
  const url = asUrl(text, ["http:", "https:"], "https://beckon.example.com");
  if (url.search || url.hash || url.username) throw new Error(`must be a plain address such as https://beckon.example.com, not "${text}".`);
  return text.replace(/\/+$/, "");
}

function asPostgresUrl(text: string): string {
  asUrl(text, ["postgres:", "postgresql:"], "postgres://user:password@host:5432/database");
  return text;
}

function asSmtpUrl(text: string): string {
  asUrl(text, ["smtp:", "smtps:"], "smtp://user:password@host:587");
  return text;
}

/** The sentence never repeats the text, which may hold a password. */
function asUrl(text: string, protocols: readonly string[], example: string): URL {
  const url = URL.canParse(text) ? new URL(text) : undefined;
  if (!url?.host || !protocols.includes(url.protocol)) throw new Error(`must be an address such as ${example}.`);
  return url;
}

/** One, or two while they are rotated. An API key in its place is the mistake that is made. The sentence never repeats the text. */
function asSigningSecrets(text: string): string {
  if (text.split(",").some((secret) => /^\s*([srp]k_|$)/.test(secret)))
    throw new Error("must be the endpoint's signing secret, which begins with whsec_ (two with a comma while they are rotated), not an API key.");
  return text;
}

function asSecret(text: string): string {
  if (text.length < 32) throw new Error(`must have at least 32 characters, not ${text.length}.`);
  return text;
}

function asKey(text: string): string {
  if (!/^[\x21-\x7e]{8,200}$/.test(text)) throw new Error("must have 8 to 200 characters without spaces.");
  return text;
}

function asEmail(text: string): string {
  if (!/^[^\s@<>]+@[^\s@<>]+$/.test(text)) throw new Error(`must be an email address, not "${text}".`);
  return text;
}

/** `Shop <hello@shop.example>`, or the address alone. */
export interface Mailbox {
  readonly name?: string;
  readonly email: string;
}

function asMailbox(text: string): Mailbox {
  const {
    name,
    email = "",
    bare = "",
  } = /^(?:"?(?<name>[^<>"\r\n]*?)"?\s*<(?<email>[^\s@<>]+@[^\s@<>]+)>|(?<bare>[^\s@<>]+@[^\s@<>]+))$/.exec(text)?.groups ?? {};
  if (!email && !bare) throw new Error(`must be a sender such as \`Shop <hello@shop.example>\`, not "${text}".`);
  return name ? { name, email } : { email: email || bare };
}

function asPassword(text: string): string {
  if (text.length < 10) throw new Error(`must have at least 10 characters, not ${text.length}.`);
  return text;
}

function asProxies(text: string): string {
  const addresses = text.split(",").map((address) => address.trim());
  const wrong = addresses.filter((address) => !/^(loopback|linklocal|uniquelocal|[\da-fA-F.:]+(\/\d{1,3})?)$/.test(address));
  if (wrong.length > 0) throw new Error(`must be addresses or networks such as loopback or 10.0.0.0/8; "${wrong.join(",")}" is none.`);
  return addresses.join(",");
}

function asHostsAndNetworks(text: string): readonly string[] {
  const entries = text.split(",").map((entry) => entry.trim());
  const wrong = entries.filter((entry) => !(entry.includes("/") ? ipaddr.isValidCIDR(entry) : /^[\w.:-]+$/.test(entry)));
  if (wrong.length > 0) throw new Error(`must be hosts or networks such as crm.internal or 10.0.0.0/8; "${wrong.join(",")}" is none.`);
  return entries;
}

function asPrivateKey(text: string): string {
  const pem = text.includes("PRIVATE KEY") ? text.replaceAll("\\n", "\n") : readKeyFile(text);
  if (!/-----BEGIN (RSA )?PRIVATE KEY-----/.test(pem)) throw new Error("must be a private key in PEM form or the path of a file that holds one.");
  return pem;
}

function readKeyFile(file: string): string {
  try {
    return readFileSync(file, "utf8");
  } catch (error) {
    throw new Error(`must be a private key in PEM form or the path of a file that holds one (${(error as NodeJS.ErrnoException).code}).`);
  }
}

function asRoles(text: string): ReadonlySet<Role> {
  const roles = text.split(",").map((role) => role.trim());
  const unknown = roles.filter((role) => !(ROLES as readonly string[]).includes(role));
  if (unknown.length > 0) throw new Error(`must be some of ${ROLES.join(",")}; "${unknown.join(",")}" is none.`);
  return new Set(roles as Role[]);
}

function asLogLevel(text: string): LogLevel {
  const level = LOG_LEVELS.find((candidate) => candidate === text);
  if (!level) throw new Error(`must be one of ${LOG_LEVELS.join(", ")}, not "${text}".`);
  return level;
}
