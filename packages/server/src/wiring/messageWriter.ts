import { brandInMail } from "../engine/brand.ts";
import type { MessageCopy, MessageWriter } from "../engine/messageDesk.ts";
import { newId } from "../ids.ts";
import { type CompileOptions, compileMessage } from "../template/compileEmail.ts";
import type { MessageContext } from "../template/drops.ts";
import { DEFAULT_LANGUAGE } from "../template/emailRenderer.ts";
import { previewEmail } from "../template/previewEmail.ts";
import { renderEmail } from "../template/renderEmail.ts";
import type { Mail } from "./mail.ts";

/** Writes copies that nobody counts: their links lead where they point, and our own pages are samples. */
export function messageWriter({ channel, links, defaultFrom }: Mail): MessageWriter {
  return {
    async preview(copy) {
      const preview = await previewEmail(copy.document.message, contextOf(copy, links), compileOptions(copy.document));
      return { ...preview, from: mailboxText(copy.document.message.from ?? copy.workspace.settings.sender ?? defaultFrom) };
    },
    async test(copy, to) {
      // A missing value leaves a hole in a test, as it does in the preview.
      const compiled = await compileMessage({ ...copy.document.message, onMissing: "send" }, compileOptions(copy.document));
      const context = contextOf(copy, links);
      const sendId = context.message.id;
      const envelope = { sendId, key: `test:${sendId}`, to, campaignId: copy.campaignId ?? "", defaultFrom: copy.workspace.settings.sender ?? defaultFrom };
      const outcome = renderEmail(compiled, context, envelope);
      if (outcome.outcome === "aborted") return { ok: false, detail: outcome.reason };
      if (outcome.outcome === "error") return { ok: false, detail: outcome.detail };
      const result = await channel.send({ ...outcome.email, subject: `[Test] ${outcome.email.subject}` });
      return result.result === "accepted" ? { ok: true, detail: (await channel.check()).detail } : { ok: false, detail: result.detail };
    },
  };
}

export function compileOptions({ purpose }: MessageCopy["document"]): CompileOptions {
  return { isMarketing: purpose !== "transactional", language: DEFAULT_LANGUAGE };
}

function contextOf({ profile, event, workspace, document, locale, timeZone, now }: MessageCopy, links: Mail["links"]): MessageContext {
  return {
    profile,
    event,
    workspace: brandInMail(workspace, links.publicUrl),
    campaign: { key: document.key, name: document.name },
    message: { id: newId(now) },
    links: links.sampleLinks(),
    locale,
    timeZone,
    now,
  };
}

function mailboxText({ name, email }: { readonly name?: string; readonly email: string }): string {
  return name ? `${name} <${email}>` : email;
}
