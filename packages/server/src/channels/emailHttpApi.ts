import { type Channel, type DeliveryResult, type Instant, type RenderedEmail, SECOND } from "@beckon/core";
import { unreachableWords } from "./unreachable.ts";

/** What a provider's HTTP API for mail is like; everything else is the same for all. */
export interface MailApi {
  /** As people say it. */
  readonly provider: string;
  /** Without a slash at the end. */
  readonly baseUrl: string;
  /** With every request: who we are. */
  readonly headers: { readonly [name: string]: string };
  /** It takes an idempotency key with the mail, so that asking again cannot send twice. */
  readonly isRepeatable?: true;
  mailRequest(mail: RenderedEmail): ApiRequest;
  /** Its id for a mail that it has taken. */
  providerIdOf(answer: ApiAnswer): string | null;
  /** What only this provider says of a mail that it has not taken; null leaves it to the status. */
  refusalOf?(answer: ApiAnswer): DeliveryResult | null;
  /** A request that changes nothing and needs the same right as sending, as far as there is one. */
  readonly checkRequest: ApiRequest;
  /** What a check found, in a sentence; null leaves it to the status. */
  checkedOf?(answer: ApiAnswer): { readonly ok: boolean; readonly detail: string } | null;
}

export interface ApiRequest {
  readonly method: "GET" | "POST";
  readonly path: string;
  readonly headers?: { readonly [name: string]: string };
  readonly json?: unknown;
  readonly form?: FormData;
}

export interface ApiAnswer {
  readonly status: number;
  readonly headers: Headers;
  /** The body as JSON; an empty object where it is none. */
  readonly body: { readonly [key: string]: unknown };
  readonly text: string;
}

/** APIs take mails one a request; so many at once keep up with their limits. */
const CONCURRENCY = 20;
const TIME_LIMIT_MS = 30 * SECOND;
/** More than any answer about one mail. */
const ANSWER_MAX = 64_000;

/** Mail over a provider's HTTP API. Resolves to a result for every answer and for none. */
export class EmailHttpApi implements Channel {
  readonly name = "email";
  readonly kind = "email";
  readonly concurrency = CONCURRENCY;
  readonly #api: MailApi;
  readonly #now: () => Instant;
  readonly #closing = new AbortController();

  constructor(api: MailApi, now: () => Instant) {
    this.#api = api;
    this.#now = now;
  }

