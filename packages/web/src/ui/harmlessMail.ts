import { type DefaultTreeAdapterTypes, html as names, parse, serialize, defaultTreeAdapter as tree } from "parse5";

type Node = DefaultTreeAdapterTypes.ChildNode;
type Parent = DefaultTreeAdapterTypes.ParentNode;
type Element = DefaultTreeAdapterTypes.Element;
type Attribute = Element["attrs"][number];

/** Where the server counts opens: `/o/<token>.gif`. */
const OPEN_PIXEL = /\/o\/[\w-]+\.gif(?:$|\?)/;

/** Pictures keep their colours when all around them is inverted. */
const PICTURES_AS_THEY_ARE = "img, svg { filter: invert(1) hue-rotate(180deg); }";

/** What no mail program shows. */
const DROPPED = new Set(["script", "template", "iframe", "frame", "frameset", "embed", "applet", "link", "base"]);
/** Shown as what stands in them, as in programs that cannot play them. */
const UNWRAPPED = new Set(["video", "audio", "object"]);
const LEADING_AWAY = new Set(["a", "area", "form"]);
const ADDRESSES = new Set(["href", "src", "srcset", "background", "poster", "action", "formaction", "data"]);
const RUNNING = /^(?:javascript|vbscript|data):/i;
const PICTURE = /^(?:https?:|data:image\/|(?![a-z][a-z\d+.-]*:))/i;
/** Our pages fetch neither styles nor fonts from elsewhere. */
const FOREIGN_STYLE = /@import[^;]*;?|@font-face\s*\{[^}]*\}/gi;
/** As deep as browsers nest elements. */
const DEPTH_MAX = 512;

/**
 * A mail that may be looked at in the app without its recipient seeming to have read it: the pixel that counts opens is
 * taken out, and every link wants a new window, which the frame's sandbox does not give. What would run, or fetch what our
 * pages may not, is taken out as well. No document of the browser's takes part: even one that is only parsed
 * would have the browser report each handler in it as an attack on our own page.
 */
export function harmlessMail(html: string, keepPictures = false): string {
  const mail = parse(html, { scriptingEnabled: false });
  keepHarmless(mail, 0);
  if (keepPictures) appendStyle(mail, PICTURES_AS_THEY_ARE);
  return `<!doctype html>${serialize(mail, { scriptingEnabled: false }).replace(/^<!doctype[^>]*>/i, "")}`;
}

function keepHarmless(parent: Parent, depth: number): void {
  parent.childNodes = depth > DEPTH_MAX ? [] : parent.childNodes.flatMap((child) => harmless(child, depth));
  for (const child of parent.childNodes) child.parentNode = parent;
}

function harmless(node: Node, depth: number): Node[] {
  if (!tree.isElementNode(node)) return [node];
  if (DROPPED.has(node.tagName) || isOpenPixel(node) || (node.tagName === "meta" && attributeOf(node, "http-equiv") !== undefined)) return [];
  keepHarmless(node, depth + 1);
  if (UNWRAPPED.has(node.tagName)) return node.childNodes;
  node.attrs = node.attrs.filter(isHarmless);
  if (LEADING_AWAY.has(node.tagName)) node.attrs = [...node.attrs.filter(({ name }) => name !== "target"), { name: "target", value: "_blank" }];
  if (node.tagName === "style") for (const text of node.childNodes) if (tree.isTextNode(text)) text.value = text.value.replace(FOREIGN_STYLE, "");
  return [node];
}

function isOpenPixel(element: Element): boolean {
  return element.tagName === "img" && OPEN_PIXEL.test(attributeOf(element, "src") ?? "");
}

function isHarmless({ name, value }: Attribute): boolean {
  if (/^on/i.test(name)) return false;
  if (!ADDRESSES.has(name)) return true;
  // Browsers read past blanks and control characters in a scheme.
  const address = value.replace(/[\s\p{Cc}]/gu, "");
  return name === "src" || name === "srcset" || name === "background" ? PICTURE.test(address) : !RUNNING.test(address);
}

function attributeOf(element: Element, wanted: string): string | undefined {
  return element.attrs.find(({ name }) => name === wanted)?.value;
}

function appendStyle(mail: DefaultTreeAdapterTypes.Document, css: string): void {
  const root = mail.childNodes.find(tree.isElementNode);
  const head = root?.childNodes.find((child): child is Element => child.nodeName === "head");
  if (!head) return;
  const style = tree.createElement("style", names.NS.HTML, []);
  tree.insertText(style, css);
  tree.appendChild(head, style);
}
