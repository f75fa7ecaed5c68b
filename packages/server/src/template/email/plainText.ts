import { compile } from "html-to-text";

const convert = compile({
  wordwrap: false,
  // The whole document, because Liquid may stand before <html>.
  baseElements: { selectors: ["beckon-whole-document"], returnDomByDefault: true },
  formatters: {
    alternativeText: (element, _walk, builder) => {
      const text = (element.attribs as { readonly alt?: string } | undefined)?.alt?.trim();
      if (text) builder.addInline(text);
    },
  },
  selectors: [
    ...["head", "style", "script", "title"].map((selector) => ({ selector, format: "skip" })),
    ...["h1", "h2", "h3", "h4", "h5", "h6"].map((selector) => ({ selector, options: { uppercase: false } })),
    { selector: "a", options: { linkBrackets: ["<", ">"] as [string, string], hideLinkHrefIfSameAsText: true, noAnchorUrl: true } },
    { selector: "img", format: "alternativeText" },
  ],
});

/** The plain-text part of an HTML body; made once per version, with the body's Liquid put aside before. Two milliseconds. */
export function plainTextOf(html: string): string {
  return tidyText(convert(html));
}

/** Loops and conditions leave blank lines where nothing was written; one between paragraphs is enough. */
export function tidyText(text: string): string {
  return text
    .replace(/[ \t\u00a0\u200b]+$/gm, "")
    .replace(/\n{3,}/g, "\n\n")
    .trim();
}
