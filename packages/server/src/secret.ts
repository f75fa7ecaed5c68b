import { randomBytes } from "node:crypto";
import { linkSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import path from "node:path";
import type { Config } from "./config.ts";

/**
 * What signs the links in mails: the setting, or a random one that is made once and kept in the data folder, readable for its owner alone.
 * @returns the secret, and the file where it was just made
 */
export function installationSecret(config: Pick<Config, "secret" | "dataDir">): { readonly secret: string; readonly madeIn: string | null } {
  if (config.secret) return { secret: config.secret, madeIn: null };
  const file = path.join(config.dataDir, "secret");
  const isNew = writeOnce(file, randomBytes(32).toString("base64url"));
  const secret = readFileSync(file, "utf8").trim();
  if (secret.length < 32)
    throw new Error(
      `The file ${file} does not hold the secret that was kept there. Bring it back from a backup, or give BECKON_SECRET; without it links in mails already sent stop working.`,
    );
  return { secret, madeIn: isNew ? file : null };
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
