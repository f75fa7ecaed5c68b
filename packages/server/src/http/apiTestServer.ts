import { WorkspaceDocument } from "@beckon/contract";
import type { CampaignDocument, Channel, JsonObject, JsonSchema, RenderedEmail } from "@beckon/core";
import type { FastifyInstance, FastifyPluginAsync, InjectOptions } from "fastify";
import { pino } from "pino";
import { type TestClock, testClock } from "../../../../test/clock.ts";
import { type TestDatabase, testDatabase } from "../../../../test/database.ts";
import { AuditLog } from "../engine/auditLog.ts";
import { CampaignDesk } from "../engine/campaignDesk.ts";
import { ComputedAttributeDesk } from "../engine/computedAttributeDesk.ts";
import { ContentBlockDesk } from "../engine/contentBlockDesk.ts";
import { DefinitionsCache } from "../engine/definitionsCache.ts";
import { DefinitionsDesk } from "../engine/definitionsDesk.ts";
import { DeliveryRateReader } from "../engine/deliveryRates.ts";
import { DocumentCheck } from "../engine/documentCheck.ts";
import { ImportDesk } from "../engine/imports/importDesk.ts";
import { createIngest, type IngestService } from "../engine/ingest.ts";
import { JobDesk } from "../engine/jobs/jobDesk.ts";
import { JourneyDesk } from "../engine/journeyDesk.ts";
import { KeyRing } from "../engine/keyRing.ts";
import { MessageDesk, type MessageWriter } from "../engine/messageDesk.ts";
import { PasswordResetDesk } from "../engine/passwordResetDesk.ts";
import { hashPassword } from "../engine/passwords.ts";
import { ErasureDesk } from "../engine/privacy/erasureDesk.ts";
import { identifierHash } from "../engine/privacy/identifierHash.ts";
import { RefusedPeople } from "../engine/privacy/refusedPeople.ts";
import { ProviderDesk } from "../engine/providerDesk.ts";
import { ProviderSecrets } from "../engine/providerSecrets.ts";
import { RehearsalDesk } from "../engine/rehearsals/rehearsalDesk.ts";
import { RfmDesk } from "../engine/rfmDesk.ts";
import { SampleShopDesk } from "../engine/sampleShopDesk.ts";
import { SchemaRegistry } from "../engine/schemaRegistry.ts";
import { SegmentDesk } from "../engine/segmentDesk.ts";
import { FIRST_WORKSPACE, seedWorkspace } from "../engine/setup.ts";
import { SignInDesk } from "../engine/signInDesk.ts";
import { StageDesk } from "../engine/stageDesk.ts";
import { UserDesk } from "../engine/userDesk.ts";
import { WebhookDesk } from "../engine/webhookDesk.ts";
import { Worker } from "../engine/worker.ts";
import { newId } from "../ids.ts";
import { SecretBox } from "../secretBox.ts";
import { insertUser, type UserRole } from "../store/users.ts";
import { checkContent } from "../template/checkContent.ts";
import type { HttpDeps, HttpSettings } from "./deps.ts";
import { channelRoutes } from "./routes/channels.ts";
import { deadLetterRoutes } from "./routes/deadLetters.ts";
import { definitionRoutes } from "./routes/definitions.ts";
import { eventFeedRoutes } from "./routes/eventFeed.ts";
import { profileMergeRoutes } from "./routes/profileMerges.ts";
import { providerRoutes } from "./routes/providers.ts";
import { registryRoutes } from "./routes/registry.ts";
import { sampleShopRoutes } from "./routes/sampleShop.ts";
import { webhookRoutes } from "./routes/webhooks.ts";
import { buildServer } from "./server.ts";

export const API_KEY = "bkn_api_for_tests";
export const WRITE_KEY = "bkn_write_for_tests";
export const NOON = Date.UTC(2026, 10, 23, 12);

/** The whole server on a database of its own, with a clock that stands still and mail that goes nowhere. */
export interface ApiTestServer {
  readonly app: FastifyInstance;
  readonly clock: TestClock;
  readonly database: TestDatabase;
  readonly deps: HttpDeps;
  readonly mails: RenderedEmail[];
  /** A call with the API key. */
  call(method: NonNullable<InjectOptions["method"]>, url: string, body?: unknown, headers?: Record<string, string>): Promise<Answer>;
  /** Makes a user and signs them in. @returns the cookie */
  signIn(role: UserRole): Promise<string>;
  /** Lets an event happen and the worker work it off. @returns the profile's id */
  happen(email: string, name: string, properties?: JsonObject, attributes?: JsonObject): Promise<string>;
  work(): Promise<void>;
  close(): Promise<void>;
}

export interface Answer {
  readonly status: number;
  // Tests look into answers of every shape.
  // biome-ignore lint/suspicious/noExplicitAny: see above
  readonly body: any;
  readonly headers: { readonly [name: string]: unknown };
  readonly text: string;
}

export const PASSWORD = "correct horse battery";
let passwordHash: Promise<string> | null = null;

