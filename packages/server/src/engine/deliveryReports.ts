import { type DeliveryReport, INTERNAL } from "@beckon/core";
import type { Db } from "../store/db.ts";
import { findReportedSends, type ReportedSend } from "../store/reportedSends.ts";
import { eventOf } from "./engagement.ts";
import type { IncomingEvent, Ingest } from "./incoming.ts";
import { isMachineOpen, isMachineVisit } from "./machineVisits.ts";

/** What became of the reports of one call. */
export interface ReportsTaken {
  readonly taken: number;
  /** Of messages that are not ours, or not known any more. */
  readonly unknown: number;
}

const NAMES: { readonly [what in DeliveryReport["what"]]: string } = {
  delivered: INTERNAL.messageDelivered,
  bounced: INTERNAL.messageBounced,
  complained: INTERNAL.messageComplained,
  opened: INTERNAL.messageOpened,
  clicked: INTERNAL.messageClicked,
  unsubscribed: INTERNAL.messageUnsubscribed,
};

/** What must never count twice, however late it is told again; the others are forgotten after some days. */
const KEPT: ReadonlySet<DeliveryReport["what"]> = new Set(["bounced", "complained", "unsubscribed"]);

/** Turns what providers tell of our mails into events of their profiles. Resolved means durable. */
export class DeliveryReports {
  readonly #db: Db;
  readonly #ingest: Ingest;

  constructor(db: Db, ingest: Ingest) {
    this.#db = db;
    this.#ingest = ingest;
  }

  async take(workspaceId: number, source: string, reports: readonly DeliveryReport[]): Promise<ReportsTaken> {
    const sendOf = await findReportedSends(this.#db, workspaceId, reports);
    const events = reports.flatMap((report) => {
      const send = sendOf(report);
      return send ? [reportEvent(send, source, report)] : [];
    });
    await this.#ingest.accept(events);
    return { taken: events.length, unknown: reports.length - events.length };
  }
}

function reportEvent(send: ReportedSend, source: string, report: DeliveryReport): IncomingEvent {
  const { what, detail, permanent, url, eventId } = report;
  const event = eventOf(send, NAMES[what], eventId, visitOf(report), {
    provider: source,
    ...(detail ? { detail: detail.slice(0, 1_000) } : {}),
    ...(what === "bounced" || what === "complained" ? { permanent, address: send.address } : {}),
    ...(url ? { url } : {}),
  });
  return {
    ...event,
    source,
    keepMessageId: KEPT.has(what),
    // The provider lets nothing more through to this address, whatever the topic.
    ...(what === "unsubscribed" ? { consent: { channels: { [send.channel]: "unsubscribed" as const }, by: "provider" } } : {}),
    ...(isMachine(report, send) ? { flags: ["machine" as const] } : {}),
  };
}

function visitOf({ at, ip = "", userAgent = "" }: DeliveryReport) {
  return { at, ip, userAgent, isLookAhead: false };
}

/** A report without the visitor's program says nothing about who it was. */
function isMachine(report: DeliveryReport, send: ReportedSend): boolean {
  if (report.what !== "opened" && report.what !== "clicked") return false;
  if (report.machine === true || report.userAgent === undefined) return report.machine ?? false;
  return report.what === "opened" ? isMachineOpen(visitOf(report), send.sentAt) : isMachineVisit(visitOf(report), send.sentAt);
}
