import { DAY, type Duration, HOUR, MINUTE, parseDuration, SECOND } from "@beckon/core";

/** Units in which people say a length of time, largest first. */
export const UNITS = [
  { value: "W", label: "weeks", ms: 7 * DAY, text: (count: number) => `P${count}W` },
  { value: "D", label: "days", ms: DAY, text: (count: number) => `P${count}D` },
  { value: "H", label: "hours", ms: HOUR, text: (count: number) => `PT${count}H` },
  { value: "M", label: "minutes", ms: MINUTE, text: (count: number) => `PT${count}M` },
  { value: "S", label: "seconds", ms: SECOND, text: (count: number) => `PT${count}S` },
] as const;

export type UnitName = (typeof UNITS)[number]["value"];

/** As it was written, where it names one unit; else the largest unit in which it is a whole number: `PT1H30M` is 90 minutes. */
export function splitDuration(duration: Duration): { readonly count: number; readonly unit: UnitName } {
  const ms = parseDuration(duration) ?? 0;
  const written = UNITS.find((unit) => unit.text(Math.round(ms / unit.ms)) === duration);
  const unit = written ?? UNITS.find((candidate) => ms > 0 && ms % candidate.ms === 0) ?? UNITS[3];
  return { count: ms / unit.ms, unit: unit.value };
}

export function joinDuration(count: number, unit: UnitName): Duration {
  return UNITS.find((candidate) => candidate.value === unit)!.text(Math.max(0, Math.round(count)));
}
