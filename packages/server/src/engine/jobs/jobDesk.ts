import type { Instant, JsonObject } from "@beckon/core";
import type { Clock } from "../../clock.ts";
import { newId } from "../../ids.ts";
import type { Db, Query } from "../../store/db.ts";
import { type FileRow, findFile } from "../../store/files.ts";
import { addJob, cancelJob, findJob, type JobRow } from "../../store/jobs.ts";
import { Refusal } from "../refusal.ts";
import { JOB_KINDS } from "./kinds.ts";

export interface JobDeskDeps {
  readonly db: Db;
  readonly clock: Clock;
  /** A job was added: whoever runs jobs in this process looks at once. */
  readonly wake: () => void;
}

/** What is asked for. */
export interface JobWish {
  readonly workspaceId: number;
  readonly kind: string;
  readonly title: string;
  readonly input: JsonObject;
  readonly startedBy: string;
  readonly readyAt?: Instant;
}

/** Starts, shows and cancels long work. */
export class JobDesk {
  readonly #deps: JobDeskDeps;

  constructor(deps: JobDeskDeps) {
    this.#deps = deps;
  }

  /** Puts the work on the list and has it begun. */
  async start(wish: JobWish): Promise<JobRow> {
    const row = await this.add(this.#deps.db, wish);
    this.#deps.wake();
    return row;
  }

  /** Puts the work on the list together with what it belongs to; `wake` after the commit. */
  add(tx: Query, wish: JobWish): Promise<JobRow> {
    const now = this.#deps.clock.now();
    const { readyAt = now, ...job } = wish;
    return addJob(tx, { ...job, id: newId(now), createdAt: now, readyAt });
  }

  wake(): void {
    this.#deps.wake();
  }

  /** @throws Refusal `not_found` */
  async find(workspaceId: number, id: string): Promise<JobRow> {
    const job = await findJob(this.#deps.db, workspaceId, id);
    if (!job) throw new Refusal("not_found", { what: "job", id });
    return job;
  }

  /** Ends it where it is; what is done stays done. @throws Refusal `not_found`, `job_ended` */
  async cancel(workspaceId: number, id: string): Promise<JobRow> {
    const { db, clock } = this.#deps;
    const job = await this.find(workspaceId, id);
    const kind = JOB_KINDS.get(job.kind);
    if (kind?.cannotStop && job.state === "running") throw new Refusal("job_cannot_stop");
    if (!(await cancelJob(db, workspaceId, id, clock.now()))) throw new Refusal("job_ended", { state: job.state });
    await kind?.abandoned?.(job, { db, clock });
    return this.find(workspaceId, id);
  }

  /** The file that it made. @throws Refusal `not_found`, `file_gone` */
  async file(workspaceId: number, id: string): Promise<FileRow> {
    const job = await this.find(workspaceId, id);
    const file = job.fileId === null ? null : await findFile(this.#deps.db, job.fileId);
    if (job.fileId === null) throw new Refusal("not_found", { what: "file of job", id });
    if (!file || file.completedAt === null || file.expiresAt <= this.#deps.clock.now()) throw new Refusal("file_gone");
    return file;
  }
}
