import { ERRORS } from "@beckon/contract";

/** As much of OpenAPI 3.1 as the page shows. */
export interface OpenApiDocument {
  readonly info: { readonly title: string; readonly version: string; readonly description?: string };
  readonly servers?: readonly { readonly url: string }[];
  readonly paths: { readonly [path: string]: { readonly [method: string]: Operation } };
  readonly components?: { readonly schemas?: { readonly [name: string]: Schema } };
}

interface Operation {
  readonly tags?: readonly string[];
  readonly summary?: string;
  readonly description?: string;
  readonly parameters?: readonly {
    readonly name: string;
    readonly in: string;
    readonly required?: boolean;
    readonly description?: string;
    readonly schema?: Schema;
  }[];
  readonly requestBody?: { readonly content: { readonly [type: string]: { readonly schema?: Schema } } };
  readonly responses?: {
    readonly [status: string]: { readonly description?: string; readonly content?: { readonly [type: string]: { readonly schema?: Schema } } };
  };
  readonly security?: readonly { readonly [scheme: string]: readonly string[] }[];
}

interface Schema {
  readonly $ref?: string;
  readonly type?: string | readonly string[];
  readonly enum?: readonly unknown[];
  readonly const?: unknown;
  readonly format?: string;
  readonly pattern?: string;
  readonly description?: string;
  readonly properties?: { readonly [name: string]: Schema };
  readonly required?: readonly string[];
  readonly items?: Schema;
  readonly anyOf?: readonly Schema[];
  readonly additionalProperties?: Schema | boolean;
  readonly minimum?: number;
  readonly maximum?: number;
  readonly minLength?: number;
  readonly maxLength?: number;
  readonly default?: unknown;
  readonly examples?: readonly unknown[];
}

interface Entry {
  readonly id: string;
  readonly method: string;
  readonly path: string;
  readonly operation: Operation;
}

const METHODS = ["get", "post", "put", "patch", "delete"];

/** The whole API on one page: what there is on the left, each route with its parts and a curl call on the right. */
export function docsPage(document: OpenApiDocument): string {
  const groups = groupsOf(document);
  const server = document.servers?.[0]?.url ?? "";
  return `<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<title>${escaped(document.info.title)} API ${escaped(document.info.version)}</title>
<link rel="stylesheet" href="/docs/style.css">
<script src="/docs/search.js" defer></script>
</head>
<body>
<nav>
<h1><a href="/">${escaped(document.info.title)}</a> <small>API ${escaped(document.info.version)}</small></h1>
<input id="search" type="search" placeholder="Search routes (press /)" aria-label="Search routes" autocomplete="off">
<p id="none" hidden>Nothing is called that.</p>
${groups.map(([tag, entries]) => navGroup(tag, entries)).join("\n")}
<section><h2>More</h2><ul><li><a href="#errors">Error codes</a></li><li><a href="/openapi.json">openapi.json</a></li></ul></section>
</nav>
<main>
<header><h1>REST API</h1><p>${prose(document.info.description ?? "")}</p>
<pre>curl ${escaped(server)}/api/me -H "Authorization: Bearer $BECKON_API_KEY"</pre></header>
${groups.map(([tag, entries]) => `<section class="group"><h2>${escaped(tag)}</h2>${entries.map((entry) => article(entry, document, server)).join("\n")}</section>`).join("\n")}
${errorTable()}
</main>
</body>
</html>`;
}

function groupsOf(document: OpenApiDocument): [string, Entry[]][] {
  const groups = new Map<string, Entry[]>();
  for (const [path, item] of Object.entries(document.paths)) {
    for (const method of METHODS) {
      const operation = item[method];
      if (!operation) continue;
      const tag = operation.tags?.[0] ?? "More";
      const entry = { id: `${method}${path}`.replace(/[^a-z0-9]+/gi, "-"), method, path, operation };
      groups.set(tag, [...(groups.get(tag) ?? []), entry]);
    }
  }
  return [...groups];
}

function navGroup(tag: string, entries: readonly Entry[]): string {
  const items = entries.map(
    ({ id, method, path, operation }) =>
      `<li data-find="${escaped(`${method} ${path} ${operation.summary ?? ""} ${tag}`.toLowerCase())}"><a href="#${id}"><b class="${method}">${method}</b> ${escaped(operation.summary ?? path)}</a></li>`,
  );
  return `<section><h2>${escaped(tag)}</h2><ul>${items.join("")}</ul></section>`;
}

