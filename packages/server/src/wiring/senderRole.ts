import { DefinitionsCache } from "../engine/definitionsCache.ts";
import { Sender } from "../engine/sender.ts";
import { EmailRenderer } from "../template/emailRenderer.ts";
import { type Base, type Running, reporter } from "./base.ts";
import type { Mail } from "./mail.ts";
import type { WakeUps } from "./wakeUps.ts";

/** Hands over what was decided. */
export function startSender(base: Base, mail: Mail, wakeUps: WakeUps): Running[] {
  const sender = new Sender({
    db: base.db,
    clock: base.clock,
    owner: base.name.text,
    channel: mail.channel,
    definitions: new DefinitionsCache(),
    renderer: new EmailRenderer(),
    links: mail.links,
    defaultFrom: mail.defaultFrom,
    wake: wakeUps.work,
    onError: reporter(base.log, "Sends could not be handed over; trying again."),
  });
  wakeUps.onSends(() => sender.wake());
  sender.start();
  return [{ name: "sender", stop: () => sender.stop() }];
}
