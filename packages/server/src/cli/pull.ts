import { DEFINITION_KINDS, type Definition, routes } from "@beckon/contract";
import { type JsonSchema, sameDocument } from "@beckon/core";
import { CliError, callApi } from "./apiClient.ts";
import type { Command } from "./command.ts";
import { type DefinitionFile, rewriteDefinition, writeDefinition } from "./definitionFile.ts";
import {
  type DefinitionKind,
  type FolderContents,
  keyOf,
  makeFolders,
  newPath,
  readFolder,
  removeFileIn,
  schemaFrom,
  schemaPath,
  writeFileIn,
} from "./folder.ts";
import type { Printer } from "./printer.ts";
import { inSchemaOrder } from "./schemaOrder.ts";

/** Writes what the workspace has into the folder. A file that says the same stays as it is, with its comments. */
export async function pull(command: Extract<Command, { name: "pull" }>, printer: Printer): Promise<number> {
  const { definitions } = await callApi(command, routes.getDefinitions, {});
  const contents = await readExisting(command.folder);
  for (const problem of contents.problems) printer.problem(problem);
  if (contents.problems.length > 0) throw new CliError("Nothing was written: mend these files or move them away first.");
  await makeFolders(command.folder);
  const schemas = await pullSchemas(command);
  let written = 0;
  for (const { kind, key, document } of definitions)
    written += await pullOne(command.folder, { kind, key, document: inSchemaOrder(document, schemas[kind]) }, contents.files, printer);
  const strangers = contents.files.filter(
    (file) => !definitions.some((definition) => definition.kind === file.kind && definition.key === keyOf(file.kind, file.document)),
  );
  for (const file of strangers) await leave(command, file, printer);
  printer.line(`${written} ${written === 1 ? "file" : "files"} written, ${definitions.length - written} unchanged in ${command.folder}.`);
  return 0;
}

async function pullOne(folder: string, definition: Definition, files: readonly DefinitionFile[], printer: Printer): Promise<number> {
  const { kind, key, document } = definition;
  const file = files.find((each) => each.kind === kind && keyOf(kind, each.document) === key);
  if (file !== undefined && sameDocument(file.document, document)) return 0;
  const path = file?.path ?? newPath(kind, key);
  await writeFileIn(folder, path, file === undefined ? writeDefinition(path, document, schemaFrom(kind)) : rewriteDefinition(file, document));
  printer.line(`${file === undefined ? printer.paint("green", "+") : printer.paint("yellow", "~")} ${path}`);
  return 1;
}

/** Beside the files, so that editors check and complete them without asking a server. */
async function pullSchemas(command: Extract<Command, { name: "pull" }>): Promise<{ readonly [kind in DefinitionKind]: JsonSchema }> {
  const [workspace = {}, content_block = {}, segment = {}, campaign = {}, journey = {}] = await Promise.all(
    DEFINITION_KINDS.map((kind) => callApi(command, routes.getDefinitionSchema, { query: { kind } })),
  );
  const schemas = { workspace, content_block, segment, campaign, journey };
  for (const kind of DEFINITION_KINDS) await writeFileIn(command.folder, schemaPath(kind), `${JSON.stringify(schemas[kind], null, 2)}\n`);
  return schemas;
}

async function leave(command: Extract<Command, { name: "pull" }>, file: DefinitionFile, printer: Printer): Promise<void> {
  if (command.prune) {
    await removeFileIn(command.folder, file.path);
    printer.line(`${printer.paint("red", "-")} ${file.path}`);
  } else {
    printer.line(`${printer.paint("yellow", "?")} ${file.path}  ${printer.paint("grey", "is not in the workspace; pull --prune would delete it")}`);
  }
}

/** A folder that is not there yet is empty. */
async function readExisting(folder: string): Promise<FolderContents> {
  return readFolder(folder).catch((error: unknown) => {
    if (error instanceof CliError && error.message.startsWith("There is no folder")) return { files: [], problems: [] };
    throw error;
  });
}
