import { formatInstant, type Instant, isObject, type Json, type JsonObject } from "@beckon/core";
import { type RenderSettings, SETTINGS } from "./renderSettings.ts";

/** All that a message may speak of: whose it is, what happened, and the addresses that belong to this one copy. */
export interface MessageContext {
  readonly profile: {
    readonly id: string;
    readonly attributes: JsonObject;
    /** `email`, `user_id`, `phone` ...: the values of each kind, best first. */
    readonly identifiers: { readonly [kind: string]: readonly string[] };
  };
  /** The event that started the enrollment. */
  readonly event: { readonly name: string; readonly at: Instant; readonly properties: JsonObject };
  readonly workspace: MessageWorkspace;
  readonly campaign: { readonly key: string; readonly name: string };
  readonly message: { readonly id: string };
  readonly links: MessageLinks;
  /** BCP 47 tag, or null where nobody knows. */
  readonly locale: string | null;
  readonly timeZone: string;
  readonly now: Instant;
}

/** What the workspace shows of itself in mails. */
export interface MessageWorkspace {
  readonly name: string;
  /** Company name and postal address, or null. */
  readonly address: string | null;
  /** Address of the logo, or null. */
  readonly logoUrl: string | null;
}

/** The addresses of one copy of a message, signed. Made when they are asked for. */
export interface MessageLinks {
  unsubscribe(): string;
  preferences(): string;
  /** Where a subscription with double opt-in is confirmed. */
  confirm(): string;
  viewInBrowser(): string;
  /** The image that counts an open; null where opens are not counted. */
  openPixel(): string | null;
  /** The address that counts a click and leads on to `url`. */
  click(url: string): string;
}

/** The roots that a template may name, for "did you mean". */
export const ROOTS = [
  "profile",
  "event",
  "message",
  "workspace",
  "campaign",
  "customer",
  "trigger",
  "event_properties",
  "custom_attribute",
  "unsubscribe_url",
] as const;

/** Paths that always have a value. */
export const ALWAYS_KNOWN: ReadonlySet<string> = new Set([
  "profile.id",
  "customer.id",
  "event.name",
  "event.time",
  "event.properties",
  "trigger.name",
  "trigger.time",
  "trigger.properties",
  "event_properties",
  "unsubscribe_url",
  "message.id",
  "message.unsubscribe_url",
  "message.preferences_url",
  "message.confirm_url",
  "message.view_in_browser_url",
  "workspace.name",
  "campaign.key",
  "campaign.name",
]);

/** The variables of one copy, with the settings of filters and tags beside them. Values that are null are left out: they count as missing. */
export function scopeOf(context: MessageContext, locale: string): object {
  const profile = profileDrop(context.profile);
  const event = eventDrop(context.event);
  const settings: RenderSettings = {
    locale,
    timeZone: context.timeZone,
    now: context.now,
    click: (url) => context.links.click(url),
    get openPixelUrl() {
      return context.links.openPixel();
    },
  };
  return {
    profile,
    customer: profile,
    custom_attribute: profile,
    event,
    trigger: event,
    event_properties: event["properties"],
    workspace: workspaceDrop(context.workspace),
    campaign: { key: context.campaign.key, name: context.campaign.name },
    message: {
      id: context.message.id,
      get unsubscribe_url() {
        return context.links.unsubscribe();
      },
      get preferences_url() {
        return context.links.preferences();
      },
      get confirm_url() {
        return context.links.confirm();
      },
      get view_in_browser_url() {
        return context.links.viewInBrowser();
      },
    },
    get unsubscribe_url() {
      return context.links.unsubscribe();
    },
    [SETTINGS]: settings,
  };
}

function workspaceDrop({ name, address, logoUrl }: MessageWorkspace): Drop {
  return { name, ...(address === null ? {} : { address }), ...(logoUrl === null ? {} : { logo_url: logoUrl }) };
}

type Drop = { [name: string]: unknown };

/** Attributes, with the names as sources spell them (`firstName`, `name`) also under the names that templates use. */
function profileDrop({ id, attributes, identifiers }: MessageContext["profile"]): Drop {
  const drop: Drop = { ...(withoutNulls(attributes) as JsonObject) };
  const fill = (name: string, value: unknown) => {
    if (drop[name] === undefined && typeof value === "string" && value !== "") drop[name] = value;
  };
  const name = typeof drop["name"] === "string" ? drop["name"].trim() : "";
  fill("first_name", drop["firstName"] ?? name.split(/\s+/)[0]);
  fill("last_name", drop["lastName"] ?? name.split(/\s+/).slice(1).join(" "));
  fill("name", [drop["first_name"], drop["last_name"]].filter((part) => typeof part === "string").join(" "));
  for (const [kind, values] of Object.entries(identifiers)) fill(kind, values[0]);
  drop["id"] = id;
  return drop;
}

/** `event.total` and `event.properties.total` are the same; a property that is called `name` or `time` has only the longer way. */
function eventDrop({ name, at, properties }: MessageContext["event"]): Drop {
  const own = withoutNulls(properties) as JsonObject;
  return { ...own, properties: own, name, time: formatInstant(at) };
}

/** The same value where it holds no null, so that the usual case copies nothing. */
function withoutNulls(value: Json): Json {
  if (Array.isArray(value)) return value.some(holdsNull) ? value.filter((item) => item !== null).map(withoutNulls) : value;
  if (!isObject(value) || !holdsNull(value)) return value;
  return Object.fromEntries(
    Object.entries(value)
      .filter(([, item]) => item !== null)
      .map(([key, item]) => [key, withoutNulls(item)]),
  );
}

function holdsNull(value: Json): boolean {
  if (value === null) return true;
  if (typeof value !== "object") return false;
  for (const item of Object.values(value)) if (holdsNull(item)) return true;
  return false;
}
