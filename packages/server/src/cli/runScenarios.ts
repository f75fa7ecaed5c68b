import { readdir, readFile } from "node:fs/promises";
import path from "node:path";
import {
  type CampaignDocument,
  type Course,
  checkCampaign,
  checkJourney,
  checkJson,
  checkSegment,
  compileDefinitions,
  type Definitions,
  deriveId,
  type JsonObject,
  type Mismatch,
  mismatches,
  type Problem,
  playScenario,
  type Scenario,
  type Segment,
  type SegmentDocument,
  scenarioSchema,
  type WorkspaceRules,
} from "@beckon/core";
import { parse } from "yaml";
import { CliError } from "./apiClient.ts";
import type { TestCommand } from "./command.ts";
import type { DefinitionFile } from "./definitionFile.ts";
import { readFolder } from "./folder.ts";
import type { Printer } from "./printer.ts";

const SCENARIOS = "scenarios";

/** Plays every scenario of the folder. @returns 0 where all went as they say, else 1 */
export async function runScenarios({ folder }: TestCommand, printer: Printer): Promise<number> {
  const { files, problems } = await readFolder(folder);
  for (const problem of problems) printer.problem(problem);
  const wrong = files.flatMap((file) => problemsOf(file).map((problem) => ({ file, problem })));
  for (const { file, problem } of wrong) printer.problem({ path: file.path, line: file.lineOf(problem.path), message: problem.message });
  if (problems.length + wrong.length > 0) throw new CliError("No scenario was played: mend the definitions first.");
  const definitions = definitionsOf(files);
  const scenarios = await readScenarios(folder);
  if (scenarios.length === 0) throw new CliError(`There is no ${SCENARIOS}/*.yaml in ${folder}, so there is nothing to play.`);
  let failed = 0;
  for (const { file, scenario, problem } of scenarios) {
    const differences = scenario === null ? [] : playOne(scenario, definitions);
    const well = problem === null && differences.length === 0;
    if (!well) failed += 1;
    printer.line(
      `${printer.paint(well ? "green" : "red", well ? "pass" : "fail")} ${printer.paint("bold", scenario?.name ?? file)}  ${printer.paint("grey", file)}`,
    );
    if (problem !== null) printer.line(`    ${problem}`);
    for (const { what, expected, found } of differences) printer.line(`    ${what}: expected ${expected}, found ${found}`);
  }
  printer.line(`${scenarios.length - failed} of ${scenarios.length} scenarios went as they say.`);
  return failed === 0 ? 0 : 1;
}

function playOne(scenario: Scenario, definitions: Definitions): Mismatch[] {
  try {
    return mismatches(scenario, playScenario(scenario, definitions));
  } catch (error) {
    // A time that is none is the scenario's mistake.
    if (error instanceof RangeError) return [{ what: "the scenario", expected: "instants", found: error.message }];
    throw error;
  }
}

function problemsOf({ kind, document }: DefinitionFile): Problem[] {
  const problems =
    kind === "campaign" ? checkCampaign(document) : kind === "segment" ? checkSegment(document) : kind === "journey" ? checkJourney(document) : [];
  return problems.filter(({ severity }) => severity === "error");
}

function definitionsOf(files: readonly DefinitionFile[]): Definitions {
  const ofKind = (kind: DefinitionFile["kind"]) => files.filter((file) => file.kind === kind).map(({ document }) => document);
  const live = (document: JsonObject, kind: string) => ({
    id: deriveId(0, kind, String(document["key"])),
    workspaceId: 1,
    version: 1,
    status: "live" as const,
  });
  const courses = [...ofKind("campaign"), ...ofKind("journey")].map(
    (document): Course => ({ ...live(document, "course"), document: document as unknown as CampaignDocument }),
  );
  const segments = ofKind("segment").map((document): Segment => {
    const { status: _status, ...segment } = live(document, "segment");
    return { ...segment, key: String(document["key"]), document: document as unknown as SegmentDocument };
  });
  return compileDefinitions(rulesOf(ofKind("workspace")[0] ?? {}), courses, [], { live: segments });
}

/** What `workspace.yaml` says, and for the rest what a new workspace begins with. */
function rulesOf({ name: _name, ...settings }: JsonObject): WorkspaceRules {
  const start = { timeZone: "UTC", sessionTimeout: "PT30M", quietHours: null, frequencyCaps: [], holdout: 0, topics: [] };
  return { ...start, ...(settings as unknown as Partial<WorkspaceRules>), id: 1 };
}

interface ReadScenario {
  readonly file: string;
  readonly scenario: Scenario | null;
  readonly problem: string | null;
}

async function readScenarios(folder: string): Promise<ReadScenario[]> {
  const names = await readdir(path.join(folder, SCENARIOS)).catch(() => []);
  return await Promise.all(
    names
      .filter((name) => /\.(ya?ml|json)$/.test(name))
      .sort()
      .map(async (name) => readScenario(`${SCENARIOS}/${name}`, await readFile(path.join(folder, SCENARIOS, name), "utf8"))),
  );
}

function readScenario(file: string, text: string): ReadScenario {
  try {
    const document: unknown = parse(text, { version: "1.2", schema: "core" });
    const [problem] = checkJson(scenarioSchema, document, {});
    return problem ? { file, scenario: null, problem: problem.message } : { file, scenario: document as Scenario, problem: null };
  } catch (error) {
    return { file, scenario: null, problem: `This is no YAML: ${error instanceof Error ? (error.message.split("\n")[0] ?? "") : String(error)}` };
  }
}