  async send(mail: RenderedEmail): Promise<DeliveryResult> {
    const answer = await this.#ask(this.#api.mailRequest(mail));
    if (answer instanceof NoAnswer) return this.#withoutAnswer(answer);
    if (answer.status >= 200 && answer.status < 300) return { result: "accepted", providerId: this.#api.providerIdOf(answer) };
    return this.#api.refusalOf?.(answer) ?? this.#byStatus(answer);
  }

  async check(): Promise<{ readonly ok: boolean; readonly detail: string }> {
    const answer = await this.#ask(this.#api.checkRequest);
    const { provider } = this.#api;
    if (answer instanceof NoAnswer) return { ok: false, detail: `${provider} cannot be reached: ${unreachableWords(answer.message)}` };
    const own = this.#api.checkedOf?.(answer);
    if (own) return own;
    if (answer.status >= 200 && answer.status < 300) return { ok: true, detail: `${provider} takes our key.` };
    return { ok: false, detail: detailOf(this.#byStatus(answer)) };
  }

  async close(): Promise<void> {
    this.#closing.abort();
  }

  async #ask({ method, path, headers, json, form }: ApiRequest): Promise<ApiAnswer | NoAnswer> {
    const signal = AbortSignal.any([AbortSignal.timeout(TIME_LIMIT_MS), this.#closing.signal]);
    try {
      const response = await fetch(`${this.#api.baseUrl}${path}`, {
        method,
        signal,
        // A redirect would take the key to another host.
        redirect: "error",
        headers: { accept: "application/json", ...(json === undefined ? {} : { "content-type": "application/json" }), ...this.#api.headers, ...headers },
        body: json === undefined ? (form ?? null) : JSON.stringify(json),
      });
      const text = (await response.text()).slice(0, ANSWER_MAX);
      return { status: response.status, headers: response.headers, text, body: jsonObject(text) };
    } catch (error) {
      return new NoAnswer(error);
    }
  }

  /** Not reached at all: nothing has left. Broken off later: the mail may have been taken. */
  #withoutAnswer(failure: NoAnswer): DeliveryResult {
    const { provider, isRepeatable } = this.#api;
    if (failure.isUnreachable) return { result: "configuration", detail: `${provider} cannot be reached: ${unreachableWords(failure.message)}` };
    const detail = `${provider} did not answer: ${failure.message}`;
    return isRepeatable ? { result: "retry", afterMs: null, detail } : { result: "unknown", detail };
  }

  #byStatus(answer: ApiAnswer): DeliveryResult {
    const { provider, isRepeatable } = this.#api;
    const { status } = answer;
    const detail = `${provider} answered ${status}: ${wordsOf(answer)}`;
    if (status === 401 || status === 402 || status === 403 || status === 404) return { result: "configuration", detail };
    if (status === 408 || status === 425 || status === 429) return { result: "retry", afterMs: retryAfterMs(answer, this.#now()), detail };
    // A gateway gave up on what stood behind it, which may have taken the mail all the same.
    if ((status === 502 || status === 504) && !isRepeatable) return { result: "unknown", detail };
    if (status >= 500) return { result: "retry", afterMs: retryAfterMs(answer, this.#now()), detail };
    return { result: "permanent", suppress: false, detail };
  }
}

/** The connection failed, or the answer took too long. */
class NoAnswer {
  readonly message: string;
  readonly isUnreachable: boolean;

  constructor(error: unknown) {
    const { name, message, cause } = error as Error & { cause?: { code?: string; message?: string } };
    this.message = name === "TimeoutError" ? `no answer within ${TIME_LIMIT_MS / SECOND} seconds` : (cause?.message ?? message);
    this.isUnreachable = /^(ECONNREFUSED|ENOTFOUND|EAI_AGAIN|EHOSTUNREACH|ENETUNREACH|UND_ERR_CONNECT_TIMEOUT|CERT_|ERR_TLS|SELF_SIGNED|UNABLE_TO_)/.test(
      cause?.code ?? "",
    );
  }
}

function jsonObject(text: string): ApiAnswer["body"] {
  try {
    const value: unknown = JSON.parse(text);
    return typeof value === "object" && value !== null ? (value as ApiAnswer["body"]) : {};
  } catch {
    return {};
  }
}

const RESET_HEADERS = ["retry-after", "ratelimit-reset", "x-ratelimit-reset"];
/** A number beyond this is the second of the epoch, not one to wait. */
const EPOCH_FROM = 1_000_000_000;

/** When to ask again: `Retry-After` in seconds or as a date (RFC 9110), or the end of the limit's window. */
function retryAfterMs({ headers }: Pick<ApiAnswer, "headers">, now: Instant): number | null {
  for (const name of RESET_HEADERS) {
    const value = headers.get(name)?.trim();
    if (!value) continue;
    const seconds = Number(value);
    const ms = Number.isFinite(seconds) ? (seconds >= EPOCH_FROM ? seconds * SECOND - now : seconds * SECOND) : Date.parse(value) - now;
    if (Number.isFinite(ms)) return Math.max(0, Math.ceil(ms));
  }
  return null;
}

/** The provider's own words, on one line. */
export function wordsOf({ body, text }: Pick<ApiAnswer, "body" | "text">): string {
  const first = Array.isArray(body["errors"]) ? (body["errors"][0] as { message?: unknown } | undefined)?.message : undefined;
  const words = [first, body["message"], body["Message"], body["error"]].find((candidate) => typeof candidate === "string" && candidate !== "");
  return String(words ?? (text || "no words"))
    .replace(/\s+/g, " ")
    .trim()
    .slice(0, 500);
}

function detailOf(result: DeliveryResult): string {
  return "detail" in result ? result.detail : "";
}

/** `Ann <ann@shop.example>` as APIs take it. */
export function mailboxText({ name, email }: RenderedEmail["from"]): string {
  return name ? `"${name.replace(/["\\]/g, "\\$&")}" <${email}>` : email;
}
