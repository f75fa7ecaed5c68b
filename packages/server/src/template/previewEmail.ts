import type { EmailMessage } from "@beckon/core";
import { formatLocale } from "./chooseLanguage.ts";
import { type CompileOptions, compileMessage, type MessageProblem } from "./compileEmail.ts";
import { type MessageContext, scopeOf } from "./drops.ts";
import { translateForeignSyntax } from "./foreignSyntax.ts";
import { textLiquid } from "./liquidEngines.ts";
import { missingFallbacks } from "./missingFallbacks.ts";
import { renderParts, wordingFor } from "./renderEmail.ts";
import { parseLiquid, renderLiquid } from "./renderLiquid.ts";

/** A message as one person would see it, however unfinished: what cannot be shown is among the problems. */
export interface EmailPreview {
  readonly subject: string;
  readonly preheader: string | null;
  readonly html: string | null;
  readonly text: string;
  /** The reason given by `abort_message`, or null. */
  readonly aborted: string | null;
  /** Variables without a value and without a default, for this person and event. */
  readonly missing: readonly string[];
  readonly problems: readonly MessageProblem[];
}

export async function previewEmail(message: EmailMessage, context: MessageContext, options: CompileOptions): Promise<EmailPreview> {
  const compiled = await compileMessage(message, options);
  const empty: EmailPreview = { subject: "", preheader: null, html: null, text: "", aborted: null, missing: [], problems: compiled.problems };
  const wording = wordingFor(compiled, context.locale);
  if (wording === null) return empty;
  const missing = [wording.subject, wording.html ?? wording.text].flatMap((part) => missingFallbacks(part.templates, new Set())).map((found) => found.path);
  const holes = [...new Set(missing)].filter((path) => !hasValue(scopeOf(context, wording.language), path));
  const parts = renderParts(wording, context, false);
  if (parts.ok)
    return { ...empty, subject: parts.subject, html: parts.html, text: parts.text, preheader: preheaderOf(message, context, wording.language), missing: holes };
  if (parts.failure.why === "aborted") return { ...empty, aborted: parts.failure.detail, missing: holes };
  return {
    ...empty,
    missing: holes,
    problems: [...compiled.problems, { severity: "error", code: "content_invalid", path: "message.body", message: parts.failure.detail }],
  };
}

function preheaderOf(message: EmailMessage, context: MessageContext, language: string): string | null {
  const source = message.translations?.[language]?.preheader ?? message.preheader;
  if (!source) return null;
  const parsed = parseLiquid(translateForeignSyntax(source), textLiquid);
  const result = parsed.ok ? renderLiquid(parsed.parsed, scopeOf(context, formatLocale(context.locale, language)), false) : null;
  return result?.ok ? result.text : null;
}

function hasValue(scope: object, path: string): boolean {
  let value: unknown = scope;
  for (const name of path.split(".")) {
    if (typeof value !== "object" || value === null) return false;
    if (!Object.hasOwn(value, name)) return Array.isArray(value) && ["size", "first", "last"].includes(name) && value.length > 0;
    value = (value as { readonly [name: string]: unknown })[name];
  }
  return value !== undefined && value !== null;
}
