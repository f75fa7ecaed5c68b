import { createHash } from "node:crypto";
import type { FastifyReply } from "fastify";
import type { Branding } from "../../store/workspaces.ts";
import type { Tongue } from "./language.ts";

/** How a page looks and speaks: the workspace's name and brand, the recipient's language. */
export interface Manner {
  readonly name: string;
  readonly branding: Branding;
  /** Path of the logo, or null. */
  readonly logo: string | null;
  readonly tongue: Tongue;
}

/** The page of nobody in particular: the link does not say whose workspace it is. */
export function plainManner(tongue: Tongue): Manner {
  return { name: "", branding: { colour: null, address: null, website: null, privacyUrl: null }, logo: null, tongue };
}

const STYLE = `
:root{color-scheme:light dark;--back:#f6f5f2;--card:#fff;--ink:#1d1c1a;--soft:#5f5c57;--line:#dedbd4}
@media (prefers-color-scheme:dark){:root{--back:#161615;--card:#20201f;--ink:#f0eeea;--soft:#aaa69f;--line:#3a3936}}
*{box-sizing:border-box}
body{margin:0;min-height:100vh;display:grid;place-content:center;justify-items:center;gap:20px;grid-template-columns:minmax(0,440px);padding:24px 16px;background:var(--back);color:var(--ink);font:16px/1.55 system-ui,-apple-system,"Segoe UI",Roboto,sans-serif}
main{width:100%;background:var(--card);border:1px solid var(--line);border-radius:12px;padding:32px}
@media (max-width:30em){main{padding:24px 20px}}
.brand{margin:0 0 24px;color:var(--soft);font-size:14px}
.brand img{display:block;max-width:180px;max-height:56px}
.paper{display:inline-block;background:#fff;border-radius:8px;padding:8px}
h1{margin:0 0 12px;font-size:22px;line-height:1.3;font-weight:600;text-wrap:balance}
p{margin:0 0 16px}.soft{color:var(--soft);font-size:14px}.error{color:#b3261e}
@media (prefers-color-scheme:dark){.error{color:#ff9a8f}}
form{margin:0}fieldset{border:0;margin:0 0 24px;padding:0;min-width:0}legend{padding:0;margin-bottom:4px;font-weight:600}
.row{display:flex;gap:12px;align-items:flex-start;min-height:44px;padding:10px 0;border-bottom:1px solid var(--line);cursor:pointer}
.row span{min-width:0;overflow-wrap:anywhere}.row small{display:block;color:var(--soft);font-size:14px}
input[type=checkbox]{width:20px;height:20px;margin:2px 0 0;flex:none;accent-color:var(--deed)}
select,input[type=email]{width:100%;min-height:48px;padding:10px 12px;border:1px solid var(--soft);border-radius:8px;background:var(--card);color:var(--ink);font:inherit}
.label{display:block;margin:0 0 4px;font-weight:600}.field{margin:0 0 24px}
.trap{position:absolute;left:-9999px}
button{display:block;width:100%;min-height:48px;margin:0 0 12px;padding:12px 20px;border:1px solid var(--deed);border-radius:8px;background:var(--deed);color:var(--deed-ink);font:inherit;font-weight:600;cursor:pointer}
button.second{background:transparent;color:var(--ink);border-color:var(--line);font-weight:400}
a{color:inherit;text-underline-offset:3px}
:focus-visible{outline:3px solid var(--ink);outline-offset:2px}
footer{color:var(--soft);font-size:13px;text-align:center;white-space:pre-line;overflow-wrap:anywhere}
footer p{margin:0 0 6px}nav a{margin:0 6px}
pre{white-space:pre-wrap;font:inherit}`;

const DEED = "#1f4e4a";

/** The workspace's colour, with black or white on it, whichever can be read better. */
function brandStyle(colour: string | null): string {
  const deed = colour !== null && /^#[0-9a-f]{6}$/i.test(colour) ? colour : DEED;
  return `:root{--deed:${deed};--deed-ink:${inkOn(deed)}}`;
}

