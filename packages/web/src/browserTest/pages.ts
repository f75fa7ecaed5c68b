import type { Page } from "playwright-core";

/** What the addresses of the pages name. */
export interface Shop {
  readonly profileId: string;
  readonly liveCampaignId: string;
  readonly draftCampaignId: string;
  /** A draft whose message is a webhook. */
  readonly webhookCampaignId: string;
  readonly messageId: string;
  readonly importId: string;
  readonly contentBlockId: string;
  /** A live segment, a draft of one with a group in it, and a list with somebody on it. */
  readonly segmentId: string;
  readonly draftSegmentId: string;
  readonly listId: string;
  readonly computedId: string;
  /** A live journey with somebody in it, and a draft of one with forks. */
  readonly journeyId: string;
  readonly draftJourneyId: string;
  /** Of the live journey. */
  readonly rehearsalId: string;
  /** An event that was seen here. */
  readonly event: string;
  /** Paths of the pages behind the links of a mail. */
  readonly preferences: string;
  readonly unsubscribe: string;
}

/** One page as somebody sees it. */
export interface AppPage {
  /** Of its picture, and of what is wrong with it. */
  readonly name: string;
  readonly path: string;
  /** What is done on it before it is looked at. */
  readonly act?: (page: Page) => Promise<unknown>;
  /** Seen without a session. */
  readonly signedOut?: true;
}

/** No page is there. */
export const NOWHERE = "/nowhere";

/** The page on which the first user is made; it is there until then. */
export const FIRST_PAGE: AppPage = { name: "welcome", path: "/", signedOut: true };

/** Held alike with the app's own lists by pages.test.ts. */
export const PROVIDERS = ["smtp", "ses", "postmark", "sendgrid", "resend", "mailgun", "inbound-mail", "stripe"];
export const SETTINGS = [
  "workspace",
  "branding",
  "rules",
  "topics",
  "never_send",
  "places",
  "suppressions",
  "webhooks",
  "users",
  "security",
  "keys",
  "audit",
  "retention",
  "privacy",
  "status",
];
export const GUIDES = [
  "how-beckon-works",
  "events",
  "who-is-who",
  "campaigns",
  "journeys",
  "may-it-go",
  "consent",
  "segments",
  "first-campaign",
  "rehearse",
  "first-journey",
  "first-segment",
  "computed-attributes",
  "life-cycle",
  "promotions",
  "rfm",
  "lists",
  "content",
  "segment",
  "stripe",
  "definitions-as-code",
  "sending",
  "webhooks",
  "people",
  "import",
  "preferences",
  "privacy",
  "users-and-security",
  "operate",
];

const FILTER = encodeURIComponent('[{"kind":"attribute","name":"plan","op":"equals","value":"pro"}]');
const press = (name: string | RegExp) => (page: Page) => page.getByRole("button", { name }).first().click();

/** Opens every clause of the editor: most of the app's forms at once. */
async function openClauses(page: Page): Promise<void> {
  for (const clause of await page.getByTestId(/^clause-/).all()) await clause.getByRole("button").first().click();
}

async function openPasswordLink(page: Page): Promise<void> {
  await press(/^Change Maria/)(page);
  await page.getByRole("menuitem", { name: "Make a link for a new password" }).click();
}

