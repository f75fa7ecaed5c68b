import { hostOf, type WebhookBody, type WebhookMessage } from "@beckon/core";
import type { Liquid } from "liquidjs";
import { type BlockHost, type BlockOptions, expandBlocks } from "../contentBlocks.ts";
import { textLiquid } from "../liquidEngines.ts";
import type { MessageProblem } from "../messageTemplate.ts";
import { type ParsedTemplate, parseLiquid } from "../renderLiquid.ts";
import { jsonLiquid, urlLiquid } from "./webhookLiquid.ts";

/** One place of the request that is a template. `path`: where in the document it stands. */
export interface WebhookPart {
  readonly path: string;
  readonly template: ParsedTemplate;
}

export type CompiledHeader = { readonly name: string; readonly value: WebhookPart } | { readonly name: string; readonly sealed: string };

export type CompiledBody =
  | { readonly format: "json" | "text"; readonly source: WebhookPart }
  | { readonly format: "form"; readonly fields: readonly { readonly name: string; readonly value: WebhookPart }[] };

/** A webhook whose templates are parsed; immutable, one per version. Null where something cannot be compiled. */
export interface CompiledWebhook {
  readonly message: WebhookMessage;
  readonly request: { readonly url: WebhookPart; readonly headers: readonly CompiledHeader[]; readonly body: CompiledBody | null } | null;
  readonly problems: readonly MessageProblem[];
  /** What came from content blocks, by their names. */
  readonly fromBlocks: ReadonlyMap<string, string>;
}

/** What HTTP itself or our signature says, so that nobody else may. */
const OURS = new Set(["host", "content-length", "transfer-encoding", "connection", "keep-alive", "upgrade", "expect", "te", "trailer", "proxy-authorization"]);

const HOSTS: ReadonlyMap<Liquid, BlockHost> = new Map([
  [jsonLiquid, "json"],
  [urlLiquid, "url"],
]);

export function compileWebhook(message: WebhookMessage, options: BlockOptions): CompiledWebhook {
  const problems: MessageProblem[] = [];
  const fromBlocks = new Map<string, string>();
  const parse = (source: string, engine: Liquid, path: string): WebhookPart | null => {
    const expanded = expandBlocks(source, HOSTS.get(engine) ?? "text", options);
    if (expanded.problems.length > 0) {
      problems.push(...expanded.problems.map((each): MessageProblem => ({ severity: "error", path, ...each })));
      return null;
    }
    for (const [name, text] of expanded.from) fromBlocks.set(name, text);
    const result = parseLiquid(expanded.source, engine);
    if (result.ok) return { path, template: result.parsed };
    const { line, message: sentence, ...about } = result.problem;
    problems.push({ ...problem("error", path, line && source.includes("\n") ? `${sentence} (line ${line})` : sentence), ...about });
    return null;
  };
  problems.push(...addressProblems(message), ...headerProblems(message));
  const url = parse(message.url.replace(/#.*$/s, ""), urlLiquid, "message.url");
  const headers = (message.headers ?? []).map((header, index): CompiledHeader | null => {
    if ("sealed" in header) return header;
    const value = parse(header.value, textLiquid, `message.headers[${index}].value`);
    return value && { name: header.name, value };
  });
  const body = message.body === undefined ? null : compileBody(message.body, parse);
  if (message.method === "GET" && message.body !== undefined)
    problems.push(problem("error", "message.body", "A GET request carries no body; choose another method, or leave the body out."));
  const whole = url !== null && body !== undefined && !headers.includes(null);
  return { message, request: whole ? { url, headers: headers as CompiledHeader[], body } : null, problems, fromBlocks };
}

/** Undefined where it cannot be compiled. */
function compileBody(body: WebhookBody, parse: (source: string, engine: Liquid, path: string) => WebhookPart | null): CompiledBody | undefined {
  if (body.format === "form") {
    const fields = body.fields.map(({ name, value }, index) => ({ name, value: parse(value, textLiquid, `message.body.fields[${index}].value`) }));
    return fields.some(({ value }) => value === null) ? undefined : { format: "form", fields: fields as { name: string; value: WebhookPart }[] };
  }
  const source = parse(body.source, body.format === "json" ? jsonLiquid : textLiquid, "message.body.source");
  return source === null ? undefined : { format: body.format, source };
}

function addressProblems({ url }: WebhookMessage): MessageProblem[] {
  const host = hostOf(url);
  if (!URL.canParse(`https://${host}/`) || new URL(`https://${host}/`).username !== "")
    return [problem("error", "message.url", `“${host}” is no host. The address begins like https://crm.example/.`)];
  if (url.startsWith("http:"))
    return [problem("warning", "message.url", "The address begins with http://: what is sent can be read on its way. Use https://.")];
  return [];
}

function headerProblems({ headers = [] }: WebhookMessage): MessageProblem[] {
  return headers.flatMap(({ name }, index) => {
    const path = `message.headers[${index}].name`;
    const lower = name.toLowerCase();
    if (OURS.has(lower)) return [problem("error", path, `The header “${name}” is set by the connection itself; leave it out.`)];
    if (lower.startsWith("webhook-")) return [problem("error", path, `The header “${name}” belongs to the signature; leave it out.`)];
    return [];
  });
}

function problem(severity: MessageProblem["severity"], path: string, message: string): MessageProblem {
  return { severity, code: "content_invalid", path, message };
}
