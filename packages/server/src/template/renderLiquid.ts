import { nearest, TEMPLATE_TAGS } from "@beckon/core";
import { Context, type Liquid, LiquidError, ParseError, type Template, TokenizationError, UndefinedVariableError } from "liquidjs";
import { CappedText } from "./cappedText.ts";
import { MessageAborted } from "./liquidTags.ts";
import { MissingVariable, quickRun, type Run } from "./quickLiquid.ts";

/** What came out of a template, or why nothing did. */
export type LiquidResult =
  | { readonly ok: true; readonly text: string }
  | { readonly ok: false; readonly why: "aborted"; readonly detail: string }
  /** A variable has no value and no default; `detail` is its name. */
  | { readonly ok: false; readonly why: "missing"; readonly detail: string }
  | { readonly ok: false; readonly why: "error"; readonly detail: string };

export type LiquidFailure = Extract<LiquidResult, { ok: false }>;

/** A parsed template, tied to the engine (HTML or text) that it is for. */
export interface ParsedTemplate {
  readonly engine: Liquid;
  readonly templates: Template[];
  readonly run: Run;
}

/** Renders with the scope's variables (`SETTINGS` among them). `strict`: a missing variable without a default is a result of its own. */
export function renderLiquid(parsed: ParsedTemplate, scope: object, strict: boolean): LiquidResult {
  const context = new Context(scope, parsed.engine.options, { sync: true, strictVariables: strict }, { liquid: parsed.engine });
  const emitter = new CappedText();
  try {
    parsed.run(context, emitter);
    return { ok: true, text: emitter.buffer };
  } catch (error) {
    return failureOf(error);
  }
}

function failureOf(error: unknown): LiquidResult {
  const cause = error instanceof LiquidError && error.originalError ? error.originalError : error;
  if (cause instanceof MessageAborted) return { ok: false, why: "aborted", detail: cause.reason };
  if (error instanceof MissingVariable) return { ok: false, why: "missing", detail: error.variable };
  if (error instanceof UndefinedVariableError || (cause as Error).name === "InternalUndefinedVariableError") {
    return { ok: false, why: "missing", detail: (cause as { variableName?: string }).variableName ?? "?" };
  }
  return { ok: false, why: "error", detail: sentenceOf(error) };
}

export interface ParseProblem {
  readonly message: string;
  /** 1-based, in the template's source. */
  readonly line: number | null;
  /** The word that is not known, and what was likely meant by it. */
  readonly name?: string;
  readonly suggestions?: readonly string[];
}

export type ParseResult = { readonly ok: true; readonly parsed: ParsedTemplate } | { readonly ok: false; readonly problem: ParseProblem };

export function parseLiquid(source: string, engine: Liquid): ParseResult {
  try {
    const templates = engine.parse(source);
    return { ok: true, parsed: { engine, templates, run: quickRun(templates, engine) } };
  } catch (error) {
    return { ok: false, problem: wordProblem(error, engine) ?? problemOf(error) };
  }
}

/** What an error of liquidjs says, as a sentence without its drawing of the source. */
export function problemOf(error: unknown): ParseProblem {
  return { message: sentenceOf(error), line: lineOf(error) };
}

/** A filter or tag that there is none of, with the one that was meant. */
function wordProblem(error: unknown, engine: Liquid): ParseProblem | null {
  const [, filter, tag] = /^(?:undefined filter: ([\w-]+)|tag "([\w-]+)" not found)/.exec(error instanceof Error ? error.message : "") ?? [];
  const name = filter ?? tag;
  if (name === undefined) return null;
  const meant = nearest(name, filter === undefined ? TAG_NAMES : Object.keys(engine.filters));
  const message = `There is no ${filter === undefined ? "tag" : "filter"} “${name}”.${meant === null ? "" : ` Did you mean “${meant}”?`}`;
  return { message, line: lineOf(error), name, suggestions: meant === null ? [] : [meant] };
}

const TAG_NAMES = TEMPLATE_TAGS.flatMap(({ name, within = [], end }) => [name, ...within, ...(end ? [end] : [])]);

function lineOf(error: unknown): number | null {
  const line = error instanceof ParseError || error instanceof TokenizationError ? (/line:(\d+)/.exec(error.message)?.[1] ?? null) : null;
  return line === null ? null : Number(line);
}

function sentenceOf(error: unknown): string {
  const text = error instanceof Error ? error.message : String(error);
  return text
    .split("\n")[0]!
    .replace(/, (?:file:[^,]*, )?line:\d+, col:\d+$/, "")
    .slice(0, 300);
}
