import { type DeadLetter, routes } from "@beckon/contract";
import { formatInstant } from "@beckon/core";
import type { FastifyPluginAsync } from "fastify";
import { type DeadLetterDeps, replayDeadLetter, replayDeadLetters } from "../../engine/deadLetters.ts";
import { Refusal } from "../../engine/refusal.ts";
import { type DeadLetterRow, discardDeadLetter, discardOpenDeadLetters, listDeadLetters } from "../../store/deadLetters.ts";
import { instantOrNull } from "../instants.ts";
import { pageOf, pageRequest } from "../paging.ts";
import { type ServeDeps, serve } from "../serve.ts";

/** What could not be taken: read it, mend what is wrong, try it again. */
export function deadLetterRoutes(deps: ServeDeps & DeadLetterDeps): FastifyPluginAsync {
  return async (app) => {
    serve(app, deps, routes.listDeadLetters, async ({ principal, query }) => {
      const page = pageRequest(query, ["uuid"]);
      const before = page.after?.[0] as string | undefined;
      const rows = await listDeadLetters(deps.db, principal.workspaceId, { state: query?.state, before, limit: page.limit + 1 });
      return pageOf(rows, page, (row) => [row.id], presentLetter);
    });
    serve(app, deps, routes.replayDeadLetter, async ({ principal, params }) => {
      const outcome = await replayDeadLetter(deps, principal.workspaceId, params.id);
      return { status: outcome.status, message: outcome.status === "rejected" ? outcome.message : null };
    });
    serve(app, deps, routes.discardDeadLetter, async ({ principal, params }) => {
      if (!(await discardDeadLetter(deps.db, principal.workspaceId, params.id))) throw new Refusal("not_found", { what: "open dead letter", id: params.id });
      return undefined;
    });
    serve(app, deps, routes.discardDeadLetters, async ({ principal, body }) => ({
      discarded: await discardOpenDeadLetters(deps.db, principal.workspaceId, body.reason),
    }));
    serve(app, deps, routes.replayDeadLetters, ({ principal, body }) => replayDeadLetters(deps, principal.workspaceId, body.reason));
  };
}

function presentLetter({ id, profileId, source, reason, detail, body, at, replayedAt }: DeadLetterRow): DeadLetter {
  return { id, profileId, source, reason, detail, body, at: formatInstant(at), replayedAt: instantOrNull(replayedAt) };
}
