import { createHash } from "node:crypto";
import type { RenderedWebhook, WebhookHeader } from "@beckon/core";
import { formatLocale } from "../chooseLanguage.ts";
import { type MessageContext, scopeOf } from "../drops.ts";
import { type Envelope, failureOutcome, type RenderOutcome } from "../messageTemplate.ts";
import { oneLine } from "../oneLine.ts";
import { type LiquidFailure, renderLiquid } from "../renderLiquid.ts";
import type { CompiledBody, CompiledWebhook, WebhookPart } from "./compileWebhook.ts";

const TYPES: { readonly [format in CompiledBody["format"]]: string } = {
  json: "application/json",
  form: "application/x-www-form-urlencoded",
  text: "text/plain; charset=utf-8",
};

/** One request. `strict`: a missing variable without a default is an error. */
export function renderWebhook(
  { message, request, problems }: CompiledWebhook,
  context: MessageContext,
  { workspaceId, sendId, key }: Pick<Envelope, "workspaceId" | "sendId" | "key">,
  strict = (message.onMissing ?? "skip") === "skip",
): RenderOutcome<RenderedWebhook> {
  if (request === null) return error(problems.find((each) => each.severity === "error")?.message ?? "the request cannot be written");
  const scope = scopeOf(context, formatLocale(context.locale, "en"));
  const write = (part: WebhookPart): string => {
    const result = renderLiquid(part.template, scope, strict);
    if (!result.ok) throw new NotWritten(result);
    return result.text;
  };
  try {
    const url = write(request.url).trim();
    if (stepsOut(url)) return error("the path of the address holds “.” or “..” as a step of its own, which would lead elsewhere");
    const headers = request.headers.map((header): WebhookHeader => ("sealed" in header ? header : { name: header.name, value: oneLine(write(header.value)) }));
    const body = request.body && bodyOf(request.body, write);
    if (request.body?.format === "json") {
      const wrong = jsonError(body ?? "");
      if (wrong !== null) return error(`the body is no JSON: ${wrong}`);
    }
    return {
      outcome: "rendered",
      message: {
        channel: "webhook",
        sendId,
        workspaceId,
        webhookId: webhookIdOf(key),
        method: message.method,
        url,
        headers: [...typeHeader(request.body, headers), ...headers],
        body,
      },
    };
  } catch (failed) {
    if (failed instanceof NotWritten) return failureOutcome(failed.failure);
    throw failed;
  }
}

class NotWritten extends Error {
  readonly failure: LiquidFailure;

  constructor(failure: LiquidFailure) {
    super(failure.detail);
    this.failure = failure;
  }
}

function bodyOf(body: CompiledBody, write: (part: WebhookPart) => string): string {
  if (body.format !== "form") return write(body.source);
  return new URLSearchParams(body.fields.map(({ name, value }): [string, string] => [name, write(value)])).toString();
}

function typeHeader(body: CompiledBody | null, headers: readonly WebhookHeader[]): WebhookHeader[] {
  if (body === null || headers.some(({ name }) => name.toLowerCase() === "content-type")) return [];
  return [{ name: "Content-Type", value: TYPES[body.format] }];
}

/** Whether a value of a customer has become a step up or in place: `/people/../keys`. */
function stepsOut(url: string): boolean {
  const path = url.replace(/^https?:\/\/[^/?#]*/i, "").replace(/[?#].*$/s, "");
  return path.split(/[/\\]/).some((step) => /^(?:\.|%2e){1,2}$/i.test(step.replace(/[\t\r\n]/g, "")));
}

function jsonError(text: string): string | null {
  try {
    JSON.parse(text);
    return null;
  } catch (problem) {
    return (problem as Error).message;
  }
}

function webhookIdOf(key: string): string {
  return `msg_${createHash("sha256").update(key).digest("hex").slice(0, 32)}`;
}

function error(detail: string): RenderOutcome<RenderedWebhook> {
  return { outcome: "error", detail, variable: null };
}
