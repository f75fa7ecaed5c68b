import { spawn } from "node:child_process";
import { chmodSync, chownSync, existsSync } from "node:fs";
import { mkdir, rename, rm, writeFile } from "node:fs/promises";
import path from "node:path";
import { type Binaries, initdbOf } from "./binaries.ts";
import type { OsUser } from "./osUser.ts";

export const SUPERUSER = "beckon";

/** Whether `data` holds a finished cluster. */
export function clusterExists(data: string): boolean {
  return existsSync(path.join(data, "PG_VERSION"));
}

/**
 * Makes a fresh cluster in `data`, all or nothing: it is made beside it and renamed, so a start that is killed meanwhile begins anew.
 * @throws with initdb's own words.
 */
export async function createCluster(
  binaries: Binaries,
  data: string,
  password: string,
  user: OsUser | undefined,
  extra: readonly string[] = [],
): Promise<void> {
  const draft = `${data}.new`;
  await rm(draft, { recursive: true, force: true });
  await mkdir(draft, { recursive: true, mode: 0o700 });
  const passwordFile = `${data}.password`;
  await rm(passwordFile, { force: true });
  await writeFile(passwordFile, password, { mode: 0o600 });
  if (user) {
    chownSync(draft, user.uid, user.gid);
    chownSync(passwordFile, user.uid, user.gid);
  }
  chmodSync(draft, 0o700);
  try {
    await runInitdb(binaries, draft, passwordFile, user, extra);
  } finally {
    await rm(passwordFile, { force: true });
  }
  await rename(draft, data);
}

async function runInitdb(binaries: Binaries, data: string, passwordFile: string, user: OsUser | undefined, extra: readonly string[]): Promise<void> {
  // The builtin provider sorts by code point everywhere alike: no library update of the machine can break an index.
  const args = [
    "-D",
    data,
    "-U",
    SUPERUSER,
    "-A",
    "scram-sha-256",
    "--pwfile",
    passwordFile,
    "-E",
    "UTF8",
    "--locale=C",
    "--locale-provider=builtin",
    "--builtin-locale=C.UTF-8",
    "--no-instructions",
    ...extra,
  ];
  const { code, output } = await run(initdbOf(binaries), args, user);
  if (code !== 0) throw new Error(`The database could not be created in ${data}: ${output.trim() || `initdb ended with ${code}`}`);
}

/** The environment of every PostgreSQL process: nothing of the caller's, whose PG* and LC_* would change what it does. */
export function postgresEnvironment(): NodeJS.ProcessEnv {
  return { PATH: process.env.PATH ?? "/usr/bin:/bin", LC_ALL: "C", TZ: "UTC" };
}

function run(command: string, args: readonly string[], user: OsUser | undefined): Promise<{ code: number; output: string }> {
  return new Promise((resolve, reject) => {
    const child = spawn(command, args, { cwd: "/", env: postgresEnvironment(), stdio: ["ignore", "pipe", "pipe"], uid: user?.uid, gid: user?.gid });
    let output = "";
    child.stdout.on("data", () => {});
    child.stderr.on("data", (chunk: Buffer) => {
      output += chunk.toString();
    });
    child.on("error", (error: NodeJS.ErrnoException) => reject(explainSpawn(error, command)));
    child.on("close", (code) => resolve({ code: code ?? 1, output }));
  });
}

/** ENOENT for a file that is there means that its loader is missing: the binaries want glibc, Alpine has musl. */
export function explainSpawn(error: NodeJS.ErrnoException, command: string): Error {
  if (error.code === "ENOENT" && existsSync(command)) {
    return new Error(
      "The embedded PostgreSQL does not run on this system (it needs glibc; Alpine has musl). Set BECKON_DATABASE_URL to a PostgreSQL 15 or newer.",
    );
  }
  return error;
}
