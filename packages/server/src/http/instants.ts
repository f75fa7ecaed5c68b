import { formatInstant, type Instant } from "@beckon/core";

/** An instant for the wire, where there is one. */
export function instantOrNull(at: Instant | null): string | null {
  return at === null ? null : formatInstant(at);
}
