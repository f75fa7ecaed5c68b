import type { JsonSchema } from "../json.ts";

const NAMES = ["Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday"] as const;

export const weekdaysSchema: JsonSchema = {
  type: "array",
  items: { type: "integer", minimum: 1, maximum: 7 },
  minItems: 1,
  maxItems: 7,
  uniqueItems: true,
  title: "Weekdays",
  description: "1 = Monday ... 7 = Sunday; all where left out.",
};

/** ` on Monday to Friday`, ` on Saturday and Sunday`; nothing where all days count. */
export function describeWeekdays(weekdays: readonly number[] | undefined): string {
  const days = [...new Set(weekdays ?? [])].sort((a, b) => a - b);
  if (days.length === 0 || days.length === 7) return "";
  const names = days.map((day) => NAMES[day - 1] ?? "?");
  const isRun = days.length > 2 && days.every((day, i) => i === 0 || day === days[i - 1]! + 1);
  if (isRun) return ` on ${names[0]} to ${names[names.length - 1]}`;
  return names.length === 1 ? ` on ${names[0]}` : ` on ${names.slice(0, -1).join(", ")} and ${names[names.length - 1]}`;
}
