import type { ComponentType } from "react";
import { createBrowserRouter, type RouteObject } from "react-router";
import { Gate } from "./Gate.tsx";
import { NotFound } from "./NotFound.tsx";
import { PageError } from "./PageError.tsx";
import { Shell } from "./Shell.tsx";
import { Starting } from "./Starting.tsx";

/** A page whose code is fetched when it is first opened. */
function page(path: string, load: () => Promise<ComponentType>): RouteObject {
  return { path, lazy: async () => ({ Component: await load() }), errorElement: <PageError /> };
}

const pages: RouteObject[] = [
  page("/", async () => (await import("../scenes/overview/OverviewPage.tsx")).OverviewPage),
  page("connect", async () => (await import("../scenes/connect/ConnectPage.tsx")).ConnectPage),
  page("connect/sample-shop", async () => (await import("../scenes/connect/SampleShopPage.tsx")).SampleShopPage),
  page("connect/segment", async () => (await import("../scenes/connect/SegmentPage.tsx")).SegmentPage),
  page("connect/stripe", async () => (await import("../scenes/connect/StripePage.tsx")).StripePage),
  page("people", async () => (await import("../scenes/people/PeoplePage.tsx")).PeoplePage),
  page("people/merges", async () => (await import("../scenes/people/MergesPage.tsx")).MergesPage),
  page("people/:id", async () => (await import("../scenes/people/PersonPage.tsx")).PersonPage),
  page("imports", async () => (await import("../scenes/imports/ImportsPage.tsx")).ImportsPage),
  page("imports/:id", async () => (await import("../scenes/imports/ImportPage.tsx")).ImportPage),
  page("jobs", async () => (await import("../scenes/jobs/JobsPage.tsx")).JobsPage),
  page("campaigns", async () => (await import("../scenes/campaigns/CampaignsPage.tsx")).CampaignsPage),
  page("campaigns/new", async () => (await import("../scenes/campaigns/NewCampaignPage.tsx")).NewCampaignPage),
  page("campaigns/:id", async () => (await import("../scenes/campaigns/CampaignPage.tsx")).CampaignPage),
  page("journeys", async () => (await import("../scenes/journeys/JourneysPage.tsx")).JourneysPage),
  page("journeys/new", async () => (await import("../scenes/journeys/NewJourneyPage.tsx")).NewJourneyPage),
  page("journeys/:id", async () => (await import("../scenes/journeys/JourneyPage.tsx")).JourneyPage),
  page("programme", async () => (await import("../scenes/programme/ProgrammePage.tsx")).ProgrammePage),
  page("tasks", async () => (await import("../scenes/tasks/TasksPage.tsx")).TasksPage),
  page("content", async () => (await import("../scenes/content/ContentPage.tsx")).ContentPage),
  page("content/new", async () => (await import("../scenes/content/ContentBlockPage.tsx")).NewContentBlockPage),
  page("content/:id", async () => (await import("../scenes/content/ContentBlockPage.tsx")).ContentBlockPage),
  page("segments", async () => (await import("../scenes/segments/SegmentsPage.tsx")).SegmentsPage),
  page("segments/new", async () => (await import("../scenes/segments/NewSegmentPage.tsx")).NewSegmentPage),
  page("stages", async () => (await import("../scenes/stages/StagesPage.tsx")).StagesPage),
  page("rfm", async () => (await import("../scenes/rfm/RfmPage.tsx")).RfmPage),
  page("segments/:id", async () => (await import("../scenes/segments/SegmentPage.tsx")).SegmentPage),
  page("computed-attributes", async () => (await import("../scenes/computedAttributes/ComputedAttributesPage.tsx")).ComputedAttributesPage),
  page("computed-attributes/new", async () => (await import("../scenes/computedAttributes/ComputedAttributePage.tsx")).NewComputedAttributePage),
  page("computed-attributes/:id", async () => (await import("../scenes/computedAttributes/ComputedAttributePage.tsx")).ComputedAttributePage),
  page("messages", async () => (await import("../scenes/messages/MessagesPage.tsx")).MessagesPage),
  page("messages/:id", async () => (await import("../scenes/messages/MessagePage.tsx")).MessagePage),
  page("events", async () => (await import("../scenes/events/EventsPage.tsx")).EventsPage),
  page("events/registry/:name", async () => (await import("../scenes/events/RegistryEventPage.tsx")).RegistryEventPage),
  page("integrations", async () => (await import("../scenes/integrations/IntegrationsPage.tsx")).IntegrationsPage),
  page("integrations/domain", async () => (await import("../scenes/integrations/SendingDomainPage.tsx")).SendingDomainPage),
  page("integrations/:kind", async () => (await import("../scenes/integrations/ProviderPage.tsx")).ProviderPage),
  page("account", async () => (await import("../scenes/account/AccountPage.tsx")).AccountPage),
  page("help", async () => (await import("../scenes/help/HelpPage.tsx")).HelpPage),
  page("help/:slug", async () => (await import("../scenes/help/HelpPage.tsx")).HelpPage),
  page("settings", async () => (await import("../scenes/settings/SettingsPage.tsx")).SettingsPage),
  { path: "*", element: <NotFound /> },
];

export const router = createBrowserRouter([
  {
    errorElement: <PageError />,
    HydrateFallback: Starting,
    children: [
      page("sign-in", async () => (await import("../scenes/signIn/SignInPage.tsx")).SignInPage),
      page("forgot-password", async () => (await import("../scenes/signIn/ForgotPage.tsx")).ForgotPage),
      page("new-password", async () => (await import("../scenes/signIn/NewPasswordPage.tsx")).NewPasswordPage),
      page("join", async () => (await import("../scenes/join/JoinPage.tsx")).JoinPage),
      page("welcome", async () => (await import("../scenes/setup/SetupPage.tsx")).SetupPage),
      {
        element: (
          <Gate>
            <Shell />
          </Gate>
        ),
        children: pages,
        errorElement: <PageError />,
      },
    ],
  },
]);
