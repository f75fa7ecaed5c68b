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

/** Without it MJML asks for a font from elsewhere. */
const HEAD = `<mj-head><mj-attributes><mj-all font-family="Arial, Helvetica, sans-serif" /></mj-attributes></mj-head>`;

/** On the same line, so that a mistake has the line that its author sees. */
function wholeMjml(source: string): string {
  const first = /<(mj-[\w-]+)/i.exec(source)?.[1]?.toLowerCase();
  if (first !== undefined && IN_HEAD.includes(first)) return `<mjml><mj-head>${source}</mj-head><mj-body></mj-body></mjml>`;
  return `<mjml>${HEAD}<mj-body>${inBody(source, first)}</mj-body></mjml>`;
}

function inBody(source: string, first: string | undefined): string {
  if (first === undefined || IN_BODY.includes(first)) return source;
  const column = IN_SECTION.includes(first) ? source : `<mj-column>${source}</mj-column>`;
  return `<mj-section>${column}</mj-section>`;
}

/** The place in a block that a place in its mail is: `message.translations.de.body.source` is `translations.de.source`. */
export function placeInBlock(path: string): string {
  const locale = /^message\.translations\.([^.]+)\./.exec(path)?.[1];
  return locale === undefined ? "source" : `translations.${locale}.source`;
}
