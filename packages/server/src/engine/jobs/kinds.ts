import { exportPeople } from "./exportPeople.ts";
import type { JobKind } from "./job.ts";

/** Every kind of long work. */
export const JOB_KINDS: ReadonlyMap<string, JobKind> = new Map([exportPeople].map((kind) => [kind.kind, kind]));
