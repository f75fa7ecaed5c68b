import type { Clock } from "../clock.ts";
import { newId } from "../ids.ts";
import type { Query } from "../store/db.ts";
import { addBuild, waitingBuild } from "../store/segmentBuilds.ts";
import type { JobDesk } from "./jobs/jobDesk.ts";

/** The build that waits for its turn and takes in what is published meanwhile, or a new one with its job. @returns its id */
export async function buildToJoin(
  tx: Query,
  { clock, jobs }: { readonly clock: Clock; readonly jobs: Pick<JobDesk, "add"> },
  { workspaceId, title, by }: { readonly workspaceId: number; readonly title: string; readonly by: string },
): Promise<string> {
  const waiting = await waitingBuild(tx, workspaceId);
  if (waiting) return waiting.id;
  const now = clock.now();
  const id = newId(now);
  const job = await jobs.add(tx, { workspaceId, kind: "build_segments", title, input: { buildId: id }, startedBy: by });
  await addBuild(tx, { id, workspaceId, jobId: job.id }, now);
  return id;
}
