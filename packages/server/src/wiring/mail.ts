import type { Channel, RenderedEmail } from "@beckon/core";
import { EmailSmtp } from "../channels/emailSmtp.ts";
import { Outbox } from "../channels/outbox.ts";
import { PROVIDER_KINDS } from "../channels/providerKinds.ts";
import { SampleSparing } from "../channels/sampleSparing.ts";
import type { Mailbox } from "../config.ts";
import { ChannelGate } from "../engine/channelHealth.ts";
import { ChannelKeeper } from "../engine/channelKeeper.ts";
import { LinkSigner } from "../engine/linkSigner.ts";
import { FIRST_WORKSPACE } from "../engine/setup.ts";
import { type Base, type Running, reporter } from "./base.ts";
import { type Providers, providersOf } from "./providers.ts";
import type { WakeUps } from "./wakeUps.ts";

/** What sends mail and signs its links; one of each for a process. */
export interface Mail {
  readonly channel: ChannelGate;
  readonly links: LinkSigner;
  /** Who a mail comes from where neither the message nor the workspace says. */
  readonly defaultFrom: Mailbox;
  readonly providers: Providers;
  /** Who carries the mail now; null: it stays in the local outbox. */
  readonly carrier: () => string | null;
  /** Told of each mail to somebody of the sample shop, who may open it. */
  readonly onSample: ((mail: RenderedEmail) => void)[];
}

const NOBODY: Mailbox = { name: "Beckon", email: "beckon@localhost" };

/** Mail by the settings of the environment, or by the provider that was chosen in the app, or into the local outbox. */
export async function startMail(base: Base, wakeUps: WakeUps): Promise<Mail & { readonly running: Running[] }> {
  const { config, db, clock, log, name } = base;
  const defaultFrom = config.mailFrom ?? NOBODY;
  const providers = providersOf(base, wakeUps, defaultFrom);
  const onSample: Mail["onSample"] = [];
  /** Whoever carries the mail, none to the sample shop leaves. */
  const sparing = (carrier: Channel) =>
    new SampleSparing(carrier, (sent) => {
      for (const tell of onSample) tell(sent);
    });
  const outbox = sparing(new Outbox());
  const fixed = channelOfEnvironment(base);
  const channel = new ChannelGate(fixed ? sparing(fixed) : outbox, clock);
  const keeper = new ChannelKeeper({
    db,
    clock,
    workspaceId: FIRST_WORKSPACE,
    owner: name.text,
    gate: channel,
    choice: fixed ? null : { channelOf: (row) => sparing(providers.desk.channelOf(row)), fallback: outbox },
    onError: reporter(log, "Which provider carries the mail could not be read; it stays as it is."),
  });
  // Before anything is sent: or the first mails would stay in the outbox.
  await keeper.runOnce();
  wakeUps.onProviders(() => keeper.wake());
  keeper.start();
  return {
    onSample,
    channel,
    links: new LinkSigner(base.secret, base.publicUrl),
    defaultFrom,
    providers,
    carrier: () => (fixed ? "the mail server of BECKON_SMTP_URL" : (PROVIDER_KINDS.find(({ key }) => key === keeper.carrier)?.name ?? null)),
    running: [
      { name: "mail", stop: () => channel.close() },
      { name: "channel keeper", stop: () => keeper.stop() },
    ],
  };
}

function channelOfEnvironment({ config, clock }: Base): Channel | null {
  if (config.smtpUrl === null) return null;
  const { dkimDomain, dkimSelector, dkimKey } = config;
  const dkim = dkimDomain && dkimSelector && dkimKey ? { domainName: dkimDomain, keySelector: dkimSelector, privateKey: dkimKey } : undefined;
  return new EmailSmtp({ url: config.smtpUrl, ...(dkim && { dkim }) }, clock);
}