/** Every page there is: for axe, for its width, and for its picture. A new page is a line here. */
export const pagesOf = (shop: Shop): readonly AppPage[] => [
  { name: "overview", path: "/" },
  { name: "palette", path: "/", act: (page) => page.keyboard.press("Control+k") },
  { name: "connect", path: "/connect" },
  { name: "connect-sample-shop", path: "/connect/sample-shop" },
  { name: "connect-segment", path: "/connect/segment" },
  { name: "connect-stripe", path: "/connect/stripe" },
  { name: "people", path: "/people" },
  { name: "people-filter", path: `/people?sort=last_seen&filter=${FILTER}`, act: press("Add filter") },
  { name: "merges", path: "/people/merges" },
  { name: "merge-undo", path: "/people/merges", act: press(/^Take back the merge/) },
  { name: "person", path: `/people/${shop.profileId}` },
  { name: "person-why", path: `/people/${shop.profileId}?tab=why&campaign=${shop.liveCampaignId}` },
  { name: "person-changes", path: `/people/${shop.profileId}?tab=changes` },
  { name: "person-event", path: `/people/${shop.profileId}`, act: press("Record an event") },
  { name: "person-merge", path: `/people/${shop.profileId}`, act: press("Merge") },
  { name: "imports", path: "/imports" },
  { name: "import", path: `/imports/${shop.importId}` },
  { name: "jobs", path: "/jobs" },
  { name: "campaigns", path: "/campaigns" },
  { name: "campaign-new", path: "/campaigns/new" },
  { name: "report", path: `/campaigns/${shop.liveCampaignId}` },
  { name: "report-people", path: `/campaigns/${shop.liveCampaignId}?people=sent` },
  { name: "versions", path: `/campaigns/${shop.liveCampaignId}?tab=versions` },
  { name: "campaign-json", path: `/campaigns/${shop.draftCampaignId}?tab=json` },
  { name: "editor", path: `/campaigns/${shop.draftCampaignId}?tab=editor` },
  { name: "editor-clauses", path: `/campaigns/${shop.draftCampaignId}?tab=editor`, act: openClauses },
  { name: "editor-launch", path: `/campaigns/${shop.draftCampaignId}?tab=editor`, act: press("Launch") },
  { name: "editor-webhook", path: `/campaigns/${shop.webhookCampaignId}?tab=editor`, act: openClauses },
  { name: "journeys", path: "/journeys" },
  { name: "journey-new", path: "/journeys/new" },
  { name: "journey-from-gallery", path: "/journeys/new", act: press(/^Trial ending/) },
  { name: "journey", path: `/journeys/${shop.journeyId}` },
  { name: "journey-canvas", path: `/journeys/${shop.journeyId}?view=canvas` },
  { name: "journey-outline", path: `/journeys/${shop.draftJourneyId}?view=outline` },
  { name: "journey-entry", path: `/journeys/${shop.draftJourneyId}?view=outline`, act: press(/^When/) },
  { name: "journey-send", path: `/journeys/${shop.draftJourneyId}?view=outline`, act: press(/^Reminder/) },
  { name: "journey-branch", path: `/journeys/${shop.draftJourneyId}?view=outline`, act: press(/^Branch|Branch$/) },
  { name: "journey-launch", path: `/journeys/${shop.draftJourneyId}`, act: press("Launch") },
  { name: "journey-report", path: `/journeys/${shop.journeyId}?tab=report` },
  { name: "journey-people", path: `/journeys/${shop.journeyId}?people=entered` },
  { name: "journey-versions", path: `/journeys/${shop.journeyId}?tab=versions` },
  { name: "journey-json", path: `/journeys/${shop.draftJourneyId}?tab=json` },
  { name: "programme", path: "/programme" },
  { name: "journey-test", path: `/journeys/${shop.journeyId}?tab=test` },
  { name: "journey-tested", path: `/journeys/${shop.journeyId}?tab=test`, act: press("Run") },
  { name: "journey-rehearse", path: `/journeys/${shop.journeyId}?tab=rehearse` },
  { name: "rehearsal", path: `/journeys/${shop.journeyId}?tab=rehearse&rehearsal=${shop.rehearsalId}` },
  { name: "rehearsal-real", path: `/journeys/${shop.journeyId}?tab=rehearse&rehearsal=${shop.rehearsalId}&against=real` },
  { name: "campaign-rehearse", path: `/campaigns/${shop.draftCampaignId}?tab=rehearse` },
  { name: "tasks", path: "/tasks" },
  { name: "task", path: "/tasks", act: press("Answer a request") },
  { name: "segments", path: "/segments" },
  { name: "stages", path: "/stages" },
  { name: "stages-rules", path: "/stages?tab=rules" },
  { name: "rfm", path: "/rfm" },
  { name: "rfm-settings", path: "/rfm", act: press("Change") },
  { name: "stages-people", path: "/stages", act: press(/ in Consideration$/) },
  { name: "stages-versions", path: "/stages?tab=versions" },
  { name: "segment-new", path: "/segments/new" },
  { name: "segment", path: `/segments/${shop.segmentId}` },
  { name: "segment-builder", path: `/segments/${shop.draftSegmentId}` },
  { name: "segment-picker", path: `/segments/${shop.draftSegmentId}`, act: press("Add a condition") },
  { name: "segment-versions", path: `/segments/${shop.segmentId}?tab=versions` },
  { name: "segment-used", path: `/segments/${shop.segmentId}?tab=used` },
  { name: "segment-compare", path: `/segments/${shop.segmentId}?tab=compare&with=${shop.listId}` },
  { name: "segment-json", path: `/segments/${shop.segmentId}?tab=json` },
  { name: "segment-list", path: `/segments/${shop.listId}` },
  { name: "computed-attributes", path: "/computed-attributes" },
  { name: "computed-attribute-new", path: "/computed-attributes/new" },
  { name: "computed-attribute", path: `/computed-attributes/${shop.computedId}` },
  { name: "content", path: "/content" },
  { name: "content-new", path: "/content/new" },
  { name: "content-block", path: `/content/${shop.contentBlockId}` },
  { name: "messages", path: "/messages" },
  { name: "message", path: `/messages/${shop.messageId}` },
  { name: "events", path: "/events" },
  { name: "event-details", path: "/events", act: press(shop.event) },
  { name: "registry", path: "/events?tab=registry" },
  { name: "registry-event", path: `/events/registry/${encodeURIComponent(shop.event)}` },
  { name: "dead-letters", path: "/events?tab=dead-letters" },
  { name: "integrations", path: "/integrations" },
  { name: "sending-domain", path: "/integrations/domain?domain=shop.example" },
  ...PROVIDERS.map((kind) => ({ name: `integration-${kind}`, path: `/integrations/${kind}` })),
  ...SETTINGS.map((tab) => ({ name: `settings-${tab}`, path: `/settings?tab=${tab}` })),
  { name: "roles", path: "/settings?tab=users", act: press("Show the table") },
  { name: "invite", path: "/settings?tab=users", act: press("Invite") },
  { name: "password-link", path: "/settings?tab=users", act: openPasswordLink },
  { name: "suppression-file", path: "/settings?tab=suppressions", act: press("Import a CSV file") },
  { name: "edit-key", path: "/settings?tab=keys", act: press(/^Edit/) },
  { name: "rotate-key", path: "/settings?tab=keys", act: press(/^Rotate/) },
  { name: "new-key", path: "/settings?tab=keys", act: press("New key") },
  { name: "webhook-secret", path: "/settings?tab=webhooks", act: press("Show the secret") },
  { name: "account", path: "/account" },
  { name: "help", path: "/help" },
  ...GUIDES.map((slug) => ({ name: `help-${slug}`, path: `/help/${slug}` })),
  { name: "not-found", path: NOWHERE },
  { name: "sign-in", path: "/sign-in", signedOut: true },
  { name: "forgot-password", path: "/forgot-password", signedOut: true },
  { name: "new-password", path: `/new-password#${"not-a-link-at-all".repeat(2)}`, signedOut: true },
  { name: "join", path: "/join#not-an-invitation-at-all", signedOut: true },
  { name: "preferences", path: shop.preferences, signedOut: true },
  { name: "unsubscribe", path: shop.unsubscribe, signedOut: true },
  { name: "subscribe", path: "/subscribe", signedOut: true },
];