function article({ id, method, path, operation }: Entry, document: OpenApiDocument, server: string): string {
  const body = operation.requestBody?.content["application/json"]?.schema;
  return `<article id="${id}" data-find="${escaped(`${method} ${path} ${operation.summary ?? ""} ${operation.tags?.[0] ?? ""}`.toLowerCase())}">
<h3><a href="#${id}">${escaped(operation.summary ?? "")}</a></h3>
<p class="route"><b class="${method}">${method}</b> <code>${escaped(path)}</code>${operation.security?.length === 0 ? ' <span class="tag">no sign-in</span>' : ""}</p>
${operation.description ? `<p>${prose(operation.description)}</p>` : ""}
${parameterTable(operation)}
${body ? `<h4>Body</h4>${schemaTable(body, document)}` : ""}
${responses(operation, document)}
<h4>Example</h4><pre>${escaped(curl(method, path, operation, body, document, server))}</pre>
</article>`;
}

function parameterTable({ parameters = [] }: Operation): string {
  if (parameters.length === 0) return "";
  const rows = parameters.map(
    (parameter) =>
      `<tr><td><code>${escaped(parameter.name)}</code>${parameter.required ? "" : " <i>optional</i>"}</td><td>${escaped(parameter.in)}</td><td>${typeWords(parameter.schema ?? {})}</td><td>${prose(parameter.description ?? parameter.schema?.description ?? "")}</td></tr>`,
  );
  return `<h4>Parameters</h4><table><tbody>${rows.join("")}</tbody></table>`;
}

function responses(operation: Operation, document: OpenApiDocument): string {
  return Object.entries(operation.responses ?? {})
    .filter(([status]) => !/^4xx$/i.test(status))
    .map(([status, response]) => {
      const schema = Object.values(response.content ?? {})[0]?.schema;
      return `<details><summary>Answer ${escaped(status)}${response.description && response.description !== "Default Response" ? `: ${escaped(response.description)}` : ""}</summary>${schema ? schemaTable(schema, document) : "<p>No body.</p>"}</details>`;
    })
    .join("");
}

/** How deep fields are told; below it stands only their type. */
const DEPTH_MAX = 4;

function schemaTable(schema: Schema, document: OpenApiDocument): string {
  const rows = rowsOf(resolve(schema, document), "", document, 0);
  return rows.length === 0 ? `<p>${typeWords(schema)} ${prose(schema.description ?? "")}</p>` : `<table><tbody>${rows.join("")}</tbody></table>`;
}

function rowsOf(schema: Schema, prefix: string, document: OpenApiDocument, depth: number): string[] {
  if (schema.type === "array" && schema.items) return rowsOf(resolve(schema.items, document), `${prefix}[]`, document, depth);
  return Object.entries(schema.properties ?? {}).flatMap(([name, field]) => {
    const inner = resolve(withoutNull(field), document);
    const path = prefix === "" ? name : `${prefix}.${name}`;
    const row = `<tr><td><code>${escaped(path)}</code>${schema.required?.includes(name) ? "" : " <i>optional</i>"}</td><td>${typeWords(field)}</td><td>${prose(field.description ?? inner.description ?? "")}</td></tr>`;
    return depth < DEPTH_MAX ? [row, ...rowsOf(inner, path, document, depth + 1)] : [row];
  });
}

function resolve(schema: Schema, document: OpenApiDocument): Schema {
  const name = schema.$ref?.split("/").at(-1);
  return name === undefined ? schema : (document.components?.schemas?.[name] ?? {});
}

function withoutNull(schema: Schema): Schema {
  const kinds = schema.anyOf?.filter((kind) => kind.type !== "null");
  return kinds?.length === 1 && kinds[0] ? kinds[0] : schema;
}

