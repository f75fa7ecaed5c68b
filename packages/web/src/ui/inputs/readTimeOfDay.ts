/** What somebody typed as a time of day, as `HH:MM` up to `24:00`: `9`, `9:30`, `0930` and `09:30` are understood. Null where it is none. */
export function readTimeOfDay(text: string): string | null {
  const match = /^\s*(\d{1,2})(?::?(\d{2}))?\s*$/.exec(text);
  if (!match) return null;
  const [hours, minutes] = [Number(match[1]), Number(match[2] ?? 0)];
  if (minutes > 59 || hours * 60 + minutes > 24 * 60) return null;
  return `${String(hours).padStart(2, "0")}:${String(minutes).padStart(2, "0")}`;
}
