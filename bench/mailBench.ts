import type { CampaignDocument, EmailMessage } from "@beckon/core";
import { EmailSmtp } from "../packages/server/src/channels/emailSmtp.ts";
import { systemClock } from "../packages/server/src/clock.ts";
import { DefinitionsCache } from "../packages/server/src/engine/definitionsCache.ts";
import { createIngest, type IngestService } from "../packages/server/src/engine/ingest.ts";
import { LinkSigner } from "../packages/server/src/engine/linkSigner.ts";
import { Sender } from "../packages/server/src/engine/sender.ts";
import { FIRST_WORKSPACE, seedWorkspace } from "../packages/server/src/engine/setup.ts";
import { Worker } from "../packages/server/src/engine/worker.ts";
import { newId } from "../packages/server/src/ids.ts";
import type { Db } from "../packages/server/src/store/db.ts";
import { bumpDefinitions } from "../packages/server/src/store/workspaces.ts";
import { VersionRenderer } from "../packages/server/src/template/versionRenderer.ts";

/** The engine from ingest to SMTP, wired as one process wires it. */
export interface MailEngine {
  readonly ingest: IngestService;
  start(): void;
  stop(): Promise<void>;
}

export async function mailEngine(db: Db, smtpUrl: string): Promise<MailEngine> {
  const onError = (error: unknown) => {
    throw error;
  };
  await seedWorkspace(db, systemClock, {});
  await db.query("update buckets set owner = 'bench'");
  const channel = new EmailSmtp({ url: smtpUrl }, systemClock);
  const worker: Worker = new Worker({
    db,
    clock: systemClock,
    owner: "bench",
    definitions: new DefinitionsCache(),
    onError,
    onBatch: ({ sendsReady }) => {
      if (sendsReady > 0) sender.wake();
    },
  });
  const sender = new Sender({
    db,
    clock: systemClock,
    owner: "bench",
    channel,
    definitions: new DefinitionsCache(),
    renderer: new VersionRenderer(),
    onError,
    links: new LinkSigner("0123456789abcdef0123456789abcdef", "https://mail.shop.example"),
    defaultFrom: { name: "Shop", email: "hello@shop.example" },
    wake: (buckets) => worker.wake(buckets),
  });
  worker.own(Array.from({ length: 256 }, (_, bucket) => bucket));
  return {
    ingest: createIngest({ db, clock: systemClock, wake: (buckets) => worker.wake(buckets) }),
    start() {
      worker.start();
      sender.start();
    },
    async stop() {
      await sender.stop();
      await worker.stop();
      await channel.close();
    },
  };
}

/** A live campaign that answers `event` at once with this mail. */
export async function launchMail(db: Db, event: string, message: EmailMessage): Promise<void> {
  const id = newId(systemClock.now());
  const now = new Date(systemClock.now()).toISOString();
  const document = { key: id, name: event, trigger: { kind: "event", event }, unless: [{ event: "Order Completed" }], message } as unknown as CampaignDocument;
  await db.query(
    "insert into campaigns (id, workspace_id, key, status, version, created_at, updated_at, launched_at) values ($1, $2, $3, 'live', 1, $4, $4, $4)",
    [id, FIRST_WORKSPACE, document.key, now],
  );
  await db.query("insert into campaign_versions (campaign_id, version, document, published_at, published_by) values ($1, 1, $2::text::jsonb, $3, 'bench')", [
    id,
    JSON.stringify(document),
    now,
  ]);
  await bumpDefinitions(db, FIRST_WORKSPACE);
}

/** An event of the person with this number, whom an address, a name and a plan are known of. */
export function eventOf(index: number, name: string, properties: object) {
  return {
    workspaceId: FIRST_WORKSPACE,
    source: "bench",
    messageId: `${name}-${index}`,
    kind: "track" as const,
    name,
    properties: properties as never,
    at: null,
    context: {},
    attributes: { first_name: `Änn ${index}`, plan: index % 5 ? "basic" : "gold", email: `person-${index}@shop.example` },
    identifiers: [
      { kind: "user_id", value: `person-${index}` },
      { kind: "email", value: `person-${index}@shop.example` },
    ],
  };
}