function typeWords(schema: Schema): string {
  if (schema.$ref) return escaped(schema.$ref.split("/").at(-1) ?? "");
  if (schema.enum) return schema.enum.map((value) => `<code>${escaped(String(value))}</code>`).join(" · ");
  if (schema.const !== undefined) return `<code>${escaped(JSON.stringify(schema.const))}</code>`;
  if (schema.anyOf) return [...new Set(schema.anyOf.map(typeWords))].join(" or ");
  if (schema.type === "array") return `list of ${schema.items ? typeWords(schema.items) : "anything"}`;
  const type = schema.type === undefined ? "anything" : Array.isArray(schema.type) ? schema.type.join(" or ") : String(schema.type);
  const limits = [
    schema.minimum === undefined ? "" : `≥ ${schema.minimum}`,
    schema.maximum === undefined ? "" : `≤ ${schema.maximum}`,
    schema.maxLength === undefined ? "" : `≤ ${schema.maxLength} characters`,
    schema.default === undefined ? "" : `default ${JSON.stringify(schema.default)}`,
  ].filter((limit) => limit !== "");
  return escaped([schema.format ? `${type} (${schema.format})` : type, ...limits].join(", "));
}

const EXAMPLE_ID = "0193a1b2-0000-7000-8000-000000000000";

function curl(method: string, path: string, operation: Operation, body: Schema | undefined, document: OpenApiDocument, server: string): string {
  const url = server + path.replace(/\{(\w+)\}/g, (_, name: string) => (/id$/i.test(name) ? EXAMPLE_ID : `$${name.toUpperCase()}`));
  const query = (operation.parameters ?? [])
    .filter((parameter) => parameter.in === "query" && parameter.required)
    .map((parameter) => `${parameter.name}=${EXAMPLE_ID}`)
    .join("&");
  const lines = [`curl ${method === "get" ? "" : `-X ${method.toUpperCase()} `}"${url}${query ? `?${query}` : ""}"`];
  if (operation.security?.some((scheme) => "writeKey" in scheme)) lines.push('-u "$BECKON_WRITE_KEY:"');
  else if (operation.security?.length !== 0) lines.push('-H "Authorization: Bearer $BECKON_API_KEY"');
  if (body) lines.push('-H "Content-Type: application/json"', `-d '${JSON.stringify(exampleOf(body, document, 0), null, 2).replaceAll("'", "'\\''")}'`);
  return lines.join(" \\\n  ");
}

/** Something that fits: required fields only, and the first of every choice. */
function exampleOf(given: Schema, document: OpenApiDocument, depth: number): unknown {
  const schema = resolve(withoutNull(given), document);
  if (schema.examples) return schema.examples[0];
  if (schema.const !== undefined) return schema.const;
  if (schema.enum) return schema.enum[0];
  if (schema.default !== undefined) return schema.default;
  if (schema.anyOf?.[0]) return exampleOf(schema.anyOf[0], document, depth + 1);
  switch (schema.type) {
    case "object": {
      if (depth > DEPTH_MAX) return {};
      const required = schema.required ?? [];
      const shown = Object.entries(schema.properties ?? {}).filter(([name]) => required.includes(name) || required.length === 0);
      return Object.fromEntries(shown.map(([name, field]) => [name, exampleOf(field, document, depth + 1)]));
    }
    case "array":
      return schema.items && depth < DEPTH_MAX ? [exampleOf(schema.items, document, depth + 1)] : [];
    case "integer":
    case "number":
      return schema.minimum ?? 1;
    case "boolean":
      return true;
    case "string":
      return exampleText(schema);
    default:
      return {};
  }
}

function exampleText({ format, description }: Schema): string {
  if (format === "uuid") return EXAMPLE_ID;
  if (format === "date-time") return "2026-11-22T09:00:00.000Z";
  if (description?.startsWith("IANA")) return "Europe/Berlin";
  return description?.startsWith("Mail address") ? "ann@shop.example" : "text";
}

function errorTable(): string {
  const rows = Object.entries(ERRORS).map(
    ([code, { status, message }]) => `<tr><td><code>${code}</code></td><td>${status}</td><td>${escaped(message)}</td></tr>`,
  );
  return `<section class="group"><h2 id="errors">Error codes</h2><p>A code keeps its meaning for ever. The sentence may get better.</p><table><tbody>${rows.join("")}</tbody></table></section>`;
}

function escaped(text: string): string {
  return text.replaceAll("&", "&amp;").replaceAll("<", "&lt;").replaceAll(">", "&gt;").replaceAll('"', "&quot;");
}

