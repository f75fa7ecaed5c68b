import { type EventItem, routes } from "@beckon/contract";
import { formatInstant } from "@beckon/core";
import type { FastifyPluginAsync } from "fastify";
import { nameProfiles, personIds } from "../../engine/profileReader.ts";
import { newestEvents } from "../../store/eventFeed.ts";
import { pageOf, pageRequest } from "../paging.ts";
import { type ServeDeps, serve } from "../serve.ts";

/** The live debugger: what arrived, newest first. An accepted event is here as soon as it is processed, which is at once. */
export function eventFeedRoutes(deps: ServeDeps): FastifyPluginAsync {
  const { db } = deps;
  return async (app) => {
    serve(app, deps, routes.listEvents, async ({ principal, query }) => {
      const page = pageRequest(query, ["uuid"]);
      const profileIds = query?.profileId === undefined ? undefined : await personIds(db, principal.workspaceId, query.profileId);
      const before = page.after?.[0] as string | undefined;
      const rows = await newestEvents(db, principal.workspaceId, { name: query?.name, profileIds, after: query?.after, before, limit: page.limit + 1 });
      const named = await nameProfiles(
        db,
        rows.map((row) => row.profileId),
      );
      return pageOf(
        rows,
        page,
        (row) => [row.id],
        (row): EventItem => ({
          id: row.id,
          profile: named(row.profileId),
          name: row.name,
          kind: row.kind,
          at: formatInstant(row.at),
          receivedAt: formatInstant(row.receivedAt),
          source: row.source,
          messageId: row.messageId,
          properties: row.properties,
          attributes: row.extra?.attributes ?? null,
          context: row.context as EventItem["context"],
          flags: [...(row.extra?.flags ?? [])],
        }),
      );
    });
  };
}
