import { randomBytes } from "node:crypto";
import { existsSync, linkSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import path from "node:path";
import type { Config } from "./config.ts";

/**
 * What signs the links in mails: the setting, or a random one that is made once and kept in the data folder, readable for its owner alone.
 * @returns the secret, and the file where it was just made
 */
export function installationSecret(config: Pick<Config, "secret" | "dataDir">): { readonly secret: string; readonly madeIn: string | null } {
  if (config.secret) return { secret: config.secret, madeIn: null };
  const file = fileOf(config);
  const isNew = writeOnce(file, randomBytes(32).toString("base64url"));
  const secret = readFileSync(file, "utf8").trim();
  if (secret.length < 32)
    throw new Error(
      `The file ${file} does not hold the secret that was kept there. Bring it back from a backup, or give BECKON_SECRET; without it links in mails already sent stop working.`,
    );
  return { secret, madeIn: isNew ? file : null };
}

/** The secret where there is one: nothing is made. */
export function knownSecret(config: Pick<Config, "secret" | "dataDir">): string | null {
  if (config.secret) return config.secret;
  const file = fileOf(config);
  return existsSync(file) ? readFileSync(file, "utf8").trim() : null;
}

/** Keeps a secret that came with a backup, unless another one is here. @returns whether it is the one of this installation now */
export function keepSecret(config: Pick<Config, "secret" | "dataDir">, secret: string): boolean {
  if (knownSecret(config) === null) writeOnce(fileOf(config), secret);
  return knownSecret(config) === secret;
}

function fileOf({ dataDir }: Pick<Config, "dataDir">): string {
  return path.join(dataDir, "secret");
}

/** All or nothing, and never over another's: two processes that start together keep one secret. */
function writeOnce(file: string, text: string): boolean {
  const draft = `${file}.${process.pid}.${randomBytes(4).toString("hex")}`;
  writeFileSync(draft, `${text}\n`, { mode: 0o600 });
  try {
    linkSync(draft, file);
    return true;
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === "EEXIST") return false;
    throw error;
  } finally {
    rmSync(draft, { force: true });
  }
}
