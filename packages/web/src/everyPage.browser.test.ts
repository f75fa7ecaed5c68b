import { readFileSync } from "node:fs";
import { createRequire } from "node:module";
import type { Browser, BrowserContext, Page } from "playwright-core";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { aShop } from "./browserTest/aShop.ts";
import { chromiumPath, openBrowser } from "./browserTest/chromium.ts";
import { type AppPage, FIRST_PAGE, NOWHERE, openPage, pagesOf, type Shop, settled, walkTo } from "./browserTest/pages.ts";
import { type RunningBeckon, runningBeckon } from "./browserTest/runningBeckon.ts";
import { OWNER } from "./browserTest/session.ts";

const HEIGHT = 860;
const PATIENCE_MS = 20_000;
/** A machine that is busy with other tests takes its time over a hundred pages. */
const STEP_MS = 1_200_000;
/** Without a session the app asks who one is, and an invitation that nobody made is not found: Chromium tells of both as of errors. */
const EXPECTED = / 401 |\/join#.* 404 /;
const AXE = readFileSync(createRequire(import.meta.url).resolve("axe-core/axe.min.js"), "utf8");

interface Look {
  readonly width: number;
  readonly scheme: "light" | "dark";
}
const DESK: Look = { width: 1280, scheme: "light" };
const PHONE: Look = { width: 390, scheme: "dark" };

/** What passes from one colour to another is neither of both for a moment. What turns for ever is not waited for. */
const COLOURS_STAND = `new Promise((painted) => requestAnimationFrame(() => requestAnimationFrame(painted))).then(() => Promise.all(document.getAnimations()
  .filter((one) => one.effect && one.effect.getComputedTiming().endTime !== Infinity)
  .map((one) => one.finished.catch(() => null)))).then(() => null)`;

async function lookAs(page: Page, { width, scheme }: Look): Promise<void> {
  await page.setViewportSize({ width, height: HEIGHT });
  await page.emulateMedia({ colorScheme: scheme });
}

describe.skipIf(!chromiumPath)("every page", { timeout: STEP_MS }, () => {
  let beckon: RunningBeckon;
  let browser: Browser;
  let shop: Shop;
  let faultsAtFirst: string[];
  let signedIn: Awaited<ReturnType<BrowserContext["storageState"]>> | undefined;

  beforeAll(async () => {
    beckon = await runningBeckon();
    browser = await openBrowser();
    faultsAtFirst = await faultsOf([FIRST_PAGE]);
    const context = await browser.newContext();
    shop = await aShop(beckon.url, context);
    signedIn = await context.storageState();
    await context.close();
  }, STEP_MS);

  afterAll(async () => {
    await browser?.close();
    await beckon?.stop();
  });

  async function newPage(storageState?: typeof signedIn): Promise<Page> {
    const context = await browser.newContext({
      viewport: { width: DESK.width, height: HEIGHT },
      colorScheme: DESK.scheme,
      storageState,
      reducedMotion: "reduce",
    });
    const page = await context.newPage();
    page.setDefaultTimeout(PATIENCE_MS);
    return page;
  }

  const open = (page: Page, path: string) => openPage(page, beckon.url, { path });

  /**
   * Serious and critical violations of WCAG 2.2 AA, each with the first element that has it. Mails in frames are their authors' own.
   * A drawing is seen at any size, and the outline beside it has the same at full size: the exception for what is equivalent.
   */
  async function violations(page: Page): Promise<string[]> {
    if (!(await page.evaluate("'axe' in window"))) await page.evaluate(AXE);
    return page.evaluate(`axe.run(document, { runOnly: ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"], resultTypes: ["violations"], iframes: false })
      .then(({ violations }) => violations.filter(({ impact }) => impact === "serious" || impact === "critical")
        .map(({ id, nodes }) => ({ id, nodes: nodes.filter(({ target }) => id !== "target-size" || document.querySelector(target[0])?.closest(".react-flow") === null) }))
        .flatMap(({ id, nodes: [first] }) => first ? [id + ": " + first.html] : []))`);
  }

  /** What is wrong with a page as it is looked at now: as axe finds, and as it does not fit. */
  async function faultsAs(page: Page, name: string, look: Look): Promise<string[]> {
    await lookAs(page, look);
    // The pages for recipients have no scheme of the app's.
    await page.waitForSelector(`html:not([data-mantine-color-scheme]), html[data-mantine-color-scheme="${look.scheme}"]`, { state: "attached" });
    await settled(page);
    await page.evaluate(COLOURS_STAND);
    const found = await violations(page);
    const overflow = await page.evaluate("document.documentElement.scrollWidth - document.documentElement.clientWidth");
    if (overflow !== 0) found.push(`${overflow} pixels too wide`);
    return found.map((fault) => `${name} at ${look.width} pixels, ${look.scheme}: ${fault}`);
  }

  /**
   * What is wrong with these pages in both looks, and what the browser complains of. Each is come to once and then turned to the
   * other look, every second one from the phone to the desk: half of the walk's time would else be the same page loaded again.
   */
  async function faultsOf(pages: readonly AppPage[]): Promise<string[]> {
    const faults: string[] = [];
    const [inside, outside] = [await newPage(signedIn), await newPage()];
    for (const page of [inside, outside]) {
      page.on("pageerror", (error) => faults.push(`${page.url()}: ${error.message}`));
      page.on("console", (message) => {
        const fault = `${page.url()}: ${message.text()}`;
        if (message.type() === "error" && !EXPECTED.test(fault)) faults.push(fault);
      });
    }
    const looks: [Look, Look] = [DESK, PHONE];
    let before: AppPage | undefined;
    for (const each of pages) {
      const page = each.signedOut ? outside : inside;
      await lookAs(page, looks[0]);
      const mayWalk = before && !before.act && !before.signedOut && !each.signedOut && each.path !== NOWHERE;
      await (mayWalk ? walkTo(page, each) : openPage(page, beckon.url, each));
      before = each;
      for (const look of looks) faults.push(...(await faultsAs(page, each.name, look)));
      looks.reverse();
    }
    for (const page of [inside, outside]) await page.context().close();
    return faults;
  }

  test("the page of the first run is accessible, fits and breaks nowhere", () => {
    expect(faultsAtFirst).toEqual([]);
  });

  test("is accessible, fits and breaks nowhere, light on a desk and dark on a phone", async () => {
    expect(await faultsOf(pagesOf(shop))).toEqual([]);
  });

  test("can be come to by its address alone", async () => {
    const page = await newPage(signedIn);
    const addresses = pagesOf(shop).map(({ path }) => path.replace(/#.*/, ""));
    const answers = await Promise.all(
      addresses.map(async (path) => [path, (await page.request.get(`${beckon.url}${path}`, { headers: { accept: "text/html" } })).headers()["content-type"]]),
    );
    expect(answers.filter(([, type]) => !type?.startsWith("text/html"))).toEqual([]);
    await page.context().close();
  });

  test("can be reached by keyboard: past the navigation, and by name", async () => {
    const page = await newPage(signedIn);
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
    const page = await newPage();
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
    const page = await newPage(signedIn);
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
