import type { Decision } from "../decide/decide.types.ts";
import { formatDay } from "../time/civil.ts";
import type { Instant } from "../time/instant.ts";
import { localDay } from "../time/zone.ts";

/** What a campaign would have done in a period, counted over replayed people. */
export interface Reach {
  /** Times the trigger was met, and how many people that was. */
  readonly triggered: number;
  readonly people: number;
  readonly entered: number;
  /** Reasons of those who were triggered and did not enter. */
  readonly notEntered: { readonly [reason: string]: number };
  /** Reasons of those who entered and got no message. */
  readonly notSent: { readonly [reason: string]: number };
  readonly messages: number;
  readonly recipients: number;
  readonly heldOut: number;
  /** By day: when the trigger was met, and when the messages would have gone. */
  readonly daily: readonly { readonly date: string; readonly triggered: number; readonly messages: number }[];
}

/** Adds up the decisions of many people, each person's in a list of their own. Messages after the period count to it, on no day. */
export function sumReach(people: readonly (readonly Decision[])[], until: Instant, timeZone: string): Reach {
  const counts = { triggered: 0, people: 0, entered: 0, messages: 0, recipients: 0, heldOut: 0 };
  const notEntered: { [reason: string]: number } = {};
  const notSent: { [reason: string]: number } = {};
  const days = new Map<string, { triggered: number; messages: number }>();
  const add = (reasons: { [reason: string]: number }, { reason }: Decision) => {
    if (reason !== null) reasons[reason] = (reasons[reason] ?? 0) + 1;
  };
  const onDay = ({ at }: Decision, what: "triggered" | "messages") => {
    if (at > until) return;
    const date = formatDay(localDay(timeZone, at));
    const day = days.get(date) ?? { triggered: 0, messages: 0 };
    day[what] += 1;
    days.set(date, day);
  };
  for (const decisions of people) {
    const before = { triggered: counts.triggered, messages: counts.messages };
    for (const decision of decisions) {
      const { outcome, reason } = decision;
      if (outcome === "entered" || outcome === "restarted" || (outcome === "not_entered" && reason !== "trigger_not_met")) {
        counts.triggered += 1;
        onDay(decision, "triggered");
      }
      if (outcome === "entered") counts.entered += 1;
      else if (outcome === "not_entered" && reason !== "trigger_not_met") add(notEntered, decision);
      else if (outcome === "skipped" || outcome === "exited") add(notSent, decision);
      else if (outcome === "would_have_been_sent") counts.heldOut += 1;
      else if (outcome === "sent") {
        counts.messages += 1;
        onDay(decision, "messages");
      }
    }
    if (counts.triggered > before.triggered) counts.people += 1;
    if (counts.messages > before.messages) counts.recipients += 1;
  }
  const daily = [...days].sort(([a], [b]) => (a < b ? -1 : 1)).map(([date, day]) => ({ date, ...day }));
  return { ...counts, notEntered, notSent, daily };
}

/** What the whole is about, where only a share of the people was looked at. */
export function scaleReach(reach: Reach, factor: number): Reach {
  if (factor === 1) return reach;
  const scale = (count: number) => Math.round(count * factor);
  const all = (reasons: Reach["notEntered"]) => Object.fromEntries(Object.entries(reasons).map(([reason, count]) => [reason, scale(count)]));
  return {
    triggered: scale(reach.triggered),
    people: scale(reach.people),
    entered: scale(reach.entered),
    notEntered: all(reach.notEntered),
    notSent: all(reach.notSent),
    messages: scale(reach.messages),
    recipients: scale(reach.recipients),
    heldOut: scale(reach.heldOut),
    daily: reach.daily.map(({ date, triggered, messages }) => ({ date, triggered: scale(triggered), messages: scale(messages) })),
  };
}
