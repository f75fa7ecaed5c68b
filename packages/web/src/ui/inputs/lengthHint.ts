/** How far a line is shown where there is little room. */
export interface LengthHint {
  readonly text: string;
  readonly isLong: boolean;
}

const segments = new Intl.Segmenter("en", { granularity: "grapheme" });

/** Length as a reader counts it: an emoji of several parts is one. */
export function readableLength(text: string): number {
  return [...segments.segment(text)].length;
}

/** `62 characters; phones show about 50`. What Liquid puts in is not counted, because it differs from person to person. */
export function lengthHint(source: string, shown: number): LengthHint {
  const fixed = source.replace(/\{%[\s\S]*?%\}|\{\{[\s\S]*?\}\}/g, "");
  const length = readableLength(fixed);
  const besides = fixed === source ? "" : " and what the variables bring";
  return { text: `${length} ${length === 1 ? "character" : "characters"}${besides}; phones show about ${shown}`, isLong: length > shown };
}
