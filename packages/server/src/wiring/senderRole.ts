import type { ChannelGate } from "../engine/channelHealth.ts";
import { DefinitionsCache } from "../engine/definitionsCache.ts";
import { Sender } from "../engine/sender.ts";
import { VersionRenderer } from "../template/versionRenderer.ts";
import { type Base, type Running, reporter } from "./base.ts";
import type { Mail } from "./mail.ts";
import type { WakeUps } from "./wakeUps.ts";

/** Hands over what was decided: one sender for each channel, so that a slow one holds up only itself. */
export function startSenders(base: Base, channels: readonly ChannelGate[], mail: Mail, wakeUps: WakeUps): Running[] {
  const definitions = new DefinitionsCache();
  return channels.map((channel) => {
    const sender = new Sender({
      db: base.db,
      clock: base.clock,
      owner: base.name.text,
      channel,
      definitions,
      renderer: new VersionRenderer(),
      links: mail.links,
      defaultFrom: mail.defaultFrom,
      wake: wakeUps.work,
      onError: reporter(base.log, "Sends could not be handed over; trying again."),
    });
    wakeUps.onSends(() => sender.wake());
    sender.start();
    return { name: `sender of ${channel.name}`, stop: () => sender.stop() };
  });
}
