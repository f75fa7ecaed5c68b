import { type HoldoutEffect, holdoutEffect } from "../campaign/holdoutEffect.ts";
import { addDuration, type Duration } from "../time/duration.ts";
import type { Instant } from "../time/instant.ts";

/** How a split finds its winner by itself; until then people are shared out. With both bounds, both must be reached. */
export interface WinnerRule {
  /** That a message sent after the split was opened or clicked, or that the journey's goal was reached. */
  readonly by: "opened" | "clicked" | "converted";
  /** So long after the first person came to it. */
  readonly after?: Duration;
  /** So many people must have gone each way. */
  readonly atLeast?: number;
}

/** Who went by a share, and how many of them did what is counted. */
export interface ShareCount {
  readonly share: string;
  readonly people: number;
  readonly reached: number;
}

export type WinnerVerdict =
  /** It is too early to say. */
  | { readonly verdict: "early" }
  /** Two are the best alike, or nobody did it yet: people are shared out on, and it is asked again. */
  | { readonly verdict: "even" }
  | { readonly verdict: "chosen"; readonly share: string; readonly runnerUp: string; readonly effect: HoldoutEffect };

/**
 * The share by which most people, in proportion, did what is counted. It is chosen when its time has come, however small the difference;
 * how sure that is, is said beside it.
 * @param since when the first person came to the split
 */
export function chooseWinner({ after, atLeast }: WinnerRule, counts: readonly ShareCount[], since: Instant | null, now: Instant): WinnerVerdict {
  const isEarly = since === null || (after !== undefined && now < addDuration(since, after));
  const gone = counts.filter(({ people }) => people > 0);
  if (isEarly || gone.length < 2 || counts.some(({ people }) => people < (atLeast ?? 0))) return { verdict: "early" };
  const [best, second] = [...gone].sort((a, b) => rateOf(b) - rateOf(a)) as [ShareCount, ShareCount, ...ShareCount[]];
  if (rateOf(best) === rateOf(second)) return { verdict: "even" };
  return { verdict: "chosen", share: best.share, runnerUp: second.share, effect: holdoutEffect(arm(best), arm(second)) };
}

const DID: { readonly [by in WinnerRule["by"]]: string } = { opened: "opened", clicked: "clicked", converted: "reached the goal" };

/** Why a share was chosen, with how sure that is: `12.0 % of 500 clicked by “B”, 9.0 % of 498 by “A”. The difference may be chance.` */
export function describeChoice(
  by: WinnerRule["by"],
  counts: readonly ShareCount[],
  { share, runnerUp, effect }: WinnerVerdict & { readonly verdict: "chosen" },
): string {
  const words = (name: string, verb: string) => {
    const { people, reached } = counts.find((one) => one.share === name) ?? { people: 0, reached: 0 };
    return `${people === 0 ? 0 : ((reached / people) * 100).toFixed(1)} % of ${people}${verb} by “${name}”`;
  };
  return `${words(share, ` ${DID[by]}`)}, ${words(runnerUp, "")}. ${SURE[effect.verdict]}`;
}

const SURE: { readonly [verdict in HoldoutEffect["verdict"]]: string } = {
  more: "That is more than chance, with 95 percent confidence.",
  fewer: "The difference may be chance.",
  unclear: "The difference may be chance.",
  too_few: "So few people say little: the difference may be chance.",
};

function rateOf({ people, reached }: ShareCount): number {
  return reached / people;
}

function arm({ people, reached }: ShareCount): { readonly people: number; readonly converted: number } {
  return { people, converted: reached };
}
