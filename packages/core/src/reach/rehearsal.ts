import type { Campaign, Course } from "../campaign/campaign.ts";
import type { Decision, Definitions } from "../decide/decide.types.ts";
import { isJourney } from "../journey/journey.ts";
import { messagesOf } from "../journey/journeyMessages.ts";
import { stepKindOf } from "../journey/kinds.ts";
import { formatDay } from "../time/civil.ts";
import { DAY, formatInstant, HOUR, type Instant } from "../time/instant.ts";
import { localDay } from "../time/zone.ts";
import type { ReplayPeriod } from "./replayPerson.ts";

/** What one person's past comes to under a draft and what is live beside it. */
export interface RehearsedLife {
  readonly profileId: string;
  readonly decisions: readonly Decision[];
}

export interface Counts {
  [name: string]: number;
}

export interface RehearsedStep {
  readonly step: string;
  /** How often somebody left it, by the way that they went. */
  readonly ways: Counts;
  /** Of a step that sends: what left, what would have but for the holdout, and what did not, by reason. */
  sent: number;
  heldOut: number;
  readonly unsent: Counts;
  /** How often a message was put off, by reason. */
  readonly held: Counts;
}

/** What the draft and another live campaign or journey have to do with each other. */
export interface RehearsedOther {
  /** People of the draft who were in both at one time. */
  overlap: number;
  /** People who would have got a message of both within a day. */
  sameDay: number;
  /** Messages that it would have sent to people of the draft, in the period. */
  messages: number;
}

/** What a campaign or journey would have done in a period, added up over replayed people. Plain JSON: it is kept between steps of the work. */
export interface Rehearsal {
  triggered: number;
  entered: number;
  people: number;
  readonly notEntered: Counts;
  readonly ends: Counts;
  converted: number;
  /** Of all steps together. */
  messages: number;
  heldOut: number;
  recipients: number;
  /** Of the messages those that would have gone after the period, to people who had entered in it. */
  later: number;
  readonly channels: Counts;
  /** In the order of the document; those that nobody came to are there as well. A campaign has one, its message. */
  readonly steps: RehearsedStep[];
  /** By day of the workspace's zone: who entered, and messages by channel. */
  readonly days: { [date: string]: { entered: number; readonly sent: Counts } };
  /** Messages by the hour in which they would have gone, by its instant. */
  readonly hours: Counts;
  /** People of the draft by the most messages that they would have got in seven days, those of all that is live counted. */
  readonly weekly: Counts;
  /** By id. */
  readonly others: { [courseId: string]: RehearsedOther };
}

/** One person of a rehearsal: what they are found by, and what happened to them in order. */
export interface RehearsedPerson {
  readonly profileId: string;
  readonly firstAt: Instant;
  readonly messages: number;
  readonly mostInAWeek: number;
  /** `entered`, `sent`, `left:exception`, `step:hello`, `way:active:timeout`, `with:<course id>` ... */
  readonly tags: readonly string[];
  /** What was decided about the draft, and what others sent meanwhile. */
  readonly path: readonly RehearsedPlace[];
}

export interface RehearsedPlace {
  readonly decision: Decision;
  /** The step that it is about; null for the course as a whole. */
  readonly step: string | null;
  /** Whose message it was, where it was another's. */
  readonly other: string | null;
}

/** The only step of a campaign. */
export const MESSAGE_STEP = "message";
/** Of a journey's message they say what the journey says as well. */
const ITS_JOURNEYS: ReadonlySet<Decision["outcome"]> = new Set(["entered", "converted"]);
const WEEK = 7 * DAY;
const PATH_MAX = 60;

/** A campaign or journey as if it were live in the period, and nobody had been in it before. */
export function asRehearsed<C extends Course>(course: C, { from, until }: ReplayPeriod): C {
  const life = { start: localOf(from), end: localOf(until), timeZone: "UTC" };
  return { ...course, status: "live", document: { ...course.document, life } };
}

/** Whole seconds, as a document writes them. */
function localOf(at: Instant): string {
  return formatInstant(Math.ceil(at / 1000) * 1000).slice(0, 19);
}

/** Adds up replayed lives, one after the other, wherever it was left off. */
export class RehearsalSum {
  readonly totals: Rehearsal;
  readonly #course: Course;
  readonly #period: ReplayPeriod;
  readonly #timeZone: string;
  readonly #steps: ReadonlyMap<string, RehearsedStep>;
  readonly #stepOf: ReadonlyMap<string, string>;
  readonly #campaigns: ReadonlyMap<string, Campaign>;

