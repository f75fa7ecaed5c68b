import { longestCap } from "../guard/frequencyCap.ts";
import type { SentSlot } from "../profile/profile.ts";
import { DAY } from "../time/instant.ts";
import type { Turn } from "./turn.ts";

/** Slots outlive the caps of today: a cap that is made tomorrow counts what went before it. A month is the longest calendar period. */
const KEPT_FOR = 33 * DAY;
const SLOTS_MAX = 500;

/**
 * Cap slots live with the profile and change only inside `decide`, so a cap is exact under any concurrency: a slot is
 * taken with the decision to send, and given back when the send comes to nothing.
 */
export function takeSlot(turn: Turn, slot: SentSlot): void {
  const oldest = turn.now - Math.max(longestCap(turn.definitions), KEPT_FOR);
  const others = turn.profile.sent.filter((other) => other.at > oldest && other.sendId !== slot.sendId);
  turn.change({ sent: [...others, slot].slice(-SLOTS_MAX) });
}

export function giveBackSlot(turn: Turn, sendId: string | null): void {
  if (turn.profile.sent.some((slot) => slot.sendId === sendId)) turn.change({ sent: turn.profile.sent.filter((slot) => slot.sendId !== sendId) });
}
