import type { Instant, Json, JsonObject } from "@beckon/core";
import type { Clock } from "../../clock.ts";
import type { Db } from "../../store/db.ts";
import type { JobRow } from "../../store/jobs.ts";
import type { IdentityResolver } from "../identityResolver.ts";
import type { Ingest } from "../incoming.ts";
import type { IdentifierHash } from "../privacy/identifierHash.ts";

/** What a job may use. */
export interface JobTools {
  readonly db: Db;
  readonly clock: Clock;
  readonly ingest: Ingest;
  /** Of the ingest in this process: it forgets people at once; other processes within a minute. */
  readonly resolver: Pick<IdentityResolver, "forget">;
  readonly hashOf: IdentifierHash;
  /** Told which buckets have new rows. */
  readonly wake: (buckets: ReadonlySet<number>) => void;
}

/** A step is done: this is kept, and from here the work goes on, whoever does it. */
export interface JobStep {
  readonly cursor: Json;
  readonly done: number;
  readonly total?: number | null;
  /** What is known so far. */
  readonly summary?: JsonObject;
  /** Goes on then, and lets others work until then. */
  readonly notBefore?: Instant;
}

export interface JobResult {
  readonly summary: JsonObject;
  readonly fileId?: string | null;
}

/**
 * A kind of long work: a file of its own, listed in `kinds.ts`. `run` begins at the job's cursor and yields after each step
 * of a second at most. Whoever dies between two yields is continued at the last one by somebody else: every step is safe to
 * run twice.
 */
export interface JobKind {
  readonly kind: string;
  /** The permission of whoever may cancel it and fetch its file. */
  readonly needs: string;
  run(job: JobRow, tools: JobTools): AsyncGenerator<JobStep, JobResult, void>;
  /** Whether it can be stopped once it runs; some work is worse half done. */
  readonly cannotStop?: true;
  /** Puts in order what a job leaves behind that was cancelled or failed. */
  abandoned?(job: JobRow, tools: Pick<JobTools, "db" | "clock">): Promise<void>;
}

/** The work cannot be done, and trying again will not help; the sentence says what to mend. */
export class JobFailure extends Error {}
