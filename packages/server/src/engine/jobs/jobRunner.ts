import { type Instant, MINUTE, SECOND } from "@beckon/core";
import {
  claimJob,
  finishJob,
  freeJobsOf,
  type JobProgress,
  type JobRow,
  jobClaimers,
  nextJobAt,
  noteFailure,
  othersWait,
  releaseJob,
  saveStep,
} from "../../store/jobs.ts";
import { Loop, type Service } from "../service.ts";
import { JobFailure, type JobKind, type JobStep, type JobTools } from "./job.ts";

export interface JobRunnerOptions {
  readonly tools: JobTools;
  readonly kinds: ReadonlyMap<string, JobKind>;
  /** In whose name jobs are claimed. */
  readonly owner: string;
  /** Whether a claimer is a process of this machine which is no more. */
  readonly isDead: (claimer: string) => boolean;
  readonly onError: (error: unknown) => void;
}

/** Each step renews it; a step takes a second at most. */
const LEASE_MS = MINUTE;
/** A long job lets a short one pass after so long. */
const SLICE_MS = 3 * SECOND;
/** Another process may add a job without telling us. */
const POLL_MS = SECOND;
/** Failures in a row, with growing pauses: some five minutes of a database that is away or full. */
const MAX_FAILURES = 8;
const FIRST_PAUSE_MS = SECOND;
const LONGEST_PAUSE_MS = 2 * MINUTE;

/**
 * Does long work in small steps: claims the job that has waited longest, continues it at its cursor, keeps each step with
 * its place, and lets another have a turn. Whoever dies is continued by another when the lease runs out, or at once where
 * the dead one was a neighbour on this machine. A job that was cancelled meanwhile cannot be saved, and so ends.
 */
export class JobRunner implements Service {
  readonly #options: JobRunnerOptions;
  readonly #kinds: readonly string[];
  readonly #loop: Loop;
  #stopping = false;

  constructor(options: JobRunnerOptions) {
    this.#options = options;
    this.#kinds = [...options.kinds.keys()];
    this.#loop = new Loop({ round: () => this.#round(), onError: options.onError });
  }

  start(): void {
    this.#stopping = false;
    this.#loop.start();
  }

  /** Keeps the step under way, gives the job back and ends. */
  stop(): Promise<void> {
    this.#stopping = true;
    return this.#loop.stop();
  }

  /** A job was added just now. */
  wake(): void {
    this.#loop.wake();
  }

  /** Gives one job a turn. @returns whether there was one */
  async runOnce(): Promise<boolean> {
    const { tools, owner } = this.#options;
    await this.#freeTheDead();
    const job = await claimJob(tools.db, this.#claim(), this.#kinds);
    if (job === null) return false;
    try {
      await this.#turn(job);
    } catch (error) {
      await this.#failed(job, error, owner);
    }
    return true;
  }

  async #round(): Promise<number> {
    if (await this.runOnce()) return 0;
    const next = await nextJobAt(this.#options.tools.db, this.#kinds);
    return next === null ? POLL_MS : Math.max(0, Math.min(POLL_MS, next - this.#options.tools.clock.now()));
  }

  async #freeTheDead(): Promise<void> {
    const { tools, isDead } = this.#options;
    const dead = (await jobClaimers(tools.db)).filter(isDead);
    await freeJobsOf(tools.db, dead, tools.clock.now());
  }

  /** Steps until the job is done, its slice is used up while others wait, or it is not ours any more. */
  async #turn(job: JobRow): Promise<void> {
    const { tools, kinds } = this.#options;
    const { db, clock } = tools;
    const began = clock.now();
    const work = (kinds.get(job.kind) as JobKind).run(job, tools);
    try {
      for (;;) {
        const next = await work.next();
        if (next.done) {
          const { summary, fileId = null } = next.value;
          await finishJob(db, job.id, clock.now(), { state: "done", error: null, summary, fileId });
          return;
        }
        if (!(await saveStep(db, job.id, this.#claim(), progressOf(next.value)))) return;
        const pause = await this.#pauseAfter(next.value, began);
        if (pause !== null) {
          await releaseJob(db, job.id, this.#claim(), pause);
          return;
        }
      }
    } finally {
      await work.return({ summary: {} });
    }
  }

  /** Until when the job gives way; null: it goes on. */
  async #pauseAfter({ notBefore }: JobStep, began: Instant): Promise<Instant | null> {
    const { db, clock } = this.#options.tools;
    const now = clock.now();
    if (notBefore !== undefined && notBefore > now) return notBefore;
    if (this.#stopping) return now;
    return now - began >= SLICE_MS && (await othersWait(db, now, this.#kinds)) ? now : null;
  }

  async #failed(job: JobRow, error: unknown, owner: string): Promise<void> {
    const { tools, kinds, onError } = this.#options;
    const { db, clock } = tools;
    if (!(error instanceof JobFailure)) {
      onError(error);
      const pause = Math.min(FIRST_PAUSE_MS * 2 ** job.failures, LONGEST_PAUSE_MS);
      if ((await noteFailure(db, job.id, { owner }, clock.now() + pause)) < MAX_FAILURES) return;
    }
    const sentence = error instanceof JobFailure ? error.message : "This did not work, also after several tries; the server's log says why.";
    if (await finishJob(db, job.id, clock.now(), { state: "failed", error: sentence, summary: null, fileId: null }))
      await kinds.get(job.kind)?.abandoned?.(job, tools);
  }

  #claim() {
    const now = this.#options.tools.clock.now();
    return { owner: this.#options.owner, now, until: now + LEASE_MS };
  }
}

function progressOf({ cursor, done, total, summary }: JobStep): JobProgress {
  return { cursor, done, total: total ?? null, summary: summary ?? null };
}
