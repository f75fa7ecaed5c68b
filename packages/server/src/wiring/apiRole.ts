import path from "node:path";
import { WorkspaceDocument } from "@beckon/contract";
import type { JsonSchema } from "@beckon/core";
import type { FastifyInstance, FastifyPluginAsync } from "fastify";
import { PROVIDER_KINDS } from "../channels/providerKinds.ts";
import { AuditLog } from "../engine/auditLog.ts";
import { CampaignDesk } from "../engine/campaignDesk.ts";
import { CohortDesk } from "../engine/cohortDesk.ts";
import { ComputedAttributeDesk } from "../engine/computedAttributeDesk.ts";
import { ContentBlockDesk } from "../engine/contentBlockDesk.ts";
import { DefinitionsDesk } from "../engine/definitionsDesk.ts";
import { DeliveryRateReader } from "../engine/deliveryRates.ts";
import { DocumentCheck, type MessageCheck } from "../engine/documentCheck.ts";
import { EngagementDesk } from "../engine/engagement.ts";
import { ImportDesk } from "../engine/imports/importDesk.ts";
import type { IngestService } from "../engine/ingest.ts";
import { IngestPressure } from "../engine/ingestPressure.ts";
import { JobDesk } from "../engine/jobs/jobDesk.ts";
import { JourneyDesk } from "../engine/journeyDesk.ts";
import { KeyRing } from "../engine/keyRing.ts";
import { MessageDesk } from "../engine/messageDesk.ts";
import { noticeMailer } from "../engine/noticeMail.ts";
import { PasswordResetDesk } from "../engine/passwordResetDesk.ts";
import { PreferencesDesk } from "../engine/preferences.ts";
import { ErasureDesk } from "../engine/privacy/erasureDesk.ts";
import { identifierHash } from "../engine/privacy/identifierHash.ts";
import { CheckoutDesk } from "../engine/promotions/checkoutDesk.ts";
import { PromotionDesk } from "../engine/promotions/promotionDesk.ts";
import { PublicationDesk } from "../engine/promotions/publicationDesk.ts";
import type { ProviderHooks } from "../engine/providerHooks.ts";
import { RehearsalDesk } from "../engine/rehearsals/rehearsalDesk.ts";
import { RfmDesk } from "../engine/rfmDesk.ts";
import type { SampleShopDesk } from "../engine/sampleShopDesk.ts";
import { SegmentDesk } from "../engine/segmentDesk.ts";
import { FIRST_WORKSPACE } from "../engine/setup.ts";
import { SignInDesk } from "../engine/signInDesk.ts";
import { StageDesk } from "../engine/stageDesk.ts";
import { SubscribeDesk } from "../engine/subscribe.ts";
import { UserDesk } from "../engine/userDesk.ts";
import type { HttpDeps } from "../http/deps.ts";
import { analyticsJsRoutes } from "../http/routes/analyticsJs.ts";
import { channelRoutes } from "../http/routes/channels.ts";
import { cohortWebhook } from "../http/routes/cohortWebhook.ts";
import { deadLetterRoutes } from "../http/routes/deadLetters.ts";
import { definitionRoutes } from "../http/routes/definitions.ts";
import { eventFeedRoutes } from "../http/routes/eventFeed.ts";
import { logoRoutes } from "../http/routes/logo.ts";
import { preferencesRoutes } from "../http/routes/preferences.ts";
import { profileApiRoutes } from "../http/routes/profileApi.ts";
import { profileMergeRoutes } from "../http/routes/profileMerges.ts";
import { providerHooks } from "../http/routes/providerHooks.ts";
import { providerRoutes } from "../http/routes/providers.ts";
import { registryRoutes } from "../http/routes/registry.ts";
import { sampleShopRoutes } from "../http/routes/sampleShop.ts";
import { settingsDocumentRoutes } from "../http/routes/settingsDocument.ts";
import { stripeWebhook } from "../http/routes/stripeWebhook.ts";
import { subscribeRoutes } from "../http/routes/subscribe.ts";
import { trackRoutes } from "../http/routes/track.ts";
import { trackingRoutes } from "../http/routes/tracking.ts";
import { viewInBrowserRoutes } from "../http/routes/viewInBrowser.ts";
import { voucherifyRoutes } from "../http/routes/voucherify/routes.ts";
import { webhookRoutes } from "../http/routes/webhooks.ts";
import { buildServer } from "../http/server.ts";
import { projectFolder } from "../projectFolder.ts";
import { SecretBox } from "../secretBox.ts";
import { COHORT_SOURCES } from "../sources/cohorts/kinds.ts";
import { eventOfSegmentLetter, SEGMENT_LETTER } from "../sources/segmentLetter.ts";
import { expectedStripeEvents } from "../sources/stripe/expectedEvents.ts";
import { expectEvents } from "../store/expectedEvents.ts";
import { noteStripeObject } from "../store/stripeObjects.ts";
import { readWorkspace } from "../store/workspaces.ts";
import { checkContent } from "../template/checkContent.ts";
import { type Base, type Running, reporter } from "./base.ts";
import { diskOf } from "./beat.ts";
import type { Channels } from "./channels.ts";
import type { Door } from "./ingest.ts";
import type { Mail } from "./mail.ts";
import { messageWriter } from "./messageWriter.ts";
import { type Providers, providerHooksOf, stripeSecretsOf } from "./providers.ts";
import { sampleShopDesk, sampleStripeSecrets } from "./sampleShop.ts";
import { systemDns } from "./systemDns.ts";
import type { WakeUps } from "./wakeUps.ts";

