import { Readable } from "node:stream";
import { type Erasure, routes } from "@beckon/contract";
import { formatInstant } from "@beckon/core";
import type { FastifyInstance } from "fastify";
import { BYTE_ORDER_MARK, csvLine } from "../../engine/csv/csvText.ts";
import { viewProfile } from "../../engine/profileReader.ts";
import type { ErasureRow } from "../../store/erasures.ts";
import type { HttpDeps } from "../deps.ts";
import { ApiError } from "../errors.ts";
import { instantOrNull } from "../instants.ts";
import { pageOf, pageRequest } from "../paging.ts";
import { serve } from "../serve.ts";
import { presentOne } from "./jobs.ts";

const DEFAULT_GRACE_HOURS = 24;
const PROOFS_A_PAGE = 200;

/** What people may ask of whoever keeps their data: a copy, and an end. */
export async function privacyRoutes(app: FastifyInstance, deps: HttpDeps): Promise<void> {
  const { db, jobDesk, erasureDesk } = deps;
  serve(app, deps, routes.exportProfile, async ({ principal, params }) => {
    const { profile, mergedInto } = await viewProfile(db, principal.workspaceId, params.id);
    const job = await jobDesk.start({
      workspaceId: principal.workspaceId,
      kind: "export_person",
      title: "Export of one person",
      input: { profileId: mergedInto ?? profile.id },
      startedBy: principal.name,
    });
    return presentOne(deps, job);
  });
  serve(app, deps, routes.requestErasure, async ({ principal, body }) => {
    const { profileId, identifier, graceHours = DEFAULT_GRACE_HOURS, refuse = false, suppress = false } = body;
    if ((profileId === undefined) === (identifier === undefined))
      throw new ApiError("validation_failed", { problem: "Give either `profileId` or `identifier`." }, "body");
    const id = profileId ?? (await erasureDesk.profileOf(principal.workspaceId, identifier as NonNullable<typeof identifier>));
    return presentErasure(await erasureDesk.request(principal.workspaceId, id, { graceHours, refuse, suppress }, principal.name));
  });
  serve(app, deps, routes.listErasures, async ({ principal, query }) => {
    const page = pageRequest(query, ["uuid"]);
    const identifier = query?.kind && query.value ? { kind: query.kind, value: query.value } : null;
    const rows = await erasureDesk.list(principal.workspaceId, identifier, (page.after?.[0] as string | undefined) ?? null, page.limit + 1);
    return pageOf(rows, page, (row) => [row.id], presentErasure);
  });
  serve(app, deps, routes.getErasure, async ({ principal, params }) => presentErasure(await erasureDesk.find(principal.workspaceId, params.id)));
  serve(app, deps, routes.cancelErasure, async ({ principal, params }) => presentErasure(await erasureDesk.cancel(principal.workspaceId, params.id)));
  serve(app, deps, routes.getErasureProofs, async ({ principal, reply }) => {
    reply
      .header("content-type", "text/csv; charset=utf-8")
      .header("content-disposition", 'attachment; filename="deletions.csv"')
      .header("cache-control", "no-store");
    return Readable.from(proofLines(deps, principal.workspaceId)) as never;
  });
}

async function* proofLines({ erasureDesk }: HttpDeps, workspaceId: number): AsyncGenerator<string> {
  yield BYTE_ORDER_MARK +
    csvLine([
      "id",
      "state",
      "requested_at",
      "requested_by",
      "due_at",
      "finished_at",
      "profile_hash",
      "identifier_hashes",
      "not_collected_again",
      "kept_suppressed",
      "rows_deleted",
      "proof_kept_until",
    ]);
  for (let before: string | null = null; ; ) {
    const rows: ErasureRow[] = await erasureDesk.list(workspaceId, null, before, PROOFS_A_PAGE);
    yield rows.map((row) => csvLine(proofCells(row))).join("");
    before = rows.at(-1)?.id ?? null;
    if (rows.length < PROOFS_A_PAGE) return;
  }
}

function proofCells(row: ErasureRow): string[] {
  const at = (instant: number | null) => (instant === null ? "" : formatInstant(instant));
  return [
    row.id,
    row.state,
    at(row.requestedAt),
    row.requestedBy,
    at(row.dueAt),
    at(row.finishedAt),
    row.profileHash,
    row.identifierHashes.join(" "),
    row.refuse ? "yes" : "no",
    row.suppress ? "yes" : "no",
    Object.entries(row.counts)
      .map(([table, count]) => `${table} ${count}`)
      .join("; "),
    at(row.keepUntil),
  ];
}

function presentErasure(row: ErasureRow): Erasure {
  const { id, state, profileId, profileHash, identifierHashes, refuse, suppress, counts, requestedBy } = row;
  return {
    id,
    state,
    profileId,
    profileHash,
    identifierHashes: [...identifierHashes],
    refuse,
    suppress,
    counts,
    requestedBy,
    requestedAt: formatInstant(row.requestedAt),
    dueAt: formatInstant(row.dueAt),
    finishedAt: instantOrNull(row.finishedAt),
    keepUntil: formatInstant(row.keepUntil),
  };
}
