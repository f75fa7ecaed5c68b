import { DAY, deriveId, type ImportPlan, type Instant, type JsonObject } from "@beckon/core";
import type { Query } from "../../store/db.ts";
import { findFile, readFrom } from "../../store/files.ts";
import { findImport, type ImportRow } from "../../store/imports.ts";
import type { JobRow } from "../../store/jobs.ts";
import { type CsvChunk, type CsvPlace, CsvProblem, readCsv } from "../csv/csvReader.ts";
import { BYTE_ORDER_MARK, csvLine } from "../csv/csvText.ts";
import type { JudgedRow } from "../imports/judgeRows.ts";
import { JobFile } from "./fileWriter.ts";
import { JobFailure } from "./job.ts";

/** Rows of one step: a fifth of a second's work. */
const ROWS_A_STEP = 1_000;
const PROBLEMS_KEPT = 14 * DAY;
/** Spreadsheets open a million rows; somebody with so many faults has one cause. */
const MAX_PROBLEM_LINES = 100_000;
/** Causes named in the summary. */
const MAX_CAUSES = 20;

/** What is counted on the way; a part of the cursor. */
export interface Tally extends JsonObject {
  readonly rows: number;
  readonly create: number;
  readonly update: number;
  readonly skip: number;
  readonly refuse: number;
  readonly blank: number;
  /** Rows that are taken without a cell. */
  readonly partly: number;
  readonly problemLines: number;
  /** Problems by column and cause, with the first row that has it. */
  readonly causes: Cause[];
}

interface Cause extends JsonObject {
  readonly column: string;
  readonly problem: string;
  readonly count: number;
  readonly row: number;
}

export const NOTHING_YET: Tally = { rows: 0, create: 0, update: 0, skip: 0, refuse: 0, blank: 0, partly: 0, problemLines: 0, causes: [] };

/** What a job about a file of rows works on. */
export interface OpenImport {
  readonly about: ImportRow & { readonly plan: ImportPlan };
  readonly columnNames: readonly string[];
  readonly beginning: CsvPlace;
}

/** @throws JobFailure where the file is gone */
export async function openImport(q: Query, job: JobRow): Promise<OpenImport> {
  const about = await findImport(q, job.workspaceId, String(job.input["importId"]));
  if (!about?.plan || !(await findFile(q, about.fileId))) throw new JobFailure("The file is not there any more; upload it again.");
  const header = about.format.hasHeader ? await firstRow(q, about) : null;
  const columnNames = about.plan.columns.map((_, index) => header?.cells[index]?.trim() || `Column ${index + 1}`);
  return { about: { ...about, plan: about.plan }, columnNames, beginning: header?.end ?? { offset: 0, row: 0 } };
}

async function firstRow(q: Query, about: ImportRow): Promise<{ cells: readonly string[]; end: CsvPlace } | null> {
  for await (const { rows, end } of chunksOf(q, about, { offset: 0, row: 0 }, 1)) return { cells: rows[0]?.cells ?? [], end };
  return null;
}

/** The rows from a place on. @throws JobFailure where the file cannot be read on */
export async function* chunksOf(q: Query, { fileId, format }: ImportRow, from: CsvPlace, size = ROWS_A_STEP): AsyncGenerator<CsvChunk> {
  try {
    yield* readCsv((offset) => readFrom(q, fileId, offset), format, from, size);
  } catch (error) {
    throw error instanceof CsvProblem ? new JobFailure(error.message) : error;
  }
}

export function openProblemFile(q: Query, job: JobRow, { about }: OpenImport, parts: number, now: Instant): Promise<JobFile> {
  return JobFile.open(
    q,
    {
      id: deriveId(job.createdAt, job.id, "file"),
      workspaceId: job.workspaceId,
      name: `${about.name.replace(/\.\w+$/, "")} - rows to look at.csv`,
      contentType: "text/csv; charset=utf-8",
      createdAt: job.createdAt,
      expiresAt: now + PROBLEMS_KEPT,
    },
    parts,
  );
}

/** Counts rows, and writes a line for each problem with the cells as they were. */
export function tallyRows(tally: Tally, rows: readonly JudgedRow[], columnNames: readonly string[], file: JobFile): Tally {
  const counts = { ...tally };
  const causes = new Map(tally.causes.map((cause) => [`${cause.column}\n${cause.problem}`, cause]));
  for (const { reading, action, problems } of rows) {
    counts.rows += 1;
    counts[action] += 1;
    if (problems.length > 0 && (action === "create" || action === "update")) counts.partly += 1;
    for (const { column, problem, right } of problems) {
      const name = columnNames[column] ?? "";
      noteCause(causes, name, problem, reading.row);
      if (counts.problemLines === 0) file.write(BYTE_ORDER_MARK + csvLine(["Row", "Column", "Problem", "What would be right", "What happens", ...columnNames]));
      if (counts.problemLines < MAX_PROBLEM_LINES) file.write(csvLine([reading.row, name, problem, right, FATE[action], ...reading.cells]));
      counts.problemLines += 1;
    }
  }
  return { ...counts, causes: [...causes.values()] };
}

const FATE: { readonly [action in JudgedRow["action"]]: string } = {
  create: "taken without this cell",
  update: "taken without this cell",
  skip: "left out",
  refuse: "left out",
  blank: "left out",
};

/** Values differ from row to row; without them it is one cause. */
function noteCause(causes: Map<string, Cause>, column: string, problem: string, row: number): void {
  const general = problem.replace(/“[^”]*”/g, "…");
  const key = `${column}\n${general}`;
  const known = causes.get(key);
  if (known) causes.set(key, { ...known, count: known.count + 1 });
  else if (causes.size < MAX_CAUSES) causes.set(key, { column, problem: general, count: 1, row });
}
