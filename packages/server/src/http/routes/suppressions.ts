import { Readable } from "node:stream";
import { type QueryOf, routes, type Suppression } from "@beckon/contract";
import { formatInstant } from "@beckon/core";
import type { FastifyInstance } from "fastify";
import { allowAddress, suppressAddress } from "../../engine/suppressionDesk.ts";
import { importSuppressions, suppressionLines } from "../../engine/suppressionFile.ts";
import { listSuppressions, type SuppressionRow, type SuppressionsAsked } from "../../store/suppressionList.ts";
import type { HttpDeps } from "../deps.ts";
import { acceptFiles, fileOf } from "../fileBody.ts";
import { pageOf, pageRequest } from "../paging.ts";
import { serve } from "../serve.ts";

export async function suppressionRoutes(app: FastifyInstance, deps: HttpDeps): Promise<void> {
  serve(app, deps, routes.listSuppressions, async ({ principal, query }) => {
    const page = pageRequest(query, ["number", "text", "text"]);
    const after = page.after ? { at: page.after[0] as number, channel: page.after[1] as string, address: page.after[2] as string } : null;
    const rows = await listSuppressions(deps.db, principal.workspaceId, { ...askedOf(query), after, limit: page.limit + 1 });
    return pageOf(rows, page, (row) => [row.at, row.channel, row.address], presentSuppression);
  });
  serve(app, deps, routes.addSuppression, async ({ principal, body }) =>
    presentSuppression(
      await suppressAddress(deps, principal.workspaceId, body.channel, body.address, {
        reason: body.reason ?? "manual",
        detail: body.detail ?? `Added by ${principal.name}`,
      }),
    ),
  );
  acceptFiles(app);
  serve(app, deps, routes.importSuppressions, async ({ principal, request }) => {
    const { faults, ...counts } = await importSuppressions(deps, principal.workspaceId, fileOf(request), principal.name);
    return { ...counts, faults: [...faults] };
  });
  serve(app, deps, routes.exportSuppressions, async ({ principal, query, reply }) => {
    reply
      .header("content-type", "text/csv; charset=utf-8")
      .header("content-disposition", 'attachment; filename="suppressed-addresses.csv"')
      .header("cache-control", "no-store");
    return Readable.from(suppressionLines(deps, principal.workspaceId, askedOf(query), formatInstant)) as never;
  });
  serve(app, deps, routes.removeSuppression, async ({ principal, params }) => {
    await allowAddress(deps, principal.workspaceId, params.channel, params.address);
    return undefined;
  });
}

function askedOf(query: QueryOf<typeof routes.exportSuppressions>): Pick<SuppressionsAsked, "search" | "reason"> {
  return { search: query?.search ?? "", reason: query?.reason ?? null };
}

function presentSuppression({ channel, address, reason, detail, at, sendId }: SuppressionRow): Suppression {
  return { channel, address, reason, detail, at: formatInstant(at), sendId };
}
