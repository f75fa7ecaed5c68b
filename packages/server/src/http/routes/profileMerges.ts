import { type Merge, routes } from "@beckon/contract";
import { formatInstant } from "@beckon/core";
import type { FastifyPluginAsync } from "fastify";
import { foreseeMerge, foreseeUndo, mergeProfiles, type ProfileMergeDeps, undoMerge } from "../../engine/profileMerge.ts";
import { nameProfiles } from "../../engine/profileReader.ts";
import { type MergeRow, newestMerges } from "../../store/merges.ts";
import { instantOrNull } from "../instants.ts";
import { pageOf, pageRequest } from "../paging.ts";
import { type ServeDeps, serve } from "../serve.ts";

/** Merges by hand: foresee, do, take back. */
export function profileMergeRoutes(deps: ServeDeps & ProfileMergeDeps): FastifyPluginAsync {
  return async (app) => {
    serve(app, deps, routes.previewMerge, async ({ principal, body }) => {
      const foreseen = await foreseeMerge(deps.db, principal.workspaceId, body.survivor, body.merged);
      const named = await nameProfiles(deps.db, [body.survivor, body.merged]);
      return {
        survivor: named(body.survivor),
        merged: named(body.merged),
        identifiers: [...foreseen.identifiers],
        attributes: [...foreseen.attributes],
        consent: foreseen.consent,
        waiting: foreseen.waiting,
        warnings: [...foreseen.warnings],
      };
    });
    serve(app, deps, routes.mergeProfiles, async ({ principal, body, audit }) => {
      audit.concerns("profile", body.merged);
      return presentMerge(await mergeProfiles(deps, principal.workspaceId, body.survivor, body.merged, principal.name));
    });
    serve(app, deps, routes.listMerges, async ({ principal, query }) => {
      const page = pageRequest(query, ["uuid"]);
      const rows = await newestMerges(deps.db, principal.workspaceId, (page.after?.[0] as string | undefined) ?? null, page.limit + 1);
      const named = await nameProfiles(
        deps.db,
        rows.flatMap(({ survivor, merged }) => [survivor, merged]),
      );
      return pageOf(
        rows,
        page,
        (row) => [row.id],
        (row) => ({ ...presentMerge(row), survivorProfile: named(row.survivor), mergedProfile: named(row.merged) }),
      );
    });
    serve(app, deps, routes.previewUndo, async ({ principal, params }) => {
      const { merge, reason, identifiers, attributes, events, waiting, staying } = await foreseeUndo(deps.db, deps.clock, principal.workspaceId, params.id);
      const named = await nameProfiles(deps.db, [merge.survivor, merge.merged]);
      return {
        survivor: named(merge.survivor),
        merged: named(merge.merged),
        exact: reason === null,
        reason,
        identifiers: [...identifiers],
        attributes: [...attributes],
        events,
        waiting,
        staying,
      };
    });
    serve(app, deps, routes.undoMerge, async ({ principal, params, audit }) => {
      const merge = await undoMerge(deps, principal.workspaceId, params.id);
      audit.concerns("profile", merge.merged);
      return presentMerge(merge);
    });
  };
}

function presentMerge({ id, survivor, merged, at, by, undoneAt }: MergeRow): Merge {
  return { id, survivor, merged, at: formatInstant(at), by, undoneAt: instantOrNull(undoneAt) };
}
