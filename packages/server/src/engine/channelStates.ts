import type { Channel, Instant } from "@beckon/core";
import type { Clock } from "../clock.ts";
import { countWaiting, listChannelStops } from "../store/channelStops.ts";
import type { Db } from "../store/db.ts";
import { STOP_BELIEVED } from "./channelKeeper.ts";
import { healthOf } from "./statusReader.ts";

/** Whether messages can leave by a channel, as all processes together know it. */
export interface ChannelState {
  readonly name: string;
  readonly kind: string;
  readonly ok: boolean;
  readonly detail: string;
  /** Since when it has stopped itself. */
  readonly since: Instant | null;
  readonly waiting: number;
}

/** Beyond this, many wait. */
const WAITING_MAX = 100_000;

export async function readChannelStates(db: Db, clock: Clock, channels: readonly Channel[]): Promise<ChannelState[]> {
  const now = clock.now();
  const stops = new Map((await listChannelStops(db, now - STOP_BELIEVED)).map((stop) => [stop.channel, stop]));
  return Promise.all(
    channels.map(async (channel): Promise<ChannelState> => {
      const { name, kind, ...health } = await healthOf(channel, now);
      const waiting = await countWaiting(db, name, WAITING_MAX);
      const stop = stops.get(name);
      if (stop) return { name, kind, waiting, ok: false, detail: stop.sentence, since: stop.since };
      return { name, kind, waiting, ok: health.ok, detail: health.detail, since: null };
    }),
  );
}
