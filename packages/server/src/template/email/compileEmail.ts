import type { EmailMessage, EmailWording } from "@beckon/core";
import type { Liquid } from "liquidjs";
import { type BlockHost, expandBlocks } from "../contentBlocks.ts";
import { translateForeignSyntax } from "../foreignSyntax.ts";
import { htmlLiquid, textLiquid } from "../liquidEngines.ts";
import { ProtectedLiquid } from "../liquidPieces.ts";
import { PIXEL_TAG } from "../liquidTags.ts";
import type { CompileOptions, MessageProblem } from "../messageTemplate.ts";
import { type ParsedTemplate, type ParseProblem, parseLiquid, problemOf } from "../renderLiquid.ts";
import { compileMjml } from "./compileMjml.ts";
import { addHtmlFooter, addTextFooter, beforeBodyEnd, hasUnsubscribeLink } from "./footer.ts";
import { plainTextOf } from "./plainText.ts";
import { trackLinks } from "./trackLinks.ts";

/** The parts of a message that are templates, ready to be rendered for anybody; immutable, one per version and language. */
export interface CompiledWording {
  readonly language: string;
  readonly subject: ParsedTemplate;
  readonly html: ParsedTemplate | null;
  readonly text: ParsedTemplate;
  /** What came from content blocks, by their names. */
  readonly fromBlocks: ReadonlyMap<string, string>;
}

export interface CompiledEmail {
  readonly message: EmailMessage;
  readonly isMarketing: boolean;
  /** The default text, and the translations by their key; null where it cannot be compiled. */
  readonly original: CompiledWording | null;
  readonly translations: ReadonlyMap<string, CompiledWording | null>;
  readonly problems: readonly MessageProblem[];
}

/** Everything that is the same for all recipients is done here, once per version: MJML, plain text, footer, link tracking, parsing. */
export async function compileEmail(message: EmailMessage, options: CompileOptions): Promise<CompiledEmail> {
  const problems: MessageProblem[] = [];
  const original = await compileWording(message, "message", options, problems);
  const translations = new Map<string, CompiledWording | null>();
  for (const [locale, wording] of Object.entries(message.translations ?? {})) {
    translations.set(locale, await compileWording(wording, `message.translations.${locale}`, { ...options, language: locale }, problems));
  }
  return { message, isMarketing: options.isMarketing, original, translations, problems };
}

async function compileWording(wording: EmailWording, path: string, options: CompileOptions, problems: MessageProblem[]): Promise<CompiledWording | null> {
  const report = (part: string, { message, line, ...about }: Partial<ParseProblem> & { message: string; code?: string }) => {
    const sentence = line ? `${message} (line ${line})` : message;
    problems.push({ code: "content_invalid", ...about, severity: "error", path: `${path}.${part}`, message: sentence });
    return null;
  };
  const fromBlocks = new Map<string, string>();
  let lacksBlock = false;
  const expand: Expand = (source, host, part) => {
    const expanded = expandBlocks(source, host, options);
    for (const problem of expanded.problems) report(part, problem);
    lacksBlock ||= expanded.problems.length > 0;
    for (const [name, text] of expanded.from) fromBlocks.set(name, text);
    return expanded.source;
  };
  const parse = (source: string, engine: Liquid, part: string): ParsedTemplate | null => {
    const result = parseLiquid(source, engine);
    return result.ok ? result.parsed : report(part, result.problem);
  };
  try {
    if (wording.subject.trim() === "") report("subject", { message: "The subject is empty." });
    const subject = parse(expand(wording.subject, "text", "subject"), textLiquid, "subject");
    // Read once by itself, so that a mistake is reported with the author's own line.
    const readable = parse(translateForeignSyntax(wording.body.source), htmlLiquid, "body.source");
    if (wording.preheader !== undefined) parse(translateForeignSyntax(wording.preheader), htmlLiquid, "preheader");
    if (!readable) return null;
    const body = await bodyOf(wording, options, expand, (problem) => report("body.source", { message: problem }));
    if (body === null) return null;
    const html = body.html === null ? null : parse(body.html, htmlLiquid, "body.source");
    const text = parse(body.text, textLiquid, wording.text === undefined ? "body.source" : "text");
    // A mail without its footer is worse than none.
    if (!subject || !text || (body.html !== null && !html) || lacksBlock) return null;
    return { language: options.language, subject, html, text, fromBlocks };
  } catch (error) {
    return report("body.source", problemOf(error));
  }
}

/** Puts content blocks in their places, and reports what is wrong with them at a part of the wording. */
type Expand = (source: string, host: BlockHost, part: string) => string;

/** HTML and plain text with all their Liquid. */
async function bodyOf(
  wording: EmailWording,
  options: CompileOptions,
  expand: Expand,
  report: (problem: string) => unknown,
): Promise<{ html: string | null; text: string } | null> {
  const source = expand(wording.body.source, wording.body.format, "body.source");
  const own = wording.text === undefined ? null : expand(wording.text, "text", "text");
  const needsFooter = options.isMarketing && !hasUnsubscribeLink(source);
  const withFooter = (text: string) => (options.isMarketing && !hasUnsubscribeLink(text) ? addTextFooter(text, options.language) : text);
  if (wording.body.format === "text") return { html: null, text: withFooter(own ?? source) };
  const liquid = new ProtectedLiquid(source);
  let html: string | null = liquid.source;
  if (wording.body.format === "mjml") {
    const compiled = await compileMjml(liquid.source, liquid);
    for (const problem of compiled.problems) report(problem);
    html = compiled.html;
  }
  if (html === null) return null;
  const tracked = trackLinks(html, liquid);
  const text = own ?? liquid.restore(plainTextOf(tracked));
  const framed = withPreheader(liquid.restore(tracked), expand(wording.preheader ?? "", "html", "preheader"));
  const footed = needsFooter ? addHtmlFooter(framed, options.language) : framed;
  return { html: beforeBodyEnd(footed, `{% ${PIXEL_TAG} %}`), text: withFooter(text) };
}

/** The line that mailboxes show beside the subject, hidden in the mail itself. */
function withPreheader(html: string, preheader: string): string {
  if (preheader.trim() === "") return html;
  const hidden = `<div style="display:none;max-height:0;max-width:0;overflow:hidden;opacity:0;mso-hide:all">${preheader}</div>`;
  const body = /<body\b(?:[^>"']|"[^"]*"|'[^']*')*>/i.exec(html);
  return body ? html.slice(0, body.index + body[0].length) + hidden + html.slice(body.index + body[0].length) : hidden + html;
}
