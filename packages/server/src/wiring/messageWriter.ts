import type { CampaignDocument, Channel } from "@beckon/core";
import type { Mailbox } from "../config.ts";
import type { MessageCopy, MessageWriter } from "../engine/messageDesk.ts";
import { newId } from "../ids.ts";
import { type CompileOptions, compileMessage } from "../template/compileEmail.ts";
import type { MessageContext } from "../template/drops.ts";
import { previewEmail } from "../template/previewEmail.ts";
import { renderEmail } from "../template/renderEmail.ts";

/** Writes copies that nobody counts: their links lead where they point, and there is nothing to unsubscribe from. */
export function messageWriter(channel: Channel, fallback: Mailbox, publicUrl: string): MessageWriter {
  return {
    async preview(copy) {
      const preview = await previewEmail(copy.document.message, contextOf(copy, publicUrl), compileOptions(copy.document));
      return { ...preview, from: mailboxText(copy.document.message.from ?? copy.workspace.sender ?? fallback) };
    },
    async test(copy, to) {
      const compiled = await compileMessage(copy.document.message, compileOptions(copy.document));
      const context = contextOf(copy, publicUrl);
      const sendId = context.message.id;
      const envelope = { sendId, key: `test:${sendId}`, to, campaignId: copy.campaignId ?? "", defaultFrom: copy.workspace.sender ?? fallback };
      const outcome = renderEmail(compiled, context, envelope);
      if (outcome.outcome === "aborted") return { ok: false, detail: outcome.reason };
      if (outcome.outcome === "error") return { ok: false, detail: outcome.detail };
      const result = await channel.send(outcome.email);
      return result.result === "accepted" ? { ok: true, detail: result.providerId ?? (await channel.check()).detail } : { ok: false, detail: result.detail };
    },
  };
}

export function compileOptions(document: CampaignDocument): CompileOptions {
  return { isMarketing: document.purpose !== "transactional", language: "en" };
}

function contextOf(copy: MessageCopy, publicUrl: string): MessageContext {
  const { profile, event, workspace, document, locale, timeZone, now } = copy;
  const nowhere = () => `${publicUrl}/preview`;
  return {
    profile,
    event,
    workspace,
    campaign: { key: document.key, name: document.name },
    message: { id: newId(now) },
    links: { unsubscribe: nowhere, preferences: nowhere, viewInBrowser: nowhere, openPixel: () => null, click: (url) => url },
    locale,
    timeZone,
    now,
  };
}

function mailboxText({ name, email }: { readonly name?: string; readonly email: string }): string {
  return name ? `${name} <${email}>` : email;
}
