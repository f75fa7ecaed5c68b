import { PassThrough, Readable } from "node:stream";
import type { Channel, DeliveryResult, RenderedEmail } from "@beckon/core";
import nodemailer from "nodemailer";
import type { Clock } from "../clock.ts";
import { mimeMessage } from "./mimeMessage.ts";
import { classifyFailure, type SmtpFailure } from "./smtpAnswer.ts";

export interface SmtpSettings {
  /** `smtp://user:password@host:587`, `smtps://...`. */
  readonly url: string;
  /** Connections kept open; each hands over one mail at a time. Default 10. */
  readonly connections?: number;
  /** Signs every mail (RFC 6376) for the sender's domain. */
  readonly dkim?: { readonly domainName: string; readonly keySelector: string; readonly privateKey: string };
}

/** Most servers take far more than this over one connection; some close it after a hundred. */
const MAILS_PER_CONNECTION = 500;

/** Mail over SMTP, by a pool of connections. Resolves to a result for every answer and for none. */
export class EmailSmtp implements Channel {
  readonly name = "email";
  /** How many mails can be on their way at once. */
  readonly concurrency: number;
  readonly #clock: Clock;
  readonly #transport: ReturnType<typeof createTransport>;

  constructor(settings: SmtpSettings, clock: Clock) {
    this.concurrency = settings.connections ?? 10;
    this.#clock = clock;
    this.#transport = createTransport(settings, this.concurrency);
  }

  async send(message: RenderedEmail): Promise<DeliveryResult> {
    const bytes = mimeMessage(message, this.#clock.now());
    const handOver: HandOver = { bytes, body: null };
    try {
      const mail = { envelope: { from: message.from.email, to: [message.to] }, raw: bytes, handOver };
      const info = await this.#transport.sendMail(mail);
      return { result: "accepted", providerId: queueIdOf(info.response) };
    } catch (error) {
      return classifyFailure(error as SmtpFailure, handOver.body?.readableEnded ?? false);
    }
  }

  async check(): Promise<{ readonly ok: boolean; readonly detail: string }> {
    try {
      await this.#transport.verify();
      return { ok: true, detail: "The mail server takes our login." };
    } catch (error) {
      const result = classifyFailure(error as SmtpFailure, false);
      return { ok: false, detail: "detail" in result ? result.detail : (error as Error).message };
    }
  }

  async close(): Promise<void> {
    this.#transport.close();
  }
}

/** RFC 8058 demands that the signature covers the unsubscribe headers. */
const SIGNED_HEADERS = "from:to:reply-to:subject:date:message-id:mime-version:content-type:list-unsubscribe:list-unsubscribe-post";

function createTransport({ url, dkim }: SmtpSettings, connections: number) {
  const transport = nodemailer.createTransport({
    url,
    pool: true,
    maxConnections: connections,
    maxMessages: MAILS_PER_CONNECTION,
    // For a mail that meets a connection which the server is just closing; see `oneBodyPerMail`.
    maxRequeues: 2,
    connectionTimeout: 15_000,
    greetingTimeout: 15_000,
    socketTimeout: 60_000,
    // The content is ours; nothing in it may make nodemailer read files or fetch addresses.
    disableFileAccess: true,
    disableUrlAccess: true,
    // Servers close idle connections after a minute or more; we are first, so that no mail meets a closing one.
    idleTimeout: 20_000,
    ...(dkim ? { dkim: { ...dkim, headerFieldNames: SIGNED_HEADERS } } : {}),
  });
  transport.use("stream", (mail, done) => {
    const { handOver } = mail.data as { handOver?: HandOver };
    if (handOver) oneBodyPerMail(mail.message, handOver, dkim === undefined);
    done();
  });
  return transport;
}

/**
 * nodemailer may try another connection, but never once the body has gone out whole: that mail could arrive twice. Bytes
 * that need no signature go as they are, without the five streams that nodemailer would lead them through.
 */
function oneBodyPerMail(message: { createReadStream(options?: object): Readable }, handOver: HandOver, asIs: boolean): void {
  const create = message.createReadStream.bind(message);
  message.createReadStream = (options) => {
    if (handOver.body?.readableEnded) return new PassThrough().destroy(new Error("the mail has been sent before"));
    handOver.body = asIs ? new Body(handOver.bytes) : create(options);
    return handOver.body;
  };
}

/** The stream that a mail left by. Read to its end, the server may have taken the mail: a connection that breaks then leaves doubt. */
interface HandOver {
  readonly bytes: Buffer;
  body: Readable | null;
}

class Body extends Readable {
  readonly #bytes: Buffer;

  constructor(bytes: Buffer) {
    super();
    this.#bytes = bytes;
  }

  override _read(): void {
    this.push(this.#bytes);
    this.push(null);
  }
}

/** `250 2.0.0 Ok: queued as 4XyZ` -> `4XyZ`; what a postmaster asks for. */
function queueIdOf(response: string): string | null {
  const match = /(?:queued as|queued mail|id=|Ok:?)\s*<?([A-Za-z0-9._@=-]{3,200})>?/i.exec(response);
  return (
    match?.[1] ??
    (response
      .replace(/^250[ -](?:\d\.\d\.\d+ )?/, "")
      .trim()
      .slice(0, 200) ||
      null)
  );
}
