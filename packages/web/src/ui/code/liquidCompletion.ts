import { TEMPLATE_FILTERS, TEMPLATE_TAGS } from "@beckon/core";

/** A variable offered inside `{{ }}`: `profile.plan`, with what it holds. */
export interface LiquidVariable {
  /** Dotted from the root: `event.cart_id`. */
  readonly path: string;
  /** Its type, in a word. */
  readonly detail?: string;
  /** A value that was seen. */
  readonly example?: string;
  /** What it is for. */
  readonly does?: string;
}

export interface LiquidOption {
  readonly label: string;
  readonly type: "variable" | "function" | "keyword";
  readonly detail?: string;
  readonly info?: string;
}

export interface LiquidOptions {
  /** Where the word begins that the chosen one takes the place of. */
  readonly from: number;
  readonly options: readonly LiquidOption[];
}

const FILTERS: readonly LiquidOption[] = TEMPLATE_FILTERS.map(({ name, does, example }) => ({ label: name, type: "function", detail: does, info: example }));

const TAGS: readonly LiquidOption[] = [
  ...TEMPLATE_TAGS.map(({ name, does, example }) => ({ label: name, type: "keyword" as const, detail: does, info: example })),
  ...[...new Set(TEMPLATE_TAGS.flatMap(({ within = [], end }) => [...within, ...(end ? [end] : [])]))].map((label) => ({ label, type: "keyword" as const })),
];

/**
 * What may stand at a position of a template: tags at the beginning of `{% %}`, filters after `|`, variables where a value
 * is wanted. Null outside of Liquid, in a quoted text, and after a word that wants an operator.
 */
export function liquidOptions(text: string, position: number, variables: readonly LiquidVariable[]): LiquidOptions | null {
  const inside = insideLiquid(text.slice(0, position));
  if (inside === null || isQuoted(inside.source)) return null;
  const word = /[\w.-]*$/.exec(inside.source)![0].replace(/^-/, "");
  const before = inside.source
    .slice(0, inside.source.length - word.length)
    .replace(/^-/, "")
    .trim();
  const from = position - word.length;
  if (before.endsWith("|")) return { from, options: FILTERS };
  if (inside.isTag && before === "") return { from, options: TAGS };
  if (!wantsValue(before, inside.isTag)) return null;
  return { from, options: [...localsOf(text.slice(0, position - inside.source.length)), ...variables.map(variableOption)] };
}

function variableOption({ path, detail, example, does }: LiquidVariable): LiquidOption {
  return { label: path, type: "variable", detail, info: example === undefined ? does : `For example: ${example}` };
}

/** What stands between the last `{{` or `{%` and the end, where it is still open. */
function insideLiquid(before: string): { readonly isTag: boolean; readonly source: string } | null {
  const output = before.lastIndexOf("{{");
  const tag = before.lastIndexOf("{%");
  const open = Math.max(output, tag);
  if (open < 0) return null;
  const source = before.slice(open + 2);
  return source.includes("}}") || source.includes("%}") ? null : { isTag: tag > output, source };
}

function isQuoted(source: string): boolean {
  return /["']/.test(source.replace(/"[^"]*"|'[^']*'/g, ""));
}

const ASKS_FOR_VALUE = /(?:^|[:,=<>(\s])(?:if|elsif|unless|case|when|in|and|or|contains|echo)$|[:,=<>([]$/;

function wantsValue(before: string, isTag: boolean): boolean {
  return before === "" ? !isTag : ASKS_FOR_VALUE.test(before);
}

/** Names that the template itself made further up. */
function localsOf(before: string): LiquidOption[] {
  const names = [...before.matchAll(/\{%-?\s*(?:assign|capture|for|tablerow)\s+([A-Za-z_][\w-]*)/g)].map((match) => match[1]!);
  return [...new Set(names)].map((label) => ({ label, type: "variable", detail: "named above" }));
}