/** By the contrast of WCAG 2.2 (1.4.3): white is better below a relative luminance of 0.179. */
function inkOn(colour: string): string {
  const [red = 0, green = 0, blue = 0] = [1, 3, 5].map((at) => {
    const part = Number.parseInt(colour.slice(at, at + 2), 16) / 255;
    return part <= 0.04045 ? part / 12.92 : ((part + 0.055) / 1.055) ** 2.4;
  });
  return 0.2126 * red + 0.7152 * green + 0.0722 * blue > 0.179 ? "#000" : "#fff";
}

const hashOf = (text: string) => `'sha256-${createHash("sha256").update(text).digest("base64")}'`;
const STYLE_HASH = hashOf(STYLE);

/** Nothing but our own style and logo, and forms to ourselves: no script, no frame. */
const policyWith = (brand: string) =>
  `default-src 'none'; style-src ${STYLE_HASH} ${hashOf(brand)}; img-src 'self'; form-action 'self'; base-uri 'none'; frame-ancestors 'none'`;

/** Pages behind links of mails: small, without script, for any browser, light or dark as the reader has it. */
export function sendPage(
  reply: FastifyReply,
  manner: Manner,
  page: { readonly title: string; readonly body: string; readonly status?: number; readonly languages?: string },
): FastifyReply {
  const brand = brandStyle(manner.branding.colour);
  return reply
    .code(page.status ?? 200)
    .headers({
      "content-type": "text/html; charset=utf-8",
      "content-security-policy": policyWith(brand),
      "cache-control": "no-store",
      "referrer-policy": "no-referrer",
      "x-content-type-options": "nosniff",
      "x-robots-tag": "noindex",
    })
    .send(`<!doctype html>
<html lang="${escaped(manner.tongue.tag)}">
<head><meta charset="utf-8"><meta name="viewport" content="width=device-width, initial-scale=1"><title>${escaped(page.title)}</title><style>${STYLE}</style><style>${brand}</style></head>
<body><main>${brandLine(manner)}<h1>${escaped(page.title)}</h1>
${page.body}</main>${foot(manner, page.languages ?? "")}</body>
</html>
`);
}

function brandLine({ name, logo, branding }: Manner): string {
  if (name === "") return "";
  // Logos are drawn for white paper; on a dark card they get some.
  const shown = logo === null ? escaped(name) : `<span class="paper"><img src="${escaped(logo)}" alt="${escaped(name)}"></span>`;
  return `<p class="brand">${branding.website === null ? shown : `<a href="${escaped(branding.website)}" rel="noreferrer">${shown}</a>`}</p>`;
}

function foot({ branding, tongue }: Manner, languages: string): string {
  const privacy = branding.privacyUrl === null ? "" : `<p><a href="${escaped(branding.privacyUrl)}" rel="noreferrer">${escaped(tongue.words.privacy)}</a></p>`;
  const address = branding.address === null ? "" : `<p>${escaped(branding.address)}</p>`;
  return languages + privacy + address === "" ? "" : `<footer>${languages}${privacy}${address}</footer>`;
}

export function escaped(text: string): string {
  return text.replace(/[&<>"']/g, (character) => `&#${character.charCodeAt(0)};`);
}

/** The link is not one of ours, or too old to be known. */
export function sendUnknownLink(reply: FastifyReply, tongue: Tongue): FastifyReply {
  const { words } = tongue;
  return sendPage(reply, plainManner(tongue), { status: 404, title: words.unknownLink, body: `<p>${escaped(words.unknownLinkHelp)}</p>` });
}

/** A preview or test mail: its links lead here and change nothing. */
export function sendSample(reply: FastifyReply, tongue: Tongue): FastifyReply {
  const { words } = tongue;
  return sendPage(reply, plainManner(tongue), { title: words.sample, body: `<p>${escaped(words.sampleHelp)}</p>` });
}