/** The port is taken or may not be used; the message says by what setting to mend it. */
export class CannotListen extends Error {}

/** The web app, the API and every door through which events come. Listens when it returns. */
export async function startApi(
  base: Base,
  door: Door,
  channels: Channels,
  mail: Mail,
  wakeUps: WakeUps,
): Promise<{ readonly running: Running[]; readonly sampleShop: SampleShopDesk }> {
  const { db, log } = base;
  const pressure = new IngestPressure({ db, ingest: door.ingest, onError: reporter(log, "The length of the queue could not be read.") });
  await expectStripe(base, mail.providers);
  wakeUps.onProviders(() => void expectStripe(base, mail.providers).catch(reporter(log, "The events of Stripe could not be made known.")));
  const { hooks, tallies } = providerHooksOf(base, mail.providers, door.ingest);
  const { deps, sampleShop } = depsOf(base, door, channels, mail, wakeUps, pressure, hooks);
  const app = await buildServer(deps);
  tallies.start();
  pressure.start();
  await listen(app, base.config);
  mail.onSample.push((sent) => sampleShop.mailed(sent));
  await sampleShop.resume();
  // Requests under way are answered before the connections close; what they gave is durable by then.
  return {
    sampleShop,
    running: [
      { name: "pressure", stop: () => pressure.stop() },
      { name: "hook tallies", stop: () => tallies.stop() },
      { name: "web server", stop: () => app.close() },
      { name: "sample shop", stop: () => sampleShop.stop() },
    ],
  };
}

/** Where Stripe is connected its events are offered in the editor before the first of each has come. */
async function expectStripe(base: Base, providers: Providers): Promise<void> {
  const secrets = await stripeSecretsOf(base, providers)();
  if (secrets.length > 0) await expectEvents(base.db, FIRST_WORKSPACE, expectedStripeEvents, base.clock.now());
}

