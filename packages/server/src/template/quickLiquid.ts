import {
  CaptureTag,
  type Context,
  Drop,
  evalToken,
  type Filter,
  ForTag,
  IfTag,
  isTruthy,
  type Liquid,
  Output,
  type Template,
  type Token,
  TokenKind,
  TypeGuards,
  toValue,
  toValueSync,
  UnlessTag,
  type Value,
} from "liquidjs";
import { AssignTag } from "./assignTag.ts";
import { CappedText } from "./cappedText.ts";
import { BoundedCaptureTag, TrackedLinkTag } from "./liquidTags.ts";

/** Writes what a list of templates comes to. */
export type Run = (context: Context, emitter: CappedText) => void;

/** A variable without a value, where a value is demanded. */
export class MissingVariable extends Error {
  readonly variable: string;

  constructor(variable: string) {
    super(`${variable} has no value`);
    this.name = "MissingVariable";
    this.variable = variable;
  }
}

/**
 * Parsed Liquid as plain functions. liquidjs renders through nested generators, which took two thirds of a mail's time; most
 * of a mail is text, outputs, conditions and loops over lists, and those run directly here. Whatever else there is, in tags
 * or in expressions, is still liquidjs' own, in the same context: a test holds both to the same output.
 */
export function quickRun(templates: readonly Template[], engine: Liquid): Run {
  const steps = templates.map((template) => stepOf(template, engine));
  return (context, emitter) => {
    context.renderLimit.check(performance.now());
    for (const step of steps) {
      step(context, emitter);
      if (context.breakCalled || context.continueCalled) return;
    }
  };
}

function stepOf(template: Template, engine: Liquid): Run {
  if (TypeGuards.isHTMLToken(template.token)) {
    const text = template.token.getContent();
    return (_context, emitter) => emitter.write(text);
  }
  if (template instanceof Output) return outputStep(template.value, engine);
  if (template instanceof IfTag || template instanceof UnlessTag) return conditionStep(template, engine);
  if (template instanceof ForTag) return loopStep(template, engine);
  if (template instanceof AssignTag) return assignStep(template, engine);
  if (template instanceof TrackedLinkTag) return linkStep(template, engine);
  if (template instanceof BoundedCaptureTag && template instanceof CaptureTag) return captureStep(template, engine);
  return ownStep(template);
}

/** Everything else, as liquidjs renders it. */
function ownStep(template: Template): Run {
  return (context, emitter) => {
    const html = toValueSync(template.render(context, emitter)) as unknown;
    if (html) emitter.write(html);
  };
}

function outputStep(value: Value, engine: Liquid): Run {
  const read = valueReader(value, engine);
  return (context, emitter) => emitter.write(toValue(read(context, false)));
}

interface Branch {
  readonly value: Value;
  readonly test?: (value: unknown, context: Context) => boolean;
  readonly templates: readonly Template[];
}

function conditionStep(tag: IfTag | UnlessTag, engine: Liquid): Run {
  const branches = (tag.branches as readonly Branch[]).map(({ value, test = isTruthy, templates }) => ({
    read: valueReader(value, engine),
    test,
    run: quickRun(templates, engine),
  }));
  const otherwise = quickRun(tag.elseTemplates ?? [], engine);
  return (context, emitter) => {
    for (const { read, test, run } of branches) if (test(toValue(read(context, context.opts.lenientIf)), context)) return run(context, emitter);
    otherwise(context, emitter);
  };
}

/** `forloop` in a loop's body. */
class LoopDrop extends Drop {
  readonly name: string;
  readonly length: number;
  i = 0;

  constructor(length: number, name: string) {
    super();
    this.length = length;
    this.name = name;
  }

  index0 = () => this.i;
  index = () => this.i + 1;
  first = () => this.i === 0;
  last = () => this.i === this.length - 1;
  rindex = () => this.length - this.i;
  rindex0 = () => this.length - this.i - 1;
}

/** A loop over a whole list; parts of lists, ranges and other collections go the long way. */
function loopStep(tag: ForTag, engine: Liquid): Run {
  const own = ownStep(tag);
  if (Object.keys(tag.hash.hash).length > 0) return own;
  const read = tokenReader(tag.collection);
  const name = `${tag.variable}-${tag.collection.getText()}`;
  const body = quickRun(tag.templates, engine);
  const otherwise = quickRun(tag.elseTemplates, engine);
  return (context, emitter) => {
    const collection = read(context, false);
    if (!Array.isArray(collection)) return own(context, emitter);
    if (collection.length === 0) return otherwise(context, emitter);
    context.setRegister(`continue-${name}`, collection.length);
    const loop = new LoopDrop(collection.length, name);
    const scope: { [name: string]: unknown } = Object.assign(Object.create(null), { forloop: loop });
    context.push(scope);
    for (const item of collection) {
      scope[tag.variable] = item;
      context.continueCalled = false;
      context.breakCalled = false;
      body(context, emitter);
      if (context.breakCalled) break;
      loop.i += 1;
    }
    context.continueCalled = false;
    context.breakCalled = false;
    context.pop();
  };
}

