import { SECOND } from "@beckon/core";
import { PROVIDER_KINDS } from "../channels/providerKinds.ts";
import { DeliveryReports } from "../engine/deliveryReports.ts";
import { HookTallies } from "../engine/hookTally.ts";
import type { Ingest } from "../engine/incoming.ts";
import { ProviderDesk } from "../engine/providerDesk.ts";
import { ProviderHooks } from "../engine/providerHooks.ts";
import { ProviderSecrets } from "../engine/providerSecrets.ts";
import { ReturnPath } from "../engine/returnPath.ts";
import { FIRST_WORKSPACE } from "../engine/setup.ts";
import { CannotOpen, SecretBox } from "../secretBox.ts";
import { stripeSecrets } from "../sources/stripe/signature.ts";
import { readProvider } from "../store/providers.ts";
import type { SenderSetting } from "../store/workspaces.ts";
import { type Base, reporter } from "./base.ts";
import type { WakeUps } from "./wakeUps.ts";

/** The accounts at providers, with what opens their secrets. */
export interface Providers {
  readonly desk: ProviderDesk;
  readonly secrets: ProviderSecrets;
  readonly returnPath: ReturnPath;
}

export function providersOf(base: Base, wakeUps: WakeUps, defaultFrom: SenderSetting): Providers {
  const { db, clock, config, publicUrl } = base;
  const secrets = new ProviderSecrets(new SecretBox(base.secret));
  const returnPath = new ReturnPath(base.secret);
  const desk = new ProviderDesk({
    db,
    clock,
    kinds: PROVIDER_KINDS,
    secrets,
    surroundings: { now: () => clock.now(), returnPath: (sendId, domain) => returnPath.addressOf(sendId, domain) },
    fromEnvironment: {
      ...(config.smtpUrl === null ? {} : { smtp: "BECKON_SMTP_URL" }),
      ...(config.stripeWebhookSecret === null ? {} : { stripe: "BECKON_STRIPE_WEBHOOK_SECRET" }),
    },
    publicUrl,
    defaultFrom,
    changed: wakeUps.providers,
  });
  return { desk, secrets, returnPath };
}

/** Believes what comes to the addresses of providers' hooks. */
export function providerHooksOf({ db, clock, log }: Base, { secrets, returnPath }: Providers, ingest: Ingest) {
  const tallies = new HookTallies({
    db,
    clock,
    workspaceId: FIRST_WORKSPACE,
    onError: reporter(log, "What came by providers' hooks could not be counted."),
  });
  const hooks = new ProviderHooks({
    db,
    workspaceId: FIRST_WORKSPACE,
    secrets,
    reports: new DeliveryReports(db, ingest),
    tallies,
    sendOf: (address) => returnPath.sendOf(address),
    fetchText,
  });
  return { hooks, tallies };
}

/** The secrets with which Stripe signs: those of the environment, or those that were entered in the app, as they stand now. */
export function stripeSecretsOf({ db, config }: Base, { secrets }: Providers): () => Promise<readonly string[]> {
  return async () => {
    if (config.stripeWebhookSecret !== null) return stripeSecrets(config.stripeWebhookSecret);
    const row = await readProvider(db, FIRST_WORKSPACE, "stripe");
    try {
      return row === null ? [] : stripeSecrets(secrets.valuesOf(row)["signingSecret"]);
    } catch (error) {
      // Sealed under another secret of the installation: it has to be entered anew, and Stripe is told so until then.
      if (error instanceof CannotOpen) return [];
      throw error;
    }
  };
}

const FETCH_TIME_LIMIT_MS = 10 * SECOND;
const FETCHED_MAX = 100_000;

/** A certificate, or the answer to a confirmation. The hook has checked whose address it is; a redirect would lead past that. */
async function fetchText(url: string): Promise<string> {
  const response = await fetch(url, { redirect: "error", signal: AbortSignal.timeout(FETCH_TIME_LIMIT_MS) });
  if (!response.ok) throw new Error(`${new URL(url).host} answered ${response.status}`);
  const text = await response.text();
  if (text.length > FETCHED_MAX) throw new Error(`${new URL(url).host} answered too much`);
  return text;
}