function depsOf(
  base: Base,
  door: Door,
  channels: Channels,
  mail: Mail,
  wakeUps: WakeUps,
  pressure: IngestPressure,
  hooks: ProviderHooks,
): { readonly deps: HttpDeps; readonly sampleShop: SampleShopDesk } {
  const { ingest, registry } = door;
  const { db, clock, log, config, publicUrl, counters } = base;
  const keyRing = new KeyRing(db, clock);
  const signInDesk = new SignInDesk(db, clock, new SecretBox(base.secret));
  const auditLog = new AuditLog(db, clock);
  const messageCheck: MessageCheck = async (document, around) => [
    ...(await checkContent(document, around)),
    ...channels.webhookDesk.problemsOf(document.message),
  ];
  const documentCheck = new DocumentCheck(db, clock, messageCheck);
  const campaignDesk = new CampaignDesk({ db, clock, check: documentCheck.campaigns, definitionsChanged: wakeUps.definitions });
  const journeyDesk = new JourneyDesk({ db, clock, check: documentCheck.journeys, definitionsChanged: wakeUps.definitions });
  const settings: HttpDeps["settings"] = {
    version: base.version,
    startedAt: clock.now(),
    publicUrl,
    trustProxy: config.trustProxy ?? false,
    webFolder: path.join(projectFolder(), "dist", "web"),
    embeddedDatabase: base.isEmbedded,
    get mailCarrier() {
      return mail.carrier();
    },
    mailFrom: config.mailFrom?.email ?? null,
    secretMatches: base.secretMatches,
    disk: () => diskOf(base),
  };
  const jobDesk = new JobDesk({ db, clock, wake: wakeUps.jobs });
  const segmentDesk = new SegmentDesk({ db, clock, wake: wakeUps.work, jobs: jobDesk, definitionsChanged: wakeUps.definitions });
  const contentBlockDesk = new ContentBlockDesk(db, clock, messageCheck, wakeUps.definitions);
  const definitionsDesk = new DefinitionsDesk({
    db,
    campaigns: campaignDesk,
    journeys: journeyDesk,
    segments: segmentDesk,
    contentBlocks: contentBlockDesk,
    workspaceSchema: WorkspaceDocument as unknown as JsonSchema,
    definitionsChanged: wakeUps.definitions,
  });
  const serving = { db, clock, keyRing, signInDesk, auditLog, settings };
  const sampleShop = sampleShopDesk(base, door, keyRing, campaignDesk);
  const computedAttributeDesk = new ComputedAttributeDesk({ db, clock, jobs: jobDesk, definitionsChanged: wakeUps.definitions });
  const deps: HttpDeps = {
    ...serving,
    log: log.child({}),
    ingest,
    campaignDesk,
    journeyDesk,
    contentBlockDesk,
    stageDesk: new StageDesk({ db, clock, jobs: jobDesk, definitionsChanged: wakeUps.definitions }),
    computedAttributeDesk,
    rehearsalDesk: new RehearsalDesk({ db, clock, jobs: jobDesk }),
    rfmDesk: new RfmDesk({ db, clock, jobs: jobDesk, attributes: computedAttributeDesk, definitionsChanged: wakeUps.definitions }),
    segmentDesk,
    messageDesk: new MessageDesk(db, clock, messageWriter(channels.gates, mail)),
    userDesk: new UserDesk(db, clock, signInDesk),
    passwordResetDesk: new PasswordResetDesk(db, clock, signInDesk.attempts),
    mailNotice: noticeMailer({
      channel: mail.channel,
      clock,
      leaves: () => mail.carrier() !== null,
      from: async () => (await readWorkspace(db, FIRST_WORKSPACE))?.settings.sender ?? mail.defaultFrom,
    }),
    mailLeaves: () => mail.carrier() !== null,
    channels: channels.gates,
    jobDesk,
    importDesk: new ImportDesk({ db, clock, jobs: jobDesk }),
    erasureDesk: new ErasureDesk({ db, clock, jobs: jobDesk, hashOf: identifierHash(base.secret), wake: wakeUps.work }),
    counters,
    definitionsChanged: wakeUps.definitions,
    doors: [
      ...doorsOf(base, ingest, keyRing, pressure, mail.providers),
      cohortWebhook({
        keyRing,
        sources: COHORT_SOURCES,
        pressure: () => pressure.seconds(),
        cohortDesk: new CohortDesk({ db, clock, ingest, auditLog, wake: wakeUps.work, definitionsChanged: wakeUps.definitions }),
      }),
      voucherifyRoutes({
        db,
        clock,
        ingest,
        keyRing,
        auditLog,
        promotionDesk: new PromotionDesk({ db, clock, jobs: jobDesk }),
        publicationDesk: new PublicationDesk({ db, clock, wake: wakeUps.work }),
        checkoutDesk: new CheckoutDesk({ db, clock, wake: wakeUps.work }),
      }),
      ...mailDoors(base, ingest, mail),
      providerHooks({ clock, kinds: PROVIDER_KINDS, hooks }),
    ],
    apiPlugins: [
      definitionRoutes({ ...serving, definitionsDesk }),
      registryRoutes({ ...serving, registry }),
      eventFeedRoutes(serving),
      deadLetterRoutes({ ...serving, ingest, readers: { [SEGMENT_LETTER]: eventOfSegmentLetter }, wake: wakeUps.work }),
      channelRoutes({ ...serving, channels: channels.gates }),
      webhookRoutes({ ...serving, webhookDesk: channels.webhookDesk, allowPrivate: base.config.webhookAllowPrivate ?? [] }),
      providerRoutes({ ...serving, dns: systemDns, providerDesk: mail.providers.desk, deliveryRates: new DeliveryRateReader(db, clock) }),
      profileMergeRoutes({ ...serving, resolver: ingest.resolver, wake: wakeUps.work }),
      sampleShopRoutes({ ...serving, sampleShop }),
    ],
  };
  return { deps, sampleShop };
}

