import type { Instant, SendState } from "@beckon/core";
import type { TableSize, VacuumHealth } from "../../store/databaseHealth.ts";
import type { BackupNote } from "../../store/installation.ts";
import type { ProcessRow } from "../../store/processes.ts";
import type { BucketOwners, QueueFigures, SendQueueFigures } from "../../store/statusFigures.ts";

export type StatusLevel = "ok" | "warning" | "error";
export type StatusArea = "processing" | "sending" | "database" | "installation";

export interface ChannelHealth {
  readonly name: string;
  readonly kind: string;
  readonly ok: boolean;
  readonly detail: string;
  readonly checkedAt: Instant;
}

/** One thing that an operator looks at: how it is, from where on it is not well, and what to do then. */
export interface StatusCheck {
  readonly key: string;
  readonly area: StatusArea;
  readonly title: string;
  readonly level: StatusLevel;
  readonly value: string;
  readonly limit: string | null;
  /** What is wrong and what to do; null while all is well. */
  readonly advice: string | null;
}

/** What the checks judge. Read in one go, so that they never wait for each other. */
export interface StatusFigures {
  readonly now: Instant;
  readonly version: string;
  readonly queue: QueueFigures;
  readonly workers: BucketOwners;
  readonly processes: readonly ProcessRow[];
  /** Decided in the last 24 hours. */
  readonly sends: readonly { readonly state: SendState; readonly count: number }[];
  readonly sendQueue: readonly SendQueueFigures[];
  readonly unknownSends: number;
  readonly openDeadLetters: number;
  readonly channels: readonly ChannelHealth[];
  readonly database: { readonly sizeBytes: number; readonly version: string; readonly embedded: boolean };
  readonly tables: readonly TableSize[];
  readonly vacuum: VacuumHealth;
  /** How far the database's clock is ahead of ours. */
  readonly skewMs: number;
  /** Of the file system that holds the data folder; null where the database is elsewhere. */
  readonly disk: { readonly freeBytes: number; readonly totalBytes: number } | null;
  readonly backup: BackupNote | null;
  readonly firstStartedAt: Instant | null;
  /** Without those of the sample shop. */
  readonly liveRealCampaigns: number;
  readonly publicUrl: string;
  /** Who carries the mail; null where it stays in the local outbox. */
  readonly mailCarrier: string | null;
  /** Whether this process has the secret that the database began with. */
  readonly secretMatches: boolean;
}

/** The level by two limits, where more is worse. */
export function levelOver(value: number, warning: number, error: number): StatusLevel {
  if (value > error) return "error";
  return value > warning ? "warning" : "ok";
}

export function worst(levels: readonly StatusLevel[]): StatusLevel {
  if (levels.includes("error")) return "error";
  return levels.includes("warning") ? "warning" : "ok";
}

/** `3 minutes`, `2 hours`: one unit, rounded down. */
export function spanText(ms: number): string {
  const [size, unit] = SPANS.find(([least]) => ms >= least) ?? [1_000, "second"];
  return counted(Math.max(0, Math.floor(ms / size)), unit);
}

const SPANS: readonly (readonly [ms: number, unit: string])[] = [
  [86_400_000, "day"],
  [3_600_000, "hour"],
  [60_000, "minute"],
];

export function counted(count: number, noun: string): string {
  return `${count.toLocaleString("en")} ${noun}${count === 1 ? "" : "s"}`;
}

export function bytesText(bytes: number): string {
  if (bytes >= 1e9) return `${(bytes / 1e9).toFixed(1)} GB`;
  return `${Math.round(bytes / 1e6)} MB`;
}
