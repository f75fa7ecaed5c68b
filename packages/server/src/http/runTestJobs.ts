import { JobRunner } from "../engine/jobs/jobRunner.ts";
import { JOB_KINDS } from "../engine/jobs/kinds.ts";
import { identifierHash } from "../engine/privacy/identifierHash.ts";
import type { ApiTestServer } from "./apiTestServer.ts";

/** Does the long work of a test's server until nothing is left, a step at a time. */
export async function runTestJobs(
  { deps: { db, clock, ingest }, clock: moved }: ApiTestServer,
  between: () => Promise<unknown> = async () => {},
): Promise<void> {
  const runner = new JobRunner({
    tools: { db, clock, ingest, resolver: { forget: () => {} }, hashOf: identifierHash("test"), wake: () => {} },
    kinds: JOB_KINDS,
    owner: "test",
    isDead: () => false,
    onError: (error) => {
      throw error;
    },
  });
  while (await runner.runOnce()) {
    await between();
    moved.advance(1_000);
  }
}
