import { type CampaignDocument, type Channel, type DeliveryResult, type Instant, type JsonObject, type RenderedEmail, SECOND } from "@beckon/core";
import type { Clock } from "../packages/server/src/clock.ts";
import { DefinitionsCache } from "../packages/server/src/engine/definitionsCache.ts";
import type { IncomingEvent } from "../packages/server/src/engine/incoming.ts";
import { createIngest, type IngestService } from "../packages/server/src/engine/ingest.ts";
import { LinkSigner } from "../packages/server/src/engine/linkSigner.ts";
import { Sender, type SenderOptions } from "../packages/server/src/engine/sender.ts";
import { Worker } from "../packages/server/src/engine/worker.ts";
import { newId } from "../packages/server/src/ids.ts";
import type { Db } from "../packages/server/src/store/db.ts";
import { bumpDefinitions, insertWorkspace, type StoredSettings } from "../packages/server/src/store/workspaces.ts";
import { VersionRenderer } from "../packages/server/src/template/versionRenderer.ts";

/** Everything between an accepted event and the channel, over a real database, moved by hand. */
export interface MailWorld {
  readonly ingest: IngestService;
  readonly worker: Worker;
  readonly links: LinkSigner;
  readonly definitions: DefinitionsCache;
  /** Launches a version; `Cart Updated` triggers it where the document does not say otherwise. */
  launch(document?: Partial<CampaignDocument>): Promise<string>;
  event(userId: string, name: string, properties?: JsonObject, more?: Partial<IncomingEvent>): Promise<string>;
  sender(channel: Channel, more?: Partial<SenderOptions>): Sender;
  /** Works off the inbox. */
  work(): Promise<void>;
  sends(): Promise<
    { state: string; reason: string | null; facts: JsonObject | null; attempts: number; nextAttemptAt: Instant; address: string; providerId: string | null }[]
  >;
  /** Names of the events of all histories, oldest first. */
  history(): Promise<string[]>;
  enrollments(): Promise<{ status: string; endReason: string | null }[]>;
}

export const PUBLIC_URL = "https://mail.example";

/** Children first. */
const TABLES = [
  "messages",
  "sends",
  "decisions",
  "enrollments",
  "timers",
  "memberships",
  "segments",
  "events",
  "inbox",
  "suppressions",
  "message_keys",
  "merges",
  "identities",
  "profiles",
  "campaign_changes",
  "campaign_versions",
  "campaigns",
  "workspaces",
] as const;

/** Begins anew in an emptied database. */
export async function mailWorld(db: Db, clock: Clock, settings: Partial<StoredSettings> = {}): Promise<MailWorld> {
  for (const table of TABLES) await db.query(`delete from ${table}`);
  await insertWorkspace(db, {
    id: 1,
    name: "Shop",
    createdAt: clock.now(),
    settings: {
      timeZone: "UTC",
      sessionTimeout: "PT30M",
      quietHours: null,
      frequencyCaps: [],
      holdout: 0,
      topics: [{ key: "offers", name: "Offers", consent: "opt_out" }],
      sender: null,
      ...settings,
    },
  });
  await db.query("update buckets set owner = 'me'");
  const definitions = new DefinitionsCache();
  const ingest = createIngest({ db, clock });
  const worker = new Worker({ db, clock, owner: "me", definitions, onError: rethrow, lanes: 1 });
  worker.own(Array.from({ length: 256 }, (_, bucket) => bucket));
  const links = new LinkSigner("0123456789abcdef0123456789abcdef", PUBLIC_URL);
  const renderer = new VersionRenderer();
  return {
    ingest,
    worker,
    links,
    definitions,
    async launch(document = {}) {
      const id = newId(clock.now());
      const whole: CampaignDocument = {
        key: `c-${id}`,
        name: "Cart",
        trigger: { kind: "event", event: "Cart Updated" } as never,
        message: {
          channel: "email",
          subject: "Hi {{ profile.first_name | default: 'you' }}",
          body: { format: "html", source: `<p>{{ event.total }} <a href="https://shop.example/cart">Cart</a></p>` },
        },
        ...document,
      };
      const now = new Date(clock.now()).toISOString();
      await db.query("insert into campaigns (id, workspace_id, key, status, version, created_at, updated_at) values ($1, 1, $2, 'live', 1, $3, $3)", [
        id,
        whole.key,
        now,
      ]);
      await db.query("insert into campaign_versions (campaign_id, version, document, published_at, published_by) values ($1, 1, $2::text::jsonb, $3, 'me')", [
        id,
        JSON.stringify(whole),
        now,
      ]);
      await bumpDefinitions(db, 1);
      return id;
    },
    async event(userId, name, properties = {}, more = {}) {
      const [answer] = await ingest.accept([
        {
          workspaceId: 1,
          source: "test",
          messageId: newId(clock.now()),
          kind: "track",
          name,
          properties,
          at: null,
          context: {},
          identifiers: [
            { kind: "user_id", value: userId },
            { kind: "email", value: `${userId}@shop.example` },
          ],
          ...more,
        },
      ]);
      if (answer?.status !== "accepted") throw new Error(JSON.stringify(answer));
      return answer.profileId;
    },
    sender: (channel, more = {}) =>
      new Sender({
        db,
        clock,
        owner: "me",
        channel,
        definitions,
        renderer,
        links,
        defaultFrom: { name: "Shop", email: "hello@shop.example" },
        wake: () => worker.wake(),
        onError: rethrow,
        random: () => 0,
        ...more,
      }),
    async work() {
      while ((await worker.runOnce()) > 0);
    },
    async sends() {
      const { rows } = await db.query<Awaited<ReturnType<MailWorld["sends"]>>[number]>(
        `select state, reason, facts, attempts, next_attempt_at as "nextAttemptAt", address, provider_id as "providerId" from sends order by id`,
      );
      return rows;
    },
    async history() {
      return (await db.query<{ name: string }>("select name from events order by id")).rows.map((row) => row.name);
    },
    async enrollments() {
      return (await db.query<{ status: string; endReason: string | null }>(`select status, end_reason as "endReason" from enrollments order by id`)).rows;
    },
  };
}

function rethrow(error: unknown): never {
  throw error;
}

/** A channel that answers as told and keeps what it was given. */
export function scriptedChannel(
  answer: (mail: RenderedEmail, count: number) => DeliveryResult | Promise<DeliveryResult> = () => ({ result: "accepted", providerId: "p1" }),
): Channel<RenderedEmail> & { readonly mails: RenderedEmail[] } {
  const mails: RenderedEmail[] = [];
  return {
    name: "email",
    kind: "email",
    concurrency: 5,
    mails,
    async send(mail) {
      mails.push(mail);
      return answer(mail, mails.length);
    },
    check: async () => ({ ok: true, detail: "fine" }),
    close: async () => {},
  };
}

/** Waits in real time for what a running service does; for tests of services, not of rules. */
export async function until(holds: () => boolean | Promise<boolean>): Promise<void> {
  const end = performance.now() + 10 * SECOND;
  while (!(await holds())) {
    if (performance.now() > end) throw new Error("It did not come to pass within ten seconds.");
    await new Promise((resolve) => setTimeout(resolve, 5));
  }
}
