import type { CampaignDocument } from "../campaign/campaign.ts";
import type { EmailMessage } from "../message/messages/emailMessage.ts";
import type { EventTrigger } from "../trigger/triggers/eventTrigger.ts";
import type { ContentBlock } from "./contentBlock.ts";

const NEVER: EventTrigger = { kind: "event", event: "" };

/** A campaign that sends nothing but the block, in all its languages: what a block is checked and shown by. */
export function campaignAround(block: ContentBlock): CampaignDocument {
  return { key: "content-block", name: block.name, purpose: "transactional", trigger: NEVER, delay: { kind: "none" }, message: mailAround(block) };
}

function mailAround({ name, format, source, translations = {} }: ContentBlock): EmailMessage {
  const wording = (text: string) => ({ subject: name, body: { format, source: format === "mjml" ? wholeMjml(text) : text } });
  return {
    channel: "email",
    ...wording(source),
    onMissing: "send",
    translations: Object.fromEntries(Object.entries(translations).map(([locale, each]) => [locale, wording(each.source)])),
  };
}

/** Elements that stand in the body itself, in a section, or in the head; all others stand in a column. */
const IN_BODY = ["mj-section", "mj-wrapper", "mj-hero", "mj-raw"];
const IN_SECTION = ["mj-column", "mj-group"];
const IN_HEAD = ["mj-attributes", "mj-style", "mj-font", "mj-html-attributes"];

/** On the same line, so that a mistake has the line that its author sees. */
function wholeMjml(source: string): string {
  const first = /<(mj-[\w-]+)/i.exec(source)?.[1]?.toLowerCase();
  if (first !== undefined && IN_HEAD.includes(first)) return `<mjml><mj-head>${source}</mj-head><mj-body></mj-body></mjml>`;
  if (first === undefined || IN_BODY.includes(first)) return `<mjml><mj-body>${source}</mj-body></mjml>`;
  if (IN_SECTION.includes(first)) return `<mjml><mj-body><mj-section>${source}</mj-section></mj-body></mjml>`;
  return `<mjml><mj-body><mj-section><mj-column>${source}</mj-column></mj-section></mj-body></mjml>`;
}

/** The place in a block that a place in its mail is: `message.translations.de.body.source` is `translations.de.source`. */
export function placeInBlock(path: string): string {
  const locale = /^message\.translations\.([^.]+)\./.exec(path)?.[1];
  return locale === undefined ? "source" : `translations.${locale}.source`;
}
