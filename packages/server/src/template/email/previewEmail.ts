import type { EmailMessage } from "@beckon/core";
import { formatLocale } from "../chooseLanguage.ts";
import { expandBlocks } from "../contentBlocks.ts";
import { type MessageContext, scopeOf } from "../drops.ts";
import { textLiquid } from "../liquidEngines.ts";
import type { CompileOptions, DefaultFrom, MessagePreview } from "../messageTemplate.ts";
import { holesIn } from "../missingFallbacks.ts";
import { parseLiquid, renderLiquid } from "../renderLiquid.ts";
import { compileEmail } from "./compileEmail.ts";
import { mailboxOf, renderParts, wordingFor } from "./renderEmail.ts";

export async function previewEmail(message: EmailMessage, context: MessageContext, options: CompileOptions, defaultFrom: DefaultFrom): Promise<MessagePreview> {
  const compiled = await compileEmail(message, options);
  const { name, email } = mailboxOf(message, defaultFrom);
  const sender = name ? `${name} <${email}>` : email;
  const empty = { channel: "email", subject: "", preheader: null, sender, html: null, text: "", headers: {} } as const;
  const nothing: MessagePreview = { content: empty, aborted: null, missing: [], problems: compiled.problems };
  const wording = wordingFor(compiled, context.locale);
  if (wording === null) return nothing;
  const missing = holesIn([wording.subject.templates, (wording.html ?? wording.text).templates], scopeOf(context, wording.language));
  const parts = renderParts(wording, context, false);
  if (parts.ok) {
    const { subject, html, text } = parts;
    return {
      ...nothing,
      content: { ...empty, subject, html, text, preheader: preheaderOf(message, context, { ...options, language: wording.language }) },
      missing,
    };
  }
  if (parts.failure.why === "aborted") return { ...nothing, aborted: parts.failure.detail, missing };
  const problem = { severity: "error", code: "content_invalid", path: "message.body", message: parts.failure.detail } as const;
  return { ...nothing, missing, problems: [...compiled.problems, problem] };
}

function preheaderOf(message: EmailMessage, context: MessageContext, options: CompileOptions): string | null {
  const { language } = options;
  const source = (message.translations?.[language] ?? message).preheader;
  if (!source) return null;
  const parsed = parseLiquid(expandBlocks(source, "text", options).source, textLiquid);
  const result = parsed.ok ? renderLiquid(parsed.parsed, scopeOf(context, formatLocale(context.locale, language)), false) : null;
  return result?.ok ? result.text : null;
}