/** Text with its `code` marked. */
function prose(text: string): string {
  return escaped(text).replace(/`([^`]+)`/g, "<code>$1</code>");
}

export const DOCS_STYLE = `
:root { color-scheme: light dark; --ink: #1c2330; --soft: #5b6472; --line: #e3e6ea; --back: #fff; --side: #f7f8fa; --mark: #3b5bdb; }
@media (prefers-color-scheme: dark) { :root { --ink: #e6e8eb; --soft: #9aa3b0; --line: #2c323b; --back: #14171b; --side: #1a1e24; --mark: #91a7ff; } }
* { box-sizing: border-box; }
body { margin: 0; display: grid; grid-template-columns: 19rem 1fr; font: 15px/1.55 system-ui, sans-serif; color: var(--ink); background: var(--back); }
nav { position: sticky; top: 0; height: 100vh; overflow-y: auto; padding: 1.25rem; background: var(--side); border-right: 1px solid var(--line); }
nav h1 { font-size: 1.1rem; margin: 0 0 .75rem; } nav h1 small { color: var(--soft); font-weight: 400; }
nav h2 { font-size: .75rem; letter-spacing: .04em; text-transform: uppercase; color: var(--soft); margin: 1.1rem 0 .3rem; }
nav ul { list-style: none; margin: 0; padding: 0; } nav li a { display: block; padding: .2rem 0; color: inherit; text-decoration: none; font-size: .875rem; }
nav li a:hover, h3 a:hover { color: var(--mark); }
#search { width: 100%; padding: .45rem .6rem; border: 1px solid var(--line); border-radius: 6px; background: var(--back); color: inherit; font: inherit; }
main { padding: 2rem 2.5rem 6rem; max-width: 62rem; min-width: 0; }
a { color: var(--mark); } h3 { margin: 0 0 .2rem; } h3 a { color: inherit; text-decoration: none; } h4 { margin: 1rem 0 .3rem; font-size: .85rem; color: var(--soft); }
.group > h2 { margin-top: 3rem; padding-bottom: .3rem; border-bottom: 1px solid var(--line); }
article { padding: 1.5rem 0; border-bottom: 1px solid var(--line); scroll-margin-top: 1rem; }
.route { margin: .1rem 0 .5rem; } .tag { font-size: .75rem; color: var(--soft); border: 1px solid var(--line); border-radius: 99px; padding: 0 .5rem; }
b.get, b.post, b.put, b.patch, b.delete { display: inline-block; min-width: 3.4em; font: 600 .68rem/1.6 ui-monospace, monospace; text-transform: uppercase; }
b.get { color: #2b8a3e; } b.post { color: #1971c2; } b.put, b.patch { color: #c2570c; } b.delete { color: #c92a2a; }
@media (prefers-color-scheme: dark) { b.get { color: #69db7c; } b.post { color: #74c0fc; } b.put, b.patch { color: #ffa94d; } b.delete { color: #ff8787; } }
code, pre { font: .85em/1.5 ui-monospace, monospace; } pre { padding: .8rem 1rem; background: var(--side); border: 1px solid var(--line); border-radius: 8px; overflow-x: auto; }
table { width: 100%; border-collapse: collapse; font-size: .875rem; } td { padding: .3rem .8rem .3rem 0; vertical-align: top; border-top: 1px solid var(--line); overflow-wrap: anywhere; }
td:first-child { width: 30%; } i { color: var(--soft); font-size: .8em; } summary { cursor: pointer; margin: .8rem 0; color: var(--soft); }
[hidden] { display: none !important; }
@media (max-width: 48rem) { body { display: block; } nav { position: static; height: auto; max-height: 45vh; } main { padding: 1.25rem; } }
`;

export const DOCS_SCRIPT = `
const search = document.getElementById("search");
const found = [...document.querySelectorAll("[data-find]")];
function filter() {
  const words = search.value.toLowerCase().split(/\\s+/).filter(Boolean);
  for (const element of found) element.hidden = !words.every((word) => element.dataset.find.includes(word));
  for (const group of document.querySelectorAll("nav section, .group")) {
    const inside = [...group.querySelectorAll("[data-find]")];
    if (inside.length > 0) group.hidden = inside.every((element) => element.hidden);
  }
  document.getElementById("none").hidden = found.some((element) => !element.hidden);
}
search.addEventListener("input", filter);
document.addEventListener("keydown", (event) => {
  if (event.key === "/" && document.activeElement !== search) { event.preventDefault(); search.focus(); }
  if (event.key === "Escape") { search.value = ""; filter(); }
});
`;