export async function apiTestServer(
  more: {
    readonly settings?: Partial<HttpSettings>;
    readonly seed?: boolean;
    readonly deps?: Partial<HttpDeps>;
    readonly apiPlugins?: (deps: HttpDeps) => FastifyPluginAsync[];
  } = {},
): Promise<ApiTestServer> {
  const database = await testDatabase();
  const { db } = database;
  const clock = testClock(NOON);
  const mails: RenderedEmail[] = [];
  if (more.seed !== false) await seedWorkspace(db, clock, { apiKey: API_KEY, writeKey: WRITE_KEY, profileToken: "bkn_profile_for_tests" });
  const registry = new SchemaRegistry({ db, clock });
  const signInDesk = new SignInDesk(db, clock, new SecretBox("a secret of the tests, long enough"));
  const hashOf = identifierHash("a secret of tests");
  const ingest = createIngest({ db, clock, registry, refusedPeople: new RefusedPeople(hashOf) });
  const jobDesk = new JobDesk({ db, clock, wake: () => {} });
  const computedAttributeDesk = new ComputedAttributeDesk({ db, clock, jobs: jobDesk, definitionsChanged: () => {} });
  const documentCheck = new DocumentCheck(db, clock, checkContent);
  const deps: HttpDeps = {
    db,
    clock,
    ingest,
    log: pino({ level: "silent" }),
    settings: {
      version: "0.0.0-test",
      startedAt: NOON,
      publicUrl: "https://beckon.example",
      trustProxy: false,
      webFolder: null,
      embeddedDatabase: true,
      mailCarrier: null,
      mailFrom: null,
      secretMatches: true,
      disk: async () => null,
      apiPerMinute: 1_000_000,
      ...more.settings,
    },
    keyRing: new KeyRing(db, clock),
    signInDesk,
    userDesk: new UserDesk(db, clock, signInDesk),
    passwordResetDesk: new PasswordResetDesk(db, clock, signInDesk.attempts),
    mailNotice: async () => false,
    mailLeaves: () => false,
    auditLog: new AuditLog(db, clock),
    campaignDesk: new CampaignDesk({ db, clock, check: documentCheck.campaigns, definitionsChanged: () => {} }),
    journeyDesk: new JourneyDesk({ db, clock, check: documentCheck.journeys, definitionsChanged: () => {} }),
    contentBlockDesk: new ContentBlockDesk(db, clock, checkContent, () => {}),
    stageDesk: new StageDesk({ db, clock, jobs: jobDesk, definitionsChanged: () => {} }),
    segmentDesk: new SegmentDesk({ db, clock, wake: () => {}, jobs: jobDesk, definitionsChanged: () => {} }),
    computedAttributeDesk,
    rehearsalDesk: new RehearsalDesk({ db, clock, jobs: jobDesk }),
    rfmDesk: new RfmDesk({ db, clock, jobs: jobDesk, attributes: computedAttributeDesk, definitionsChanged: () => {} }),
    messageDesk: new MessageDesk(db, clock, plainWriter),
    jobDesk,
    importDesk: new ImportDesk({ db, clock, jobs: jobDesk }),
    erasureDesk: new ErasureDesk({ db, clock, jobs: jobDesk, hashOf, wake: () => {} }),
    channels: [silentChannel(mails)],
    counters: { eventsAccepted: 0, eventsProcessed: 0 },
    definitionsChanged: () => {},
    doors: [],
    apiPlugins: [],
    ...more.deps,
  };
  const app = await buildServer({ ...deps, apiPlugins: more.apiPlugins?.(deps) ?? colleagues(deps, ingest, registry) });
  const worker = new Worker({ db, clock, owner: "test", definitions: new DefinitionsCache(), onError: () => {} });
  await db.query("update buckets set owner = 'test'");
  await db.query("insert into workers (owner, until) values ('test', '2100-01-01T00:00:00Z')");
  await db.query(
    "insert into processes (name, roles, version, started_at, seen_at) values ('test', '{api,worker,sender,scheduler}', $1, '2026-01-01', '2100-01-01')",
    [deps.settings.version],
  );
  worker.own(Array.from({ length: 256 }, (_, bucket) => bucket));

  async function work(): Promise<void> {
    while ((await worker.runOnce()) > 0);
  }

  return {
    app,
    clock,
    database,
    deps,
    mails,
    work,
    async call(method, url, body, headers = {}) {
      const answer = await app.inject({
        method,
        url,
        headers: { authorization: `Bearer ${API_KEY}`, origin: new URL(deps.settings.publicUrl).origin, ...headers },
        ...(body === undefined ? {} : { payload: body as object }),
      });
      return answerOf(answer);
    },
    async signIn(role) {
      const id = newId(clock.now());
      passwordHash ??= hashPassword(PASSWORD);
      await insertUser(db, {
        id,
        workspaceId: FIRST_WORKSPACE,
        email: `${role}-${id.slice(-6)}@shop.example`,
        name: `The ${role}`,
        passwordHash: await passwordHash,
        role,
        createdAt: clock.now(),
      });
      const { token } = await deps.signInDesk.openSession(id);
      return `beckon_session=${token}`;
    },
    async happen(email, name, properties = {}, attributes) {
      const [acceptance] = await ingest.accept([
        {
          workspaceId: FIRST_WORKSPACE,
          source: "test",
          messageId: newId(clock.now()),
          kind: "track",
          name,
          properties,
          ...(attributes ? { attributes } : {}),
          identifiers: [{ kind: "email", value: email }],
          at: clock.now(),
          context: {},
        },
      ]);
      await work();
      if (acceptance?.status !== "accepted") throw new Error(`the event was not taken: ${JSON.stringify(acceptance)}`);
      return acceptance.profileId;
    },
    async close() {
      await app.close();
      await database.drop();
    },
  };
}

