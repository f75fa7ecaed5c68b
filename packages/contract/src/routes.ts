import { accountRoutes } from "./account.ts";
import { auditRoutes } from "./audit.ts";
import { campaignRoutes } from "./campaign.ts";
import { computedAttributeRoutes } from "./computedAttributes.ts";
import { contentBlockRoutes } from "./contentBlock.ts";
import { decisionRoutes } from "./decision.ts";
import { definitionRoutes } from "./definitions.ts";
import { eventRoutes } from "./event.ts";
import { importRoutes } from "./import.ts";
import { jobRoutes } from "./job.ts";
import { journeyRoutes } from "./journey.ts";
import { keyRoutes } from "./key.ts";
import { messageRoutes } from "./message.ts";
import { overviewRoutes } from "./overview.ts";
import { passwordResetRoutes } from "./passwordReset.ts";
import { peopleViewRoutes } from "./peopleView.ts";
import { personRoutes } from "./person.ts";
import { privacyRoutes } from "./privacy.ts";
import { profileRoutes } from "./profile.ts";
import { programmeRoutes } from "./programme.ts";
import { providerRoutes } from "./provider.ts";
import { rehearsalRoutes } from "./rehearsal.ts";
import { rfmRoutes } from "./rfm.ts";
import type { Route } from "./route.ts";
import { sampleShopRoutes } from "./sampleShop.ts";
import { segmentRoutes } from "./segments.ts";
import { setupRoutes } from "./setup.ts";
import { stageRoutes } from "./stages.ts";
import { statusRoutes } from "./status.ts";
import { suppressionRoutes } from "./suppression.ts";
import { taskRoutes } from "./task.ts";
import { testRunRoutes } from "./testRun.ts";
import { userRoutes } from "./user.ts";
import { webhookRoutes } from "./webhook.ts";
import { workspaceRoutes } from "./workspace.ts";

/** Every route of the public API by name. The server serves these, the web app and the CLI call them, OpenAPI lists them. */
export const routes = {
  ...setupRoutes,
  ...accountRoutes,
  ...userRoutes,
  ...passwordResetRoutes,
  ...workspaceRoutes,
  ...keyRoutes,
  ...auditRoutes,
  ...profileRoutes,
  ...personRoutes,
  ...peopleViewRoutes,
  ...decisionRoutes,
  ...campaignRoutes,
  ...journeyRoutes,
  ...rehearsalRoutes,
  ...testRunRoutes,
  ...contentBlockRoutes,
  ...programmeRoutes,
  ...taskRoutes,
  ...segmentRoutes,
  ...stageRoutes,
  ...rfmRoutes,
  ...computedAttributeRoutes,
  ...messageRoutes,
  ...eventRoutes,
  ...providerRoutes,
  ...webhookRoutes,
  ...suppressionRoutes,
  ...definitionRoutes,
  ...jobRoutes,
  ...importRoutes,
  ...privacyRoutes,
  ...statusRoutes,
  ...overviewRoutes,
  ...sampleShopRoutes,
};

export type Routes = typeof routes;
export type RouteName = keyof Routes;

const NAMES = new Map<Route, RouteName>(Object.entries(routes).map(([name, route]) => [route, name as RouteName]));

/** The name of a route of the table; of any other its method and path. */
export function nameOfRoute(route: Route): string {
  return NAMES.get(route) ?? `${route.method} ${route.path}`;
}
