import type { Browser, Page } from "playwright-core";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { aShop } from "./browserTest/aShop.ts";
import { chromiumPath, openBrowser } from "./browserTest/chromium.ts";
import { type RunningBeckon, runningBeckon } from "./browserTest/runningBeckon.ts";
import { apiOf } from "./browserTest/session.ts";

const PATIENCE_MS = 30_000;
const STEP_MS = 300_000;
const DAY_MS = 86_400_000;

interface Reader {
  readonly userId: string;
  readonly country?: string;
  /** How many days ago each article was read, and about what. */
  readonly days: readonly number[];
  readonly topic?: string;
  readonly paid?: boolean;
}

/** Bob alone fits; each of the others lacks one thing. Ann was mailed a moment ago, by the shop's live campaign. */
const READERS: readonly Reader[] = [
  { userId: "Bob", days: [1, 2, 3, 4, 5] },
  { userId: "Ann", days: [1, 2, 3, 4, 5] },
  { userId: "four-times", days: [1, 2, 3, 4] },
  { userId: "long-ago", days: [1, 2, 3, 4, 15] },
  { userId: "cooking", days: [1, 2, 3, 4, 5], topic: "cooking" },
  { userId: "paid", days: [1, 2, 3, 4, 5], paid: true },
  { userId: "in-austria", days: [1, 2, 3, 4, 5], country: "AT" },
];

function eventsOf({ userId, country = "DE", days, topic = "analytics", paid = false }: Reader, now: number) {
  const ago = (count: number) => new Date(now - count * DAY_MS).toISOString();
  return [
    { type: "identify", userId, traits: { country } },
    ...days.map((count) => ({ type: "track", userId, event: "Article Read", properties: { topic }, timestamp: ago(count) })),
    ...(paid ? [{ type: "track", userId, event: "Order Completed", properties: { total: 20 }, timestamp: ago(90) }] : []),
  ];
}

describe.skipIf(!chromiumPath)("a segment", { timeout: STEP_MS }, () => {
  let beckon: RunningBeckon;
  let browser: Browser;
  let page: Page;

  beforeAll(async () => {
    beckon = await runningBeckon();
    browser = await openBrowser();
    const context = await browser.newContext({ viewport: { width: 1280, height: 900 }, reducedMotion: "reduce" });
    await aShop(beckon.url, context);
    const api = apiOf(beckon.url, context);
    const keys = await api("GET", "/api/keys");
    const writeKey = keys.items.find((key: { kind: string }) => key.kind === "write").value;
    await api("POST", "/v1/batch", { batch: READERS.flatMap((reader) => eventsOf(reader, Date.now())), writeKey });
    page = await context.newPage();
    page.setDefaultTimeout(PATIENCE_MS);
  }, STEP_MS);

  afterAll(async () => {
    await browser?.close();
    await beckon?.stop();
  });

  const choose = async (field: string, option: string) => {
    await page.getByRole("combobox", { name: field, exact: true }).last().click();
    await page.getByRole("option", { name: option, exact: true }).click();
  };
  const write = async (field: string, text: string) => {
    await page.locator(`input[aria-label="${field}"]`).last().fill(text);
    await page.keyboard.press("Tab");
  };
  const add = async (condition: string) => {
    await page.getByRole("button", { name: "Add a condition" }).last().click();
    await page.getByRole("menuitem", { name: condition }).click();
  };

  test("is built in the app, shows whom it fits and why, and is right once it is published", async () => {
    await page.goto(`${beckon.url}/segments/new`);
    await page.getByRole("button", { name: /From nothing/ }).click();
    await choose("How often", "did at least");
    await write("Times", "5");
    await write("Event", "Article Read");
    await write("Window: number", "14");
    await page.getByRole("button", { name: "where …" }).click();
    await write("Property", "topic");
    await write("Value", "analytics");
    await add("Did not do something");
    await write("Event", "Order Completed");
    await add("Country");
    await page.getByRole("combobox", { name: "Countries" }).fill("Germ");
    await page.getByRole("option", { name: "Germany" }).click();
    await page.keyboard.press("Escape");
    await add("Was not sent a message");
    expect(await page.getByTestId("sentence").textContent()).toBe(
      "Did “Article Read” at least 5 times in the last 2 weeks where topic is “analytics”, did not do “Order Completed”, the profile is in DE and was not sent a message in the last 1 week.",
    );
    await page.getByTestId("preview").getByText("1 person", { exact: true }).waitFor();
    await page.getByRole("button", { name: /Bob Lee/ }).click();
    await page.getByText("found: 5 times or more", { exact: false }).waitFor();
    await page.getByRole("button", { name: "Publish", exact: true }).click();
    await page.getByRole("tab", { name: "People" }).click();
    await page.getByRole("row", { name: /Bob Lee/ }).waitFor();
    expect(await page.getByRole("table", { name: "People in it" }).getByRole("row").count()).toBe(2);
  });

  test("changes its shape by the keyboard, and takes the step back", async () => {
    await page.getByRole("tab", { name: "Builder" }).click();
    const said = (words: string) => page.getByTestId("sentence").filter({ hasText: words }).waitFor();
    await page.getByRole("button", { name: /^Move: the profile is in DE/ }).focus();
    await page.keyboard.press("Alt+ArrowUp");
    await said("“analytics”, the profile is in DE, did not do “Order Completed”");
    expect(await page.evaluate("document.activeElement.getAttribute('aria-label')")).toBe("Move: the profile is in DE");
    await page.keyboard.press("Control+z");
    await said("“analytics”, did not do “Order Completed”, the profile is in DE");
  });

  test("tells on a person's page why they are not in it", async () => {
    await page.goto(`${beckon.url}/people?search=in-austria`);
    await page.getByRole("table", { name: "People" }).getByRole("link").first().click();
    await page.getByRole("combobox", { name: "Why in, or why not?" }).click();
    await page.getByRole("option", { name: /New segment/ }).click();
    await page.getByTestId("segment-why").getByText("found: AT").waitFor();
  });
});
