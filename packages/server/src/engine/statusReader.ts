import { type Channel, DAY, type Instant, MINUTE, SECOND, type SendState } from "@beckon/core";
import type { Clock } from "../clock.ts";
import { newId } from "../ids.ts";
import type { Db } from "../store/db.ts";
import {
  aboutRows,
  type BucketOwners,
  bucketOwners,
  countAllOpenDeadLetters,
  countCampaignsByStatus,
  countUnknownSends,
  databaseFigures,
  type QueueFigures,
  queueFigures,
  sendsByState,
} from "../store/statusFigures.ts";
import { readWorkspace } from "../store/workspaces.ts";

export interface ChannelHealth {
  readonly name: string;
  readonly kind: string;
  readonly ok: boolean;
  readonly detail: string;
  readonly checkedAt: Instant;
}

/** Something that needs attention, in a sentence. */
interface StatusProblem {
  readonly severity: "error" | "warning";
  readonly code: string;
  readonly sentence: string;
}

export interface StatusView {
  readonly problems: readonly StatusProblem[];
  readonly queue: QueueFigures;
  readonly workers: BucketOwners;
  /** Decided in the last 24 hours. */
  readonly sends: readonly { readonly state: SendState; readonly count: number }[];
  readonly unknownSends: number;
  readonly openDeadLetters: number;
  readonly channels: readonly ChannelHealth[];
  readonly database: { readonly sizeBytes: number; readonly version: string };
  readonly counts: { readonly profiles: number; readonly events: number; readonly campaigns: number; readonly liveCampaigns: number };
  readonly sender: string | null;
}

/** A channel is asked again after this long, however often people look: a check opens a connection to the mail server. */
const CHANNEL_CHECKED_FOR = 30 * SECOND;
/** A check that takes longer says that nobody answers. */
const CHANNEL_PATIENCE = 5 * SECOND;
/** Work that has waited this long is late. */
const LATE = MINUTE;

const checked = new WeakMap<Channel, Promise<ChannelHealth>>();
const checkedAt = new WeakMap<Channel, Instant>();

/** How Beckon is doing: what waits, who works, what needs attention. */
export async function readStatus(db: Db, clock: Clock, workspaceId: number, channels: readonly Channel[]): Promise<StatusView> {
  const now = clock.now();
  const workspace = await readWorkspace(db, workspaceId);
  const campaigns = await countCampaignsByStatus(db, workspaceId);
  const sender = workspace?.settings.sender;
  const view = {
    queue: await queueFigures(db, now),
    workers: await bucketOwners(db, now),
    sends: await sendsOfTheDay(db, now),
    unknownSends: await countUnknownSends(db),
    openDeadLetters: await countAllOpenDeadLetters(db),
    channels: await Promise.all(channels.map((channel) => healthOf(channel, now))),
    database: await databaseFigures(db),
    counts: { profiles: await aboutRows(db, "profiles"), events: await aboutRows(db, "events"), campaigns: campaigns.total, liveCampaigns: campaigns.live },
    sender: sender ? (sender.name ? `${sender.name} <${sender.email}>` : sender.email) : null,
  };
  return { ...view, problems: problemsOf(view, now) };
}

/** Sends decided in the last 24 hours, by state. */
export function sendsOfTheDay(db: Db, now: Instant): Promise<{ state: SendState; count: number }[]> {
  // The first id that a send of that day can have: everything before it is skipped without being read. A send's id is as old as its enrollment, which may have waited long.
  return sendsByState(db, now - DAY, newId(Math.max(0, now - DAY - LONGEST_WAIT)));
}

const LONGEST_WAIT = 30 * DAY;

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

function problemsOf(view: Omit<StatusView, "problems">, now: Instant): StatusProblem[] {
  const problems: (StatusProblem | null)[] = [
    ...view.channels.map((channel) => (channel.ok ? null : error("channel_down", `The channel ${channel.name} does not work: ${channel.detail}`))),
    view.workers.owned === 0 ? error("no_worker", "No worker is running: events are accepted and wait. Start a process with the role worker.") : null,
    late(view.queue.oldestUnprocessedAt, now)
      ? warning("queue_late", `Events wait: the oldest for ${minutes(now - (view.queue.oldestUnprocessedAt ?? now))}.`)
      : null,
    late(view.queue.oldestDueTimerAt, now)
      ? warning("timers_late", `Timers are late: the oldest by ${minutes(now - (view.queue.oldestDueTimerAt ?? now))}.`)
      : null,
    view.unknownSends > 0
      ? warning(
          "unknown_sends",
          `${view.unknownSends} ${view.unknownSends === 1 ? "message" : "messages"} may or may not have been sent, because a process died in between.`,
        )
      : null,
    view.openDeadLetters > 0
      ? warning("dead_letters", `${view.openDeadLetters} ${view.openDeadLetters === 1 ? "event" : "events"} could not be taken and can be replayed.`)
      : null,
  ];
  return problems.filter((problem) => problem !== null);
}

function late(at: Instant | null, now: Instant): boolean {
  return at !== null && now - at > LATE;
}

function minutes(ms: number): string {
  const count = Math.floor(ms / MINUTE);
  return count === 1 ? "one minute" : `${count} minutes`;
}

function error(code: string, sentence: string): StatusProblem {
  return { severity: "error", code, sentence };
}

function warning(code: string, sentence: string): StatusProblem {
  return { severity: "warning", code, sentence };
}
