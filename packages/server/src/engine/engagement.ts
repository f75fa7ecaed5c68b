import { createHash } from "node:crypto";
import { INTERNAL, type JsonObject, MINUTE } from "@beckon/core";
import type { Db } from "../store/db.ts";
import { type LinkedSend, readLinkedSend } from "../store/messages.ts";
import type { IncomingEvent, Ingest } from "./incoming.ts";
import type { LinkedCopy } from "./linkSigner.ts";
import { ClickJudge, isMachineOpen, type Visit } from "./machineVisits.ts";

export interface EngagementOptions {
  readonly db: Db;
  readonly ingest: Ingest;
  readonly onError: (error: unknown) => void;
}

/** Turns what happens to mails out there into events of their profiles. */
export class EngagementDesk {
  readonly #options: EngagementOptions;
  readonly #clicks: ClickJudge<IncomingEvent>;

  constructor(options: EngagementOptions) {
    this.#options = options;
    this.#clicks = new ClickJudge((event, machine) => this.#accept(machine ? { ...event, flags: ["machine"] } : event).catch(options.onError));
  }

  /** The pixel was fetched. Proxies fetch it again and again: once a minute is enough. */
  async opened(copy: LinkedCopy, visit: Visit): Promise<void> {
    const send = await readLinkedSend(this.#options.db, copy.bucket, copy.sendId);
    if (!send) return;
    const machine = isMachineOpen(visit, send.sentAt);
    const event = eventOf(send, INTERNAL.messageOpened, `open:${send.id}:${Math.floor(visit.at / MINUTE)}:${machine}`, visit, {});
    await this.#accept(machine ? { ...event, flags: ["machine"] } : event);
  }

  /** A link was followed. */
  async clicked(copy: LinkedCopy, url: string, visit: Visit): Promise<void> {
    const send = await readLinkedSend(this.#options.db, copy.bucket, copy.sendId);
    if (!send) return;
    const target = createHash("sha256").update(url).digest("base64url").slice(0, 16);
    const event = eventOf(send, INTERNAL.messageClicked, `click:${send.id}:${target}:${visit.at}`, visit, { url });
    await this.#clicks.add(send.id, url, visit, send.sentAt, event);
  }

  /** Resolves when every visit so far has been written. */
  drained(): Promise<void> {
    return this.#clicks.drained();
  }

  async #accept(event: IncomingEvent): Promise<void> {
    await this.#options.ingest.accept([event]);
  }
}

/** An event about a send, with what everybody who looks at it wants to know of the message. */
export function eventOf(send: LinkedSend, name: string, messageId: string, visit: Visit, properties: JsonObject): IncomingEvent {
  return {
    workspaceId: send.workspaceId,
    source: "beckon",
    messageId,
    kind: "internal",
    name,
    identifiers: [],
    profileId: send.profileId,
    at: visit.at,
    properties: { campaign: send.campaignKey ?? send.campaignId, channel: send.channel, ...properties },
    context: { ...(visit.ip ? { ip: visit.ip } : {}), ...(visit.userAgent ? { userAgent: visit.userAgent.slice(0, 500) } : {}) },
    message: { sendId: send.id, campaignId: send.campaignId, enrollmentId: send.enrollmentId, channel: send.channel },
  };
}
