import { type Channel, DAY, type Instant, SECOND, type SendState } from "@beckon/core";
import type { Clock } from "../clock.ts";
import { databaseTime, largestTables, vacuumHealth } from "../store/databaseHealth.ts";
import type { Db } from "../store/db.ts";
import { lastBackup } from "../store/installation.ts";
import { livingProcesses } from "../store/processes.ts";
import {
  aboutRows,
  bucketOwners,
  countAllOpenDeadLetters,
  countCampaignsByStatus,
  countUnknownSends,
  databaseFigures,
  firstStartedAt,
  queueFigures,
  sendQueueFigures,
  sendsByState,
} from "../store/statusFigures.ts";
import { readWorkspace } from "../store/workspaces.ts";
import { SILENT_MS } from "./processBeat.ts";
import { type ChannelHealth, type StatusCheck, type StatusFigures, type StatusLevel, worst } from "./status/check.ts";
import { judgeStatus } from "./status/checks.ts";

/** What the status needs to know of this process and its machine. */
export interface StatusSurroundings {
  readonly version: string;
  readonly publicUrl: string;
  /** Who carries the mail; null where it stays in the local outbox. */
  readonly mailCarrier: string | null;
  readonly embeddedDatabase: boolean;
  readonly secretMatches: boolean;
  /** Room on the disk that holds the database; null where that is elsewhere. */
  readonly disk: () => Promise<{ readonly freeBytes: number; readonly totalBytes: number } | null>;
}

export interface StatusView {
  readonly level: StatusLevel;
  readonly checks: readonly StatusCheck[];
  readonly figures: StatusFigures;
  readonly counts: { readonly profiles: number; readonly events: number; readonly campaigns: number; readonly liveCampaigns: number };
  readonly sender: string | null;
}

const TABLES_SHOWN = 8;

/** A channel is asked again after this long, however often people look: a check opens a connection to the mail server. */
const CHANNEL_CHECKED_FOR = 30 * SECOND;
/** A check that takes longer says that nobody answers. */
const CHANNEL_PATIENCE = 5 * SECOND;
const checked = new WeakMap<Channel, Promise<ChannelHealth>>();
const checkedAt = new WeakMap<Channel, Instant>();

/** How Beckon is doing: what waits, who works, what needs attention. */
export async function readStatus(
  db: Db,
  clock: Clock,
  workspaceId: number,
  channels: readonly Channel[],
  surroundings: StatusSurroundings,
): Promise<StatusView> {
  const workspace = await readWorkspace(db, workspaceId);
  const campaigns = await countCampaignsByStatus(db, workspaceId);
  const sender = workspace?.settings.sender;
  const figures = await readFigures(db, clock, channels, surroundings, campaigns.liveReal);
  const checks = judgeStatus(figures);
  return {
    level: worst(checks.map((check) => check.level)),
    checks,
    figures,
    counts: { profiles: await aboutRows(db, "profiles"), events: await aboutRows(db, "events"), campaigns: campaigns.total, liveCampaigns: campaigns.live },
    sender: sender ? (sender.name ? `${sender.name} <${sender.email}>` : sender.email) : null,
  };
}

async function readFigures(
  db: Db,
  clock: Clock,
  channels: readonly Channel[],
  surroundings: StatusSurroundings,
  liveRealCampaigns: number,
): Promise<StatusFigures> {
  const { version, publicUrl, mailCarrier, secretMatches, embeddedDatabase } = surroundings;
  const now = clock.now();
  const itsTime = await databaseTime(db);
  // The answer was on its way for half of the time that passed.
  const skewMs = itsTime - (now + clock.now()) / 2;
  return {
    now,
    version,
    publicUrl,
    mailCarrier,
    secretMatches,
    liveRealCampaigns,
    skewMs,
    queue: await queueFigures(db, now),
    workers: await bucketOwners(db, now),
    processes: await livingProcesses(db, now - SILENT_MS),
    sends: await sendsOfTheDay(db, now),
    sendQueue: await sendQueueFigures(db, now),
    unknownSends: await countUnknownSends(db),
    openDeadLetters: await countAllOpenDeadLetters(db),
    channels: await Promise.all(channels.map((channel) => healthOf(channel, now))),
    database: { ...(await databaseFigures(db)), embedded: embeddedDatabase },
    tables: await largestTables(db, TABLES_SHOWN),
    vacuum: await vacuumHealth(db),
    disk: await surroundings.disk(),
    backup: await lastBackup(db),
    firstStartedAt: await firstStartedAt(db),
  };
}

/** Sends decided in the last 24 hours, by state. */
export function sendsOfTheDay(db: Db, now: Instant): Promise<{ state: SendState; count: number }[]> {
  return sendsByState(db, now - DAY);
}

/** The answer of a channel, at most `CHANNEL_CHECKED_FOR` old. */
export function healthOf(channel: Channel, now: Instant): Promise<ChannelHealth> {
  const known = checked.get(channel);
  if (known && now - (checkedAt.get(channel) ?? 0) < CHANNEL_CHECKED_FOR) return known;
  const asking = ask(channel, now);
  checked.set(channel, asking);
  checkedAt.set(channel, now);
  return asking;
}

async function ask(channel: Channel, now: Instant): Promise<ChannelHealth> {
  let timer: NodeJS.Timeout | undefined;
  const patience = new Promise<{ ok: boolean; detail: string }>((resolve) => {
    timer = setTimeout(() => resolve({ ok: false, detail: "It did not answer within 5 seconds." }), CHANNEL_PATIENCE);
    timer.unref();
  });
  try {
    const { ok, detail } = await Promise.race([channel.check(), patience]);
    return { name: channel.name, kind: channel.kind, ok, detail, checkedAt: now };
  } catch (error) {
    return { name: channel.name, kind: channel.kind, ok: false, detail: (error as Error).message, checkedAt: now };
  } finally {
    clearTimeout(timer);
  }
}
