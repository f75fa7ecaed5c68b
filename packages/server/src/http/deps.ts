import type { Channel, Instant } from "@beckon/core";
import type { FastifyBaseLogger, FastifyPluginAsync } from "fastify";
import type { Clock } from "../clock.ts";
import type { AuditLog } from "../engine/auditLog.ts";
import type { CampaignDesk } from "../engine/campaignDesk.ts";
import type { ComputedAttributeDesk } from "../engine/computedAttributeDesk.ts";
import type { ContentBlockDesk } from "../engine/contentBlockDesk.ts";
import type { ImportDesk } from "../engine/imports/importDesk.ts";
import type { Ingest } from "../engine/incoming.ts";
import type { JobDesk } from "../engine/jobs/jobDesk.ts";
import type { JourneyDesk } from "../engine/journeyDesk.ts";
import type { KeyRing } from "../engine/keyRing.ts";
import type { MessageDesk } from "../engine/messageDesk.ts";
import type { NoticeMailer } from "../engine/noticeMail.ts";
import type { PasswordResetDesk } from "../engine/passwordResetDesk.ts";
import type { ErasureDesk } from "../engine/privacy/erasureDesk.ts";
import type { RehearsalDesk } from "../engine/rehearsals/rehearsalDesk.ts";
import type { RfmDesk } from "../engine/rfmDesk.ts";
import type { SegmentDesk } from "../engine/segmentDesk.ts";
import type { SignInDesk } from "../engine/signInDesk.ts";
import type { StageDesk } from "../engine/stageDesk.ts";
import type { UserDesk } from "../engine/userDesk.ts";
import type { Db } from "../store/db.ts";
import type { Counters } from "./routes/metrics.ts";

/** What the web server is told at its start. */
export interface HttpSettings {
  readonly version: string;
  readonly startedAt: Instant;
  /** Where people reach us, without a slash at the end. */
  readonly publicUrl: string;
  /** Addresses of proxies whose X-Forwarded-* is believed; false for none. */
  readonly trustProxy: boolean | string;
  /** Folder of the built web app; null where only the API is served. */
  readonly webFolder: string | null;
  readonly embeddedDatabase: boolean;
  /** Who carries the mail; null where it stays in the local outbox. */
  readonly mailCarrier: string | null;
  /** Who mails come from where the workspace names nobody; null: nobody was named at all. */
  readonly mailFrom: string | null;
  /** Whether this process has the secret that the database began with. */
  readonly secretMatches: boolean;
  /** Room on the disk that holds the database; null where that is elsewhere. */
  readonly disk: () => Promise<{ readonly freeBytes: number; readonly totalBytes: number } | null>;
  /** Requests a minute per key, or per address for browsers. */
  readonly apiPerMinute?: number;
}

/** All that the routes need, handed in. */
export interface HttpDeps {
  readonly db: Db;
  readonly clock: Clock;
  readonly log: FastifyBaseLogger;
  readonly settings: HttpSettings;
  readonly ingest: Ingest;
  readonly keyRing: KeyRing;
  readonly signInDesk: SignInDesk;
  readonly auditLog: AuditLog;
  readonly userDesk: UserDesk;
  readonly passwordResetDesk: PasswordResetDesk;
  /** Mails of Beckon itself to users. */
  readonly mailNotice: NoticeMailer;
  /** Whether they leave, or links are only shown. */
  readonly mailLeaves: () => boolean;
  readonly campaignDesk: CampaignDesk;
  readonly journeyDesk: JourneyDesk;
  readonly contentBlockDesk: ContentBlockDesk;
  readonly segmentDesk: SegmentDesk;
  readonly stageDesk: StageDesk;
  readonly rfmDesk: RfmDesk;
  readonly rehearsalDesk: RehearsalDesk;
  readonly computedAttributeDesk: ComputedAttributeDesk;
  readonly messageDesk: MessageDesk;
  readonly jobDesk: JobDesk;
  readonly importDesk: ImportDesk;
  readonly erasureDesk: ErasureDesk;
  readonly channels: readonly Channel[];
  /** What this process has counted since its start. */
  readonly counters: Counters;
  /** Wakes the workers after a change of the workspace's rules. */
  readonly definitionsChanged: () => void;
  /** Foreign-facing routes, outside our content policy and rate limit: tracking, webhooks, links in mails. */
  readonly doors: readonly FastifyPluginAsync[];
  /** Further routes of our own API: registry, dead letters, definitions. */
  readonly apiPlugins: readonly FastifyPluginAsync[];
}
