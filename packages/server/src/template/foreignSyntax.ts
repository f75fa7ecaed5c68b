import { piecesOf } from "./liquidPieces.ts";

/**
 * What people who come from Braze and Customer.io are used to write, turned into our own words:
 * `{{${first_name}}}`, `{{custom_attribute.${plan}}}`, `{{event_properties.${total}}}`, `{% unsubscribe_url %}`.
 * `customer`, `trigger`, `event_properties` and `custom_attribute` without `$` are names of their own (see `drops.ts`).
 */
export function translateForeignSyntax(source: string): string {
  if (!/\$\{|\{%-?\s*(?:unsubscribe|view_in_browser|preferences)/.test(source)) return source;
  // Braze's outputs end in `}}}`, which Liquid would cut one brace too early: they are rewritten before Liquid is read.
  const unbraced = source.replace(BRAZE_LIQUID, (_all, open: string, inner: string, close: string) => open + variablesOf(inner) + close);
  return piecesOf(unbraced)
    .map((piece) => (piece.isLiquid ? tagsOf(piece.source) : piece.source))
    .join("");
}

const BRAZE_LIQUID = /(\{\{-?|\{%-?)((?:[^{}%]|%(?!\}))*(?:\$\{[^{}]*\}(?:[^{}%]|%(?!\}))*)+)(-?\}\}|-?%\})/g;

const GROUPS: { readonly [group: string]: string } = {
  custom_attribute: "profile",
  event_properties: "event.properties",
  api_trigger_properties: "event.properties",
  canvas_entry_properties: "event.properties",
  context: "event.properties",
};

const OWN_NAMES: { readonly [name: string]: string } = {
  email_address: "profile.email",
  user_id: "profile.user_id",
  phone_number: "profile.phone",
  set_user_to_unsubscribed_url: "message.unsubscribe_url",
};

function variablesOf(inner: string): string {
  return inner
    .replace(/\b(\w+)\.\$\{([^{}]*)\}/g, (_all, group: string, name: string) => `${GROUPS[group] ?? group}${memberOf(name.trim())}`)
    .replace(/\$\{([^{}]*)\}/g, (_all, name: string) => OWN_NAMES[name.trim()] ?? `profile${memberOf(name.trim())}`);
}

function memberOf(name: string): string {
  return /^[A-Za-z_][\w-]*$/.test(name) ? `.${name}` : `[${name.includes('"') ? `'${name}'` : `"${name}"`}]`;
}

function tagsOf(liquid: string): string {
  const match = /^\{%-?\s*(unsubscribe_url|unsubscribe_link|unsubscribe|view_in_browser_url|view_in_browser|preferences_url)\s*-?%\}$/.exec(liquid);
  if (!match) return liquid;
  const name = match[1]!.startsWith("unsubscribe") ? "unsubscribe_url" : match[1]!.startsWith("view") ? "view_in_browser_url" : "preferences_url";
  return `{{ message.${name} }}`;
}
