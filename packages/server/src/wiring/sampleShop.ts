import { randomBytes } from "node:crypto";
import type { CampaignDesk } from "../engine/campaignDesk.ts";
import type { KeyRing } from "../engine/keyRing.ts";
import { SampleShopDesk } from "../engine/sampleShopDesk.ts";
import { FIRST_WORKSPACE } from "../engine/setup.ts";
import { DRAFT_CAMPAIGNS, LIVE_CAMPAIGNS } from "../sampleShop/campaigns.ts";
import { SampleShop } from "../sampleShop/sampleShop.ts";
import { type Base, reporter } from "./base.ts";
import type { Door } from "./ingest.ts";

const PEOPLE = 240;

let stripeSecret: string | null = null;

/** By which the sample shop signs its Stripe events; none until it is opened. Of this process only: nobody else can know it. */
export function sampleStripeSecrets(): readonly string[] {
  return stripeSecret === null ? [] : [stripeSecret];
}

/** The sample shop of this process, which speaks to its own doors. */
export function sampleShopDesk(base: Base, { ingest, registry }: Door, keyRing: KeyRing, campaignDesk: CampaignDesk): SampleShopDesk {
  const { db, clock, log, config } = base;
  const host = config.host === "0.0.0.0" || config.host === "::" ? "127.0.0.1" : config.host;
  const onError = reporter(log, "The sample shop could not say something.");
  return new SampleShopDesk({
    db,
    clock,
    workspaceId: FIRST_WORKSPACE,
    campaignDesk,
    resolver: ingest.resolver,
    flushRegistry: () => registry.flush(),
    async open(settings) {
      stripeSecret ??= `whsec_sample${randomBytes(24).toString("hex")}`;
      const url = `http://${host.includes(":") ? `[${host}]` : host}:${config.port}`;
      return new SampleShop({ ...settings, url, writeKey: await writeKey(keyRing), stripeSecret }, clock, onError);
    },
    live: LIVE_CAMPAIGNS,
    drafts: DRAFT_CAMPAIGNS,
    people: PEOPLE,
    onError,
  });
}

/** The write key that real senders use, or one of its own where none can be read. */
async function writeKey(keyRing: KeyRing): Promise<string> {
  const keys = await keyRing.list(FIRST_WORKSPACE);
  const readable = keys.find(({ kind, readable, revokedAt }) => kind === "write" && readable !== null && revokedAt === null)?.readable;
  return readable ?? (await keyRing.create(FIRST_WORKSPACE, "write", "Sample shop")).secret;
}
