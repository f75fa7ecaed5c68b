import { unescapeHtml } from "../htmlEscape.ts";
import { htmlLiquid } from "../liquidEngines.ts";
import type { ProtectedLiquid } from "../liquidPieces.ts";
import { LINK_TAG } from "../liquidTags.ts";
import { parseLiquid } from "../renderLiquid.ts";

/** Elements whose `href` people follow; the last two are how Outlook draws buttons. */
const LINK_ELEMENT = /<(?:a|area|v:roundrect|v:rect)\b((?:[^>"']|"[^"]*"|'[^']*')*)>/gi;
const HREF = /(\shref\s*=\s*)(?:"([^"]*)"|'([^']*)'|([^\s"'>]+))/i;

/**
 * Makes every web link of the body one that is counted: `href="X"` becomes `href="{% beckon_link %}X{% endbeckon_link %}"`,
 * once per version; the address on our domain is signed per recipient when the tag is rendered. Left alone: anchors, mail
 * and telephone links, our own pages (unsubscribe ...), and links marked `clicktracking="off"`.
 */
export function trackLinks(html: string, liquid: ProtectedLiquid): string {
  return html.replace(LINK_ELEMENT, (element, attributes: string) => {
    if (/\sclicktracking\s*=\s*["']?off/i.test(attributes)) return element.replace(/\sclicktracking\s*=\s*(?:"[^"]*"|'[^']*'|\w+)/i, "");
    return element.replace(HREF, (all, before: string, double: string | undefined, single: string | undefined, bare: string | undefined) => {
      const source = unescapeHtml(liquid.restore(double ?? single ?? bare ?? "")).trim();
      if (!isTracked(source)) return all;
      const tracked = `{% ${LINK_TAG} %}${source}{% end${LINK_TAG} %}`;
      // Half of an `if` inside an address cannot be wrapped.
      return parseLiquid(tracked, htmlLiquid).ok ? `${before}"${liquid.keep(tracked)}"` : all;
    });
  });
}

function isTracked(source: string): boolean {
  if (/\{\{-?\s*(?:message\.)?(?:unsubscribe_url|preferences_url|view_in_browser_url)\b/.test(source)) return false;
  return /^(?:https?:\/\/|\/\/|\{\{|\{%)/i.test(source);
}
