import { keepMessage, type RenderedWebhook, showMessage, type WebhookMessage } from "@beckon/core";
import { formatLocale } from "../chooseLanguage.ts";
import { type MessageContext, scopeOf } from "../drops.ts";
import { fallbackProblem } from "../fallbackProblem.ts";
import type { CompileOptions, KnownVariables, MessagePreview, MessageProblem, MessageTemplate } from "../messageTemplate.ts";
import { holesIn, missingFallbacks } from "../missingFallbacks.ts";
import { type CompiledWebhook, compileWebhook, type WebhookPart } from "./compileWebhook.ts";
import { renderWebhook } from "./renderWebhook.ts";

export const webhookTemplate: MessageTemplate<WebhookMessage, RenderedWebhook, CompiledWebhook> = {
  channel: "webhook",
  compile: async (message, options) => compileWebhook(message, options),
  render: (compiled, context, envelope) => renderWebhook(compiled, context, envelope),
  preview: async (message, context, options) => previewWebhook(message, context, options),
  check: async (message, options, known) => checkWebhook(message, options, known),
  markAsTest: (request) => ({ ...request, headers: [...request.headers, { name: "Beckon-Test", value: "true" }] }),
};

function previewWebhook(message: WebhookMessage, context: MessageContext, options: CompileOptions): MessagePreview {
  const compiled = compileWebhook(message, options);
  const { method, url } = message;
  const nothing: MessagePreview = {
    content: { channel: "webhook", method, url, headers: {}, body: null },
    aborted: null,
    missing: [],
    problems: compiled.problems,
  };
  if (compiled.request === null) return nothing;
  const scope = scopeOf(context, formatLocale(context.locale, "en"));
  const missing = holesIn(
    partsOf(compiled).map(({ template }) => template.templates),
    scope,
  );
  const outcome = renderWebhook(compiled, context, { workspaceId: 0, sendId: context.message.id, key: context.message.id }, false);
  if (outcome.outcome === "aborted") return { ...nothing, missing, aborted: outcome.reason };
  if (outcome.outcome === "rendered") return { ...nothing, missing, content: showMessage("webhook", keepMessage(outcome.message)) };
  const problem = { severity: "error", code: "content_invalid", path: "message.body", message: `As it stands, ${outcome.detail}.` } as const;
  return { ...nothing, missing, problems: [...compiled.problems, problem] };
}

function checkWebhook(message: WebhookMessage, options: CompileOptions, known: KnownVariables): MessageProblem[] {
  const compiled = compileWebhook(message, options);
  const holes = partsOf(compiled).flatMap(({ path, template }) =>
    missingFallbacks(template.templates, known.always).map((missing) => fallbackProblem(missing, path, message, known, compiled.fromBlocks)),
  );
  return [...compiled.problems, ...holes];
}

function partsOf({ request }: CompiledWebhook): WebhookPart[] {
  if (request === null) return [];
  const { url, headers, body } = request;
  const inBody = body === null ? [] : body.format === "form" ? body.fields.map(({ value }) => value) : [body.source];
  return [url, ...headers.flatMap((header) => ("value" in header ? [header.value] : [])), ...inBody];
}
