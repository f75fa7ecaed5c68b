const NAMES = ["Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday"] as const;

/** ` on Monday, Tuesday`; nothing where all days count. */
export function weekdaysText(weekdays: readonly number[] | undefined): string {
  if (!weekdays || weekdays.length === 0 || weekdays.length === 7) return "";
  const days = [...weekdays].sort();
  const run = days.length > 2 && days.every((day, index) => index === 0 || day === days[index - 1]! + 1);
  const name = (day: number | undefined) => NAMES[(day ?? 1) - 1] ?? "?";
  return run ? ` on ${name(days[0])} to ${name(days.at(-1))}` : ` on ${days.map(name).join(", ")}`;
}
