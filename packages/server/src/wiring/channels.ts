import type { ChannelGate } from "../engine/channelHealth.ts";
import type { Mail } from "./mail.ts";

/** All ways out; one of each for a process, so that the senders and the first screen see the same. A sender serves each. */
export function channelsOf(mail: Mail): readonly ChannelGate[] {
  return [mail.channel];
}