  /** @param totals what was counted before */
  constructor(course: Course, { campaigns, workspace }: Pick<Definitions, "campaigns" | "workspace">, period: ReplayPeriod, totals: Rehearsal | null = null) {
    this.#course = course;
    this.#campaigns = campaigns;
    this.#period = period;
    this.#timeZone = workspace.timeZone;
    this.totals = totals ?? nothingYet(course);
    this.#steps = new Map(this.totals.steps.map((step) => [step.step, step]));
    this.#stepOf = isJourney(course) ? new Map(messagesOf(course).map(({ id, partOf }) => [id, partOf?.step ?? ""])) : new Map([[course.id, MESSAGE_STEP]]);
  }

  /** @returns the person, where the draft had anything to do with them */
  add({ profileId, decisions }: RehearsedLife): RehearsedPerson | null {
    const tags = new Set<string>();
    const path: RehearsedPlace[] = [];
    const sent: Instant[] = [];
    const before = this.totals.triggered;
    for (const decision of decisions) {
      const step = this.#stepOf.get(decision.campaignId) ?? null;
      const isOwn = decision.campaignId === this.#course.id;
      if (!isOwn && step === null) continue;
      if (decision.outcome === "not_entered" && !this.#counts(decision)) continue;
      if (isOwn) this.#noteCourse(decision, tags);
      if (step !== null && this.#noteMessage(decision, step, tags)) sent.push(decision.at);
      if (isOwn || !ITS_JOURNEYS.has(decision.outcome)) path.push({ decision, step: stepOfLine(decision, step, isOwn), other: null });
    }
    if (path.length === 0) return null;
    if (this.totals.triggered > before) this.totals.people += 1;
    if (sent.length > 0) this.totals.recipients += 1;
    const mostInAWeek = tags.has("entered") ? this.#noteOthers(decisions, sent, tags, path) : 0;
    if (mostInAWeek > 0) count(this.totals.weekly, String(mostInAWeek));
    const inOrder = path.sort((a, b) => a.decision.at - b.decision.at);
    return { profileId, firstAt: inOrder[0]?.decision.at ?? 0, messages: sent.length, mostInAWeek, tags: [...tags], path: inOrder.slice(0, PATH_MAX) };
  }

  /** Whether somebody who did not enter was asked at all: the trigger was met, in the period. */
  #counts({ at, reason }: Decision): boolean {
    return reason !== "trigger_not_met" && reason !== "before_start" && reason !== "after_end" && at >= this.#period.from && at < this.#period.until;
  }

  #noteCourse({ outcome, reason, at, facts }: Decision, tags: Set<string>): void {
    const { totals } = this;
    if (outcome === "entered") {
      totals.entered += 1;
      this.#onDay(at, (day) => {
        day.entered += 1;
      });
      tags.add("entered");
    }
    if (outcome === "entered" || outcome === "restarted" || outcome === "not_entered") totals.triggered += 1;
    if (outcome === "not_entered") {
      count(totals.notEntered, reason);
      tags.add(`not_entered:${reason}`);
    }
    if (outcome === "exited") {
      count(totals.ends, reason);
      tags.add(`left:${reason}`);
    }
    if (outcome === "converted") {
      totals.converted += 1;
      tags.add("converted");
    }
    if (outcome === "stepped") {
      count(this.#steps.get(String(facts["step"]))?.ways, String(facts["way"]));
      tags.add(`step:${String(facts["step"])}`);
      tags.add(`way:${String(facts["step"])}:${String(facts["way"])}`);
    }
  }

  /** @returns whether the message left */
  #noteMessage({ outcome, reason, at, campaignId }: Decision, id: string, tags: Set<string>): boolean {
    const { totals } = this;
    const step = this.#steps.get(id);
    if (!step) return false;
    if (outcome === "held") {
      count(step.held, reason);
      tags.add(`held:${reason}`);
    }
    if (outcome === "skipped" || (outcome === "exited" && campaignId !== this.#course.id)) {
      count(step.unsent, reason);
      tags.add(`unsent:${reason}`);
    }
    if (outcome === "would_have_been_sent") {
      step.heldOut += 1;
      totals.heldOut += 1;
      tags.add("held_out");
    }
    if (outcome !== "sent") return false;
    step.sent += 1;
    totals.messages += 1;
    const channel = this.#channelOf(campaignId);
    count(totals.channels, channel);
    if (at >= this.#period.until) totals.later += 1;
    this.#onDay(at, (day) => count(day.sent, channel));
    count(totals.hours, String(Math.floor(at / HOUR) * HOUR));
    tags.add("sent");
    tags.add(`sent:${id}`);
    return true;
  }

  #channelOf(campaignId: string): string {
    return this.#campaigns.get(campaignId)?.document.message.channel ?? "email";
  }

  /** What other live campaigns and journeys do with somebody who is in the draft. @returns the most messages of all in seven days */
  #noteOthers(decisions: readonly Decision[], sent: readonly Instant[], tags: Set<string>, path: RehearsedPlace[]): number {
    const { from, until } = this.#period;
    const inDraft = passagesOf(decisions.filter(({ campaignId }) => campaignId === this.#course.id));
    const byCourse = new Map<string, Decision[]>();
    for (const decision of decisions) {
      const id = this.#courseOf(decision.campaignId);
      if (id === this.#course.id) continue;
      const own = byCourse.get(id);
      if (own) own.push(decision);
      else byCourse.set(id, [decision]);
    }
    const all = [...sent];
    for (const [id, own] of byCourse) {
      const theirs = own.filter(({ outcome, at }) => outcome === "sent" && at >= from - WEEK).map(({ at }) => at);
      all.push(...theirs);
      const other = this.totals.others[id] ?? { overlap: 0, sameDay: 0, messages: 0 };
      this.totals.others[id] = other;
      other.messages += theirs.filter((at) => at >= from && at < until).length;
      if (theirs.some((at) => sent.some((mine) => Math.abs(mine - at) < DAY))) other.sameDay += 1;
      const passages = passagesOf(own.filter(({ campaignId }) => campaignId === id));
      if (!passages.some((one) => inDraft.some((mine) => one.from <= mine.until && mine.from <= one.until))) continue;
      other.overlap += 1;
      tags.add(`with:${id}`);
      for (const decision of own)
        if (decision.outcome === "sent" && inDraft.some((mine) => decision.at >= mine.from - DAY && decision.at <= mine.until + DAY))
          path.push({ decision, step: null, other: id });
    }
    return mostWithin(all, WEEK);
  }

  #courseOf(campaignId: string): string {
    return this.#campaigns.get(campaignId)?.partOf?.journeyId ?? campaignId;
  }

  #onDay(at: Instant, change: (day: Rehearsal["days"][string]) => void): void {
    if (at < this.#period.from || at >= this.#period.until) return;
    const date = formatDay(localDay(this.#timeZone, at));
    const day = this.totals.days[date] ?? { entered: 0, sent: {} };
    this.totals.days[date] = day;
    change(day);
  }
}

/** The step of a line: of a journey's own lines the one that was left, of its messages' the one that sends. */
function stepOfLine({ facts }: Decision, step: string | null, isOwn: boolean): string | null {
  if (!isOwn) return step;
  return typeof facts["step"] === "string" ? facts["step"] : null;
}

function nothingYet(course: Course): Rehearsal {
  const step = (id: string, ways: readonly { readonly key: string }[]): RehearsedStep => ({
    step: id,
    ways: Object.fromEntries(ways.map(({ key }) => [key, 0])),
    sent: 0,
    heldOut: 0,
    unsent: {},
    held: {},
  });
  const steps = isJourney(course) ? course.document.steps.map((one) => step(one.id, stepKindOf(one).ways(one))) : [step(MESSAGE_STEP, [])];
  const counts = { triggered: 0, entered: 0, people: 0, converted: 0, messages: 0, heldOut: 0, recipients: 0, later: 0 };
  return { ...counts, notEntered: {}, ends: {}, channels: {}, steps, days: {}, hours: {}, weekly: {}, others: {} };
}

interface Passage {
  readonly from: Instant;
  readonly until: Instant;
}

const ENDS: ReadonlySet<Decision["outcome"]> = new Set(["exited", "skipped", "sent", "would_have_been_sent", "failed", "unknown"]);

/** From when until when somebody was inside, each time; one without an end goes on. */
function passagesOf(decisions: readonly Decision[]): Passage[] {
  const passages = new Map<string, Passage>();
  for (const { enrollmentId, outcome, at } of decisions) {
    if (enrollmentId === null) continue;
    const known = passages.get(enrollmentId);
    if (!known && outcome === "entered") passages.set(enrollmentId, { from: at, until: Number.POSITIVE_INFINITY });
    else if (known && ENDS.has(outcome)) passages.set(enrollmentId, { ...known, until: at });
  }
  return [...passages.values()];
}

function count(counts: Counts | undefined, name: string | null): void {
  if (counts && name !== null) counts[name] = (counts[name] ?? 0) + 1;
}

/** The most instants that lie within one stretch of this length. */
function mostWithin(instants: readonly Instant[], length: number): number {
  const sorted = [...instants].sort((a, b) => a - b);
  let most = 0;
  let first = 0;
  for (const [last, at] of sorted.entries()) {
    while (at - (sorted[first] ?? at) >= length) first += 1;
    most = Math.max(most, last - first + 1);
  }
  return most;
}
