import { mkdir } from "node:fs/promises";
import path from "node:path";
import { parseArgs } from "node:util";
import { type Browser, errors, type Page } from "playwright-core";
import { openBrowser } from "../../packages/web/src/browserTest/chromium.ts";
import { type AppPage, FIRST_PAGE, openPage, pagesOf } from "../../packages/web/src/browserTest/pages.ts";
import { beckonApart } from "../beckonApart.ts";
import { startTestServer } from "../testServer.ts";
import { writeDocsPictures } from "./docsPictures.ts";
import { LOOKS, type Look, lookingAt } from "./look.ts";
import { LIVELY_MS, openSampleShop, type SignedIn } from "./sampleShop.ts";

const HELP = `npm run screenshots -- [--only TEXT] [--look TEXT] [--docs]
  --only TEXT   only the pages whose name holds TEXT
  --look TEXT   only the looks whose name holds TEXT, such as 390-dark or light
  --docs        instead, the pictures that README.md and docs/ show, into docs/pictures`;
const FOLDER = "screenshots";
const HIGHEST = 6_000;

const { values } = parseArgs({ options: { only: { type: "string" }, look: { type: "string" }, docs: { type: "boolean" }, help: { type: "boolean" } } });
if (values.help) console.log(HELP);
// At once: the database's server goes with this process.
else process.exit(await takeAll());

/** Pictures of every page, at every width, light and dark, of a Beckon that is there for them alone. */
async function takeAll(): Promise<number> {
  const looks = LOOKS.filter((look) => nameOf(look).includes(values.look ?? ""));
  if (looks.length === 0) {
    console.error(`No look is called ${values.look}. There are ${LOOKS.map(nameOf).join(", ")}.`);
    return 2;
  }
  const server = await startTestServer();
  const beckon = await beckonApart(server.templateUrl, { aheadMs: -LIVELY_MS });
  const browser = await openBrowser();
  try {
    const wanted = ({ name }: AppPage) => name.includes(values.only ?? "");
    if (!values.docs) for (const look of looks) await take(browser, beckon.url, [FIRST_PAGE].filter(wanted), look, undefined);
    console.error("Opening the sample shop and letting its people come and go for a while.");
    const { shop, signedIn } = await openSampleShop(beckon, browser);
    if (values.docs) await writeDocsPictures(browser, beckon.url, pagesOf(shop), signedIn);
    else for (const look of looks) await take(browser, beckon.url, pagesOf(shop).filter(wanted), look, signedIn);
    return 0;
  } finally {
    await browser.close();
    await beckon.stop();
  }
}

/**
 * As high as the page is. A full-page picture would not do: Chromium does not draw what lies outside the window in the frame of a
 * mail, and the code editor leaves it out.
 */
async function growTo(page: Page, { width, height }: Look): Promise<void> {
  const whole = await page.evaluate<number>("document.documentElement.scrollHeight");
  if (whole <= height) return;
  await page.setViewportSize({ width, height: Math.min(whole, HIGHEST) });
  await page.evaluate("new Promise((drawn) => requestAnimationFrame(() => requestAnimationFrame(drawn)))");
}

function nameOf({ width, scheme }: Look): string {
  return `${width}-${scheme}`;
}

async function take(browser: Browser, url: string, pages: readonly AppPage[], look: Look, signedIn: SignedIn | undefined): Promise<void> {
  const folder = path.join(FOLDER, nameOf(look));
  await mkdir(folder, { recursive: true });
  const [inside, outside] = [await lookingAt(browser, look, signedIn), await lookingAt(browser, look, undefined)];
  for (const each of pages) {
    const page = await (each.signedOut ? outside : inside).newPage();
    try {
      await openPage(page, url, each);
    } catch (error) {
      // A picture of what went wrong is worth more than none.
      if (!(error instanceof errors.TimeoutError)) throw error;
      console.error(`${each.name} did not come to rest: ${error.message.split("\n")[0]}`);
    }
    await growTo(page, look);
    await page.screenshot({ path: path.join(folder, `${each.name}.png`) });
    await page.close();
  }
  for (const context of [inside, outside]) await context.close();
  console.error(`${pages.length} pictures in ${folder}`);
}
