import { formatInstant, type Instant } from "@beckon/core";
import type { Query } from "./db.ts";

/** A channel that has stopped itself, as one process found it. */
export interface ChannelStopRow {
  readonly channel: string;
  readonly owner: string;
  readonly since: Instant;
  readonly sentence: string;
}

export async function putChannelStop(q: Query, stop: ChannelStopRow, now: Instant): Promise<void> {
  await q.query(
    `insert into channel_stops (channel, owner, since, sentence, seen_at) values ($1, $2, $3, $4, $5)
     on conflict (channel, owner) do update set since = excluded.since, sentence = excluded.sentence, seen_at = excluded.seen_at`,
    [stop.channel, stop.owner, formatInstant(stop.since), stop.sentence, formatInstant(now)],
  );
}

export async function removeChannelStop(q: Query, channel: string, owner: string): Promise<void> {
  await q.query("delete from channel_stops where channel = $1 and owner = $2", [channel, owner]);
}

/** Those that were said since `from`; the longest stop of each channel. */
export async function listChannelStops(q: Query, from: Instant): Promise<ChannelStopRow[]> {
  const { rows } = await q.query<ChannelStopRow>(
    "select distinct on (channel) channel, owner, since, sentence from channel_stops where seen_at >= $1 order by channel, since",
    [formatInstant(from)],
  );
  return rows;
}

/** Messages that wait for the channel, counted no further than `max`. */
export async function countWaiting(q: Query, channel: string, max: number): Promise<number> {
  const { rows } = await q.query<{ count: number }>(
    "select count(*) as count from (select 1 from sends where state = 'ready' and channel = $1 limit $2) as waiting",
    [channel, max],
  );
  return rows[0]?.count ?? 0;
}
