import type { Happening } from "../trigger/trigger.ts";
import { enterCampaigns } from "./enterCampaigns.ts";
import { followPassages } from "./followPassages.ts";
import type { Turn } from "./turn.ts";

/**
 * Shows what came about to the passages under way, and then to the triggers. A changed attribute has no event of its own to end a
 * passage, and entering a segment comes as an event beside.
 */
export function tell(turn: Turn, happenings: readonly Happening[]): void {
  tellPassages(turn, happenings);
  enterCampaigns(turn, happenings);
}

/** The same where nothing may begin by it. */
export function tellPassages(turn: Turn, happenings: readonly Happening[]): void {
  for (const { kind, event } of happenings) if (kind !== "attribute" && kind !== "segment" && kind !== "stage") followPassages(turn, event);
}