/** Opens it and does on it what is to be done: it has its title, and nothing on it is loading. */
export async function openPage(page: Page, url: string, { path, act }: Pick<AppPage, "path" | "act">): Promise<void> {
  await page.goto(`${url}${path}`);
  await settled(page);
  await act?.(page);
  if (act) await settled(page);
}

/**
 * Comes to it as a link inside the app does, without loading the app again: by way of the page that is nowhere, so that nothing of
 * the one before is left. On that one nothing may have been done, because what is open over all pages stays open.
 */
export async function walkTo(page: Page, { path, act }: AppPage): Promise<void> {
  await goInside(page, NOWHERE);
  await page.getByRole("heading", { name: "Nothing here" }).evaluate((heading) => heading.setAttribute("data-left", ""));
  await goInside(page, path);
  await page.locator("h1:not([data-left])").waitFor({ state: "attached" });
  await settled(page);
  await act?.(page);
  if (act) await settled(page);
}

/** The router listens to the browser's own way back and forth. */
function goInside(page: Page, path: string): Promise<void> {
  return page.evaluate(`history.pushState(null, "", ${JSON.stringify(path)}); dispatchEvent(new PopStateEvent("popstate"))`);
}

/** Its title is there, nothing on it is loading, and nothing moves. */
export async function settled(page: Page): Promise<void> {
  await page.locator("h1").first().waitFor({ state: "attached" });
  // Mantine marks a button that waits for its answer so.
  for (const busy of ["[aria-busy=true]", "[data-loading=true]"]) await page.locator(busy).first().waitFor({ state: "detached" });
  // What is still fading in has not its colours yet; a bar that runs for ever is waited for above.
  await page.evaluate(
    "Promise.allSettled(document.getAnimations().filter(({ effect }) => effect.getComputedTiming().endTime !== Infinity).map(({ finished }) => finished))",
  );
}
