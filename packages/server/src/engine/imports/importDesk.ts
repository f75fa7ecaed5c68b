import { createHash } from "node:crypto";
import { DAY, type ImportPlan } from "@beckon/core";
import type { Clock } from "../../clock.ts";
import { newId } from "../../ids.ts";
import type { Db } from "../../store/db.ts";
import { beginFile, completeFile, deleteFile, findFile, putPart, readPart } from "../../store/files.ts";
import { addImport, changeImport, createdPeople, deleteImport, findImport, type ImportRow, sameFileBefore } from "../../store/imports.ts";
import { findJob, type JobRow } from "../../store/jobs.ts";
import { identityKinds } from "../../store/profileSearch.ts";
import { registeredProperties } from "../../store/registry.ts";
import { readSegment } from "../../store/segments.ts";
import { readWorkspace } from "../../store/workspaces.ts";
import type { CsvFormat, CsvRow } from "../csv/csvReader.ts";
import { guessFormat, isBlank, sampleRows } from "../csv/guessFormat.ts";
import { EncodingWatch } from "../csv/textEncoding.ts";
import type { JobDesk } from "../jobs/jobDesk.ts";
import { Refusal } from "../refusal.ts";
import { type ColumnGuess, type Familiar, guessColumns } from "./guessColumns.ts";
import { type JudgedRow, judgeRows } from "./judgeRows.ts";
import { planProblem, suggestedPlan } from "./plan.ts";
import { readRow } from "./readRow.ts";

export interface ImportDeskDeps {
  readonly db: Db;
  readonly clock: Clock;
  readonly jobs: JobDesk;
  /** Bytes of the largest file that is taken. */
  readonly maxBytes?: number;
}

const MAX_BYTES = 200 * 1024 * 1024;
const PART_BYTES = 1024 * 1024;
/** What is looked at to guess; some hundred rows. */
const SAMPLE_BYTES = 256 * 1024;
const MAX_COLUMNS = 500;
const EXAMPLES = 5;
const EXAMPLE_LENGTH = 80;
const PREVIEW_ROWS = 20;
/** A file that nobody goes on with. */
const UPLOAD_KEPT = DAY;

/** How far a file of people is. */
export type ImportState = "new" | "checking" | "checked" | "running" | "done" | "failed" | "cancelled";

export interface ImportView {
  readonly about: ImportRow;
  readonly state: ImportState;
  readonly check: JobRow | null;
  readonly job: JobRow | null;
}

/** An import with what its file holds; without columns where the file is gone. */
export interface ImportDetail extends ImportView {
  readonly fileKept: boolean;
  readonly columns: readonly (ColumnGuess & { readonly name: string; readonly examples: readonly string[] })[];
  readonly suggested: ImportPlan;
  readonly sameFileAs: ImportRow | null;
}

/** Takes files of people in: how they are read, what they would do, and the start of it. */
export class ImportDesk {
  readonly #deps: ImportDeskDeps;

  constructor(deps: ImportDeskDeps) {
    this.#deps = deps;
  }

  /** Keeps a file as it comes, and finds out how it is written. @throws Refusal `import_file_too_large`, `import_file_unusable` */
  async upload(workspaceId: number, name: string, body: AsyncIterable<Buffer>, by: string): Promise<ImportRow> {
    const { db, clock } = this.#deps;
    const now = clock.now();
    const fileId = newId(now);
    const file = { id: fileId, workspaceId, name, contentType: "text/csv", createdAt: now, expiresAt: now + UPLOAD_KEPT };
    await beginFile(db, file);
    try {
      const { bytes, hash, encoding } = await this.#keep(fileId, body);
      const sample = await this.#sample(fileId);
      const format = await guessFormat(sample, encoding);
      await refuseUnusable(sample, format);
      const row = { id: newId(now), workspaceId, name, fileId, bytes, hash, format, createdBy: by, createdAt: now };
      await addImport(db, row);
      return { ...row, plan: null, checkJobId: null, jobId: null };
    } catch (error) {
      await deleteFile(db, fileId);
      throw error;
    }
  }

