import type { RehearsalItem } from "@beckon/contract";
import { dayText } from "../campaigns/report/DayBars.tsx";

/** `1 Nov to 30 Nov` */
export function periodText({ from, to }: Pick<RehearsalItem, "from" | "to">): string {
  return from === to ? dayText(from) : `${dayText(from)} to ${dayText(to)}`;
}

export function populationText({ population: { kind, segment, size } }: Pick<RehearsalItem, "population">): string {
  if (kind === "segment") return `the segment “${segment}”`;
  return kind === "sample" ? `a sample of about ${(size ?? 0).toLocaleString("en")}` : "everyone";
}

const STATES: { readonly [state in RehearsalItem["state"]]: string } = {
  waiting: "Waits for its turn",
  running: "At work",
  done: "Done",
  failed: "Failed",
  cancelled: "Stopped",
};

export function stateText({ state, percent }: Pick<RehearsalItem, "state" | "percent">): string {
  return state === "running" ? `${STATES[state]}, ${percent} %` : STATES[state];
}

export function countText(count: number, one: string, many: string): string {
  return `${count.toLocaleString("en")} ${count === 1 ? one : many}`;
}

export function sumOf(counts: { readonly [name: string]: number }): number {
  return Object.values(counts).reduce((sum, count) => sum + count, 0);
}
