import type { Browser, Page } from "playwright-core";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { aShop } from "./browserTest/aShop.ts";
import { chromiumPath, openBrowser } from "./browserTest/chromium.ts";
import { type RunningBeckon, runningBeckon } from "./browserTest/runningBeckon.ts";

const PATIENCE_MS = 20_000;
const STEP_MS = 300_000;

describe.skipIf(!chromiumPath)("a content block", { timeout: STEP_MS }, () => {
  let beckon: RunningBeckon;
  let browser: Browser;
  let page: Page;

  beforeAll(async () => {
    beckon = await runningBeckon();
    browser = await openBrowser();
    const context = await browser.newContext({ viewport: { width: 1280, height: 900 }, reducedMotion: "reduce" });
    await aShop(beckon.url, context);
    page = await context.newPage();
    page.setDefaultTimeout(PATIENCE_MS);
  }, STEP_MS);

  afterAll(async () => {
    await browser?.close();
    await beckon?.stop();
  });

  const press = (name: string) => page.getByRole("button", { name, exact: true }).click();

  test("is written with a preview, published, deleted, and brought back", async () => {
    await page.goto(`${beckon.url}/content`);
    await page.getByRole("link", { name: "New block" }).first().click();
    await page.getByLabel("Name", { exact: true }).fill("signature");
    await page.getByText("Plain text", { exact: true }).first().click();
    await page.getByRole("textbox", { name: "Source" }).fill("Yours, {{ workspace.nam | upcas }}");
    await page.getByText("There is no filter “upcas”. Did you mean “upcase”?").first().waitFor();
    await page.getByRole("textbox", { name: "Source" }).fill("Yours, {{ workspace.name | upcase }}");
    await page.getByText("Yours, LUMEN").first().waitFor();
    await press("Save draft");
    await press("Publish");
    await page.getByText("Version 1 of “signature” is published.").waitFor();
    await page.getByText("Published", { exact: true }).first().waitFor();
    await press("More");
    await page.getByRole("menuitem", { name: "Delete" }).click();
    await page.getByText("“signature” is deleted.").waitFor();
    await page.getByRole("link", { name: "signature" }).waitFor({ state: "detached" });
    await page.getByRole("alert").filter({ hasText: "is deleted" }).getByRole("button", { name: "Undo" }).click();
    await page.getByRole("link", { name: "signature" }).waitFor();
    expect(await page.getByRole("row", { name: /signature/ }).textContent()).toContain("Published");
  });
});
