import { type PlannedChange, routes } from "@beckon/contract";
import { CliError, callApi } from "./apiClient.ts";
import type { Command } from "./command.ts";
import type { DefinitionFile } from "./definitionFile.ts";
import { readFolder } from "./folder.ts";
import type { Printer } from "./printer.ts";

/** Says what a push would change and checks every file. Ends with 1 where a file is wrong. */
export async function plan(command: Extract<Command, { name: "plan" }>, printer: Printer): Promise<number> {
  const files = await readAll(command.folder, printer);
  const changes = await askPlan(command, files, command.launch);
  const wrong = printProblems(files, changes, printer);
  for (const change of changes) if (change.action !== "invalid") printer.change(change, "would");
  printer.line(summaryOf(changes));
  if (wrong > 0) return 1;
  return command.exitCode && changes.some((change) => change.action !== "unchanged") ? 2 : 0;
}

/** Checks every file, then changes the workspace; on a wrong file nothing is changed. */
export async function push(command: Extract<Command, { name: "push" }>, printer: Printer): Promise<number> {
  const files = await readAll(command.folder, printer);
  if (files.length === 0)
    throw new CliError(
      `There is no campaigns/*.yaml, segments/*.yaml, content-blocks/*.yaml or workspace.yaml in ${command.folder}, so there is nothing to push.`,
    );
  if (printProblems(files, await askPlan(command, files, command.launch), printer) > 0) throw new CliError("Nothing was changed.");
  const { changes } = await callApi(command, routes.pushDefinitions, { body: { ...bodyOf(files), launch: command.launch, prune: command.prune } });
  for (const change of changes) printer.change(change, "did");
  printer.line(summaryOf(changes));
  return 0;
}

async function readAll(folder: string, printer: Printer): Promise<readonly DefinitionFile[]> {
  const { files, problems } = await readFolder(folder);
  for (const problem of problems) printer.problem(problem);
  if (problems.length > 0) throw new CliError(`${problems.length} ${problems.length === 1 ? "file" : "files"} could not be read.`);
  return files;
}

async function askPlan(
  command: Extract<Command, { name: "plan" | "push" }>,
  files: readonly DefinitionFile[],
  launch: boolean,
): Promise<readonly PlannedChange[]> {
  return (await callApi(command, routes.planDefinitions, { body: { ...bodyOf(files), launch } })).changes;
}

function bodyOf(files: readonly DefinitionFile[]) {
  return { definitions: files.map(({ kind, document }) => ({ kind, document })) };
}

/**
 * Each problem with its file and line, each warning once a file, and none about what does not change. The changes come in
 * the order of the files.
 * @returns how many are errors
 */
function printProblems(files: readonly DefinitionFile[], changes: readonly PlannedChange[], printer: Printer): number {
  let errors = 0;
  for (const [index, file] of files.entries()) {
    const change = changes[index];
    if (change === undefined || change.action === "unchanged") continue;
    const said = new Set<string>();
    for (const { path, message, severity } of change.problems) {
      if (severity === "error") errors += 1;
      else if (said.has(message)) continue;
      said.add(message);
      printer.problem({ path: file.path, line: file.lineOf(path), message }, severity);
    }
  }
  return errors;
}

function summaryOf(changes: readonly PlannedChange[]): string {
  const count = (action: PlannedChange["action"]) => changes.filter((change) => change.action === action).length;
  const parts = (
    [
      ["create", "new"],
      ["update", "changed"],
      ["unchanged", "unchanged"],
      ["missing", "only in the workspace"],
      ["invalid", "invalid"],
    ] as const
  )
    .map(([action, word]) => [count(action), word] as const)
    .filter(([n]) => n > 0)
    .map(([n, word]) => `${n} ${word}`);
  return parts.length === 0 ? "Nothing to do." : `${parts.join(", ")}.`;
}