function assignStep(tag: AssignTag, engine: Liquid): Run {
  const read = valueReader(tag.value, engine);
  return (context) => tag.assign(context, read(context, true));
}

function captureStep(tag: BoundedCaptureTag, engine: Liquid): Run {
  const run = quickRun(tag.templates, engine);
  return (context) => {
    const text = new CappedText();
    run(context, text);
    tag.assign(context, text.buffer);
  };
}

function linkStep(tag: TrackedLinkTag, engine: Liquid): Run {
  const run = quickRun(tag.templates, engine);
  return (context, emitter) => {
    const text = new CappedText();
    run(context, text);
    emitter.write(tag.tracked(context, text.buffer));
  };
}

type Read = (context: Context, lenient: boolean) => unknown;

function valueReader(value: Value, engine: Liquid): Read {
  const initial = expressionReader(value.initial.postfix);
  const filters = value.filters.map((filter) => filterRun(filter, engine));
  if (filters.length === 0) return initial;
  const hasDefault = value.filters[0]?.name === "default";
  return (context, lenient) => {
    let result = initial(context, lenient || (hasDefault && context.opts.lenientIf));
    for (const filter of filters) result = filter(result, context);
    return result;
  };
}

/** Operands and operators in the order in which they are taken, as liquidjs parsed them. */
function expressionReader(postfix: readonly Token[]): Read {
  const steps = postfix.map((token) =>
    TypeGuards.isOperatorToken(token) ? { operator: token.operator, read: null } : { operator: null, read: tokenReader(token) },
  );
  const [first] = steps;
  if (steps.length === 1 && first?.read) return first.read;
  return (context, lenient) => {
    const operands: unknown[] = [];
    for (const { operator, read } of steps) {
      if (read !== null) operands.push(read(context, lenient));
      else operands.push(operated(operator, operands, context));
    }
    return operands[0];
  };
}

type Operator = (...operands: unknown[]) => unknown;

function operated(operator: string, operands: unknown[], context: Context): unknown {
  const operate = context.opts.operators[operator as "=="] as Operator;
  const right = operands.pop();
  // The only one that takes a single operand.
  if (operator === "not") return toValueSync(operate(right, context));
  return toValueSync(operate(operands.pop(), right, context));
}

/** What liquidjs keeps for itself of a filter: the function and the place in the source. */
interface FilterParts {
  readonly handler: (this: { readonly context: Context; readonly token: Token; readonly liquid: Liquid }, value: unknown, ...args: unknown[]) => unknown;
  readonly token: Token;
}

function filterRun(filter: Filter, engine: Liquid): (value: unknown, context: Context) => unknown {
  const { handler, token } = filter as unknown as FilterParts;
  const args = filter.args.map((arg) =>
    Array.isArray(arg) ? { key: arg[0] as string, read: tokenReader(arg[1] as Token | undefined) } : { key: null, read: tokenReader(arg as Token) },
  );
  return (value, context) => {
    const values = args.map(({ key, read }) => (key === null ? read(context, false) : [key, read(context, false)]));
    return toValueSync(handler.apply({ context, token, liquid: engine }, [value, ...values]));
  };
}

function tokenReader(token: Token | undefined): Read {
  if (token === undefined) return () => undefined;
  if ("content" in token) return () => (token as { readonly content: unknown }).content;
  const path = TypeGuards.isPropertyAccessToken(token) && token.variable === undefined ? pathOf(token.props) : null;
  return path === null ? (context, lenient) => toValueSync(evalToken(token, context, lenient)) : pathReader(path);
}

/** Names that do not depend on anything: `event.products[0]["name"]`. */
function pathOf(props: readonly Token[]): readonly (string | number)[] | null {
  const names: (string | number)[] = [];
  for (const prop of props) {
    if (prop.kind !== TokenKind.Word && prop.kind !== TokenKind.Quoted && prop.kind !== TokenKind.Number) return null;
    if (!("content" in prop)) return null;
    names.push(prop.content as string | number);
  }
  return names;
}

function pathReader(path: readonly (string | number)[]): Read {
  const root = String(path[0]);
  return (context, lenient) => {
    let value: unknown = scopeOf(context, root);
    for (let depth = 0; depth < path.length; depth += 1) {
      value = toValueSync(context.readProperty(value as object, path[depth]!));
      if (value === undefined && context.strictVariables) {
        if (lenient) return null;
        throw new MissingVariable(path.slice(0, depth + 1).join("."));
      }
    }
    return value;
  };
}

/** Private in liquidjs' types, and the same in what it does. */
function scopeOf(context: Context, root: string): object {
  return (context as unknown as { findScope(key: string): object }).findScope(root);
}
