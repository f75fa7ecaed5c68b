import { type Static, Type } from "typebox";
import { page, pageQuery } from "./paging.ts";
import { peopleQuery } from "./profile.ts";
import { route } from "./route.ts";
import { AnyObject, Id, nullable, oneOf, strict, Timestamp } from "./scalars.ts";

export const JOB_STATES = ["waiting", "running", "done", "failed", "cancelled"] as const;

/** Long work: an import, an export, a deletion. Its place is kept after every step, so it goes on whatever happens. */
export const Job = Type.Object({
  id: Type.String(),
  kind: Type.String(),
  title: Type.String({ description: "What it does: `Export of all people`." }),
  state: oneOf(JOB_STATES),
  done: Type.Integer({ description: "Of `total`, so far." }),
  total: nullable(Type.Integer({ description: "Null while it is not known." })),
  summary: nullable(AnyObject),
  error: nullable(Type.String({ description: "Why it failed, and what to mend." })),
  file: nullable(Type.Object({ name: Type.String(), bytes: Type.Integer(), expiresAt: Timestamp }, { description: "What it made, while it is kept." })),
  startedBy: Type.String(),
  createdAt: Timestamp,
  readyAt: Timestamp,
  startedAt: nullable(Timestamp),
  finishedAt: nullable(Timestamp),
});
export type Job = Static<typeof Job>;

/** The bytes of a file. */
export const FileBody = Type.Unsafe<never>({ type: "string", format: "binary", description: "The file." });

const byId = strict({ id: Id });

export const jobRoutes = {
  listJobs: route({
    method: "GET",
    path: "/api/jobs",
    tag: "Jobs",
    summary: "Long work, newest first",
    access: "signed_in",
    query: strict({
      open: Type.Optional(Type.Boolean({ description: "Only what waits or runs." })),
      kind: Type.Optional(Type.String({ maxLength: 50 })),
      ...pageQuery,
    }),
    response: page(Job),
  }),
  getJob: route({ method: "GET", path: "/api/jobs/:id", tag: "Jobs", summary: "One piece of long work", access: "signed_in", params: byId, response: Job }),
  cancelJob: route({
    method: "POST",
    path: "/api/jobs/:id/cancel",
    tag: "Jobs",
    summary: "Stop long work",
    description: "What is done stays done. Needs the permission that starting it needs.",
    access: "signed_in",
    audit: { did: "stopped the long work {answer.title}", kind: "job" },
    params: byId,
    response: Job,
  }),
  getJobFile: route({
    method: "GET",
    path: "/api/jobs/:id/file",
    tag: "Jobs",
    summary: "The file that a job made",
    description: "Kept for some days. Needs the permission that starting the job needs.",
    access: "signed_in",
    params: byId,
    response: FileBody,
  }),
  exportProfiles: route({
    method: "POST",
    path: "/api/profiles/export",
    tag: "Profiles",
    summary: "Make a CSV file of people",
    description: "Of all people, or of those that `search` and `filter` find, as in the list. The answer is a job; its file is kept for three days.",
    access: "profiles:export",
    audit: { did: "started an export of people", kind: "job", id: "answer.id", withoutBody: true },
    body: strict(peopleQuery),
    response: Job,
    status: 202,
  }),
};
