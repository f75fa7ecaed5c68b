import { routes, type Suppression } from "@beckon/contract";
import { formatInstant } from "@beckon/core";
import type { FastifyInstance } from "fastify";
import { allowAddress, suppressAddress } from "../../engine/suppressionDesk.ts";
import { listSuppressions, type SuppressionRow } from "../../store/suppressionList.ts";
import type { HttpDeps } from "../deps.ts";
import { pageOf, pageRequest } from "../paging.ts";
import { serve } from "../serve.ts";

export async function suppressionRoutes(app: FastifyInstance, deps: HttpDeps): Promise<void> {
  serve(app, deps, routes.listSuppressions, async ({ principal, query }) => {
    const page = pageRequest(query, ["number", "text", "text"]);
    const after = page.after ? { at: page.after[0] as number, channel: page.after[1] as string, address: page.after[2] as string } : null;
    const asked = { search: query?.search ?? "", reason: query?.reason ?? null, after, limit: page.limit + 1 };
    const rows = await listSuppressions(deps.db, principal.workspaceId, asked);
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
  serve(app, deps, routes.removeSuppression, async ({ principal, params }) => {
    await allowAddress(deps, principal.workspaceId, params.channel, params.address);
    return undefined;
  });
}

function presentSuppression({ channel, address, reason, detail, at, sendId }: SuppressionRow): Suppression {
  return { channel, address, reason, detail, at: formatInstant(at), sendId };
}
