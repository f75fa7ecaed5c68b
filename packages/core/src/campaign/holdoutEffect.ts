/** Messages of one arm, and how many of them were followed by the goal. */
export interface ArmCount {
  readonly people: number;
  readonly converted: number;
}

/**
 * What the message brings against sending nothing: the difference of the two shares in points (0.02 = two of a hundred more), with
 * the interval in which it lies with 95 percent confidence. `too_few` where no honest interval can be given.
 */
export type HoldoutEffect =
  | { readonly verdict: "too_few" }
  | { readonly verdict: "more" | "fewer" | "unclear"; readonly difference: number; readonly low: number; readonly high: number };

/** Under so many of either arm, or so few goals in both, any figure would be chance. */
const PEOPLE_MIN = 50;
const CONVERTED_MIN = 5;
/** Of the normal distribution, two-sided 95 percent. */
const Z = 1.959964;

/** Newcombe's interval from two Wilson scores: it stays honest for small shares, where the textbook formula does not. */
export function holdoutEffect(sent: ArmCount, holdout: ArmCount): HoldoutEffect {
  if (Math.min(sent.people, holdout.people) < PEOPLE_MIN || sent.converted + holdout.converted < CONVERTED_MIN) return { verdict: "too_few" };
  const a = wilson(sent);
  const b = wilson(holdout);
  const difference = a.share - b.share;
  const low = difference - Math.hypot(a.share - a.low, b.high - b.share);
  const high = difference + Math.hypot(a.high - a.share, b.share - b.low);
  return { verdict: low > 0 ? "more" : high < 0 ? "fewer" : "unclear", difference, low, high };
}

function wilson({ people, converted }: ArmCount): { readonly share: number; readonly low: number; readonly high: number } {
  const share = Math.min(1, converted / people);
  const z2 = Z * Z;
  const middle = (share + z2 / (2 * people)) / (1 + z2 / people);
  const reach = (Z / (1 + z2 / people)) * Math.sqrt((share * (1 - share)) / people + z2 / (4 * people * people));
  return { share, low: Math.max(0, middle - reach), high: Math.min(1, middle + reach) };
}
