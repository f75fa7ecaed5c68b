import { readFileSync } from "node:fs";
import { createRequire } from "node:module";
import type { Browser, BrowserContext, Page } from "playwright-core";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { aShop, OWNER, type Shop } from "./browserTest/aShop.ts";
import { chromiumPath, openBrowser } from "./browserTest/chromium.ts";
import { type RunningBeckon, runningBeckon } from "./browserTest/runningBeckon.ts";

const PATIENCE_MS = 20_000;
/** A machine that is busy with other tests takes its time over fifty pages. */
const STEP_MS = 600_000;
/** An invitation that nobody made is not found, and Chromium tells of that as of an error. */
const EXPECTED = /\/join#.* 404 /;
const AXE = readFileSync(createRequire(import.meta.url).resolve("axe-core/axe.min.js"), "utf8");

/** Opens every clause of the editor: most of the app's forms at once. */
async function openAll(page: Page): Promise<void> {
  for (const clause of await page.getByTestId(/^clause-/).all()) await clause.getByRole("button").first().click();
}

const pagesOf = (shop: Shop): readonly { readonly path: string; readonly act?: (page: Page) => Promise<void> }[] => [
  { path: "/" },
  { path: "/connect" },
  { path: "/connect/sample-shop" },
  { path: "/connect/segment" },
  { path: "/connect/stripe" },
  { path: "/people" },
  {
    path: `/people?sort=last_seen&filter=${encodeURIComponent('[{"kind":"attribute","name":"plan","op":"equals","value":"pro"}]')}`,
    act: (page) => page.getByRole("button", { name: "Add filter" }).click(),
  },
  { path: "/people/merges" },
  { path: `/people/${shop.profileId}` },
  { path: `/people/${shop.profileId}?tab=why&campaign=${shop.liveCampaignId}` },
  { path: "/imports" },
  { path: "/jobs" },
  { path: "/settings?tab=privacy" },
  { path: "/campaigns" },
  { path: "/campaigns/new" },
  { path: `/campaigns/${shop.liveCampaignId}?people=sent` },
  { path: `/campaigns/${shop.liveCampaignId}?tab=versions` },
  { path: `/campaigns/${shop.draftCampaignId}?tab=json` },
  { path: `/campaigns/${shop.draftCampaignId}?tab=editor`, act: openAll },
  { path: "/messages" },
  { path: `/messages/${shop.messageId}` },
  {
    path: "/events",
    act: (page) =>
      page
        .getByRole("button", { name: /Cart Updated/ })
        .first()
        .click(),
  },
  { path: "/events?tab=registry" },
  { path: "/events?tab=dead-letters" },
  { path: "/events/registry/Cart%20Updated" },
  { path: "/integrations" },
  { path: "/integrations/domain?domain=shop.example" },
  { path: "/integrations/smtp" },
  { path: "/integrations/postmark" },
  { path: "/help" },
  { path: "/help/how-beckon-works" },
  { path: "/help/preferences" },
  { path: "/settings" },
  { path: "/settings?tab=branding" },
  { path: "/settings?tab=rules" },
  { path: "/settings?tab=topics" },
  { path: "/settings?tab=keys" },
  { path: "/settings?tab=users", act: (page) => page.getByRole("button", { name: "Show the table" }).click() },
  { path: "/settings?tab=security" },
  { path: "/settings?tab=audit" },
  { path: "/account" },
  { path: "/join#not-an-invitation-at-all" },
  { path: "/settings?tab=suppressions" },
  { path: "/settings?tab=retention" },
  { path: "/settings?tab=webhooks", act: (page) => page.getByRole("button", { name: "Show the secret" }).click() },
  { path: `/campaigns/${shop.webhookCampaignId}?tab=editor`, act: openAll },
  { path: "/settings?tab=status" },
  { path: "/nowhere" },
];

