import { routes, type Workspace } from "@beckon/contract";
import { formatInstant, INTERNAL } from "@beckon/core";
import type { FastifyInstance } from "fastify";
import { logoPath, setLogo } from "../../engine/brand.ts";
import { previewRetention } from "../../engine/retention.ts";
import { changeWorkspace, workspaceOf } from "../../engine/setupWorkspace.ts";
import { removeLogo } from "../../store/brandAssets.ts";
import { liveCampaignOn } from "../../store/campaigns.ts";
import type { WorkspaceRow } from "../../store/workspaces.ts";
import type { HttpDeps } from "../deps.ts";
import { serve } from "../serve.ts";

export async function workspaceRoutes(app: FastifyInstance, deps: HttpDeps): Promise<void> {
  serve(app, deps, routes.getWorkspace, async ({ principal }) => presentWorkspace(await workspaceOf(deps.db, principal.workspaceId)));
  serve(app, deps, routes.previewRetention, ({ principal, body }) => previewRetention(deps.db, deps.clock, principal.workspaceId, body));
  serve(app, deps, routes.updateWorkspace, async ({ principal, body, audit }) => {
    const before = await workspaceOf(deps.db, principal.workspaceId);
    const changed = await changeWorkspace(deps.db, principal.workspaceId, { name: body.name, settings: body.settings }, (tx, id, was, is) =>
      deps.segmentDesk.followPlaces(tx, id, was, is, principal.name),
    );
    deps.jobDesk.wake();
    audit.changed({ name: before.name, settings: before.settings }, { name: changed.name, settings: changed.settings });
    deps.definitionsChanged();
    return presentWorkspace(changed);
  });
  serve(app, deps, routes.setLogo, async ({ principal, body }) => {
    await setLogo(deps.db, principal.workspaceId, body.data, deps.clock.now());
    return presentWorkspace(await workspaceOf(deps.db, principal.workspaceId));
  });
  serve(app, deps, routes.removeLogo, async ({ principal }) => {
    await removeLogo(deps.db, principal.workspaceId);
    return presentWorkspace(await workspaceOf(deps.db, principal.workspaceId));
  });
  serve(app, deps, routes.getConfirmation, async ({ principal }) => ({
    campaign: await liveCampaignOn(deps.db, principal.workspaceId, INTERNAL.subscriptionRequested),
  }));
}

function presentWorkspace(workspace: WorkspaceRow): Workspace {
  return {
    id: workspace.id,
    name: workspace.name,
    settings: workspace.settings as Workspace["settings"],
    logoUrl: workspace.logo === null ? null : logoPath(workspace.logo),
    createdAt: formatInstant(workspace.createdAt),
  };
}
