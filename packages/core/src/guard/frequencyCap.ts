import type { Campaign, CampaignDocument, FrequencyCap, WorkspaceRules } from "../campaign/campaign.ts";
import type { SentSlot } from "../profile/profile.ts";
import { describeDuration, parseDuration } from "../time/duration.ts";
import { DAY, type Instant } from "../time/instant.ts";
import { startOf, startOfNext } from "../time/zone.ts";

/** A cap that leaves no room, with what fills it and when it has room again. */
export interface FullCap {
  readonly cap: FrequencyCap;
  readonly filledBy: readonly SentSlot[];
  /** Null where it never has (a cap of 0). */
  readonly freeAt: Instant | null;
}

export type CapVerdict =
  | { readonly room: true }
  /** All caps that are full; `freeAt` is when the last of them has room. `over` is `defer` only where every one defers. */
  | { readonly room: false; readonly full: readonly FullCap[]; readonly freeAt: Instant | null; readonly over: "skip" | "defer" };

const ROOM: CapVerdict = { room: true };

/** Whether one more message at `now` keeps within every cap. `slots` are the messages that took one, in any order. */
export function judgeCaps(caps: readonly FrequencyCap[], slots: readonly SentSlot[], timeZone: string, now: Instant): CapVerdict {
  if (caps.length === 0) return ROOM;
  const full: FullCap[] = [];
  for (const cap of caps) {
    const filled = fullness(cap, slots, timeZone, now);
    if (filled !== null) full.push(filled);
  }
  if (full.length === 0) return ROOM;
  const frees = full.map(({ freeAt }) => freeAt);
  const freeAt = frees.includes(null) ? null : Math.max(...(frees as Instant[]));
  return { room: false, full, freeAt, over: full.every(({ cap }) => cap.over === "defer") ? "defer" : "skip" };
}

function fullness(cap: FrequencyCap, slots: readonly SentSlot[], timeZone: string, now: Instant): FullCap | null {
  const since = beginOf(cap, timeZone, now);
  const counted = slots.filter((slot) => slot.at > since && matches(cap, slot)).sort((a, b) => a.at - b.at);
  if (counted.length < cap.max) return null;
  return { cap, filledBy: counted, freeAt: freeAt(cap, counted, timeZone, now) };
}

/** The last instant whose slot no longer counts at `now`. */
function beginOf({ per }: FrequencyCap, timeZone: string, now: Instant): Instant {
  return "rolling" in per ? now - (parseDuration(per.rolling) ?? 0) : startOf(per.calendar, timeZone, now) - 1;
}

function freeAt({ per, max }: FrequencyCap, counted: readonly SentSlot[], timeZone: string, now: Instant): Instant | null {
  if (max <= 0) return null;
  if ("calendar" in per) return startOfNext(per.calendar, timeZone, now);
  // Room for one more is there when all but the newest `max - 1` have left the period.
  return counted[counted.length - max]!.at + (parseDuration(per.rolling) ?? 0);
}

/** Whether a message of this channel, topic and tags counts for the cap. */
function matches(cap: FrequencyCap, message: Pick<SentSlot, "channel" | "topic" | "tags">): boolean {
  if (cap.channel !== undefined && cap.channel !== message.channel) return false;
  if (cap.topic !== undefined && cap.topic !== message.topic) return false;
  return cap.tag === undefined || message.tags.includes(cap.tag);
}

/**
 * The caps that a campaign's message must keep: those of the workspace that count such messages, and all of its own
 * (also where its own count only others: "not if a newsletter went today").
 */
export function capsOf(document: CampaignDocument, rules: WorkspaceRules): readonly FrequencyCap[] {
  const message = { channel: document.message.channel, topic: document.topic ?? null, tags: document.tags ?? [] };
  const shared = rules.frequencyCaps.filter((cap) => matches(cap, message));
  return document.atMost === undefined ? shared : [...shared, ...document.atMost];
}

/** `at most 2 messages tagged promo per day` */
export function describeCap(cap: FrequencyCap): string {
  const what = [cap.channel, "message"].filter(Boolean).join(" ");
  const about = `${cap.topic ? ` on ${cap.topic}` : ""}${cap.tag ? ` tagged ${cap.tag}` : ""}`;
  const period = "rolling" in cap.per ? `in any ${describeDuration(cap.per.rolling)}` : `per ${cap.per.calendar}`;
  return `at most ${cap.max} ${what}${cap.max === 1 ? "" : "s"}${about} ${period}`;
}

const CALENDAR_MAX = { day: 2 * DAY, week: 9 * DAY, month: 33 * DAY } as const;
const longest = new WeakMap<object, number>();

/** Milliseconds that a slot must be kept for: the longest period of any cap (calendar ones with room for a changed zone). */
export function longestCap(definitions: { readonly workspace: WorkspaceRules; readonly campaigns: ReadonlyMap<string, Campaign> }): number {
  const known = longest.get(definitions);
  if (known !== undefined) return known;
  let ms = Math.max(0, ...definitions.workspace.frequencyCaps.map(lengthOf));
  for (const { document } of definitions.campaigns.values()) for (const cap of document.atMost ?? []) ms = Math.max(ms, lengthOf(cap));
  longest.set(definitions, ms);
  return ms;
}

function lengthOf({ per }: FrequencyCap): number {
  return "rolling" in per ? (parseDuration(per.rolling) ?? 0) : CALENDAR_MAX[per.calendar];
}
