import { mkdir, writeFile } from "node:fs/promises";
import path from "node:path";
import type { Browser, Page } from "playwright-core";
import { projectFolder } from "../../packages/server/src/projectFolder.ts";
import { type AppPage, openPage } from "../../packages/web/src/browserTest/pages.ts";
import { type Look, lookingAt } from "./look.ts";
import type { SignedIn } from "./sampleShop.ts";

const WIDE: Look = { width: 1280, height: 860, scheme: "light" };
const PHONE: Look = { width: 390, height: 844, scheme: "light" };
/** Dots a pixel: enough to read a word, small enough to be cloned. On a phone's width one is shown large anyway. */
const sharpness = ({ width }: Look) => (width === PHONE.width ? 1 : 1.5);
const QUALITY = 82;

/** The pictures of README.md and docs/: of which page, and how one looks at it. */
const PICTURES: readonly { readonly of: string; readonly look: Look; readonly as?: string; readonly clause?: string }[] = [
  { of: "overview", look: WIDE },
  { of: "editor", look: WIDE },
  { of: "editor", look: WIDE, as: "mail-editor", clause: "send" },
  { of: "person", look: WIDE },
  { of: "report", look: WIDE },
  { of: "segment-builder", look: WIDE, as: "segment" },
  { of: "journey-canvas", look: WIDE, as: "journey" },
  { of: "stages", look: WIDE, as: "life-cycle" },
  { of: "settings-status", look: WIDE, as: "status" },
  { of: "preferences", look: PHONE },
];

export async function writeDocsPictures(browser: Browser, url: string, pages: readonly AppPage[], signedIn: SignedIn): Promise<void> {
  const folder = path.join(projectFolder(), "docs", "pictures");
  await mkdir(folder, { recursive: true });
  for (const { of, as = of, look, clause } of PICTURES) {
    const each = pages.find(({ name }) => name === of);
    if (!each) throw new Error(`No page is called ${of}.`);
    const context = await lookingAt(browser, look, each.signedOut ? undefined : signedIn, sharpness(look));
    const page = await context.newPage();
    await openPage(page, url, each);
    if (clause) await showClause(page, clause);
    // The frame of a mail is drawn a moment after the page is.
    await page.waitForLoadState("networkidle");
    const picture = await webp(page);
    await writeFile(path.join(folder, `${as}.webp`), picture);
    console.error(`docs/pictures/${as}.webp: ${Math.round(picture.length / 1_000)} kB`);
    await context.close();
  }
}

/** Opens a clause of the editor and brings it to the top. */
async function showClause(page: Page, id: string): Promise<void> {
  const clause = page.getByTestId(`clause-${id}`);
  await clause.getByRole("button").first().click();
  await clause.locator(".cm-content").first().waitFor();
  await clause.evaluate((element) => element.scrollIntoView());
}

/** Playwright writes PNG and JPEG only; Chromium itself can do better. */
async function webp(page: Page): Promise<Buffer> {
  const chromium = await page.context().newCDPSession(page);
  const { data } = await chromium.send("Page.captureScreenshot", { format: "webp", quality: QUALITY });
  return Buffer.from(data, "base64");
}
