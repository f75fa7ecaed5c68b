import { type AuditEntry, routes } from "@beckon/contract";
import { formatInstant, parseInstant } from "@beckon/core";
import type { FastifyInstance } from "fastify";
import { csvLine } from "../../engine/csv/csvText.ts";
import { type AuditFilter, type AuditRow, listAudit, listAuditActors } from "../../store/audit.ts";
import type { HttpDeps } from "../deps.ts";
import { pageOf, pageRequest } from "../paging.ts";
import { type Call, serve } from "../serve.ts";

const EXPORT_MAX = 50_000;
const EXPORT_CHUNK = 1_000;

/** Who changed what. */
export async function auditRoutes(app: FastifyInstance, deps: HttpDeps): Promise<void> {
  serve(app, deps, routes.listAudit, async ({ principal, query }) => {
    const page = pageRequest(query, ["uuid"]);
    const before = page.after?.[0] as string | undefined;
    const rows = await listAudit(deps.db, principal.workspaceId, { ...filterOf(query), before, limit: page.limit + 1 });
    return pageOf(rows, page, (row) => [row.id], presentEntry);
  });
  serve(app, deps, routes.listAuditActors, async ({ principal }) => ({ items: await listAuditActors(deps.db, principal.workspaceId) }));
  serve(app, deps, routes.exportAudit, async ({ principal, query, reply }) => {
    const lines = [csvLine(["time", "who", "who is", "ip", "outcome", "what", "action", "kind", "id", "changes"])];
    let before: string | undefined;
    do {
      const rows: AuditRow[] = await listAudit(deps.db, principal.workspaceId, { ...filterOf(query), before, limit: EXPORT_CHUNK });
      lines.push(...rows.map(lineOf));
      before = rows.length === EXPORT_CHUNK ? rows.at(-1)?.id : undefined;
    } while (before !== undefined && lines.length < EXPORT_MAX);
    reply.type("text/csv; charset=utf-8").header("content-disposition", 'attachment; filename="audit-log.csv"');
    return lines.join("");
  });
}

function filterOf(query: Call<typeof routes.exportAudit>["query"]): Omit<AuditFilter, "limit"> {
  return {
    actorId: query?.actorId,
    kind: query?.kind,
    subject: query?.subject,
    outcome: query?.outcome,
    from: query?.from === undefined ? undefined : (parseInstant(query.from) ?? undefined),
    to: query?.to === undefined ? undefined : (parseInstant(query.to) ?? undefined),
  };
}

function presentEntry(row: AuditRow): AuditEntry {
  return {
    id: row.id,
    at: formatInstant(row.at),
    actor: { kind: row.actorKind, id: row.actorId, name: row.actorName },
    ip: row.ip,
    action: row.action,
    outcome: row.outcome,
    sentence: row.sentence,
    subject: row.subjectKind === null ? null : { kind: row.subjectKind, id: row.subjectId },
    changes: row.changes.map((place) => ({ ...place })),
  };
}

function lineOf(row: AuditRow): string {
  return csvLine([
    formatInstant(row.at),
    row.actorName,
    row.actorKind,
    row.ip ?? "",
    row.outcome,
    row.sentence,
    row.action,
    row.subjectKind ?? "",
    row.subjectId ?? "",
    row.changes.length === 0 ? "" : JSON.stringify(row.changes),
  ]);
}
