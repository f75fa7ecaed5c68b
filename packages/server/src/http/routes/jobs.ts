import { Readable } from "node:stream";
import { type Job, type Permission, routes } from "@beckon/contract";
import { formatInstant, type JsonObject } from "@beckon/core";
import type { FastifyInstance, FastifyReply } from "fastify";
import { JOB_KINDS } from "../../engine/jobs/kinds.ts";
import { type FileRow, findFiles, readFrom } from "../../store/files.ts";
import { type JobRow, listJobs } from "../../store/jobs.ts";
import type { Principal } from "../auth.ts";
import { refuseWithout } from "../auth.ts";
import type { HttpDeps } from "../deps.ts";
import { instantOrNull } from "../instants.ts";
import { pageOf, pageRequest } from "../paging.ts";
import { filterOf } from "../peopleQuery.ts";
import { serve } from "../serve.ts";

/** Long work: what runs, how far it is, what came of it. */
export async function jobRoutes(app: FastifyInstance, deps: HttpDeps): Promise<void> {
  const { db, jobDesk } = deps;
  serve(app, deps, routes.listJobs, async ({ principal, query }) => {
    const page = pageRequest(query, ["uuid"]);
    const before = (page.after?.[0] as string | undefined) ?? null;
    const kinds = query?.kind === undefined ? undefined : [query.kind];
    const states = query?.open ? (["waiting", "running"] as const) : undefined;
    const rows = await listJobs(db, principal.workspaceId, { kinds, states, before, limit: page.limit + 1 });
    const files = await filesOf(deps, rows);
    return pageOf(
      rows,
      page,
      (row) => [row.id],
      (row) => presentJob(row, fileOf(row, files)),
    );
  });
  serve(app, deps, routes.getJob, async ({ principal, params }) => presentOne(deps, await jobDesk.find(principal.workspaceId, params.id)));
  serve(app, deps, routes.cancelJob, async ({ principal, params }) => {
    await refuseStranger(deps, principal, params.id);
    return presentOne(deps, await jobDesk.cancel(principal.workspaceId, params.id));
  });
  serve(app, deps, routes.getJobFile, async ({ principal, params, reply }) => {
    await refuseStranger(deps, principal, params.id);
    return sendFile(deps, reply, await jobDesk.file(principal.workspaceId, params.id));
  });
  serve(app, deps, routes.exportProfiles, async ({ principal, body }) => {
    const search = body.search?.trim() ?? "";
    const filter = filterOf(body.filter);
    const job = await jobDesk.start({
      workspaceId: principal.workspaceId,
      kind: "export_people",
      title: search === "" && filter.length === 0 ? "Export of all people" : "Export of the people of a list",
      input: { search, filter } as unknown as JsonObject,
      startedBy: principal.name,
    });
    return presentOne(deps, job);
  });
}

/** A file as the answer; what is in it comes from strangers, so no browser may show it as a page. */
function sendFile({ db }: Pick<HttpDeps, "db">, reply: FastifyReply, file: FileRow): never {
  reply
    .header("content-type", file.contentType)
    .header("content-length", String(file.bytes))
    .header("content-disposition", `attachment; filename*=UTF-8''${encodeURIComponent(file.name)}`)
    .header("cache-control", "no-store");
  return Readable.from(readFrom(db, file.id)) as never;
}

/** The kind says what one must be allowed to do. */
async function refuseStranger({ jobDesk }: HttpDeps, principal: Principal, id: string): Promise<void> {
  const job = await jobDesk.find(principal.workspaceId, id);
  refuseWithout(principal, (JOB_KINDS.get(job.kind)?.needs ?? "profiles:delete") as Permission);
}

export async function presentOne(deps: Pick<HttpDeps, "db" | "clock">, row: JobRow): Promise<Job> {
  return presentJob(row, fileOf(row, await filesOf(deps, [row])));
}

/** Those that can still be fetched. */
async function filesOf({ db, clock }: Pick<HttpDeps, "db" | "clock">, rows: readonly JobRow[]): Promise<Map<string, FileRow>> {
  const files = await findFiles(
    db,
    rows.flatMap((row) => (row.fileId === null ? [] : [row.fileId])),
  );
  return new Map([...files].filter(([, file]) => file.completedAt !== null && file.expiresAt > clock.now()));
}

function fileOf(row: JobRow, files: ReadonlyMap<string, FileRow>): FileRow | null {
  return row.fileId === null ? null : (files.get(row.fileId) ?? null);
}

function presentJob(row: JobRow, file: FileRow | null): Job {
  return {
    id: row.id,
    kind: row.kind,
    title: row.title,
    state: row.state,
    done: row.done,
    total: row.total,
    summary: row.summary,
    error: row.error,
    file: file && { name: file.name, bytes: file.bytes, expiresAt: formatInstant(file.expiresAt) },
    startedBy: row.startedBy,
    createdAt: formatInstant(row.createdAt),
    readyAt: formatInstant(row.readyAt),
    startedAt: instantOrNull(row.startedAt),
    finishedAt: instantOrNull(row.finishedAt),
  };
}
