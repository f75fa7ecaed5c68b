import { mkdir, readdir, readFile, rm, writeFile } from "node:fs/promises";
import path from "node:path";
import type { DEFINITION_KINDS } from "@beckon/contract";
import { contentBlockKey, type JsonObject } from "@beckon/core";
import { CliError } from "./apiClient.ts";
import { type DefinitionFile, type FileProblem, isProblem, readDefinition } from "./definitionFile.ts";

export type DefinitionKind = (typeof DEFINITION_KINDS)[number];

export interface FolderContents {
  readonly files: readonly DefinitionFile[];
  readonly problems: readonly FileProblem[];
}

const ENDINGS = new Set([".yaml", ".yml", ".json"]);
/** Where the files of a kind lie that may be many. */
const FOLDERS = { content_block: "content-blocks", segment: "segments", campaign: "campaigns", journey: "journeys" } as const;
const SCHEMAS = ".schema";

/** Reads every definition of a folder, in the order of the file names. @throws CliError where there is no such folder */
export async function readFolder(folder: string): Promise<FolderContents> {
  const paths = [
    ...(await namesIn(folder))
      .filter((name) => isDefinition(name) && path.parse(name).name === "workspace")
      .map((name) => ({ kind: "workspace" as const, path: name })),
    ...(await pathsOf(folder, "content_block")),
    ...(await pathsOf(folder, "segment")),
    ...(await pathsOf(folder, "campaign")),
    ...(await pathsOf(folder, "journey")),
  ];
  const read = await Promise.all(paths.map(async ({ kind, path: file }) => readDefinition(file, kind, await readFile(path.join(folder, file), "utf8"))));
  return { files: read.filter((file): file is DefinitionFile => !isProblem(file)), problems: read.filter(isProblem) };
}

async function pathsOf<Kind extends keyof typeof FOLDERS>(folder: string, kind: Kind): Promise<{ readonly kind: Kind; readonly path: string }[]> {
  const names = await namesIn(path.join(folder, FOLDERS[kind]), []);
  return names.filter(isDefinition).map((name) => ({ kind, path: `${FOLDERS[kind]}/${name}` }));
}

/** So that a first file has its place. */
export async function makeFolders(folder: string): Promise<void> {
  for (const name of Object.values(FOLDERS)) await mkdir(path.join(folder, name), { recursive: true });
}

export async function writeFileIn(folder: string, file: string, text: string): Promise<void> {
  const target = path.join(folder, file);
  await mkdir(path.dirname(target), { recursive: true });
  await writeFile(target, text);
}

export async function removeFileIn(folder: string, file: string): Promise<void> {
  await rm(path.join(folder, file));
}

/** Where a new file for a definition goes. Keys are lower-case words joined by `-`, so they are file names as well. */
export function newPath(kind: DefinitionKind, key: string): string {
  if (kind === "workspace") return "workspace.yaml";
  if (!/^[\w-]+$/.test(key)) throw new CliError(`The ${kind} key “${key}” cannot be a file name.`);
  return `${FOLDERS[kind]}/${key}.yaml`;
}

/** Where the schema of a kind lies in the folder. */
export function schemaPath(kind: DefinitionKind): string {
  return `${SCHEMAS}/${kind}.json`;
}

/** The same, seen from a file of that kind, for the first line that editors read. */
export function schemaFrom(kind: DefinitionKind): string {
  return kind === "workspace" ? `./${schemaPath(kind)}` : `../${schemaPath(kind)}`;
}

/** What a definition is known by: campaigns, journeys and segments by their key, content blocks by their name, the workspace by being one. */
export function keyOf(kind: DefinitionKind, document: JsonObject): string {
  if (kind === "workspace") return "workspace";
  if (kind === "content_block") return typeof document.name === "string" ? contentBlockKey(document.name) : "";
  return typeof document.key === "string" ? document.key : "";
}

function isDefinition(name: string): boolean {
  return ENDINGS.has(path.extname(name)) && !name.startsWith(".");
}

async function namesIn(folder: string, ifMissing?: readonly string[]): Promise<readonly string[]> {
  try {
    return (await readdir(folder, { withFileTypes: true }))
      .filter((entry) => entry.isFile())
      .map((entry) => entry.name)
      .sort();
  } catch (error) {
    const code = error instanceof Error && "code" in error ? error.code : "";
    if (code === "ENOENT" && ifMissing !== undefined) return ifMissing;
    if (code === "ENOENT") throw new CliError(`There is no folder ${folder}. “beckon pull ${folder}” makes one.`);
    if (code === "ENOTDIR") throw new CliError(`${folder} is not a folder.`);
    throw error;
  }
}
