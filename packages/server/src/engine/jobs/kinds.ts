import { buildSegments } from "./buildSegments.ts";
import { checkImport } from "./checkImport.ts";
import { erasePerson } from "./erasePerson.ts";
import { exportPeople } from "./exportPeople.ts";
import { exportPerson } from "./exportPerson.ts";
import { importPeople } from "./importPeople.ts";
import type { JobKind } from "./job.ts";
import { makeVouchersJob } from "./makeVouchers.ts";
import { rankPeople } from "./rankPeople.ts";
import { rehearse } from "./rehearse.ts";
import { sweepSegments } from "./sweepSegments.ts";
import { writeComputedJob } from "./writeComputed.ts";

/** Every kind of long work. */
export const JOB_KINDS: ReadonlyMap<string, JobKind> = new Map(
  [
    buildSegments,
    checkImport,
    erasePerson,
    exportPeople,
    exportPerson,
    importPeople,
    makeVouchersJob,
    rankPeople,
    rehearse,
    sweepSegments,
    writeComputedJob,
  ].map((kind) => [kind.kind, kind]),
);