  /** @throws Refusal `not_found` */
  async find(workspaceId: number, id: string): Promise<ImportView> {
    const about = await findImport(this.#deps.db, workspaceId, id);
    if (!about) throw new Refusal("not_found", { what: "import", id });
    return this.view(about);
  }

  async view(about: ImportRow): Promise<ImportView> {
    const { db } = this.#deps;
    const check = about.checkJobId === null ? null : await findJob(db, about.workspaceId, about.checkJobId);
    const job = about.jobId === null ? null : await findJob(db, about.workspaceId, about.jobId);
    return { about, check, job, state: stateOf(about, check, job) };
  }

  async detail(workspaceId: number, id: string): Promise<ImportDetail> {
    const { db } = this.#deps;
    const view = await this.find(workspaceId, id);
    const fileKept = (await findFile(db, view.about.fileId)) !== null;
    const familiar = await this.#familiar(workspaceId);
    const columns = fileKept ? await this.#columns(view.about, familiar) : [];
    const sameFileAs = await sameFileBefore(db, view.about);
    return { ...view, fileKept, columns, sameFileAs, suggested: suggestedPlan(columns.map(({ column }) => column)) };
  }

  /** @throws Refusal `import_state`, `import_file_unusable` */
  async changeFormat(workspaceId: number, id: string, format: CsvFormat): Promise<void> {
    const { about } = await this.#idle(workspaceId, id);
    await refuseUnusable(await this.#sample(about.fileId), format);
    await changeImport(this.#deps.db, id, { format });
  }

  /** Also while a check reads the file. @throws Refusal `import_plan_invalid` */
  async preview(workspaceId: number, id: string, plan: ImportPlan): Promise<JudgedRow[]> {
    const { about } = await this.#planned(await this.find(workspaceId, id), plan);
    const rows = await sampleRows(await this.#sample(about.fileId), about.format, PREVIEW_ROWS + 1);
    const data = rows.slice(about.format.hasHeader ? 1 : 0).slice(0, PREVIEW_ROWS);
    return judgeRows(
      this.#deps.db,
      workspaceId,
      plan,
      data.map((row) => readRow(row, plan)),
    );
  }

  /** Starts to read the whole file. @throws Refusal `import_plan_invalid`, `import_state` */
  async check(workspaceId: number, id: string, plan: ImportPlan, by: string): Promise<void> {
    const { about } = await this.#planned(await this.#idle(workspaceId, id), plan);
    await this.#begin(about, plan, "check_import", `Check of ${about.name}`, by, (jobId) => ({ checkJobId: jobId }));
  }

  /** Starts to take the people in. @throws Refusal `import_plan_invalid`, `import_state` */
  async start(workspaceId: number, id: string, plan: ImportPlan, by: string): Promise<void> {
    const { about } = await this.#planned(await this.#idle(workspaceId, id), plan);
    await this.#begin(about, plan, "import_people", `Import of ${about.name}`, by, (jobId) => ({ jobId }));
  }

  /** @throws Refusal `import_state` */
  async discard(workspaceId: number, id: string): Promise<void> {
    const { about } = await this.#idle(workspaceId, id);
    await deleteFile(this.#deps.db, about.fileId);
    if (about.jobId === null) await deleteImport(this.#deps.db, id);
  }

  async createdPeople(workspaceId: number, id: string, before: string | null, limit: number): Promise<string[]> {
    await this.find(workspaceId, id);
    return createdPeople(this.#deps.db, id, before, limit);
  }

  async #keep(fileId: string, body: AsyncIterable<Buffer>) {
    const { db, clock, maxBytes = MAX_BYTES } = this.#deps;
    const watch = new EncodingWatch();
    const hash = createHash("sha256");
    let bytes = 0;
    let parts = 0;
    for await (const part of partsOf(body)) {
      bytes += part.length;
      if (bytes > maxBytes) throw new Refusal("import_file_too_large", { megabytes: Math.floor(maxBytes / 1024 / 1024) });
      watch.push(part);
      hash.update(part);
      await putPart(db, fileId, parts, part);
      parts += 1;
    }
    const found = watch.end();
    if ("problem" in found) throw new Refusal("import_file_unusable", { problem: found.problem });
    await completeFile(db, fileId, parts, clock.now());
    return { bytes, hash: hash.digest("hex"), encoding: found.encoding };
  }

  async #sample(fileId: string): Promise<Buffer> {
    return (await readPart(this.#deps.db, fileId, 0))?.subarray(0, SAMPLE_BYTES) ?? Buffer.alloc(0);
  }

  async #columns(about: ImportRow, familiar: Familiar): Promise<ImportDetail["columns"]> {
    const rows = await sampleRows(await this.#sample(about.fileId), about.format);
    const { names, data } = namesAndData(rows, about.format.hasHeader);
    const values = names.map((_, index) => data.map(({ cells }) => cells[index] ?? ""));
    const guesses = guessColumns(about.format.hasHeader ? names : names.map(() => ""), values, familiar);
    return names.map((name, index) => ({
      name,
      examples: [...new Set((values[index] ?? []).filter((value) => value.trim() !== ""))].slice(0, EXAMPLES).map((value) => value.slice(0, EXAMPLE_LENGTH)),
      ...(guesses[index] as ColumnGuess),
    }));
  }

  async #familiar(workspaceId: number): Promise<Familiar> {
    const { db } = this.#deps;
    const attributes = (await registeredProperties(db, workspaceId, "", 1_000)).map(({ name }) => name);
    const topics = (await readWorkspace(db, workspaceId))?.settings.topics ?? [];
    return { attributes, topics, identifierKinds: await identityKinds(db, workspaceId) };
  }

  /** One that no job is at work on, with its file. */
  async #idle(workspaceId: number, id: string): Promise<ImportView> {
    const view = await this.find(workspaceId, id);
    if (view.state === "running" || view.state === "checking")
      throw new Refusal("import_state", { problem: "This file is being worked on; wait until that is over, or stop it." });
    return view;
  }

  async #planned(view: ImportView, plan: ImportPlan): Promise<ImportView> {
    if (view.state === "done") throw new Refusal("import_state", { problem: "This file was taken in already; upload it again to import it once more." });
    if (!(await findFile(this.#deps.db, view.about.fileId))) throw new Refusal("import_state", { problem: "The file is not kept any more; upload it again." });
    const { topics } = await this.#familiar(view.about.workspaceId);
    const [first] = await sampleRows(await this.#sample(view.about.fileId), view.about.format, 1);
    const found = planProblem(plan, first?.cells.length ?? 0, topics);
    if (found) throw new Refusal("import_plan_invalid", { problem: found.problem }, found.path);
    if (plan.list !== undefined && (await readSegment(this.#deps.db, view.about.workspaceId, plan.list))?.kind !== "list")
      throw new Refusal("import_plan_invalid", { problem: "This list is not there (any more); choose another, or make one." }, "body.list");
    return view;
  }

  async #begin(about: ImportRow, plan: ImportPlan, kind: string, title: string, by: string, change: (jobId: string) => object): Promise<void> {
    const { db, jobs } = this.#deps;
    await db.transaction(async (tx) => {
      const job = await jobs.add(tx, { workspaceId: about.workspaceId, kind, title, input: { importId: about.id }, startedBy: by });
      await changeImport(tx, about.id, { plan, ...change(job.id) });
    });
    jobs.wake();
  }
}

/** Whatever size the pieces come in. */
async function* partsOf(body: AsyncIterable<Buffer>): AsyncGenerator<Buffer> {
  let pieces: Buffer[] = [];
  let bytes = 0;
  for await (const piece of body) {
    pieces.push(piece);
    bytes += piece.length;
    if (bytes < PART_BYTES) continue;
    yield Buffer.concat(pieces);
    pieces = [];
    bytes = 0;
  }
  if (bytes > 0) yield Buffer.concat(pieces);
}

async function refuseUnusable(sample: Buffer, format: CsvFormat): Promise<void> {
  const rows = (await sampleRows(sample, format)).filter(({ cells }) => !isBlank(cells));
  const refuse = (problem: string): never => {
    throw new Refusal("import_file_unusable", { problem });
  };
  const columns = rows[0]?.cells.length ?? 0;
  if (rows.length === 0) refuse("The file is empty, or its first row is longer than 256 KB (a quotation mark that is never closed looks like this).");
  if (columns > MAX_COLUMNS) refuse(`The file has ${columns} columns; ${MAX_COLUMNS} are read. Leave out those that are not needed.`);
  if (rows.length === 1 && format.hasHeader) refuse("The file has a header and no rows.");
}

function namesAndData(rows: readonly CsvRow[], hasHeader: boolean): { names: string[]; data: readonly CsvRow[] } {
  const header = rows[0]?.cells ?? [];
  const seen = new Map<string, number>();
  const names = header.map((cell, index) => {
    const name = (hasHeader ? cell.trim().slice(0, EXAMPLE_LENGTH) : "") || `Column ${index + 1}`;
    const times = (seen.get(name) ?? 0) + 1;
    seen.set(name, times);
    return times === 1 ? name : `${name} (${times})`;
  });
  return { names, data: rows.slice(hasHeader ? 1 : 0) };
}

function stateOf({ jobId }: ImportRow, check: JobRow | null, job: JobRow | null): ImportState {
  if (jobId !== null && job === null) return "done";
  if (job) return job.state === "waiting" || job.state === "running" ? "running" : job.state;
  if (!check || check.state === "cancelled") return "new";
  if (check.state === "failed") return "failed";
  return check.state === "done" ? "checked" : "checking";
}
