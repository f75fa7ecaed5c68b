import { createHash } from "node:crypto";
import type { RenderedEmail } from "@beckon/core";
import { chooseTranslation, formatLocale } from "./chooseLanguage.ts";
import type { CompiledEmail, CompiledMessage } from "./compileEmail.ts";
import { type MessageContext, scopeOf } from "./drops.ts";
import { tidyText } from "./plainText.ts";
import { type LiquidResult, type ParsedTemplate, renderLiquid } from "./renderLiquid.ts";

/** What the envelope needs beside the content. */
export interface Envelope {
  readonly sendId: string;
  /** The send's deterministic key; the Message-ID comes from it, so that a provider can see a repeat. */
  readonly key: string;
  readonly to: string;
  readonly campaignId: string;
  /** Sender where the message names none. */
  readonly defaultFrom: { readonly name?: string; readonly email: string; readonly replyTo?: string };
}

export type RenderOutcome =
  | { readonly outcome: "rendered"; readonly email: RenderedEmail }
  | { readonly outcome: "aborted"; readonly reason: string }
  /** `variable`: the one that has no value and no default, where that is what is wrong. */
  | { readonly outcome: "error"; readonly detail: string; readonly variable: string | null };

/** One copy of a message. Synchronous: about a millisecond for a mail of 40 kB. */
export function renderEmail(compiled: CompiledMessage, context: MessageContext, envelope: Envelope): RenderOutcome {
  const wording = wordingFor(compiled, context.locale);
  if (wording === null)
    return {
      outcome: "error",
      detail: compiled.problems.find((problem) => problem.severity === "error")?.message ?? "the message cannot be rendered",
      variable: null,
    };
  const strict = (compiled.message.onMissing ?? "skip") === "skip";
  const parts = renderParts(wording, context, strict);
  if (!parts.ok) return failure(parts.failure);
  const { message } = compiled;
  const from = message.from ?? { name: envelope.defaultFrom.name, email: envelope.defaultFrom.email };
  const replyTo = message.replyTo ?? envelope.defaultFrom.replyTo;
  return {
    outcome: "rendered",
    email: {
      sendId: envelope.sendId,
      messageId: messageIdOf(envelope.key, from.email),
      from: from.name ? { name: oneLine(from.name), email: from.email } : { email: from.email },
      to: envelope.to,
      ...(replyTo ? { replyTo } : {}),
      subject: parts.subject,
      html: parts.html,
      text: parts.text,
      headers: headersOf(compiled, context, envelope),
    },
  };
}

export interface RenderedParts {
  readonly ok: true;
  readonly subject: string;
  readonly html: string | null;
  readonly text: string;
}

type Failure = Extract<LiquidResult, { ok: false }>;

/** Subject and bodies in one language, without an envelope. */
export function renderParts(
  wording: CompiledEmail,
  context: MessageContext,
  strict: boolean,
): RenderedParts | { readonly ok: false; readonly failure: Failure } {
  const locale = formatLocale(context.locale, wording.language);
  const scope = scopeOf(context, locale);
  const render = (template: ParsedTemplate) => renderLiquid(template, scope, strict);
  const html = wording.html === null ? null : render(wording.html);
  if (html !== null && !html.ok) return { ok: false, failure: html };
  const subject = render(wording.subject);
  if (!subject.ok) return { ok: false, failure: subject };
  const text = render(wording.text);
  if (!text.ok) return { ok: false, failure: text };
  return { ok: true, subject: oneLine(subject.text), html: html === null ? null : html.text, text: tidyText(text.text) };
}

export function wordingFor(compiled: CompiledMessage, locale: string | null): CompiledEmail | null {
  const key = chooseTranslation([...compiled.translations.keys()], locale);
  return key === null ? compiled.original : (compiled.translations.get(key) ?? compiled.original);
}

function failure(failed: Failure): RenderOutcome {
  if (failed.why === "aborted") return { outcome: "aborted", reason: failed.detail };
  if (failed.why === "missing") return { outcome: "error", detail: `${failed.detail} has no value and no default`, variable: failed.detail };
  return { outcome: "error", detail: failed.detail, variable: null };
}

/** Nothing that came from a customer may begin a new header. */
function oneLine(text: string): string {
  // biome-ignore lint/suspicious/noControlCharactersInRegex: they are what is taken out
  return text.replace(/[\u0000-\u001f\u007f\u2028\u2029]+/g, " ").trim();
}

function messageIdOf(key: string, from: string): string {
  const domain = /@([A-Za-z0-9.-]+)$/.exec(from)?.[1] ?? "localhost";
  return `<${createHash("sha256").update(key).digest("hex").slice(0, 32)}@${domain}>`;
}

/** RFC 8058 asks for both headers, over HTTPS, and for a signature (DKIM) that covers them. */
function headersOf(compiled: CompiledMessage, context: MessageContext, envelope: Envelope): RenderedEmail["headers"] {
  const ids = { "X-Beckon-Send": envelope.sendId, "X-Beckon-Campaign": envelope.campaignId };
  if (!compiled.isMarketing) return ids;
  return { "List-Unsubscribe": `<${context.links.unsubscribe()}>`, "List-Unsubscribe-Post": "List-Unsubscribe=One-Click", ...ids };
}
