import { DAY, HOUR, SECOND } from "@beckon/core";
import { bytesText, levelOver, type StatusCheck, type StatusFigures, spanText, worst } from "./check.ts";

const GB = 1e9;
/** A full disk stops everything at once, so we speak early: by share and by what is left. */
const FREE_WARNING = { share: 0.15, bytes: 5 * GB };
const FREE_ERROR = { share: 0.05, bytes: GB };
const SKEW_WARNING = 2 * SECOND;
const SKEW_ERROR = 30 * SECOND;
/** Half of what PostgreSQL can count to, and three quarters: its own emergency begins at 1,600 million. */
const AGE_WARNING = 1_000_000_000;
const AGE_ERROR = 1_500_000_000;
const OPEN_WARNING = HOUR;
const BACKUP_WARNING = 2 * DAY;
const BACKUP_ERROR = 14 * DAY;

export function sizeCheck({ database, tables }: StatusFigures): StatusCheck {
  const largest = tables.slice(0, 3).map(({ name, bytes }) => `${name} ${bytesText(bytes)}`);
  return {
    key: "database_size",
    area: "database",
    title: "Database",
    level: "ok",
    value: `${bytesText(database.sizeBytes)} (${largest.join(", ")})`,
    limit: null,
    advice: null,
  };
}

export function diskChecks({ disk }: StatusFigures): StatusCheck[] {
  if (disk === null) return [];
  const share = disk.freeBytes / disk.totalBytes;
  const below = (limit: typeof FREE_WARNING) => (share < limit.share && disk.freeBytes < 10 * limit.bytes ? true : disk.freeBytes < limit.bytes);
  const level = below(FREE_ERROR) ? "error" : below(FREE_WARNING) ? "warning" : "ok";
  return [
    {
      key: "disk_full",
      area: "database",
      title: "Free disk of the data folder",
      level,
      value: `${bytesText(disk.freeBytes)} of ${bytesText(disk.totalBytes)}`,
      limit: "15 %",
      advice:
        level === "ok"
          ? null
          : `Only ${bytesText(disk.freeBytes)} are free. Enlarge the disk, or keep less under Settings, Data retention; a full disk stops everything.`,
    },
  ];
}

export function vacuumCheck({ vacuum }: StatusFigures): StatusCheck {
  const { worst: table, transactionAge, oldestTransactionSeconds } = vacuum;
  const open = oldestTransactionSeconds * SECOND;
  const share = table === null ? 0 : table.dead / (table.dead + table.live);
  const level = worst([levelOver(transactionAge, AGE_WARNING, AGE_ERROR), levelOver(open, OPEN_WARNING, DAY), share > 0.5 ? "warning" : "ok"]);
  const advice =
    open > OPEN_WARNING
      ? `A transaction has been open for ${spanText(open)}, and nothing deleted since can be cleaned away. End it (pg_stat_activity shows whose it is).`
      : share > 0.5
        ? `More than half of the table ${table?.name} are rows that are gone. Autovacuum does not keep up: see whether it is on, or run VACUUM ${table?.name}.`
        : "The database uses up its transaction numbers. Run VACUUM FREEZE at a quiet hour.";
  return {
    key: "vacuum",
    area: "database",
    title: "Cleaning (vacuum)",
    level,
    value: table === null ? "keeps up" : `${Math.round(share * 100)} % of ${table.name} to clean`,
    limit: "50 %",
    advice: level === "ok" ? null : advice,
  };
}

export function clockCheck({ skewMs }: StatusFigures): StatusCheck {
  const skew = Math.abs(skewMs);
  const level = levelOver(skew, SKEW_WARNING, SKEW_ERROR);
  return {
    key: "clock_skew",
    area: "database",
    title: "Clocks",
    level,
    value: skew < SECOND ? "agree" : `${spanText(skew)} apart`,
    limit: "2 seconds",
    advice:
      level === "ok"
        ? null
        : `The clock of this machine and the database's are ${spanText(skew)} apart. Keep both by NTP; messages go by the clock of this machine.`,
  };
}

export function backupCheck({ backup, firstStartedAt, now }: StatusFigures): StatusCheck {
  const since = backup?.at ?? firstStartedAt ?? now;
  const level = backup === null ? levelOver(now - since, DAY, Number.POSITIVE_INFINITY) : levelOver(now - since, BACKUP_WARNING, BACKUP_ERROR);
  return {
    key: "backup_old",
    area: "database",
    title: "Last backup",
    level,
    value: backup === null ? "none yet" : `${spanText(now - backup.at)} ago, ${bytesText(backup.bytes)}`,
    limit: "2 days",
    advice:
      level === "ok"
        ? null
        : `${backup === null ? "There has been no backup yet" : `The last backup is ${spanText(now - since)} old`}. Run npx beckon backup FILE every night; if you back up PostgreSQL by other means, one run a month of this as a second copy does no harm.`,
  };
}
