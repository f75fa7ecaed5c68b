import type { RenderedMessage } from "@beckon/core";
import { brandInMail } from "../engine/brand.ts";
import type { ChannelGate } from "../engine/channelHealth.ts";
import type { MessageCopy, MessageWriter } from "../engine/messageDesk.ts";
import { newId } from "../ids.ts";
import type { MessageContext } from "../template/drops.ts";
import { compileMessage, markAsTest, previewMessage } from "../template/kinds.ts";
import { compileOptions } from "../template/versionRenderer.ts";
import type { Mail } from "./mail.ts";

/** Writes copies that nobody counts: their links lead where they point, and our own pages are samples. */
export function messageWriter(channels: readonly ChannelGate[], { links, defaultFrom }: Mail): MessageWriter {
  const channelFor = (rendered: RenderedMessage): ChannelGate => {
    const channel = channels.find(({ kind }) => kind === rendered.channel);
    if (channel === undefined) throw new Error(`No channel takes messages of the kind “${rendered.channel}”.`);
    return channel;
  };
  return {
    preview: (copy) =>
      previewMessage(copy.document.message, contextOf(copy, links), compileOptions(copy.document, copy.blocks), copy.workspace.settings.sender ?? defaultFrom),
    async test(copy, to) {
      // A missing value leaves a hole in a test, as it does in the preview.
      const compiled = await compileMessage({ ...copy.document.message, onMissing: "send" }, compileOptions(copy.document, copy.blocks));
      const context = contextOf(copy, links);
      const sendId = context.message.id;
      const envelope = {
        workspaceId: copy.workspace.id,
        sendId,
        key: `test:${sendId}`,
        to,
        campaignId: copy.campaignId ?? "",
        defaultFrom: copy.workspace.settings.sender ?? defaultFrom,
      };
      const outcome = compiled.render(context, envelope);
      if (outcome.outcome === "aborted") return { ok: false, detail: outcome.reason };
      if (outcome.outcome === "error") return { ok: false, detail: outcome.detail };
      const channel = channelFor(outcome.message);
      const result = await channel.send(markAsTest(outcome.message));
      const { answer } = result;
      if (result.result !== "accepted") return { ok: false, detail: result.detail, ...(answer && { answer }) };
      return answer
        ? { ok: true, detail: `Answered ${answer.status} after ${Math.round(answer.ms)} ms.`, answer }
        : { ok: true, detail: (await channel.check()).detail };
    },
  };
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
