import {
  CaptureTag,
  CaseTag,
  CycleTag,
  EchoTag,
  type Filter,
  ForTag,
  IfTag,
  Output,
  Tag,
  type Template,
  type Token,
  TokenKind,
  TypeGuards,
  UnlessTag,
  Value,
} from "liquidjs";
import { AssignTag } from "./assignTag.ts";
import { ALWAYS_KNOWN, ROOTS } from "./drops.ts";

export interface MissingFallback {
  /** `profile.first_name` */
  readonly path: string;
  /** False where its beginning is no variable that exists, so that it can never have a value. */
  readonly isKnownRoot: boolean;
}

/**
 * Variables that a template prints (or loops over) without a `default` and outside an `if` that asks for them, so that a
 * profile or event without the value would make a hole in the text. `knownPaths`: what always has a value.
 */
export function missingFallbacks(templates: readonly Template[], knownPaths: ReadonlySet<string>): MissingFallback[] {
  const found = new Map<string, MissingFallback>();
  const finder = new FallbackFinder(knownPaths, (path) => {
    found.set(path, { path, isKnownRoot: (ROOTS as readonly string[]).includes(path.split(/[.[]/)[0]!) });
  });
  finder.walk(templates, { locals: new Map(), guarded: [] });
  return [...found.values()];
}

/** Of the variables that templates print without a default, those that have no value in a scope: what this person and event lack. */
export function holesIn(templates: readonly (readonly Template[])[], scope: object): string[] {
  const paths = templates.flatMap((template) => missingFallbacks(template, new Set())).map((found) => found.path);
  return [...new Set(paths)].filter((path) => !hasValue(scope, path));
}

function hasValue(scope: object, path: string): boolean {
  let value: unknown = scope;
  for (const name of path.split(".")) {
    if (typeof value !== "object" || value === null) return false;
    if (!Object.hasOwn(value, name)) return Array.isArray(value) && ["size", "first", "last"].includes(name) && value.length > 0;
    value = (value as { readonly [name: string]: unknown })[name];
  }
  return value !== undefined && value !== null;
}

interface Sight {
  /** Names made by the template itself, with the path whose value they have, where that may be missing. */
  readonly locals: Map<string, string | null>;
  /** Paths that an enclosing condition has asked for. */
  readonly guarded: readonly string[];
}

class FallbackFinder {
  readonly #known: ReadonlySet<string>;
  readonly #report: (path: string) => void;

  constructor(known: ReadonlySet<string>, report: (path: string) => void) {
    this.#known = known;
    this.#report = report;
  }

  walk(templates: readonly Template[], sight: Sight): void {
    for (const template of templates) this.#see(template, sight);
  }

  #see(template: Template, sight: Sight): void {
    if (template instanceof Output) this.#value(template.value, sight);
    else if (template instanceof IfTag || template instanceof UnlessTag) this.#condition(template, sight);
    else if (template instanceof ForTag) this.#loop(template, sight);
    else if (template instanceof CaseTag) this.#case(template, sight);
    else if (template instanceof AssignTag) this.#assign(template, sight);
    else if (template instanceof CaptureTag) this.#capture(template, sight);
    else if (template instanceof EchoTag || template instanceof CycleTag) this.#arguments(template, sight);
    else if (template instanceof Tag) this.walk(childrenOf(template), inner(sight, [...((template as Template).blockScope?.() ?? [])], []));
  }

  #capture(tag: CaptureTag, sight: Sight): void {
    this.walk(tag.templates, sight);
    sight.locals.set(tag.variable, null);
  }

  #arguments(tag: EchoTag | CycleTag, sight: Sight): void {
    for (const argument of tag.arguments()) if (argument instanceof Value) this.#value(argument, sight);
  }

  #condition(tag: IfTag | UnlessTag, sight: Sight): void {
    const asked = tag.branches.flatMap((branch) => pathsOf(branch.value));
    const within = inner(sight, [], asked);
    for (const branch of tag.branches) this.walk(branch.templates, within);
    this.walk(tag.elseTemplates ?? [], within);
  }

  #loop(tag: ForTag, sight: Sight): void {
    const collection = pathOf(tag.collection);
    if (collection !== null) this.#need(collection, sight);
    this.walk(tag.templates, inner(sight, [tag.variable, "forloop"], []));
    this.walk(tag.elseTemplates, sight);
  }

  #case(tag: CaseTag, sight: Sight): void {
    this.#value(tag.value, sight);
    const within = inner(sight, [], pathsOf(tag.value));
    for (const branch of tag.branches) this.walk(branch.templates, within);
    this.walk(tag.elseTemplates, within);
  }

  #assign(tag: AssignTag, sight: Sight): void {
    for (const path of argumentPathsOf(tag.value.filters)) this.#need(path, sight);
    const [source] = pathsOf(tag.value);
    const mayMiss = tag.value.filters.length === 0 && source !== undefined;
    sight.locals.set(tag.key, mayMiss ? source : null);
  }

  #value(value: Value, sight: Sight): void {
    if (value.filters[0]?.name !== "default") for (const path of pathsOf(value)) this.#need(path, sight);
    for (const path of argumentPathsOf(value.filters)) this.#need(path, sight);
  }

  #need(path: string, sight: Sight): void {
    const root = path.split(/[.[]/)[0]!;
    if (isWithin(path, sight.guarded)) return;
    if (sight.locals.has(root)) {
      const source = sight.locals.get(root);
      if (path === root && source) this.#need(source, sight);
      return;
    }
    if (!this.#known.has(path) && !ALWAYS_KNOWN.has(path)) this.#report(path);
  }
}

function inner(sight: Sight, locals: readonly string[], guarded: readonly string[]): Sight {
  return {
    locals: locals.length === 0 ? sight.locals : new Map([...sight.locals, ...locals.map((name) => [name, null] as const)]),
    guarded: [...sight.guarded, ...guarded],
  };
}

function isWithin(path: string, guarded: readonly string[]): boolean {
  return guarded.some((asked) => path === asked || path.startsWith(`${asked}.`) || path.startsWith(`${asked}[`));
}

function pathsOf(value: Value): string[] {
  return value.initial.postfix.map(pathOf).filter((path) => path !== null);
}

function argumentPathsOf(filters: readonly Filter[]): string[] {
  return filters.flatMap((filter) => filter.args.map((argument) => pathOf(Array.isArray(argument) ? argument[1] : argument))).filter((path) => path !== null);
}

/** `event["line items"].size` -> `event.line items.size`; null for what is no variable, or is computed. */
function pathOf(token: Token | undefined): string | null {
  if (token === undefined || !TypeGuards.isPropertyAccessToken(token) || token.variable !== undefined) return null;
  const names: string[] = [];
  for (const prop of token.props) {
    if (prop.kind !== TokenKind.Word && prop.kind !== TokenKind.Quoted && prop.kind !== TokenKind.Number) break;
    names.push("content" in prop ? String(prop.content) : prop.getText());
  }
  return names.join(".");
}

function childrenOf(tag: Tag): readonly Template[] {
  const children = (tag as Template).children?.(false, true);
  if (!children) return [];
  // The generators of tags that hold their templates themselves return them with the first step.
  const step = children.next();
  return step.done ? step.value : [];
}
