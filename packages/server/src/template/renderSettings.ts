import type { Instant } from "@beckon/core";
import type { Context } from "liquidjs";

/** What filters and tags need beside the variables: the reader's language and zone, the time, and how links are tracked. */
export interface RenderSettings {
  /** BCP 47 tag that numbers, dates and plurals are written in. */
  readonly locale: string;
  readonly timeZone: string;
  readonly now: Instant;
  /** The address that counts a click and leads on to `url`. */
  readonly click: (url: string) => string;
  readonly openPixelUrl: string | null;
}

/** A symbol, so that no template can name it. */
export const SETTINGS = Symbol("render settings");

const NONE: RenderSettings = { locale: "en", timeZone: "UTC", now: 0, click: (url) => url, openPixelUrl: null };

export function settingsOf(context: Context): RenderSettings {
  return (context.environments as { readonly [SETTINGS]?: RenderSettings })[SETTINGS] ?? NONE;
}