/** The routes that are wired beside `buildServer`'s own: together they are the whole contract. */
function colleagues(deps: HttpDeps, ingest: IngestService, registry: SchemaRegistry): FastifyPluginAsync[] {
  const definitionsDesk = new DefinitionsDesk({
    db: deps.db,
    campaigns: deps.campaignDesk,
    journeys: deps.journeyDesk,
    segments: deps.segmentDesk,
    contentBlocks: deps.contentBlockDesk,
    workspaceSchema: WorkspaceDocument as unknown as JsonSchema,
    definitionsChanged: deps.definitionsChanged,
  });
  const providerDesk = new ProviderDesk({
    db: deps.db,
    clock: deps.clock,
    kinds: [],
    secrets: new ProviderSecrets(new SecretBox("a secret of at least thirty-two characters")),
    surroundings: { now: () => deps.clock.now(), returnPath: (sendId, domain) => `${sendId}@${domain}` },
    fromEnvironment: {},
    publicUrl: deps.settings.publicUrl,
    defaultFrom: { email: "shop@shop.example" },
    changed: () => {},
  });
  const dns = { txt: async () => [], mx: async () => [] };
  const theirs = {
    dns,
    ...deps,
    providerDesk,
    deliveryRates: new DeliveryRateReader(deps.db, deps.clock),
    registry,
    ingest,
    resolver: ingest.resolver,
    readers: {},
    definitionsDesk,
  };
  return [
    registryRoutes(theirs),
    eventFeedRoutes(theirs),
    deadLetterRoutes(theirs),
    profileMergeRoutes(theirs),
    definitionRoutes(theirs),
    providerRoutes(theirs),
    webhookRoutes({
      ...theirs,
      webhookDesk: new WebhookDesk(deps.db, deps.clock, new SecretBox("a secret of at least thirty-two characters")),
      allowPrivate: ["crm.internal"],
    }),
    channelRoutes(theirs),
    sampleShopRoutes({ ...theirs, sampleShop: anEmptySampleShop(deps, ingest, registry) }),
  ];
}

/** A sample shop with nobody in it. */
function anEmptySampleShop({ db, clock, campaignDesk }: HttpDeps, ingest: IngestService, registry: SchemaRegistry): SampleShopDesk {
  const shop = { events: 0, running: false, tellPast: async () => {}, tellRecent: async () => {}, start() {}, stop: async () => {}, mailed() {} };
  return new SampleShopDesk({
    db,
    clock,
    workspaceId: FIRST_WORKSPACE,
    campaignDesk,
    resolver: ingest.resolver,
    flushRegistry: () => registry.flush(),
    open: async () => shop,
    live: [],
    drafts: [],
    people: 0,
    onError: () => {},
  });
}

export function answerOf(answer: { statusCode: number; payload: string; headers: { readonly [name: string]: unknown } }): Answer {
  const isJson = String(answer.headers["content-type"] ?? "").includes("application/json");
  return {
    status: answer.statusCode,
    body: isJson && answer.payload !== "" ? JSON.parse(answer.payload) : null,
    headers: answer.headers,
    text: answer.payload,
  };
}

/** Puts the event's total where a template would. */
const plainWriter: MessageWriter = {
  preview: async ({ document, event, profile }) => ({
    content: {
      channel: "email",
      subject: document.message.channel === "email" ? document.message.subject : "",
      preheader: null,
      sender: "shop@shop.example",
      html: `<p>${profile.name ?? "Nobody"}: ${String(event.properties.total ?? "")}</p>`,
      text: "text",
      headers: {},
    },
    aborted: null,
    missing: [],
    problems: [],
  }),
  test: async () => ({ ok: true, detail: "250 OK" }),
};

function silentChannel(mails: RenderedEmail[]): Channel<RenderedEmail> {
  return {
    name: "silent",
    kind: "email",
    send: async (mail) => {
      mails.push(mail);
      return { result: "accepted", providerId: null };
    },
    check: async () => ({ ok: true, detail: "Mail goes nowhere." }),
    close: async () => {},
  };
}

/** A campaign that is fit to be launched. */
export function aDocument(more: Partial<CampaignDocument> = {}): CampaignDocument {
  return {
    key: "cart",
    name: "Cart",
    trigger: { kind: "event", event: "Cart Left" } as CampaignDocument["trigger"],
    message: { channel: "email", subject: "Your cart", body: { format: "text", source: "Come back." }, from: { email: "shop@shop.example" } },
    ...more,
  };
}
