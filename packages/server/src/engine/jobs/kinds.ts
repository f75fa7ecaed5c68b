import { checkImport } from "./checkImport.ts";
import { exportPeople } from "./exportPeople.ts";
import { importPeople } from "./importPeople.ts";
import type { JobKind } from "./job.ts";

/** Every kind of long work. */
export const JOB_KINDS: ReadonlyMap<string, JobKind> = new Map([checkImport, exportPeople, importPeople].map((kind) => [kind.kind, kind]));
