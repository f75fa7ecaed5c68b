import { type Channel, type DeliveryResult, type Instant, type ProviderAnswer, type RenderedWebhook, SECOND } from "@beckon/core";
import { Webhook } from "standardwebhooks";
import { Agent, type Dispatcher, request } from "undici";
import { type AllowedPrivate, PrivateAddress, publicLookup, refusePrivateLiteral } from "./publicAddress.ts";

export interface WebhookChannelOptions {
  readonly now: () => Instant;
  readonly allowPrivate: AllowedPrivate;
  /** What signs for a workspace: the newest first, then one that was replaced lately. */
  readonly secretsOf: (workspaceId: number) => Promise<readonly string[]>;
  /** Opens a sealed header for the host that it was sealed for; throws where it was sealed for another. */
  readonly open: (sealed: string, host: string) => string;
  readonly timeoutMs?: number;
}

const TIMEOUT = 10 * SECOND;
const CONNECT_TIMEOUT = 5 * SECOND;
/** A slow endpoint holds up only itself. */
const PER_HOST = 10;
const READ_MAX = 65_536;
const KEPT_MAX = 4_096;
/** Of the answer's headers, what helps to understand it; cookies and the like are nobody's business. */
const SHOWN = ["content-type", "content-length", "date", "server", "location", "retry-after", "x-request-id", "request-id", "cf-ray", "www-authenticate"];
/** Nothing had left yet. */
const NOT_SENT = new Set(["ECONNREFUSED", "ENOTFOUND", "EAI_AGAIN", "EHOSTUNREACH", "ENETUNREACH", "ETIMEDOUT", "UND_ERR_CONNECT_TIMEOUT"]);

/** Requests to other systems, signed by Standard Webhooks. Redirects are not followed, private addresses not connected to. */
export class WebhookChannel implements Channel<RenderedWebhook> {
  readonly name = "webhook";
  readonly kind = "webhook";
  readonly concurrency = 50;
  readonly #options: WebhookChannelOptions;
  readonly #agent: Agent;
  readonly #onTheWay = new Map<string, number>();

