/** By which event people are ranked, and which of its properties says what it was worth. */
export interface RfmSetting {
  readonly event: string;
  readonly value: string;
}

export const RFM_DEFAULT: RfmSetting = { event: "Order Completed", value: "total" };

/** One to five, five the best: how lately, how often, and for how much. */
export interface RfmScores {
  readonly recency: number;
  readonly frequency: number;
  readonly monetary: number;
}

export const RFM_SCORES = 5;

/** The attributes in which a person's scores and group stand; while people are ranked nobody else writes them. */
export const RFM_ATTRIBUTES = ["rfm_recency", "rfm_frequency", "rfm_monetary", "rfm_group"] as const;

export function isRfmAttribute(name: string): boolean {
  return (RFM_ATTRIBUTES as readonly string[]).includes(name);
}

export interface RfmGroup {
  /** The value of the attribute `rfm_group`. */
  readonly key: string;
  readonly name: string;
  /** Whom it holds, and what one would do for them. */
  readonly description: string;
  /** From one score to another, both included. */
  readonly recency: readonly [from: number, to: number];
  readonly frequency: readonly [from: number, to: number];
}

/** Each pair of recency and frequency is in exactly one, so that a map of the two shows them; what people spent is a score of its own. */
export const RFM_GROUPS: readonly RfmGroup[] = [
  { key: "champions", name: "Champions", description: "Bought lately and often. Thank them, show them what is new first.", recency: [5, 5], frequency: [4, 5] },
  { key: "loyal", name: "Loyal", description: "Come back again and again. Ask for a review, offer what goes with it.", recency: [3, 4], frequency: [4, 5] },
  {
    key: "potential_loyalists",
    name: "Potential loyalists",
    description: "Bought lately, and more than the least. Invite them into a programme.",
    recency: [4, 5],
    frequency: [2, 3],
  },
  { key: "new", name: "New", description: "Bought just now, and seldom. Help them to a good start.", recency: [5, 5], frequency: [1, 1] },
  {
    key: "promising",
    name: "Promising",
    description: "Bought not long ago, and seldom. Give a reason for a second order.",
    recency: [4, 4],
    frequency: [1, 1],
  },
  { key: "need_attention", name: "Need attention", description: "In the middle of everything. Remind them of you.", recency: [3, 3], frequency: [3, 3] },
  { key: "about_to_sleep", name: "About to sleep", description: "A while ago, and seldom. Win them back soon.", recency: [3, 3], frequency: [1, 2] },
  { key: "at_risk", name: "At risk", description: "Came often, a long time ago. Ask what is missing.", recency: [1, 2], frequency: [3, 4] },
  {
    key: "cannot_lose_them",
    name: "Cannot lose them",
    description: "Came most of all, a long time ago. Write to them in person.",
    recency: [1, 2],
    frequency: [5, 5],
  },
  { key: "hibernating", name: "Hibernating", description: "A long time ago, and seldom. Write rarely.", recency: [2, 2], frequency: [1, 2] },
  { key: "lost", name: "Lost", description: "Longest ago of all, and seldom. One last try, or none.", recency: [1, 1], frequency: [1, 2] },
];

export function rfmGroupOf({ recency, frequency }: Pick<RfmScores, "recency" | "frequency">): RfmGroup {
  const group = RFM_GROUPS.find((one) => isBetween(recency, one.recency) && isBetween(frequency, one.frequency));
  if (!group) throw new RangeError(`Scores go from 1 to ${RFM_SCORES}: recency ${recency}, frequency ${frequency}.`);
  return group;
}

function isBetween(score: number, [from, to]: readonly [number, number]): boolean {
  return score >= from && score <= to;
}

/** The limits between fifths of so many people: whose value, counted from the least, is the last of each fifth but the highest. */
export function fifthsOf(people: number): number[] {
  return [1, 2, 3, 4].map((fifth) => Math.ceil((people * fifth) / RFM_SCORES));
}