/** Where the world comes in as it likes. */
function doorsOf(base: Base, ingest: IngestService, keyRing: KeyRing, pressure: IngestPressure, providers: Providers): FastifyPluginAsync[] {
  const { clock, db, publicUrl } = base;
  return [
    (app) => trackRoutes(app, { ingest, clock, workspaceOfWriteKey: (key, ip) => keyRing.workspaceOfWriteKey(key, ip), pressure: () => pressure.seconds() }),
    (app) => settingsDocumentRoutes(app, { publicUrl }),
    (app) => analyticsJsRoutes(app),
    (app) => profileApiRoutes(app, { db, clock, workspaceOfProfileToken: (token) => keyRing.workspaceOfProfileToken(token) }),
    stripeWebhook({
      ingest,
      clock,
      secrets: async () => [...(await stripeSecretsOf(base, providers)()), ...sampleStripeSecrets()],
      settings: { workspaceId: FIRST_WORKSPACE },
      noteObject: (seen) => noteStripeObject(db, seen),
    }),
  ];
}

/** Where the links of our mails lead. */
function mailDoors({ db, clock, log }: Base, ingest: IngestService, { links }: Mail): FastifyPluginAsync[] {
  const engagement = new EngagementDesk({ db, ingest, onError: reporter(log, "An open or a click could not be counted.") });
  return [
    trackingRoutes({ clock, links, engagement }),
    preferencesRoutes({ clock, links, preferences: new PreferencesDesk({ db, clock, ingest }) }),
    viewInBrowserRoutes({ db, links }),
    logoRoutes({ db }),
    subscribeRoutes({ clock, desk: new SubscribeDesk({ db, ingest, workspaceId: FIRST_WORKSPACE }) }),
  ];
}

async function listen(app: FastifyInstance, { host, port }: Base["config"]): Promise<void> {
  try {
    await app.ready();
    // Fastify would announce every address; main says where we are.
    const { level } = app.log;
    app.log.level = "warn";
    await app.listen({ host, port });
    app.log.level = level;
  } catch (error) {
    const { code, message } = error as NodeJS.ErrnoException;
    if (code === "EADDRINUSE")
      throw new CannotListen(`Port ${port} is taken by another program. End that one, or start with another port: BECKON_PORT=${port + 1} npm start`);
    if (code === "EACCES") throw new CannotListen(`Port ${port} may not be used by this user. Take one above 1023: BECKON_PORT=3000`);
    if (code === "EADDRNOTAVAIL" || code === "ENOTFOUND") throw new CannotListen(`BECKON_HOST=${host} is no address of this machine (${message}).`);
    throw error;
  }
}
