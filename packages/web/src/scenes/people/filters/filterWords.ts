import { describeCondition, describeDuration, type PeopleFilterItem, type SpanFilter } from "@beckon/core";

/** A filter as a chip says it: `plan is “pro”`, `did Order Completed in the last 30 days`. */
export function filterWords(item: PeopleFilterItem): string {
  switch (item.kind) {
    case "event":
      return `${item.did ? "did" : "did not do"} ${item.event}${item.within ? ` in the last ${describeDuration(item.within)}` : item.did ? "" : " ever"}`;
    case "reachable":
      return `${item.is ? "can" : "cannot"} be reached by ${item.channel}`;
    case "created":
      return `first seen ${spanWords(item)}`;
    case "seen":
      return item.never ? "never seen" : `last seen ${spanWords(item)}`;
    case "known_as":
      return KNOWN_AS[item.as];
    case "merged":
      return "merged into somebody else";
    default:
      return describeCondition(item).replaceAll("the person's ", "").replaceAll("the profile is ", "");
  }
}

export const KNOWN_AS = { customer: "has an account", contact: "known by an address only", visitor: "unknown visitor" } as const;

function spanWords({ within, from, to }: SpanFilter): string {
  if (within) return `in the last ${describeDuration(within)}`;
  if (from && to) return from === to ? `on ${from}` : `from ${from} to ${to}`;
  return from ? `since ${from}` : `until ${to ?? "?"}`;
}
