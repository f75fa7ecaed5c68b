import { randomUUID } from "node:crypto";
import type { CampaignDocument, Channel, Instant, JsonObject, Problem } from "@beckon/core";
import { checkMessage } from "./checkMessage.ts";
import { compileMessage, type CompileOptions } from "./compileEmail.ts";
import type { MessageContext, MessageLinks } from "./drops.ts";
import { DEFAULT_LANGUAGE } from "./emailRenderer.ts";
import { previewEmail } from "./previewEmail.ts";
import { type Envelope, renderEmail } from "./renderEmail.ts";

/** One person's copy of a message that is looked at or tried, and not sent. */
export interface WriterCopy {
  readonly workspace: { readonly name: string; readonly sender: Envelope["defaultFrom"] | null };
  readonly document: CampaignDocument;
  readonly profile: { readonly id: string; readonly attributes: JsonObject; readonly identifiers: { readonly [kind: string]: readonly string[] } };
  readonly event: { readonly name: string; readonly at: Instant; readonly properties: JsonObject };
  readonly locale: string | null;
  readonly timeZone: string;
  readonly now: Instant;
}

export interface MailWriterOptions {
  readonly channel: Channel;
  /** Links of copies that nobody is to be counted by. */
  readonly links: MessageLinks;
  readonly defaultFrom: Envelope["defaultFrom"];
}

/** Writes messages without recording anything: previews, tests, and what is wrong with their content. */
export class MailWriter {
  readonly #options: MailWriterOptions;

  constructor(options: MailWriterOptions) {
    this.#options = options;
  }

  async preview(copy: WriterCopy) {
    const from = copy.document.message.from ?? copy.workspace.sender ?? this.#options.defaultFrom;
    const preview = await previewEmail(copy.document.message, this.#contextOf(copy), optionsOf(copy.document));
    return { ...preview, from: from.name ? `${from.name} <${from.email}>` : from.email };
  }

  /** Sends the copy to `to`, its subject marked as a test. Values that are missing leave a hole. */
  async test(copy: WriterCopy, to: string): Promise<{ readonly ok: boolean; readonly detail: string }> {
    const { document } = copy;
    const compiled = await compileMessage({ ...document.message, onMissing: "send" }, optionsOf(document));
    const sendId = randomUUID();
    const rendered = renderEmail(compiled, this.#contextOf(copy), { sendId, key: sendId, to, campaignId: document.key, defaultFrom: copy.workspace.sender ?? this.#options.defaultFrom });
    if (rendered.outcome !== "rendered") return { ok: false, detail: rendered.outcome === "aborted" ? rendered.reason : rendered.detail };
    const result = await this.#options.channel.send({ ...rendered.email, subject: `[Test] ${rendered.email.subject}` });
    return result.result === "accepted" ? { ok: true, detail: result.providerId ?? "The message was taken." } : { ok: false, detail: result.detail };
  }

  /** What is to be mended in a campaign's message. `knownPaths`: variables that everybody has, by the registry. */
  async check(document: CampaignDocument, knownPaths: ReadonlySet<string> = new Set()): Promise<readonly Problem[]> {
    return checkMessage(document.message, optionsOf(document), knownPaths);
  }

  #contextOf({ workspace, document, profile, event, locale, timeZone, now }: WriterCopy): MessageContext {
    return {
      profile, event, workspace: { name: workspace.name }, campaign: { key: document.key, name: document.name }, message: { id: "sample" }, links: this.#options.links, locale, timeZone, now,
    };
  }
}

function optionsOf(document: CampaignDocument): CompileOptions {
  return { isMarketing: document.purpose !== "transactional", language: DEFAULT_LANGUAGE };
}
