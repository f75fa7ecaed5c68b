import { type Import, type ImportListItem, type ImportPreview, routes } from "@beckon/contract";
import { formatInstant } from "@beckon/core";
import type { FastifyInstance } from "fastify";
import type { ImportDetail, ImportView } from "../../engine/imports/importDesk.ts";
import type { JudgedRow } from "../../engine/imports/judgeRows.ts";
import { nameProfiles } from "../../engine/profileReader.ts";
import { listImports } from "../../store/imports.ts";
import { refuseWithout } from "../auth.ts";
import type { HttpDeps } from "../deps.ts";
import { acceptFiles, fileOf } from "../fileBody.ts";
import { pageOf, pageRequest } from "../paging.ts";
import { serve } from "../serve.ts";
import { presentOne } from "./jobs.ts";

/** Files of people: upload, map, look, check, take in. */
export async function importRoutes(app: FastifyInstance, deps: HttpDeps): Promise<void> {
  const { db, importDesk } = deps;
  acceptFiles(app);

  const answer = async (workspaceId: number, id: string) => presentDetail(deps, await importDesk.detail(workspaceId, id));
  serve(app, deps, routes.listImports, async ({ principal, query }) => {
    const page = pageRequest(query, ["uuid"]);
    const rows = await listImports(db, principal.workspaceId, (page.after?.[0] as string | undefined) ?? null, page.limit + 1);
    const items = new Map<string, ImportListItem>();
    for (const row of rows) items.set(row.id, await presentImport(deps, await importDesk.view(row)));
    return pageOf(
      rows,
      page,
      (row) => [row.id],
      (row) => items.get(row.id) as ImportListItem,
    );
  });
  serve(app, deps, routes.uploadImport, async ({ principal, query, request }) => {
    const about = await importDesk.upload(principal.workspaceId, fileName(query?.name), fileOf(request), principal.name);
    return answer(principal.workspaceId, about.id);
  });
  serve(app, deps, routes.getImport, ({ principal, params }) => answer(principal.workspaceId, params.id));
  serve(app, deps, routes.changeImportFormat, async ({ principal, params, body }) => {
    await importDesk.changeFormat(principal.workspaceId, params.id, body);
    return answer(principal.workspaceId, params.id);
  });
  serve(app, deps, routes.previewImport, async ({ principal, params, body }) => ({
    rows: (await importDesk.preview(principal.workspaceId, params.id, body)).map(presentRow),
  }));
  serve(app, deps, routes.checkImport, async ({ principal, params, body }) => {
    await importDesk.check(principal.workspaceId, params.id, body, principal.name);
    return answer(principal.workspaceId, params.id);
  });
  serve(app, deps, routes.startImport, async ({ principal, params, body }) => {
    if (body.list !== undefined) refuseWithout(principal, "segments:write");
    await importDesk.start(principal.workspaceId, params.id, body, principal.name);
    return answer(principal.workspaceId, params.id);
  });
  serve(app, deps, routes.discardImport, async ({ principal, params }) => {
    await importDesk.discard(principal.workspaceId, params.id);
    return undefined;
  });
  serve(app, deps, routes.listImportedPeople, async ({ principal, params, query }) => {
    const page = pageRequest(query, ["uuid"]);
    const ids = await importDesk.createdPeople(principal.workspaceId, params.id, (page.after?.[0] as string | undefined) ?? null, page.limit + 1);
    const named = await nameProfiles(db, ids);
    return pageOf(
      ids,
      page,
      (id) => [id],
      (id) => named(id),
    );
  });
}

/** The last part of a path, without what a list could not show. */
function fileName(given: string | undefined): string {
  const name = (given ?? "")
    .replace(/^.*[\\/]/, "")
    .replace(/\p{Cc}/gu, "")
    .trim();
  return name === "" ? "people.csv" : name.slice(0, 200);
}

async function presentImport(deps: HttpDeps, { about, state, job, check }: ImportView): Promise<ImportListItem> {
  const { id, name, bytes, createdBy, createdAt } = about;
  const newest = job ?? check;
  return { id, name, bytes, state, createdBy, createdAt: formatInstant(createdAt), job: newest && (await presentOne(deps, newest)) };
}

async function presentDetail(deps: HttpDeps, detail: ImportDetail): Promise<Import> {
  const { about, check, job, fileKept, columns, suggested, sameFileAs } = detail;
  return {
    ...(await presentImport(deps, detail)),
    job: job && (await presentOne(deps, job)),
    check: check && (await presentOne(deps, check)),
    format: about.format,
    fileKept,
    columns: columns.map(({ name, examples, column, doubt }) => ({ name, examples: [...examples], guess: column, doubt })),
    plan: about.plan,
    suggested,
    sameFileAs: sameFileAs && { id: sameFileAs.id, name: sameFileAs.name, createdAt: formatInstant(sameFileAs.createdAt), createdBy: sameFileAs.createdBy },
  };
}

function presentRow({ reading, action, problems }: JudgedRow): ImportPreview["rows"][number] {
  return {
    row: reading.row,
    action,
    identifiers: [...(reading.match ? [reading.match] : []), ...reading.others],
    attributes: reading.attributes,
    channels: reading.channels,
    topics: reading.topics,
    problems: problems.map(({ column, problem, right }) => ({ column: column < 0 ? null : column, problem, right })),
  };
}
