import { longestCap } from "../guard/frequencyCap.ts";
import type { SentSlot } from "../profile/profile.ts";
import type { Turn } from "./turn.ts";

/**
 * Cap slots live with the profile and change only inside `decide`, so a cap is exact under any concurrency: a slot is
 * taken with the decision to send, and given back when the send comes to nothing.
 */
export function takeSlot(turn: Turn, slot: SentSlot): void {
  const oldest = turn.now - longestCap(turn.definitions);
  const others = turn.profile.sent.filter((other) => other.at > oldest && other.sendId !== slot.sendId);
  turn.change({ sent: [...others, slot] });
}

export function giveBackSlot(turn: Turn, sendId: string | null): void {
  if (turn.profile.sent.some((slot) => slot.sendId === sendId)) turn.change({ sent: turn.profile.sent.filter((slot) => slot.sendId !== sendId) });
}
