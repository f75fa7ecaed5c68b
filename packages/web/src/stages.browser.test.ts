import type { Browser, Page } from "playwright-core";
import { afterAll, beforeAll, describe, expect, test, vi } from "vitest";
import { chromiumPath, openBrowser } from "./browserTest/chromium.ts";
import { type RunningBeckon, runningBeckon } from "./browserTest/runningBeckon.ts";
import { type Api, apiOf, OWNER } from "./browserTest/session.ts";

const PATIENCE_MS = 30_000;
const STEP_MS = 300_000;

describe.skipIf(!chromiumPath)("the life cycle", { timeout: STEP_MS }, () => {
  let beckon: RunningBeckon;
  let browser: Browser;
  let page: Page;
  let api: Api;
  let writeKey: string;

  beforeAll(async () => {
    beckon = await runningBeckon();
    browser = await openBrowser();
    const context = await browser.newContext({ viewport: { width: 1280, height: 900 }, reducedMotion: "reduce" });
    api = apiOf(beckon.url, context);
    await api("POST", "/api/setup", { ...OWNER, name: "Maria Keller", workspaceName: "Lumen", timeZone: "Europe/Berlin" });
    writeKey = (await api("GET", "/api/keys")).items.find((key: { kind: string }) => key.kind === "write").value;
    await happen("Ann", "Order Completed");
    await happen("Bob", "Product Viewed");
    page = await context.newPage();
    page.setDefaultTimeout(PATIENCE_MS);
  }, STEP_MS);

  afterAll(async () => {
    await browser?.close();
    await beckon?.stop();
  });

  async function happen(userId: string, event: string): Promise<void> {
    const batch = [
      { type: "identify", userId, traits: { name: `${userId} Lee` } },
      { type: "track", userId, event, properties: { total: 20 } },
    ];
    await api("POST", "/v1/batch", { batch, writeKey });
    await vi.waitFor(async () => expect((await api("GET", `/api/profiles?search=${userId}`)).items).toHaveLength(1), { timeout: PATIENCE_MS, interval: 200 });
  }

  test("is taken over with one press, changed, published, and then shows where people are and how they move", async () => {
    await page.goto(`${beckon.url}/stages`);
    await page.getByRole("button", { name: /^For a shop/ }).click();
    await page.getByRole("region", { name: "4. Retention" }).getByLabel("Name").fill("Second order");
    await page.getByRole("button", { name: "Publish" }).click();
    await page.getByRole("tab", { name: "Board" }).click();
    await page.getByRole("button", { name: "1 in Second order" }).waitFor();
    await page.getByRole("button", { name: "1 in Consideration" }).click();
    await page.getByRole("dialog").getByText("Bob Lee").waitFor();
    await page.getByRole("dialog").getByRole("button", { name: "Close" }).click();
    await happen("Bob", "Order Completed");
    await page.getByRole("button", { name: "1 from Consideration to Second order" }).click();
    await page
      .getByRole("dialog")
      .getByRole("link", { name: /Bob Lee/ })
      .first()
      .click();
    await page.getByRole("heading", { name: "Stage: Second order" }).waitFor();
    await page.getByRole("button", { name: "The way there" }).click();
    await page.getByText("Consideration to Second order").waitFor();
  });
});