  constructor(options: WebhookChannelOptions) {
    this.#options = options;
    this.#agent = new Agent({
      connections: PER_HOST,
      pipelining: 1,
      maxHeaderSize: 16_384,
      connect: { lookup: publicLookup(options.allowPrivate), timeout: CONNECT_TIMEOUT },
    });
  }

  async send(message: RenderedWebhook): Promise<DeliveryResult> {
    if (!URL.canParse(message.url)) return never(`“${message.url}” is no address.`);
    const { host, protocol } = new URL(message.url);
    if (protocol !== "https:" && protocol !== "http:") return never(`“${message.url}” is no web address.`);
    const others = this.#onTheWay.get(host) ?? 0;
    if (others >= PER_HOST) return { result: "busy", detail: `${PER_HOST} requests to ${host} are on their way.` };
    this.#onTheWay.set(host, others + 1);
    try {
      return await this.#sendTo(message, new URL(message.url));
    } finally {
      const left = (this.#onTheWay.get(host) ?? 1) - 1;
      if (left > 0) this.#onTheWay.set(host, left);
      else this.#onTheWay.delete(host);
    }
  }

  async check(): Promise<{ readonly ok: boolean; readonly detail: string }> {
    return { ok: true, detail: "Webhooks are sent from here, each to the address of its campaign." };
  }

  close(): Promise<void> {
    return this.#agent.close();
  }

  async #sendTo(message: RenderedWebhook, url: URL): Promise<DeliveryResult> {
    let headers: { [name: string]: string };
    try {
      refusePrivateLiteral(url.hostname, this.#options.allowPrivate);
      headers = await this.#headersOf(message, url.host);
    } catch (problem) {
      return never((problem as Error).message);
    }
    const begun = performance.now();
    try {
      const answer = await request(url, {
        method: message.method,
        headers,
        body: message.body,
        dispatcher: this.#agent,
        signal: AbortSignal.timeout(this.#options.timeoutMs ?? TIMEOUT),
      });
      const body = await beginningOf(answer.body);
      const kept = { status: answer.statusCode, headers: shown(answer.headers), body, ms: performance.now() - begun };
      return { ...resultOf(answer.statusCode, answer.headers, this.#options.now()), answer: kept };
    } catch (problem) {
      return { ...failureOf(problem as NodeJS.ErrnoException), answer: noAnswer(performance.now() - begun) };
    }
  }

  async #headersOf({ headers, workspaceId, webhookId, body }: RenderedWebhook, host: string): Promise<{ [name: string]: string }> {
    const at = new Date(this.#options.now());
    const secrets = await this.#options.secretsOf(workspaceId);
    const own = headers.map((header): [string, string] => [
      "value" in header ? header.name : header.name,
      bytes("value" in header ? header.value : this.#options.open(header.sealed, host)),
    ]);
    return {
      "user-agent": "Beckon-Webhooks/1",
      ...Object.fromEntries(own.map(([name, value]) => [name.toLowerCase(), value])),
      "webhook-id": webhookId,
      "webhook-timestamp": String(Math.floor(at.getTime() / 1000)),
      "webhook-signature": secrets.map((secret) => new Webhook(secret).sign(webhookId, at, body ?? "")).join(" "),
    };
  }
}

/** A header carries bytes: what is beyond Latin goes as UTF-8, which is how servers read it. */
function bytes(value: string): string {
  return Buffer.from(value, "utf8").toString("latin1");
}

/** Reads so much that a usual answer ends, and keeps its beginning. */
async function beginningOf(body: Dispatcher.ResponseData["body"]): Promise<string> {
  const chunks: Buffer[] = [];
  let read = 0;
  try {
    for await (const chunk of body) {
      read += (chunk as Buffer).length;
      chunks.push(chunk as Buffer);
      if (read >= READ_MAX) break;
    }
  } catch {
    // The status has come, and says all that counts.
  }
  return new TextDecoder().decode(Buffer.concat(chunks).subarray(0, KEPT_MAX));
}

function shown(headers: Dispatcher.ResponseData["headers"]): { [name: string]: string } {
  return Object.fromEntries(SHOWN.flatMap((name) => (headers[name] === undefined ? [] : [[name, String(headers[name]).slice(0, 500)]])));
}

function resultOf(status: number, headers: Dispatcher.ResponseData["headers"], now: Instant): DeliveryResult {
  if (status >= 200 && status < 300) return { result: "accepted", providerId: null };
  if (status >= 300 && status < 400)
    return never(
      `It answered ${status} and points to ${String(headers["location"] ?? "another address").slice(0, 300)}. Redirects are not followed; use that address.`,
    );
  const detail = `It answered ${status}.`;
  if (status >= 500 || status === 429 || status === 408 || status === 425) return { result: "retry", afterMs: retryAfter(headers["retry-after"], now), detail };
  return status === 410 ? never("It answered 410: nobody listens there any more.") : never(detail);
}

/** Seconds, or a date. */
function retryAfter(value: string | string[] | undefined, now: Instant): number | null {
  const text = String(value ?? "").trim();
  if (/^\d{1,9}$/.test(text)) return Number(text) * SECOND;
  const at = Date.parse(text);
  return Number.isNaN(at) ? null : Math.max(0, at - now);
}

function failureOf(problem: NodeJS.ErrnoException): DeliveryResult {
  const cause = (problem.cause instanceof Error ? problem.cause : problem) as NodeJS.ErrnoException;
  if (cause instanceof PrivateAddress) return never(cause.message);
  if (NOT_SENT.has(cause.code ?? "") || /CERT|TLS|SSL/.test(cause.code ?? ""))
    return { result: "retry", afterMs: null, detail: `It cannot be reached: ${cause.message}.` };
  const detail = problem.name === "TimeoutError" ? "No answer within the time limit." : `No answer came: ${cause.message}.`;
  return { result: "unknown", detail };
}

function noAnswer(ms: number): ProviderAnswer {
  return { status: null, headers: {}, body: "", ms };
}

function never(detail: string): DeliveryResult {
  return { result: "permanent", suppress: false, detail };
}
