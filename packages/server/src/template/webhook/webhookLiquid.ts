import { Liquid } from "liquidjs";
import { SafeHtml } from "../htmlEscape.ts";
import { makeEngine, plain, SAFE, textOf } from "../liquidEngines.ts";

/** What a person is called never ends a string or begins a field: `"name": "{{ profile.name }}"` stays JSON whatever it holds. */
export const jsonLiquid: Liquid = makeEngine(new Liquid({ ...SAFE, outputEscape: escapeJson }), {
  // With its quotation marks: `"name": {{ profile.name | json }}`.
  json: { raw: true, handler: (value: unknown) => JSON.stringify(plain(value)) ?? "null" },
  escape: textOf,
});

const LONE_SURROGATES = /\p{Surrogate}/gu;

/** For path and query of an address: every value comes out percent-encoded, unless the author says `raw`. */
export const urlLiquid: Liquid = makeEngine(
  new Liquid({
    ...SAFE,
    outputEscape: (value: unknown) => (value instanceof SafeHtml ? value.html : encodeURIComponent(textOf(value).replace(LONE_SURROGATES, "\ufffd"))),
  }),
  { json: (value: unknown) => JSON.stringify(plain(value)) ?? "null", escape: textOf },
);

function escapeJson(value: unknown): string {
  // What was captured is escaped already.
  if (value instanceof SafeHtml) return value.html;
  if (value === null || value === undefined) return "";
  if (typeof value === "string") return JSON.stringify(value).slice(1, -1);
  return JSON.stringify(value) ?? "";
}
