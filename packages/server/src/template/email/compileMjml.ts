import { createRequire } from "node:module";
import { Engine } from "mrml";
import type { ProtectedLiquid } from "../liquidPieces.ts";

export interface MjmlResult {
  /** Null where it cannot be compiled. */
  readonly html: string | null;
  readonly problems: readonly string[];
}

/**
 * MJML to HTML, once per version of a message. `mrml` does it in a quarter of a millisecond and loads in ten; where it
 * refuses, or knows that it would leave something out, the reference `mjml` is loaded (half a second, 50 MB) and asked.
 * Neither reads files: includes are refused.
 */
export async function compileMjml(mjml: string, liquid: ProtectedLiquid): Promise<MjmlResult> {
  const { before, document, after } = splitAround(mjml);
  if (document === null) return { html: null, problems: ["An MJML message is one <mjml> element with an <mj-body> in it."] };
  if (/<mj-include\b/i.test(document)) return { html: null, problems: ["<mj-include> reads other files, which there are none of here; paste the part in."] };
  const unknown = unknownTags(document);
  if (unknown.length > 0) return { html: null, problems: unknown.map((tag) => `There is no MJML element <${tag}>.`) };
  const prepared = wrapBareLiquid(document, liquid);
  const quick = engine().toHtml(prepared);
  if (quick.type === "success" && !quick.warnings.some((warning) => warning.kind === "inline-style-unsupported")) {
    return { html: before + quick.content + after, problems: [] };
  }
  const reference = await compileByReference(prepared);
  if (reference.html === null && quick.type === "error") return { html: null, problems: [...reference.problems, `MJML: ${quick.message}.`].slice(0, 5) };
  return { html: reference.html === null ? null : before + reference.html + after, problems: reference.problems };
}

let mrml: Engine | undefined;

function engine(): Engine {
  mrml ??= new Engine();
  return mrml;
}

type Mjml2html = (source: string, options: object) => Promise<{ html: string; errors: { formattedMessage: string; message: string }[] }>;

async function compileByReference(mjml: string): Promise<MjmlResult> {
  // Loaded when first needed: most processes never need it.
  const module = createRequire(import.meta.url)("mjml") as Mjml2html | { default: Mjml2html };
  const compile = typeof module === "function" ? module : module.default;
  try {
    const { html, errors } = await compile(mjml, { validationLevel: "soft", keepComments: true, ignoreIncludes: true });
    return {
      html,
      problems: errors.filter((error) => !/Attribute .* (?:has invalid value|is illegal)/.test(error.message)).map((error) => `MJML: ${error.message}.`),
    };
  } catch (error) {
    return { html: null, problems: [`MJML: ${(error as Error).message.split("\n")[0]}.`] };
  }
}

/** Liquid that stands before or after the `<mjml>` element (an `assign`, for example) stays around the result. */
function splitAround(source: string): { before: string; document: string | null; after: string } {
  const start = source.search(/<mjml[\s>]/i);
  const end = source.toLowerCase().lastIndexOf("</mjml>");
  if (start < 0 || end < start) return { before: "", document: null, after: "" };
  return { before: source.slice(0, start).trim(), document: source.slice(start, end + "</mjml>".length), after: source.slice(end + "</mjml>".length).trim() };
}

const KNOWN_TAGS = new Set([
  "mj-accordion",
  "mj-accordion-element",
  "mj-accordion-text",
  "mj-accordion-title",
  "mj-all",
  "mj-attributes",
  "mj-body",
  "mj-breakpoint",
  "mj-button",
  "mj-carousel",
  "mj-carousel-image",
  "mj-class",
  "mj-column",
  "mj-divider",
  "mj-font",
  "mj-group",
  "mj-head",
  "mj-hero",
  "mj-html-attribute",
  "mj-html-attributes",
  "mj-image",
  "mj-navbar",
  "mj-navbar-link",
  "mj-preview",
  "mj-raw",
  "mj-section",
  "mj-selector",
  "mj-social",
  "mj-social-element",
  "mj-spacer",
  "mj-style",
  "mj-table",
  "mj-text",
  "mj-title",
  "mj-wrapper",
]);

/** mrml renders nothing for an element it does not know, without a word. */
function unknownTags(mjml: string): string[] {
  const names = [...mjml.matchAll(/<(mj-[\w-]+)/gi)].map((match) => match[1]!.toLowerCase());
  return [...new Set(names.filter((name) => !KNOWN_TAGS.has(name)))];
}

/** Elements in which MJML expects elements, so that bare text would be dropped. */
const CONTAINERS = new Set(["mj-body", "mj-wrapper", "mj-section", "mj-group", "mj-column", "mj-hero"]);

/** `{% for %}` between sections or columns has to stand in `mj-raw`, or it is lost: authors are spared that. */
function wrapBareLiquid(mjml: string, liquid: ProtectedLiquid): string {
  const open: string[] = [];
  return mjml.replace(
    new RegExp(`<!--[\\s\\S]*?-->|<(/?)(mj-[\\w-]+|mjml)((?:[^>"']|"[^"]*"|'[^']*')*)>|(${liquid.words.source})`, "gi"),
    (all, closing: string | undefined, name: string | undefined, attributes: string | undefined) => {
      if (all.startsWith("<!--")) return all;
      if (name === undefined) return CONTAINERS.has(open.at(-1) ?? "") ? `<mj-raw>${all}</mj-raw>` : all;
      if (closing) open.pop();
      else if (!attributes?.trimEnd().endsWith("/")) open.push(name.toLowerCase());
      return all;
    },
  );
}
