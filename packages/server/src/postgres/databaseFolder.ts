import { randomBytes } from "node:crypto";
import { chmodSync, lstatSync, realpathSync, statSync, symlinkSync } from "node:fs";
import { mkdir } from "node:fs/promises";
import path from "node:path";
import { barredFolder, type OsUser } from "./osUser.ts";

/** For data folders that the database's user may not enter, e.g. below /root. */
const SYSTEM_FOLDER = "/var/lib/beckon";

/**
 * The real folder of the embedded database: `postgres` in the data folder. Where the database's user may not enter a folder above
 * it (`/root`), that is a link to a folder of its own in /var/lib/beckon: no foreign folder's rights are touched.
 */
export async function databaseFolder(dataDir: string, user: OsUser | undefined, say: (sentence: string) => void): Promise<string> {
  await mkdir(dataDir, { recursive: true });
  const folder = path.join(realpathSync(dataDir), "postgres");
  if (!lstatSync(folder, { throwIfNoEntry: false })) await makeFolder(folder, user, say);
  try {
    return realpathSync(folder);
  } catch {
    throw new Error(`${folder} points to a folder that is gone. Bring it back, or remove ${folder} to begin with an empty database.`);
  }
}

async function makeFolder(folder: string, user: OsUser | undefined, say: (sentence: string) => void): Promise<void> {
  const dataDir = path.dirname(folder);
  // The data folder itself is ours to open: what is private in it is so by itself.
  if (user && barredFolder(dataDir, user) === dataDir) chmodSync(dataDir, statSync(dataDir).mode | 0o011);
  const barred = user && barredFolder(dataDir, user);
  if (!barred) {
    await mkdir(folder);
    return;
  }
  const target = path.join(SYSTEM_FOLDER, randomBytes(6).toString("hex"));
  await mkdir(target, { recursive: true });
  symlinkSync(target, folder);
  say(`The database goes to ${target}, because its user (${user.name}) may not enter ${barred}.`);
}
