import { type EventContext, type Instant, isObject, type Json, type JsonObject } from "@beckon/core";
import type { Db } from "../store/db.ts";
import { idsOfPerson } from "../store/profileSearch.ts";
import { firstEventOf } from "../store/timeline.ts";

/** How somebody came: by the oldest event of theirs that is kept. */
export interface FirstContact {
  readonly at: Instant;
  readonly event: string;
  /** By which way the event reached us. */
  readonly source: string;
  readonly campaign: CameBy | null;
  /** Host of the page that led here. */
  readonly referrer: string | null;
  /** Path of the page they came to first. */
  readonly page: string | null;
}

/** What the `utm_` parameters of the address said. */
export interface CameBy {
  readonly name: string | null;
  readonly source: string | null;
  readonly medium: string | null;
}

export async function firstContactOf(db: Db, workspaceId: number, profileId: string): Promise<FirstContact | null> {
  const first = await firstEventOf(db, await idsOfPerson(db, workspaceId, profileId));
  return first && { at: first.at, event: first.name, source: first.source, ...cameBy(first.context, first.properties) };
}

/** Read from Segment's context, and where that is silent from the properties of a page call. */
export function cameBy(context: EventContext, properties: JsonObject): Pick<FirstContact, "campaign" | "referrer" | "page"> {
  const page = { ...properties, ...context.page };
  const url = urlOf(page["url"]);
  return {
    campaign: campaignOf(context.campaign) ?? campaignIn(url?.searchParams ?? new URLSearchParams(text(page["search"]) ?? "")),
    referrer: elsewhere(urlOf(page["referrer"]), url),
    page: text(page["path"]) ?? url?.pathname ?? null,
  };
}

function campaignOf(campaign: JsonObject | undefined): CameBy | null {
  if (!isObject(campaign ?? null)) return null;
  const said = { name: text(campaign?.["name"]), source: text(campaign?.["source"]), medium: text(campaign?.["medium"]) };
  return orNull(said);
}

function campaignIn(query: URLSearchParams): CameBy | null {
  const said = (key: string) => text(query.get(`utm_${key}`) ?? undefined);
  return orNull({ name: said("campaign"), source: said("source"), medium: said("medium") });
}

function orNull(said: CameBy): CameBy | null {
  return said.name === null && said.source === null && said.medium === null ? null : said;
}

/** A page of the same site led nobody here. */
function elsewhere(referrer: URL | null, page: URL | null): string | null {
  return referrer === null || referrer.host === page?.host ? null : referrer.host || null;
}

function urlOf(value: Json | undefined): URL | null {
  return typeof value === "string" && URL.canParse(value) ? new URL(value) : null;
}

const TEXT_MAX = 200;

function text(value: Json | undefined): string | null {
  return typeof value === "string" && value.trim() !== "" ? value.trim().slice(0, TEXT_MAX) : null;
}
