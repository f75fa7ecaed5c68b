import type { Channel } from "@beckon/core";
import { EmailSmtp } from "../channels/emailSmtp.ts";
import { Outbox } from "../channels/outbox.ts";
import type { Mailbox } from "../config.ts";
import { ChannelGate } from "../engine/channelHealth.ts";
import { LinkSigner } from "../engine/linkSigner.ts";
import type { Base } from "./base.ts";

/** What sends mail and signs its links; one of each for a process, so that the sender and the first screen see the same channel. */
export interface Mail {
  readonly channel: ChannelGate;
  readonly links: LinkSigner;
  /** Who a mail comes from where neither the message nor the workspace says. */
  readonly defaultFrom: Mailbox;
}

const NOBODY: Mailbox = { name: "Beckon", email: "beckon@localhost" };

/** Mail by the settings: their server, or the local outbox. */
export function mailOf(base: Base): Mail {
  return {
    channel: new ChannelGate(channelOf(base), base.clock),
    links: new LinkSigner(base.secret, base.publicUrl),
    defaultFrom: base.config.mailFrom ?? NOBODY,
  };
}

function channelOf({ config, clock }: Base): Channel {
  if (config.smtpUrl === null) return new Outbox();
  const { dkimDomain, dkimSelector, dkimKey } = config;
  const dkim = dkimDomain && dkimSelector && dkimKey ? { domainName: dkimDomain, keySelector: dkimSelector, privateKey: dkimKey } : undefined;
  return new EmailSmtp({ url: config.smtpUrl, ...(dkim && { dkim }) }, clock);
}
