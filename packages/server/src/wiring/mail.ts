import type { Channel } from "@beckon/core";
import { EmailSmtp } from "../channels/emailSmtp.ts";
import { Outbox } from "../channels/outbox.ts";
import type { Clock } from "../clock.ts";
import type { Config, Mailbox } from "../config.ts";

/** Who a mail comes from where neither the message nor the workspace says. */
export function defaultSender(config: Pick<Config, "mailFrom">): Mailbox {
  return config.mailFrom ?? { name: "Beckon", email: "beckon@localhost" };
}

/** The mail server of the settings, or the local outbox. */
export function mailChannel(config: Config, clock: Clock): Channel {
  if (config.smtpUrl === null) return new Outbox();
  const { dkimDomain, dkimSelector, dkimKey } = config;
  const dkim = dkimDomain && dkimSelector && dkimKey ? { domainName: dkimDomain, keySelector: dkimSelector, privateKey: dkimKey } : undefined;
  return new EmailSmtp({ url: config.smtpUrl, ...(dkim && { dkim }) }, clock);
}
