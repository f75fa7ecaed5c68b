import { JobRunner } from "../engine/jobs/jobRunner.ts";
import { JOB_KINDS } from "../engine/jobs/kinds.ts";
import { identifierHash } from "../engine/privacy/identifierHash.ts";
import { type Base, type Running, reporter } from "./base.ts";
import type { Door } from "./ingest.ts";
import type { WakeUps } from "./wakeUps.ts";

/** Long work: imports, exports, deletions. Several processes may run jobs; a lease keeps them apart. */
export function startJobs(base: Base, { ingest }: Door, wakeUps: WakeUps): Running {
  const { db, clock, log, name, secret } = base;
  const runner = new JobRunner({
    tools: { db, clock, ingest, resolver: ingest.resolver, hashOf: identifierHash(secret), wake: wakeUps.work },
    kinds: JOB_KINDS,
    owner: name.text,
    isDead: (claimer) => name.isDeadNeighbour(claimer),
    onError: reporter(log, "A step of a job did not work; it is tried again."),
  });
  wakeUps.onJobs(() => runner.wake());
  runner.start();
  return { name: "jobs", stop: () => runner.stop() };
}
