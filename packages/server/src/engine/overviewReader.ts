import { DAY, formatDay, type Instant, instantOfWall, localDay, SECOND, wallClock } from "@beckon/core";
import type { Clock } from "../clock.ts";
import type { Db } from "../store/db.ts";
import {
  type ComingHour,
  countSeenSince,
  type DayOfSends,
  type DayTally,
  newPeoplePerStretch,
  passagesComing,
  sendsOfTwoDays,
  talliesSince,
} from "../store/overviewFigures.ts";
import { readWorkspace } from "../store/workspaces.ts";
import type { CampaignDesk } from "./campaignDesk.ts";
import { EventHours } from "./eventHours.ts";

/** One week and the one before it. */
const DAYS_SHOWN = 14;
/** Many who look at the first screen cost as much as one. */
const KEPT_FOR = 15 * SECOND;

interface OverviewDayView {
  readonly date: string;
  readonly events: number | null;
  readonly newPeople: number;
  readonly sent: number;
  readonly opened: number;
  readonly clicked: number;
  readonly converted: number;
  readonly revenue: readonly { readonly currency: string; readonly amount: number }[];
}

export interface UnfinishedDraft {
  readonly id: string;
  readonly name: string;
  /** That keep it from being launched. */
  readonly problems: number;
  readonly first: string;
}

export interface OverviewView {
  readonly at: Instant;
  readonly timeZone: string;
  readonly days: readonly OverviewDayView[];
  readonly activePeople: { readonly day: number; readonly week: number };
  readonly lastDay: readonly DayOfSends[];
  readonly drafts: readonly UnfinishedDraft[];
  readonly coming: { readonly hours: readonly ComingHour[]; readonly complete: boolean };
}

/** What happened in the last days and what comes, kept for some seconds. */
export class OverviewReader {
  readonly #db: Db;
  readonly #clock: Clock;
  readonly #campaignDesk: Pick<CampaignDesk, "list" | "check">;
  readonly #kept = new Map<number, { readonly at: Instant; readonly view: Promise<OverviewView> }>();
  readonly #eventHours = new Map<number, EventHours>();

  constructor(db: Db, clock: Clock, campaignDesk: Pick<CampaignDesk, "list" | "check">) {
    this.#db = db;
    this.#clock = clock;
    this.#campaignDesk = campaignDesk;
  }

  read(workspaceId: number): Promise<OverviewView> {
    const now = this.#clock.now();
    const kept = this.#kept.get(workspaceId);
    if (kept && now - kept.at < KEPT_FOR) return kept.view;
    const view = this.#read(workspaceId, now);
    this.#kept.set(workspaceId, { at: now, view });
    // A failure is told to those who waited for it, and is not kept.
    view.catch(() => this.#kept.delete(workspaceId));
    return view;
  }

  async #read(workspaceId: number, now: Instant): Promise<OverviewView> {
    const figures = await readFigures(this.#db, this.#eventHoursOf(workspaceId), workspaceId, now);
    return { ...figures, drafts: await unfinishedDrafts(this.#campaignDesk, workspaceId) };
  }

  #eventHoursOf(workspaceId: number): EventHours {
    const hours = this.#eventHours.get(workspaceId) ?? new EventHours(this.#clock);
    this.#eventHours.set(workspaceId, hours);
    return hours;
  }
}

/** Drafts older than these many campaigns are no news. */
const DRAFTS_LOOKED_AT = 12;

async function unfinishedDrafts(desk: Pick<CampaignDesk, "list" | "check">, workspaceId: number): Promise<UnfinishedDraft[]> {
  const campaigns = await desk.list(workspaceId, { sort: "changed", limit: DRAFTS_LOOKED_AT });
  const drafts: UnfinishedDraft[] = [];
  for (const { id, draft } of campaigns) {
    if (draft === null) continue;
    const errors = (await desk.check(workspaceId, draft)).filter(({ severity }) => severity === "error");
    if (errors[0]) drafts.push({ id, name: draft.name, problems: errors.length, first: errors[0].message });
  }
  return drafts;
}

async function readFigures(db: Db, eventHours: EventHours, workspaceId: number, now: Instant): Promise<Omit<OverviewView, "drafts">> {
  const timeZone = (await readWorkspace(db, workspaceId))?.settings.timeZone ?? "UTC";
  const today = localDay(timeZone, now);
  const days = Array.from({ length: DAYS_SHOWN }, (_, place) => today - DAYS_SHOWN + 1 + place);
  const beginOf = (day: number) => instantOfWall(timeZone, wallClock(day, 0));
  const stretches = days.map((day) => ({ from: beginOf(day), until: beginOf(day + 1) }));
  const events = await eventHours.perDay(db, workspaceId, stretches);
  const newPeople = await newPeoplePerStretch(db, workspaceId, stretches);
  const tallies = await talliesSince(db, workspaceId, formatDay(today - DAYS_SHOWN + 1));
  return {
    at: now,
    timeZone,
    days: days.map((day, place) => ({
      events: events[place] ?? null,
      newPeople: newPeople[place] ?? 0,
      ...messagesOf(formatDay(day), tallies),
    })),
    activePeople: { day: await countSeenSince(db, workspaceId, now - DAY), week: await countSeenSince(db, workspaceId, now - 7 * DAY) },
    lastDay: await sendsOfTwoDays(db, workspaceId, now),
    coming: await passagesComing(db, workspaceId, now, now + DAY),
  };
}

function messagesOf(date: string, tallies: readonly DayTally[]): Omit<OverviewDayView, "events" | "newPeople"> {
  const those = tallies.filter(({ day }) => day === date);
  const total = (wanted: string) => those.reduce((sum, { what, count }) => (what === wanted ? sum + count : sum), 0);
  const revenue = those
    .filter(({ what, currency }) => what === "converted" && currency !== "")
    .map(({ currency, amount }) => ({ currency, amount }))
    .sort((a, b) => (a.currency < b.currency ? -1 : 1));
  return { date, sent: total("sent"), opened: total("opened"), clicked: total("clicked"), converted: total("converted"), revenue };
}
