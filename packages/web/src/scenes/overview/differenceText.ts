/** `12 % more than before`; a share of nothing is none. */
export function differenceText(now: number, before: number): string {
  if (now === before) return "As many as before";
  if (before === 0) return "None before";
  const percent = Math.round((100 * Math.abs(now - before)) / before);
  return `${percent.toLocaleString("en")} % ${now > before ? "more" : "fewer"} than before`;
}
