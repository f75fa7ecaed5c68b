import { error, type Problem } from "../../schema/problem.ts";
import { type Leading, type StepKind, type StepNode, stepReference, type Way, withField } from "../step.ts";

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
    },
    required: ["shares"],
  },
  ways: ({ shares }): readonly Way[] => shares.map(({ name, percent, next }, i) => ({ key: `shares[${i}]`, label: `${name}, ${percent} %`, to: next })),
  lead: (step, way, to) => ({ ...step, shares: step.shares.map((share, i) => (way === `shares[${i}]` ? withField(share, "next", to) : share)) }),
  describe: ({ shares, winner }) => (winner === undefined ? `Split in ${shares.length}` : `All go “${winner}”`),
  arrive: ({ shares, winner }, { share }) => {
    const chosen = winner === undefined ? drawn(shares, share) : shares.findIndex(({ name }) => name === winner);
    const place = chosen < 0 ? drawn(shares, share) : chosen;
    return { kind: "go", way: `shares[${place}]`, facts: { share: shares[place]?.name ?? "" } };
  },
  check: ({ shares, winner }, path): Problem[] => {
    const sum = shares.reduce((total, { percent }) => total + percent, 0);
    const names = shares.map(({ name }) => name);
    const repeated = names.find((name, i) => names.indexOf(name) !== i);
    return [
      ...(Math.abs(sum - 100) > 1e-6 ? [error(`${path}.shares`, "shares_not_whole", `The shares add up to ${sum} percent; they must be 100 together.`)] : []),
      ...(repeated === undefined ? [] : [error(`${path}.shares`, "share_repeated", `Two shares are called “${repeated}”; each needs a name of its own.`)]),
      ...(winner !== undefined && !names.includes(winner)
        ? [error(`${path}.winner`, "unknown_share", `There is no share “${winner}”; there are ${names.join(", ")}.`)]
        : []),
    ];
  },
};

function drawn(shares: readonly Share[], share: number): number {
  let sum = 0;
  for (const [i, { percent }] of shares.entries()) {
    sum += percent;
    if (share < sum) return i;
  }
  return shares.length - 1;
}
