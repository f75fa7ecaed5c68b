import {
  type DecisionOutcome,
  explainReason,
  type Finding,
  formatInstant,
  type Instant,
  isObject,
  type Json,
  type JsonObject,
  parseInstant,
  REASONS,
  type Reason,
} from "@beckon/core";

/** A line of the decision log, as much of it as words need. */
export interface Decided {
  /** When it was decided, where that is known. */
  readonly at?: Instant;
  readonly outcome: DecisionOutcome;
  readonly reason: Reason | null;
  readonly facts: JsonObject;
}

const OUTCOME_TITLES: { readonly [outcome in DecisionOutcome]: string } = {
  entered: "Entered",
  not_entered: "Not entered",
  restarted: "Wait began anew",
  moved: "Moved to a newer version",
  held: "Held",
  cleared: "Cleared to send",
  skipped: "Not sent",
  sent: "Sent",
  would_have_been_sent: "Would have been sent",
  failed: "Failed",
  unknown: "Unknown",
  exited: "Left before sending",
  stepped: "Went on",
  converted: "Reached the goal",
  late_event: "Decided before a late event",
};

/** `Held: Quiet hours` */
export function titleOf({ outcome, reason }: Decided): string {
  const title = OUTCOME_TITLES[outcome];
  return reason === null || reason === outcome ? title : `${title}: ${REASONS[reason].title.toLowerCase()}`;
}

/**
 * The line as a sentence with the values that it rests on.
 * @param timeZone in which instants are told: the workspace's
 */
export function sentenceOf(decided: Decided, timeZone: string): string {
  const facts = localFacts(decided.facts, timeZone);
  return [reasonSentence(decided, facts), holdSentence(decided, facts), findingSentence(decided.facts)].filter((part) => part !== "").join(" ");
}

function reasonSentence(decided: Decided, facts: JsonObject): string {
  const { outcome, reason } = decided;
  switch (outcome) {
    case "entered":
      if (facts.due === undefined) return facts.step === undefined ? "The person entered the journey." : `The step “${said(facts.step)}” began its message.`;
      return wasDueAtOnce(decided) ? "The person entered, and the message was due at once." : `The person entered; the message is due on ${said(facts.due)}.`;
    case "restarted":
      return `The trigger came again, so the wait began anew${facts.due === undefined ? "" : `; the message is due on ${said(facts.due)}`}.`;
    case "stepped":
      return steppedSentence(facts);
    case "moved":
      if (facts.due === undefined)
        return `The journey was launched anew, and the person went on by version ${said(facts.version)} at the step “${said(facts.to)}”.`;
      return `The campaign was launched anew, and the person went on by version ${said(facts.version)}; the message is due on ${said(facts.due)}.`;
    case "cleared":
      return `Nothing spoke against it: the message to ${said(facts.address)} was handed to the sender${facts.holdout === true ? ", which computes it without sending, because the person is held out" : ""}.`;
    case "sent":
      return facts.too_late_for === undefined
        ? "The message was handed over for delivery."
        : `The message had left before it could be called back (${REASONS[facts.too_late_for as Reason]?.title.toLowerCase() ?? said(facts.too_late_for)}).`;
    case "would_have_been_sent":
      return "The message was written and not sent, because the person is held out to measure the effect.";
    case "converted":
      return `The person did ${said(facts.event)}, the goal of the campaign${revenueWords(facts.revenue)}.`;
    case "late_event":
      return `${said(facts.event)} at ${said(facts.at)} would have stopped the message, but was heard of only after it had been sent at ${said(facts.sent)}.`;
    default:
      return reason === null ? OUTCOME_TITLES[outcome] : explainReason(reason, facts);
  }
}

function steppedSentence({ step, to, unsent }: JsonObject): string {
  const why = typeof unsent === "string" ? `, without the message (${REASONS[unsent as Reason]?.title.toLowerCase() ?? unsent})` : "";
  return to === null
    ? `The person left the step “${said(step)}”${why}, the last of the way.`
    : `The person went from the step “${said(step)}” to “${said(to)}”${why}.`;
}

function wasDueAtOnce({ at, facts }: Decided): boolean {
  const due = typeof facts.due === "string" ? parseInstant(facts.due) : null;
  return at !== undefined && due !== null && due <= at;
}

function holdSentence({ outcome }: Decided, facts: JsonObject): string {
  if (outcome !== "held") return "";
  return typeof facts.until === "string" ? `It is judged again at ${facts.until}.` : "It is judged again when that changes.";
}

/** The condition that failed with what was found: `It asked: total is at least 100; found 80.` */
function findingSentence(facts: JsonObject): string {
  const finding = facts.finding;
  return isObject(finding) ? findingWords(finding as unknown as Finding) : "";
}

/** Says which part of a condition decided it, with what was found there. */
export function findingWords(finding: Finding): string {
  const parts = telling(finding).map(({ condition, found }) => (found === undefined ? condition : `${condition}; found ${shown(found)}`));
  return parts.length === 0 ? "" : `${finding.holds ? "It holds" : "It asks"}: ${parts.join(" · ")}.`;
}

/** The leaves that made the whole what it is; for a list of alternatives that failed, all of them. */
function telling(finding: Finding): Finding[] {
  const parts = (finding.parts ?? []).filter((part) => part.holds === finding.holds);
  return parts.length === 0 ? [finding] : parts.flatMap(telling);
}

function revenueWords(revenue: Json | undefined): string {
  if (!isObject(revenue) || typeof revenue.amount !== "number" || typeof revenue.currency !== "string") return "";
  const digits = new Intl.NumberFormat("en", { style: "currency", currency: revenue.currency }).resolvedOptions().maximumFractionDigits ?? 2;
  return `, worth ${revenue.currency} ${(revenue.amount / 10 ** digits).toFixed(digits)}`;
}

function said(fact: Json | undefined): string {
  return fact === undefined || fact === null ? "–" : typeof fact === "string" ? fact : JSON.stringify(fact);
}

function shown(found: Json): string {
  const text = JSON.stringify(found);
  return text.length > 120 ? `${text.slice(0, 120)}…` : text === "null" ? "nothing" : text;
}

const ISO_INSTANT = /^\d{4}-\d{2}-\d{2}T\d{2}:\d{2}:\d{2}(\.\d+)?Z$/;

/** Facts with their instants told by a clock on the wall. */
export function localFacts(facts: JsonObject, timeZone: string): JsonObject {
  return Object.fromEntries(Object.entries(facts).map(([name, value]) => [name, localFact(value, timeZone)]));
}

function localFact(value: Json, timeZone: string): Json {
  if (typeof value !== "string" || !ISO_INSTANT.test(value)) return value;
  const at = parseInstant(value);
  return at === null ? value : localTime(at, timeZone);
}

/** `22 Nov 2026, 09:00` by the clock of the zone. */
export function localTime(at: Instant, timeZone: string): string {
  try {
    return new Intl.DateTimeFormat("en-GB", { day: "numeric", month: "short", year: "numeric", hour: "2-digit", minute: "2-digit", timeZone }).format(at);
  } catch {
    return formatInstant(at);
  }
}
