import type { Browser, Page } from "playwright-core";
import { afterAll, beforeAll, describe, expect, test, vi } from "vitest";
import { chromiumPath, openBrowser } from "./browserTest/chromium.ts";
import { type RunningBeckon, runningBeckon } from "./browserTest/runningBeckon.ts";
import { type Api, apiOf, OWNER } from "./browserTest/session.ts";

const PATIENCE_MS = 60_000;
const STEP_MS = 300_000;

describe.skipIf(!chromiumPath)("a journey", { timeout: STEP_MS }, () => {
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
    page = await context.newPage();
    page.setDefaultTimeout(PATIENCE_MS);
  }, STEP_MS);

  afterAll(async () => {
    await browser?.close();
    await beckon?.stop();
  });

  const happen = (userId: string, event: string) =>
    api("POST", "/v1/batch", {
      batch: [
        { type: "identify", userId, traits: { name: `${userId} Lee`, email: `${userId}@shop.example` } },
        { type: "track", userId, event },
      ],
      writeKey,
    });
  const card = (step: string) => page.locator(".react-flow__node").filter({ hasText: step });

  test("is chosen from the gallery, launched, and shows who goes where", async () => {
    await page.goto(`${beckon.url}/journeys`);
    await page.getByRole("button", { name: /^Welcome series/ }).click();
    const dialog = page.getByRole("dialog");
    await dialog.getByText("the event “Order Completed”: not seen yet").waitFor();
    await dialog.getByRole("button", { name: "Take this journey" }).click();
    await page.getByRole("heading", { level: 1, name: "Welcome series" }).waitFor();
    await card("Follow-up").waitFor();
    await page.getByRole("button", { name: "Launch" }).click();
    await dialog.getByText("8 steps, 5 messages among them").waitFor();
    await dialog.getByRole("button", { name: "Launch" }).click();
    await page.getByText("Live", { exact: true }).waitFor();
    await happen("Ann", "Signed Up");
    await card("Order Completed").first().getByRole("button", { name: "1 here now" }).click();
    await page
      .getByRole("dialog")
      .getByRole("link", { name: /Ann Lee/ })
      .first()
      .click();
    await page.getByRole("heading", { name: "Ann Lee" }).waitFor();
    expect(new URL(page.url()).pathname).toMatch(/^\/people\//);
  });

  test("is rehearsed on what happened, and tried with one person", async () => {
    const { items } = await api("GET", "/api/journeys?search=Welcome");
    await page.goto(`${beckon.url}/journeys/${items[0].id}?tab=rehearse`);
    await page.getByText("Not rehearsed yet").waitFor();
    await page.getByRole("button", { name: "Rehearse" }).click();
    await page.getByRole("heading", { name: "Day by day" }).waitFor();
    await page.getByRole("button", { name: /^Entered/ }).click();
    const people = page.getByRole("dialog");
    await people.getByText("The trigger was met, and the person came in.").waitFor();
    await people.getByRole("button", { name: "Close the list" }).click();
    await page.getByRole("tab", { name: "Test run" }).click();
    await page.getByRole("button", { name: "Order Completed", exact: true }).click();
    await page.getByRole("button", { name: "Run", exact: true }).click();
    await page.getByRole("list", { name: "The run, step by step" }).getByText("“Order Completed” happens").waitFor();
    await page
      .getByRole("button", { name: /^Show “/ })
      .first()
      .click();
    await page.getByText("someone@example.com").first().waitFor();
    expect((await api("GET", "/api/rehearsals")).items).toHaveLength(1);
  });

  test("can be started by another event, and its segment is published with it", async () => {
    await happen("Bob", "Signed Up");
    await vi.waitFor(async () => expect((await api("GET", "/api/registry/events")).items.map(({ name }: { name: string }) => name)).toContain("Signed Up"), {
      timeout: PATIENCE_MS,
      interval: 300,
    });
    await page.goto(`${beckon.url}/journeys/new`);
    await page.getByRole("button", { name: /^Trial ending/ }).click();
    const dialog = page.getByRole("dialog");
    await dialog.getByRole("combobox", { name: "Event" }).fill("Signed Up");
    await page.keyboard.press("Tab");
    await dialog.getByText("its property “subscription_id”", { exact: false }).getByText("has not come along so far").waitFor();
    await dialog.getByRole("button", { name: "Take this journey" }).click();
    await page.getByText("When", { exact: false }).getByText("“Signed Up”", { exact: false }).first().waitFor();
    await page.getByRole("button", { name: "Launch" }).click();
    await dialog.getByText("From now on, until it is paused or stopped").waitFor();
  });
});
