import type { Decision } from "../decide/decide.types.ts";
import type { Journey } from "../journey/journey.ts";
import { messagesOf } from "../journey/journeyMessages.ts";
import { stepKindOf } from "../journey/kinds.ts";
import { formatDay } from "../time/civil.ts";
import { DAY, HOUR, type Instant } from "../time/instant.ts";
import { localDay } from "../time/zone.ts";

/** What one person's past comes to under a draft of a journey. */
export interface RehearsedLife {
  readonly profileId: string;
  readonly decisions: readonly Decision[];
}

export interface RehearsedStep {
  readonly step: string;
  /** How often somebody left it, by the way that they went. */
  readonly ways: { readonly [way: string]: number };
  /** Of a step that sends: what left, what would have but for the holdout, and what did not, by reason. */
  readonly sent: number;
  readonly heldOut: number;
  readonly unsent: { readonly [reason: string]: number };
  /** How often a message was put off, by reason. */
  readonly held: { readonly [reason: string]: number };
}

/** What a journey would have done in a period, added up over replayed people. */
export interface Rehearsal {
  readonly triggered: number;
  readonly entered: number;
  readonly people: number;
  readonly notEntered: { readonly [reason: string]: number };
  readonly ends: { readonly [reason: string]: number };
  readonly converted: number;
  readonly messages: number;
  readonly recipients: number;
  /** In the order of the document; those that nobody came to are there as well. */
  readonly steps: readonly RehearsedStep[];
  readonly daily: readonly { readonly date: string; readonly entered: number; readonly messages: number }[];
  /** The hour in which most messages would have gone; null where none would have. */
  readonly busiest: { readonly at: Instant; readonly messages: number } | null;
  /** Most messages that one person would have got in seven days, and who. */
  readonly mostInAWeek: { readonly profileId: string; readonly messages: number } | null;
}

/** Adds up replayed lives. Messages after the period count to the whole, and on no day. */
export function sumRehearsal(lives: readonly RehearsedLife[], journey: Journey, until: Instant, timeZone: string): Rehearsal {
  const steps = new Map(journey.document.steps.map((step) => [step.id, openStep(step.id, stepKindOf(step).ways(step))]));
  const stepOfMessage = new Map(messagesOf(journey).map(({ id, partOf }) => [id, partOf?.step ?? ""]));
  const sum = { triggered: 0, entered: 0, people: 0, converted: 0, messages: 0, recipients: 0 };
  const notEntered: Counts = {};
  const ends: Counts = {};
  const days = new Map<string, { entered: number; messages: number }>();
  const hours = new Map<Instant, number>();
  let mostInAWeek: Rehearsal["mostInAWeek"] = null;
  const onDay = ({ at }: Decision, what: "entered" | "messages"): void => {
    if (at > until) return;
    const date = formatDay(localDay(timeZone, at));
    const day = days.get(date) ?? { entered: 0, messages: 0 };
    day[what] += 1;
    days.set(date, day);
  };
  const ofJourney = (decision: Decision): void => {
    const { outcome, reason, facts } = decision;
    if (outcome === "entered") {
      sum.entered += 1;
      onDay(decision, "entered");
    }
    if (outcome === "entered" || outcome === "restarted" || (outcome === "not_entered" && reason !== "trigger_not_met")) sum.triggered += 1;
    if (outcome === "not_entered" && reason !== "trigger_not_met") count(notEntered, reason);
    if (outcome === "exited") count(ends, reason);
    if (outcome === "converted") sum.converted += 1;
    if (outcome === "stepped") count(steps.get(String(facts["step"]))?.ways, String(facts["way"]));
  };
  const ofMessage = (decision: Decision, step: OpenStep | undefined): void => {
    const { outcome, reason, at } = decision;
    if (!step) return;
    if (outcome === "held") count(step.held, reason);
    if (outcome === "skipped" || outcome === "exited") count(step.unsent, reason);
    if (outcome === "would_have_been_sent") step.heldOut += 1;
    if (outcome !== "sent") return;
    step.sent += 1;
    sum.messages += 1;
    onDay(decision, "messages");
    const hour = Math.floor(at / HOUR) * HOUR;
    hours.set(hour, (hours.get(hour) ?? 0) + 1);
  };
  for (const { profileId, decisions } of lives) {
    const before = { ...sum };
    for (const decision of decisions) {
      if (decision.campaignId === journey.id) ofJourney(decision);
      else ofMessage(decision, steps.get(stepOfMessage.get(decision.campaignId) ?? ""));
    }
    if (sum.triggered > before.triggered) sum.people += 1;
    if (sum.messages === before.messages) continue;
    sum.recipients += 1;
    const most = mostWithin(
      decisions.filter(({ outcome }) => outcome === "sent").map(({ at }) => at),
      7 * DAY,
    );
    if (mostInAWeek === null || most > mostInAWeek.messages) mostInAWeek = { profileId, messages: most };
  }
  const busiest = [...hours].sort(([a, many], [b, more]) => more - many || a - b)[0];
  return {
    ...sum,
    notEntered,
    ends,
    steps: [...steps.values()],
    daily: [...days].sort(([a], [b]) => (a < b ? -1 : 1)).map(([date, day]) => ({ date, ...day })),
    busiest: busiest ? { at: busiest[0], messages: busiest[1] } : null,
    mostInAWeek,
  };
}

interface Counts {
  [name: string]: number;
}

interface OpenStep {
  readonly step: string;
  readonly ways: Counts;
  sent: number;
  heldOut: number;
  readonly unsent: Counts;
  readonly held: Counts;
}

function openStep(step: string, ways: readonly { readonly key: string }[]): OpenStep {
  return { step, ways: Object.fromEntries(ways.map(({ key }) => [key, 0])), sent: 0, heldOut: 0, unsent: {}, held: {} };
}

function count(counts: Counts | undefined, name: string | null): void {
  if (counts && name !== null) counts[name] = (counts[name] ?? 0) + 1;
}

/** The most instants, of those in order, that lie within one stretch of this length. */
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
