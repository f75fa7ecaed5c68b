import { type FilterImplOptions, Liquid, type LiquidOptions } from "liquidjs";
import { AssignTag } from "./assignTag.ts";
import { dateFilter, timeZoneFilter } from "./filters/dateFilter.ts";
import { moneyFilter, numberFilter, pluralFilter } from "./filters/numberFilters.ts";
import { escapeHtml, SafeHtml } from "./htmlEscape.ts";
import { AbortMessageTag, BoundedCaptureTag, LINK_TAG, OpenPixelTag, PIXEL_TAG, TrackedLinkTag } from "./liquidTags.ts";
import { settingsOf } from "./renderSettings.ts";

/**
 * What a template may cost. The time is generous, because on a busy machine the clock runs while others work: a mail takes
 * about a millisecond, and a bomb is stopped by the memory limit or the cap on the text long before.
 */
const LIMITS = { parseLimit: 2_000_000, renderLimit: 1_000, memoryLimit: 2_000_000 } as const;

/**
 * `templates: {}`: without it `{% include '.env' %}` prints files of the working directory. `ownPropertyOnly`: no way to
 * prototypes. `lenientIf`: asking whether a value is there is no error, also where missing values are errors.
 */
export const SAFE: LiquidOptions = { templates: {}, ownPropertyOnly: true, strictFilters: true, lenientIf: true, dynamicPartials: false, ...LIMITS };

/** Tags that read other templates: there are none here. */
const FOREIGN_TAGS = ["include", "render", "layout", "block"] as const;

const number: FilterImplOptions = function (value: unknown, decimals: unknown) {
  return numberFilter(plain(value), decimals, settingsOf(this.context).locale);
};

const SHARED_FILTERS: { readonly [name: string]: FilterImplOptions } = {
  date(value: unknown, format: unknown, zone: unknown) {
    return dateFilter(value instanceof SafeHtml ? value.html : value, format, zone, settingsOf(this.context));
  },
  time_zone(value: unknown, zone: unknown) {
    return timeZoneFilter(value, zone, settingsOf(this.context));
  },
  number,
  number_with_delimiter: number,
  money(value: unknown, currency: unknown) {
    return moneyFilter(plain(value), currency, false, settingsOf(this.context).locale);
  },
  money_minor(value: unknown, currency: unknown) {
    return moneyFilter(plain(value), currency, true, settingsOf(this.context).locale);
  },
  plural(value: unknown, ...forms: unknown[]) {
    return pluralFilter(plain(value), forms, settingsOf(this.context).locale);
  },
  titlecase: (value: unknown) => textOf(value).replace(/\p{L}[\p{L}\p{M}'’]*/gu, (word) => word.charAt(0).toUpperCase() + word.slice(1).toLowerCase()),
};

/** For HTML bodies: every value comes out escaped, unless the author says `raw`. */
export const htmlLiquid: Liquid = makeEngine(new Liquid({ ...SAFE, outputEscape: escapeOutput }), {
  escape: { raw: true, handler: escapeOutput },
  escape_once: { raw: true, handler: escapeOutput },
  xml_escape: { raw: true, handler: escapeOutput },
  newline_to_br: { raw: true, handler: (value: unknown) => escapeOutput(value).replace(/\r?\n/g, "<br>\n") },
  // Also safe inside <script type="application/ld+json">, with `| json | raw`.
  json: (value: unknown) => (JSON.stringify(plain(value)) ?? "null").replaceAll("<", "\\u003c"),
});

/** For subjects and plain text, where nothing needs escaping: `escape` leaves a value as it is. */
export const textLiquid: Liquid = makeEngine(new Liquid(SAFE), {
  escape: textOf,
  escape_once: textOf,
  xml_escape: textOf,
  newline_to_br: textOf,
  json: (value: unknown) => JSON.stringify(plain(value)) ?? "null",
});

/** An engine with our tags and filters, and those of its own output. */
export function makeEngine(engine: Liquid, own: { readonly [name: string]: FilterImplOptions }): Liquid {
  for (const name of FOREIGN_TAGS) delete engine.tags[name];
  engine.registerTag("abort_message", AbortMessageTag);
  engine.registerTag("assign", AssignTag);
  engine.registerTag("capture", BoundedCaptureTag);
  engine.registerTag(LINK_TAG, TrackedLinkTag);
  engine.registerTag(PIXEL_TAG, OpenPixelTag);
  for (const [name, filter] of Object.entries({ ...SHARED_FILTERS, ...own })) engine.registerFilter(name, filter);
  return engine;
}

/** The last filter of every output of an HTML body. */
function escapeOutput(value: unknown): string {
  return value instanceof SafeHtml ? value.html : escapeHtml(textOf(value));
}

export function textOf(value: unknown): string {
  if (typeof value === "string") return value;
  if (value === null || value === undefined) return "";
  return Array.isArray(value) ? value.map(textOf).join("") : String(value);
}

export function plain(value: unknown): unknown {
  return value instanceof SafeHtml ? value.html : value;
}
