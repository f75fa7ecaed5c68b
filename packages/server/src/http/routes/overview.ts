import { routes } from "@beckon/contract";
import { formatInstant } from "@beckon/core";
import type { FastifyInstance } from "fastify";
import { OverviewReader } from "../../engine/overviewReader.ts";
import type { HttpDeps } from "../deps.ts";
import { serve } from "../serve.ts";

/** The first screen. */
export async function overviewRoutes(app: FastifyInstance, deps: HttpDeps): Promise<void> {
  const reader = new OverviewReader(deps.db, deps.clock, deps.campaignDesk);
  serve(app, deps, routes.getOverview, async ({ principal }) => {
    const { at, timeZone, days, activePeople, lastDay, drafts, coming } = await reader.read(principal.workspaceId);
    return {
      time: formatInstant(at),
      timeZone,
      days: days.map((day) => ({ ...day, revenue: [...day.revenue] })),
      activePeople,
      lastDay: [...lastDay],
      drafts: [...drafts],
      coming: { hours: coming.hours.map((hour) => ({ ...hour, from: formatInstant(hour.from) })), complete: coming.complete },
    };
  });
}
