import { describeCondition } from "../condition/judge.ts";
import { describeDelay } from "../delay/kinds.ts";
import { describeCap } from "../guard/frequencyCap.ts";
import { describeDuration } from "../time/duration.ts";
import { describeWeekdays } from "../time/weekdays.ts";
import { describeTrigger } from "../trigger/kinds.ts";
import type { CampaignDocument, CourseDocument, ExceptionEvent, Reentry } from "./campaign.ts";

type CourseClause = "when" | "audience" | "again" | "repeat" | "unless" | "life" | "goal";
type CampaignClause = "wait" | "between" | "atMost";

const REENTRY: { readonly [kind in Reentry["kind"]]: (reentry: Reentry) => string | null } = {
  every_time: () => null,
  once: () => "each person once",
  window: (reentry) => (reentry.kind === "window" ? `each person at most once in ${describeDuration(reentry.window)}` : null),
  per_key: (reentry) => (reentry.kind === "per_key" ? `each person once per ${reentry.property}` : null),
};

function describeExpected({ event, where }: ExceptionEvent): string {
  return `“${event}” happens${where ? ` where ${describeCondition(where)}` : ""}`;
}

/** The words of each clause of a campaign's sentence without the word that leads it; null where the document says nothing. Drafts may be unfinished. */
export const CLAUSE_WORDS: { readonly [name in CourseClause]: (document: CourseDocument) => string | null } & {
  readonly [name in CampaignClause]: (document: CampaignDocument) => string | null;
} = {
  when: ({ trigger }) => describeTrigger(trigger),
  audience: ({ audience }) => (audience ? `people for whom ${describeCondition(audience)}` : null),
  again: ({ reentry }) => (reentry ? REENTRY[reentry.kind](reentry) : null),
  repeat: ({ onRepeat }) => {
    if (onRepeat === "restart") return "if it comes again while one waits, the wait begins anew";
    return onRepeat === "enroll" ? "if it comes again while one waits, one enters again" : null;
  },
  wait: ({ delay }) => (delay && delay.kind !== "none" ? describeDelay(delay) : null),
  unless: ({ unless = [] }) => (unless.length > 0 ? unless.map(describeExpected).join(", or ") : null),
  between: ({ sendWindow }) => {
    if (!sendWindow) return null;
    const { from, to, weekdays, outside } = sendWindow;
    return `between ${from} and ${to}${describeWeekdays(weekdays)} by the person's clock, else ${outside === "skip" ? "not at all" : "when it is next so"}`;
  },
  life: ({ life }) => {
    if (!life || (!life.start && !life.end)) return null;
    const ends = [...(life.start ? [`from ${life.start.replace("T", " ")}`] : []), ...(life.end ? [`until ${life.end.replace("T", " ")}`] : [])];
    return `${ends.join(" ")} (${life.timeZone})`;
  },
  atMost: ({ atMost = [] }) => (atMost.length > 0 ? atMost.map(describeCap).join(", ") : null),
  goal: ({ goal }) => (goal ? `${describeExpected(goal)} within ${describeDuration(goal.within)}` : null),
};
