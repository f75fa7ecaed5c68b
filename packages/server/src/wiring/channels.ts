import { WebhookChannel } from "../channels/webhook.ts";
import { ChannelGate } from "../engine/channelHealth.ts";
import { WebhookDesk } from "../engine/webhookDesk.ts";
import { SecretBox } from "../secretBox.ts";
import type { Base } from "./base.ts";
import type { Mail } from "./mail.ts";

/** All ways out; one of each for a process, so that the senders and the first screen see the same. A sender serves each. */
export interface Channels {
  readonly gates: readonly ChannelGate[];
  readonly webhookDesk: WebhookDesk;
  close(): Promise<void>;
}

export function channelsOf({ db, clock, config, secret }: Base, mail: Mail): Channels {
  const webhookDesk = new WebhookDesk(db, clock, new SecretBox(secret));
  const webhook = new WebhookChannel({
    now: () => clock.now(),
    allowPrivate: config.webhookAllowPrivate ?? [],
    secretsOf: (workspaceId) => webhookDesk.secretsOf(workspaceId),
    open: (sealed, host) => webhookDesk.open(sealed, host),
  });
  // Mail closes its own.
  return { gates: [mail.channel, new ChannelGate(webhook, clock)], webhookDesk, close: () => webhook.close() };
}
