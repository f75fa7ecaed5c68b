import { error, type Problem, warning } from "../../schema/problem.ts";
import { describeDuration, durationSchema } from "../../time/duration.ts";
import type { JourneyDocument } from "../journey.ts";
import { type Leading, type StepKind, type StepNode, stepReference, type Way, withField } from "../step.ts";
import type { WinnerRule } from "../winner.ts";

export interface Share extends Leading {
  readonly name: string;
  /** Of a hundred. */
  readonly percent: number;
}

/** `{ id: "which", kind: "split", shares: [{ name: "A", percent: 50, next: "a" }, { name: "B", percent: 50, next: "b" }] }`: by chance, the same for one person for ever. */
export interface SplitStep extends StepNode {
  readonly kind: "split";
  readonly shares: readonly Share[];
  /** Name of the share that all take from now on. */
  readonly winner?: string;
  /** How it finds one by itself. */
  readonly choose?: WinnerRule;
}

const SHARES_MAX = 8;

export const splitStep: StepKind<SplitStep> = {
  kind: "split",
  schema: {
    title: "Split",
    description: "By chance, in shares. Who comes again goes the same way.",
    properties: {
      shares: {
        type: "array",
        minItems: 2,
        maxItems: SHARES_MAX,
        title: "Shares",
        items: {
          type: "object",
          title: "Share",
          properties: {
            name: { type: "string", minLength: 1, maxLength: 100, title: "Name" },
            percent: { type: "number", minimum: 0, maximum: 100, title: "Percent" },
            next: stepReference,
          },
          required: ["name", "percent"],
          additionalProperties: false,
        },
      },
      winner: { type: "string", minLength: 1, maxLength: 100, title: "Winner", description: "Name of the share that all take from now on." },
      choose: {
        type: "object",
        title: "Choose the winner",
        description: "By itself: the share whose people did most of what counts. Afterwards all who are new take it.",
        properties: {
          by: {
            enum: ["opened", "clicked", "converted"],
            title: "By",
            description: "A message after the split was opened or clicked, or the goal was reached.",
          },
          after: { ...durationSchema, title: "After", description: "So long after the first person came to the split." },
          atLeast: { type: "integer", minimum: 1, maximum: 10_000_000, title: "At least", description: "So many people must have gone each way." },
        },
        required: ["by"],
        additionalProperties: false,
      },
    },
    required: ["shares"],
  },
  ways: ({ shares }): readonly Way[] => shares.map(({ name, percent, next }, i) => ({ key: `shares[${i}]`, label: `${name}, ${percent} %`, to: next })),
  lead: (step, way, to) => ({ ...step, shares: step.shares.map((share, i) => (way === `shares[${i}]` ? withField(share, "next", to) : share)) }),
  describe: ({ shares, winner, choose }) =>
    winner === undefined ? `Split in ${shares.length}${choose ? `, the best by ${describeRule(choose)}` : ""}` : `All go “${winner}”`,
  arrive: ({ shares, winner }, { share, winner: found }) => {
    const chosen = shares.findIndex(({ name }) => name === (winner ?? found));
    const place = chosen < 0 ? drawn(shares, share) : chosen;
    return { kind: "go", way: `shares[${place}]`, facts: { share: shares[place]?.name ?? "", ...(chosen < 0 ? {} : { winner: true }) } };
  },
  check: ({ shares, winner, choose }, path, journey): Problem[] => {
    const sum = shares.reduce((total, { percent }) => total + percent, 0);
    const names = shares.map(({ name }) => name);
    const repeated = names.find((name, i) => names.indexOf(name) !== i);
    return [
      ...(Math.abs(sum - 100) > 1e-6 ? [error(`${path}.shares`, "shares_not_whole", `The shares add up to ${sum} percent; they must be 100 together.`)] : []),
      ...(repeated === undefined ? [] : [error(`${path}.shares`, "share_repeated", `Two shares are called “${repeated}”; each needs a name of its own.`)]),
      ...(winner !== undefined && !names.includes(winner)
        ? [error(`${path}.winner`, "unknown_share", `There is no share “${winner}”; there are ${names.join(", ")}.`)]
        : []),
      ...(choose ? checkRule(choose, winner, `${path}.choose`, journey) : []),
    ];
  },
};

/** `clicks, after 3 days and 500 people each way` */
function describeRule({ by, after, atLeast }: WinnerRule): string {
  const bounds = [...(after === undefined ? [] : [describeDuration(after)]), ...(atLeast === undefined ? [] : [`${atLeast} people each way`])];
  return `${{ opened: "opens", clicked: "clicks", converted: "goals" }[by]}, after ${bounds.join(" and ")}`;
}

function checkRule({ by, after, atLeast }: WinnerRule, winner: string | undefined, path: string, journey: JourneyDocument): Problem[] {
  const sends = journey.steps.some((step) => "message" in step);
  return [
    ...(after === undefined && atLeast === undefined
      ? [error(path, "no_bound", "Say when the winner is chosen: after a time, or when at least so many people have gone each way.")]
      : []),
    ...(by === "converted" && !journey.goal
      ? [error(`${path}.by`, "no_goal", "The journey has no goal that a winner could be chosen by; give it one, or choose by opens or clicks.")]
      : []),
    ...(by !== "converted" && !sends
      ? [error(`${path}.by`, "no_message", "The journey sends no message that could be opened or clicked; choose by its goal.")]
      : []),
    ...(winner === undefined
      ? []
      : [warning(path, "winner_named", `All go “${winner}” already, so no winner is chosen; take the name out to let one be found.`)]),
  ];
}

function drawn(shares: readonly Share[], share: number): number {
  let sum = 0;
  for (const [i, { percent }] of shares.entries()) {
    sum += percent;
    if (share < sum) return i;
  }
  return shares.length - 1;
}
