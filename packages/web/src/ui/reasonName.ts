import { REASONS } from "@beckon/core";
import { inWords } from "./states.ts";

/** What people call the name of a no: `frequency_cap` is `Frequency cap`. */
export function reasonName(reason: string): string {
  return Object.hasOwn(REASONS, reason) ? REASONS[reason as keyof typeof REASONS].title : inWords(reason);
}
