import { formatDay, type Instant, instantOfWall, localDay, parseDay, type StageDocument, wallClock } from "@beckon/core";
import type { Clock } from "../clock.ts";
import type { Query } from "../store/db.ts";
import { readStageFlows, type StageFlow } from "../store/stageChanges.ts";
import { countStages } from "../store/stageCounts.ts";
import { Refusal } from "./refusal.ts";

/** Days of the workspace's calendar, both included. */
export interface StagePeriod {
  readonly from: string;
  readonly to: string;
}

const PERIOD_DAYS = 30;
/** The board reads days; more than these would be another kind of report. */
const PERIOD_DAYS_MAX = 366;

/** The period that was asked for; the last 30 days where nothing was. @throws Refusal `validation_failed` */
export function stagePeriod(asked: { readonly from?: string | undefined; readonly to?: string | undefined }, clock: Clock, timeZone: string): StagePeriod {
  const to = dayOf(asked.to, "to") ?? localDay(timeZone, clock.now());
  const from = dayOf(asked.from, "from") ?? to - (PERIOD_DAYS - 1);
  if (from > to) throw new Refusal("validation_failed", { problem: `The period ends (${formatDay(to)}) before it begins (${formatDay(from)}).` }, "query.from");
  if (to - from >= PERIOD_DAYS_MAX) throw new Refusal("validation_failed", { problem: `A period has at most ${PERIOD_DAYS_MAX} days.` }, "query.from");
  return { from: formatDay(from), to: formatDay(to) };
}

function dayOf(text: string | undefined, name: string): number | null {
  if (text === undefined) return null;
  const day = parseDay(text);
  if (day === null) throw new Refusal("validation_failed", { problem: `“${text}” is no day; write 2026-11-22.` }, `query.${name}`);
  return day;
}

/** From the first instant of the first day to the first after the last. */
export function instantsOfPeriod({ from, to }: StagePeriod, timeZone: string): { readonly from: Instant; readonly until: Instant } {
  const beginOf = (day: number) => instantOfWall(timeZone, wallClock(day, 0));
  return { from: beginOf(parseDay(from) ?? 0), until: beginOf((parseDay(to) ?? 0) + 1) };
}

/** How long people had been in a stage when they left it, in seconds. */
export interface TimeInStage {
  readonly people: number;
  readonly lower: number;
  readonly median: number;
  readonly upper: number;
}

export interface BoardStage {
  readonly stage: StageDocument;
  readonly people: number;
  readonly came: number;
  readonly left: number;
  readonly time: TimeInStage | null;
}

export interface Board {
  readonly stages: readonly BoardStage[];
  /** Most people first. */
  readonly flows: readonly { readonly from: string | null; readonly to: string; readonly people: number }[];
}

/** What is in each stage now, and what moved in the period; both are kept while it happens, so it costs the same at any size. */
export async function readBoard(
  q: Query,
  { segmentId, version, workspaceId }: { readonly segmentId: string; readonly version: number; readonly workspaceId: number },
  stages: readonly StageDocument[],
  period: StagePeriod,
): Promise<Board> {
  const counts = await countStages(q, segmentId, version);
  const flows = await readStageFlows(q, workspaceId, period.from, period.to);
  const sum = (some: readonly StageFlow[]) => some.reduce((all, { people }) => all + people, 0);
  return {
    stages: stages.map((stage) => {
      const left = flows.filter(({ from }) => from === stage.key);
      return {
        stage,
        people: counts.get(stage.key) ?? 0,
        came: sum(flows.filter(({ to }) => to === stage.key)),
        left: sum(left),
        time: timeOf(left),
      };
    }),
    flows: together(flows),
  };
}

function together(flows: readonly StageFlow[]): Board["flows"] {
  const ways = new Map<string, { from: string | null; to: string; people: number }>();
  for (const { from, to, people } of flows) {
    const way = ways.get(`${from}\n${to}`) ?? { from: from === "" ? null : from, to, people: 0 };
    way.people += people;
    ways.set(`${from}\n${to}`, way);
  }
  return [...ways.values()].sort((a, b) => b.people - a.people || (`${a.from} ${a.to}` < `${b.from} ${b.to}` ? -1 : 1));
}

/** Quartiles of stays that are counted by a span, which is four times the binary logarithm of their seconds. */
function timeOf(left: readonly Pick<StageFlow, "span" | "people">[]): TimeInStage | null {
  const spans = new Map<number, number>();
  for (const { span, people } of left) if (span >= 0) spans.set(span, (spans.get(span) ?? 0) + people);
  const people = [...spans.values()].reduce((all, some) => all + some, 0);
  if (people === 0) return null;
  const ordered = [...spans].sort(([a], [b]) => a - b);
  const at = (share: number): number => {
    let before = 0;
    for (const [span, some] of ordered) {
      if (before + some >= share * people) return 2 ** ((span + (share * people - before) / some) / 4);
      before += some;
    }
    return 2 ** (((ordered.at(-1)?.[0] ?? 0) + 1) / 4);
  };
  return { people, lower: at(0.25), median: at(0.5), upper: at(0.75) };
}
