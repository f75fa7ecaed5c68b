/**
 * PostgreSQL keeps neither NUL nor half of a surrogate pair in text and jsonb. NUL is left out, half a pair becomes U+FFFD.
 * Everything foreign passes here before it reaches a statement, or one such character would fail a whole batch.
 */
export function storableText(text: string): string {
  return UNSTORABLE.test(text) ? text.replaceAll("\0", "").replace(LONE_SURROGATES, "\ufffd") : text;
}

/** The value as JSON text that jsonb takes. */
export function storableJson(value: unknown): string {
  const json = JSON.stringify(value);
  // Both kinds of trouble show as a \u escape in the output of JSON.stringify, which is nearly always absent: the cheap question first.
  return json.includes("\\u") ? JSON.stringify(value, mend) : json;
}

/** The value without what lies deeper than `levels`: neither JSON.stringify nor PostgreSQL survives 100,000 brackets. */
export function cutBelow(value: unknown, levels: number): unknown {
  if (typeof value !== "object" || value === null) return value;
  if (levels === 0) return "(nested too deeply to be kept)";
  if (Array.isArray(value)) return value.map((member) => cutBelow(member, levels - 1));
  return Object.fromEntries(Object.entries(value).map(([key, member]) => [key, cutBelow(member, levels - 1)]));
}

const UNSTORABLE = /\0|\p{Surrogate}/u;
const LONE_SURROGATES = /\p{Surrogate}/gu;

function mend(_key: string, value: unknown): unknown {
  if (typeof value === "string") return storableText(value);
  if (typeof value !== "object" || value === null || Array.isArray(value)) return value;
  const keys = Object.keys(value);
  if (!keys.some((key) => UNSTORABLE.test(key))) return value;
  return Object.fromEntries(Object.entries(value).map(([key, member]) => [storableText(key), member]));
}
