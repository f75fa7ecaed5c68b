import { PassThrough, Readable } from "node:stream";
import type { Channel, DeliveryResult, RenderedEmail } from "@beckon/core";
import DKIM from "nodemailer/lib/dkim";
import SMTPPool from "nodemailer/lib/smtp-pool";
import type { Clock } from "../clock.ts";
import { asciiAddress, mimeMessage } from "./mimeMessage.ts";
import { classifyFailure, type SmtpFailure } from "./smtpAnswer.ts";

export interface SmtpSettings {
  /** `smtp://user:password@host:587`, `smtps://...`. */
  readonly url: string;
  /** Connections kept open; each hands over one mail at a time. Default 10. */
  readonly connections?: number;
  /** Signs every mail (RFC 6376) for the sender's domain. */
  readonly dkim?: { readonly domainName: string; readonly keySelector: string; readonly privateKey: string };
  /** Envelope sender of a mail, so that its bounce is found by its address alone (VERP). Default: the sender's own address. */
  readonly returnPath?: (sendId: string) => string;
}

/** Most servers take far more than this over one connection; some close it after a hundred. */
const MAILS_PER_CONNECTION = 500;

/**
 * Mail over SMTP, by nodemailer's pool of connections. Resolves to a result for every answer and for none. The pool is given
 * finished bytes: nodemailer's composer would take several times as long as everything else.
 */
export class EmailSmtp implements Channel<RenderedEmail> {
  readonly name = "email";
  readonly kind = "email";
  /** How many mails can be on their way at once. */
  readonly concurrency: number;
  readonly #clock: Clock;
  readonly #pool: SMTPPool;
  readonly #dkim: DKIM | null;
  readonly #returnPath: SmtpSettings["returnPath"];

  constructor(settings: SmtpSettings, clock: Clock) {
    this.concurrency = settings.connections ?? 10;
    this.#clock = clock;
    this.#pool = new SMTPPool(poolOptions(settings.url, this.concurrency));
    this.#returnPath = settings.returnPath;
    this.#dkim = settings.dkim ? new DKIM({ ...settings.dkim, headerFieldNames: SIGNED_HEADERS }) : null;
  }

  send(message: RenderedEmail): Promise<DeliveryResult> {
    const leaving = new LeavingMail(message, this.#envelopeOf(message), mimeMessage(message, this.#clock.now()), this.#dkim);
    return new Promise((resolve) => {
      this.#pool.send({ message: leaving, data: {} } as never, (error, info) => {
        resolve(error ? classifyFailure(error as SmtpFailure, leaving.hasLeft) : { result: "accepted", providerId: queueIdOf(info?.response ?? "") });
      });
    });
  }

  #envelopeOf({ sendId, from, to }: RenderedEmail): MailEnvelope {
    return { from: asciiAddress(this.#returnPath?.(sendId) ?? from.email), to: [asciiAddress(to)] };
  }

  async check(): Promise<{ readonly ok: boolean; readonly detail: string }> {
    try {
      await this.#pool.verify();
      return { ok: true, detail: "The mail server takes our login." };
    } catch (error) {
      const result = classifyFailure(error as SmtpFailure, false);
      return { ok: false, detail: "detail" in result ? result.detail : (error as Error).message };
    }
  }

  async close(): Promise<void> {
    this.#pool.close();
  }
}

/** RFC 8058 demands that the signature covers the unsubscribe headers. */
const SIGNED_HEADERS = "from:to:reply-to:subject:date:message-id:mime-version:content-type:list-unsubscribe:list-unsubscribe-post";

function poolOptions(url: string, connections: number): SMTPPool.Options {
  return {
    url,
    pool: true,
    maxConnections: connections,
    maxMessages: MAILS_PER_CONNECTION,
    // For a mail that meets a connection which the server is just closing; see `LeavingMail`.
    maxRequeues: 2,
    connectionTimeout: 15_000,
    greetingTimeout: 15_000,
    socketTimeout: 60_000,
    // Servers close idle connections after a minute or more; we are first, so that no mail meets a closing one.
    idleTimeout: 20_000,
  } as SMTPPool.Options;
}

interface MailEnvelope {
  readonly from: string;
  readonly to: string[];
}

/** A mail as nodemailer's transports ask for it (its documented interface for custom transports, the `message` of a mail). */
class LeavingMail {
  readonly #message: RenderedEmail;
  readonly #envelope: MailEnvelope;
  readonly #bytes: Buffer;
  readonly #dkim: DKIM | null;
  #body: Readable | null = null;

  constructor(message: RenderedEmail, envelope: MailEnvelope, bytes: Buffer, dkim: DKIM | null) {
    this.#message = message;
    this.#envelope = envelope;
    this.#bytes = bytes;
    this.#dkim = dkim;
  }

  /** Whether all of it has gone out: the server may have taken it, and a connection that breaks then leaves doubt. */
  get hasLeft(): boolean {
    return this.#body?.readableEnded ?? false;
  }

  getEnvelope(): MailEnvelope {
    return this.#envelope;
  }

  messageId(): string {
    return this.#message.messageId;
  }

  getHeader(): string {
    return this.#message.messageId;
  }

  /** nodemailer may try another connection, but never once the mail has gone out whole: it could arrive twice. */
  createReadStream(): Readable {
    if (this.hasLeft) return new PassThrough().destroy(new Error("the mail has been sent before"));
    this.#body = this.#dkim ? this.#dkim.sign(this.#bytes) : new Bytes(this.#bytes);
    return this.#body;
  }
}

/** A stream of one chunk. */
class Bytes extends Readable {
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