describe.skipIf(!chromiumPath)("every page", { timeout: STEP_MS }, () => {
  let beckon: RunningBeckon;
  let browser: Browser;
  let shop: Shop;
  let signedIn: Awaited<ReturnType<BrowserContext["storageState"]>>;

  beforeAll(async () => {
    beckon = await runningBeckon();
    browser = await openBrowser();
    const context = await browser.newContext();
    shop = await aShop(beckon.url, context);
    signedIn = await context.storageState();
    await context.close();
  }, STEP_MS);

  afterAll(async () => {
    await browser?.close();
    await beckon?.stop();
  });

  async function newPage(width: number, colorScheme: "light" | "dark", storageState?: typeof signedIn): Promise<Page> {
    const context = await browser.newContext({ viewport: { width, height: 860 }, colorScheme, storageState, reducedMotion: "reduce" });
    const page = await context.newPage();
    page.setDefaultTimeout(PATIENCE_MS);
    return page;
  }

  /** Waits until the page has its title and nothing on it is loading. */
  async function open(page: Page, path: string): Promise<void> {
    await page.goto(`${beckon.url}${path}`);
    await page.locator("h1").waitFor();
    await page.locator("[aria-busy=true]").first().waitFor({ state: "detached" });
  }

  /** Serious and critical violations of WCAG 2.2 AA, each with the first element that has it. */
  async function violations(page: Page): Promise<string[]> {
    await page.evaluate(AXE);
    return page.evaluate(`axe.run(document, { runOnly: ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"] })
      .then(({ violations }) => violations.filter(({ impact }) => impact === "serious" || impact === "critical").map(({ id, nodes }) => id + ": " + nodes[0].html))`);
  }

  test.each([
    { width: 1280, scheme: "light" },
    { width: 390, scheme: "dark" },
  ] as const)("is accessible, fits and breaks nowhere at $width pixels, $scheme", async ({ width, scheme }) => {
    const page = await newPage(width, scheme, signedIn);
    const faults: string[] = [];
    page.on("pageerror", (error) => faults.push(`${page.url()}: ${error.message}`));
    page.on("console", (message) => {
      const fault = `${page.url()}: ${message.text()}`;
      if (message.type() === "error" && !EXPECTED.test(fault)) faults.push(fault);
    });
    for (const { path, act } of pagesOf(shop)) {
      await open(page, path);
      await act?.(page);
      faults.push(...(await violations(page)).map((violation) => `${path}: ${violation}`));
      const overflow = await page.evaluate("document.documentElement.scrollWidth - document.documentElement.clientWidth");
      if (overflow !== 0) faults.push(`${path} is ${overflow} pixels too wide`);
    }
    expect(faults).toEqual([]);
    await page.context().close();
  });

  test("can be reached by keyboard: past the navigation, and by name", async () => {
    const page = await newPage(1280, "light", signedIn);
    await open(page, "/people");
    await page.keyboard.press("Tab");
    expect(await page.evaluate("document.activeElement.textContent")).toBe("Skip to the content");
    await page.keyboard.press("Enter");
    expect(await page.evaluate("document.activeElement.id")).toBe("content");
    await page.keyboard.press("Control+k");
    await page.getByRole("textbox", { name: "Search pages, people and campaigns" }).fill("quiet hours");
    await page.keyboard.press("Enter");
    await page.getByRole("heading", { name: "Settings" }).waitFor();
    await page.context().close();
  });

  test("asks to sign in first, and leads on to where one wanted to go", async () => {
    const page = await newPage(1280, "light");
    await page.goto(`${beckon.url}/messages?state=sent`);
    await page.getByLabel("Email").fill(OWNER.email);
    await page.getByRole("textbox", { name: "Password" }).fill("wrong password");
    await page.getByRole("button", { name: "Sign in" }).click();
    await page.getByRole("alert").getByText("do not go together").waitFor();
    await page.getByRole("textbox", { name: "Password" }).fill(OWNER.password);
    await page.getByRole("button", { name: "Sign in" }).click();
    await page.getByRole("heading", { name: "Messages" }).waitFor();
    expect(new URL(page.url()).search).toBe("?state=sent");
    await page.context().close();
  });

  test("keeps what was typed when the session ends", async () => {
    const page = await newPage(1280, "light", signedIn);
    await open(page, `/campaigns/${shop.draftCampaignId}?tab=editor`);
    await page.context().clearCookies();
    await page.getByLabel("Description").fill("Typed after the session had ended");
    const dialog = page.getByRole("dialog", { name: "Your session has ended" });
    await dialog.getByLabel("Email").fill(OWNER.email);
    await dialog.getByRole("textbox", { name: "Password" }).fill(OWNER.password);
    await dialog.getByRole("button", { name: "Sign in" }).click();
    await dialog.waitFor({ state: "hidden" });
    expect(await page.getByLabel("Description").inputValue()).toBe("Typed after the session had ended");
    await page.getByTestId("save-state").getByText("Saved", { exact: true }).waitFor();
    await page.context().close();
  });
});
