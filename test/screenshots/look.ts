import type { Browser, BrowserContext } from "playwright-core";
import type { SignedIn } from "./sampleShop.ts";

/** How wide, and in which colours. */
export interface Look {
  readonly width: number;
  readonly height: number;
  readonly scheme: "light" | "dark";
}

const SIZES = [
  { width: 1280, height: 860 },
  { width: 390, height: 844 },
];
export const LOOKS: readonly Look[] = SIZES.flatMap((size) => (["light", "dark"] as const).map((scheme) => ({ ...size, scheme })));

/** A machine that is busy with other work takes its time. */
const PATIENCE_MS = 60_000;

/** A browser of somebody who looks at it so; `sharp` is how many dots a pixel has. */
export async function lookingAt(browser: Browser, { width, height, scheme }: Look, signedIn: SignedIn | undefined, sharp = 1): Promise<BrowserContext> {
  const context = await browser.newContext({
    viewport: { width, height },
    deviceScaleFactor: sharp,
    colorScheme: scheme,
    storageState: signedIn,
    timezoneId: "Europe/Berlin",
    locale: "en-GB",
    reducedMotion: "reduce",
  });
  context.setDefaultTimeout(PATIENCE_MS);
  return context;
}
