import { randomBytes } from "node:crypto";
import { readFileSync, renameSync, writeFileSync } from "node:fs";
import { SUPERUSER } from "./cluster.ts";

/** What it takes to reach the embedded database; kept beside it, readable for its owner alone. */
export interface Connection {
  readonly password: string;
  /** The port of the last start; taken again if it is free, so that a saved `psql` command goes on working. */
  readonly port?: number;
}

const DATABASE = "beckon";

export function urlOf(port: number, password: string, database = DATABASE): string {
  return `postgres://${SUPERUSER}:${password}@127.0.0.1:${port}/${database}`;
}

export function readConnection(file: string): Connection | undefined {
  try {
    return JSON.parse(readFileSync(file, "utf8")) as Connection;
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === "ENOENT") return undefined;
    throw error;
  }
}

export function writeConnection(file: string, connection: Connection): void {
  writeFileSync(`${file}.new`, `${JSON.stringify({ ...connection, ...(connection.port && { url: urlOf(connection.port, connection.password) }) })}\n`, {
    mode: 0o600,
  });
  renameSync(`${file}.new`, file);
}

export function newPassword(): string {
  return randomBytes(24).toString("base64url");
}
