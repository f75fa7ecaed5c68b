import { readFileSync, statSync } from "node:fs";
import path from "node:path";

/** An operating system's user, by number. */
export interface OsUser {
  readonly name: string;
  readonly uid: number;
  readonly gid: number;
}

/**
 * Who runs the database when Beckon is root (a container, a bare server): PostgreSQL refuses root.
 * The owner of an existing data folder stays; else `postgres` or `nobody`, because initdb wants a user with a name.
 * Undefined for an ordinary user, who runs it himself.
 */
export function databaseUser(existing: string): OsUser | undefined {
  if (process.getuid?.() !== 0) return undefined;
  const users = readUsers();
  const owner = ownerOf(existing);
  const user = users.find((candidate) => candidate.uid === owner && owner !== 0) ?? named(users, "postgres") ?? named(users, "nobody");
  if (!user) {
    throw new Error(
      "PostgreSQL does not run as root and this machine has neither a user `postgres` nor `nobody`. Add one, or start Beckon as an ordinary user.",
    );
  }
  return user;
}

function named(users: readonly OsUser[], name: string): OsUser | undefined {
  return users.find((user) => user.name === name && user.uid !== 0);
}

function readUsers(): OsUser[] {
  return readFileSync("/etc/passwd", "utf8")
    .split("\n")
    .map((line) => line.split(":"))
    .filter((fields) => fields.length >= 4)
    .map(([name, , uid, gid]) => ({ name: name ?? "", uid: Number(uid), gid: Number(gid) }));
}

function ownerOf(file: string): number | undefined {
  return statSync(file, { throwIfNoEntry: false })?.uid;
}

/** The first folder on the way to `target` that `user` may not enter; undefined when the way is free. */
export function barredFolder(target: string, user: OsUser): string | undefined {
  const absolute = path.resolve(target);
  const parts = absolute.split(path.sep).filter(Boolean);
  return [path.sep, ...parts.map((_, index) => path.sep + parts.slice(0, index + 1).join(path.sep))].find((folder) => {
    const stat = statSync(folder, { throwIfNoEntry: false });
    return stat?.isDirectory() && !mayEnter(stat, user);
  });
}

function mayEnter(stat: { mode: number; uid: number; gid: number }, user: OsUser): boolean {
  if (stat.uid === user.uid) return (stat.mode & 0o100) !== 0;
  if (stat.gid === user.gid) return (stat.mode & 0o010) !== 0;
  return (stat.mode & 0o001) !== 0;
}
