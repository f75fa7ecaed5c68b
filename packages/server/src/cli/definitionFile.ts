import path from "node:path";
import { isObject, type Json, type JsonObject } from "@beckon/core";
import { Document, isCollection, isMap, isNode, isPair, isScalar, isSeq, LineCounter, type ParsedNode, parseDocument, Scalar, visit, type YAMLMap } from "yaml";
import type { DefinitionKind } from "./folder.ts";

/** A file with a definition: what it says, and where each part of it stands. */
export interface DefinitionFile {
  /** Relative to the folder, as people write it. */
  readonly path: string;
  readonly kind: DefinitionKind;
  readonly text: string;
  readonly document: JsonObject;
  /** The line of a part, by its path in the document (`audience.conditions[1].name`), or of the nearest part that is there. */
  lineOf(partPath: string): number;
}

/** Why a file cannot be read. */
export interface FileProblem {
  readonly path: string;
  readonly line: number;
  readonly message: string;
}

/** YAML is read as 1.2, of which JSON is a part: `on`, `no` and `09:00` are texts. */
export function readDefinition(filePath: string, kind: DefinitionKind, text: string): DefinitionFile | FileProblem {
  const lines = new LineCounter();
  const parsed = parseDocument(text, { lineCounter: lines, prettyErrors: false, version: "1.2", schema: "core" });
  const [error] = parsed.errors;
  const problem = error ? { message: error.message, position: error.pos[0] } : isJson(filePath) ? jsonProblem(text) : null;
  if (problem)
    return {
      path: filePath,
      line: lines.linePos(problem.position).line,
      message: `This is not ${isJson(filePath) ? "JSON" : "YAML"}: ${withFullStop(problem.message)}`,
    };
  const document: unknown = toJson(parsed);
  if (!isObject(document))
    return {
      path: filePath,
      line: 1,
      message: `A ${kind.replace("_", " ")} is an object with fields such as ${FIELDS[kind]}.`,
    };
  return { path: filePath, kind, text, document, lineOf: (partPath) => lineOf(parsed, lines, partPath) };
}

const FIELDS: { readonly [kind in DefinitionKind]: string } = {
  workspace: "timeZone and quietHours",
  content_block: "name, format and source",
  segment: "key, name and condition",
  campaign: "key, name, trigger and message",
  journey: "key, name, trigger and steps",
};

export function isProblem(file: DefinitionFile | FileProblem): file is FileProblem {
  return "message" in file;
}

/** A new file for a document. `schema` is where its JSON Schema lies, seen from the file, so that editors help. */
export function writeDefinition(filePath: string, document: JsonObject, schema: string): string {
  if (isJson(filePath)) return `${JSON.stringify(document, null, 2)}\n`;
  const yaml = new Document(document);
  withBlockTexts(yaml);
  return `# yaml-language-server: $schema=${schema}\n${yaml.toString(STYLE)}`;
}

/** The file with another document in it; comments and order stay where the document is the same. */
export function rewriteDefinition(file: DefinitionFile, document: JsonObject): string {
  if (isJson(file.path)) return `${JSON.stringify(document, null, 2)}\n`;
  const yaml = parseDocument(file.text, { version: "1.2", schema: "core" });
  mergeMap(yaml as Document, yaml.contents as unknown as YAMLMap, document);
  withBlockTexts(yaml as Document);
  return yaml.toString(STYLE);
}

const STYLE = { lineWidth: 0, blockQuote: "literal", indentSeq: true } as const;

function isJson(filePath: string): boolean {
  return path.extname(filePath) === ".json";
}

/** YAML allows more than JSON does: a file that calls itself JSON must be it. */
function jsonProblem(text: string): { readonly message: string; readonly position: number } | null {
  try {
    JSON.parse(text);
    return null;
  } catch (error) {
    const message = error instanceof Error ? error.message : String(error);
    return { message, position: Number(/position (\d+)/.exec(message)?.[1] ?? 0) };
  }
}

/** Plain JSON: aliases resolved, dates and tags as they were written. */
function toJson(parsed: ReturnType<typeof parseDocument>): unknown {
  const value: unknown = parsed.toJS({ maxAliasCount: 100 });
  return value === undefined ? null : JSON.parse(JSON.stringify(value));
}

/** Texts of several lines as blocks, so that a mail's source reads as it is; in quotes where a block would not give the same text back. */
function withBlockTexts(yaml: Document): void {
  visit(yaml, {
    Scalar(_key, node) {
      if (typeof node.value === "string" && node.value.includes("\n")) node.type = readsBackAsBlock(node.value) ? Scalar.BLOCK_LITERAL : Scalar.QUOTE_DOUBLE;
    },
  });
}

/** Lines of blanks only can shift a block's indentation. */
function readsBackAsBlock(text: string): boolean {
  const scalar = new Scalar(text);
  scalar.type = Scalar.BLOCK_LITERAL;
  const yaml = new Document({ a: { text: null } });
  yaml.setIn(["a", "text"], scalar);
  const read = parseDocument(yaml.toString(STYLE));
  return read.errors.length === 0 && read.getIn(["a", "text"]) === text;
}

function mergeMap(yaml: Document, map: YAMLMap, value: JsonObject): void {
  for (const pair of [...map.items]) {
    const key = keyOf(pair.key);
    if (!Object.hasOwn(value, key)) map.delete(key);
  }
  for (const [key, inner] of Object.entries(value)) {
    const node: unknown = map.get(key, true);
    if (isMap(node) && isObject(inner)) mergeMap(yaml, node as YAMLMap, inner);
    else if (!isNode(node) || JSON.stringify(node.toJS(yaml)) !== JSON.stringify(inner)) map.set(key, newNode(yaml, node, inner));
  }
}

/** The value as a node; a scalar keeps the comment that stood beside it. */
function newNode(yaml: Document, before: unknown, value: Json): unknown {
  const node = yaml.createNode(value);
  if (isScalar(before) && isScalar(node)) {
    node.comment = before.comment;
    node.commentBefore = before.commentBefore;
  }
  return node;
}

function keyOf(key: unknown): string {
  return String(isScalar(key) ? key.value : key);
}

function lineOf(parsed: ReturnType<typeof parseDocument>, lines: LineCounter, partPath: string): number {
  const steps = [...partPath.matchAll(/[^.[\]]+/g)].map((match) => match[0]);
  let node = parsed.contents as ParsedNode | null;
  let position = node?.range[0] ?? 0;
  for (const step of steps) {
    const next = partOf(node, step);
    if (next === null) break;
    position = next.position;
    node = next.node;
  }
  return lines.linePos(position).line;
}

function partOf(node: ParsedNode | null, step: string): { readonly node: ParsedNode | null; readonly position: number } | null {
  if (!isCollection(node)) return null;
  if (isSeq(node)) {
    const item = node.items[Number(step)];
    return isNode(item) ? { node: item as ParsedNode, position: (item as ParsedNode).range[0] } : null;
  }
  for (const pair of node.items) {
    if (!isPair(pair) || keyOf(pair.key) !== step) continue;
    const key = pair.key as ParsedNode;
    return { node: pair.value as ParsedNode | null, position: key.range[0] };
  }
  return null;
}

function withFullStop(text: string): string {
  return text.endsWith(".") ? text : `${text}.`;
}
