import type { Course } from "../campaign/campaign.ts";
import { deriveId } from "../hash/hash.ts";
import type { Enrollment } from "./decide.types.ts";
import type { Turn } from "./turn.ts";

/** Somebody who has just come in and waits for nothing yet. Deriving it again gives the same id. */
export function newEnrollment(
  turn: Turn,
  { id, version }: Pick<Course, "id" | "version">,
  entry: Enrollment["entry"],
  key: string | null,
  ...place: string[]
): Enrollment {
  return {
    id: deriveId(turn.now, id, turn.profile.id, entry.eventId, ...place, "enrollment"),
    profileId: turn.profile.id,
    campaignId: id,
    version,
    key,
    status: "waiting",
    enteredAt: turn.now,
    entry,
    waitingSince: turn.now,
    dueAt: null,
    delayEndedAt: null,
    hold: null,
    sendId: null,
    address: null,
    endReason: null,
    endedAt: null,
    sentAt: null,
    calledBack: null,
    holdout: false,
    deliveredAt: null,
    openedAt: null,
    clickedAt: null,
    goalUntil: null,
    convertedAt: null,
    revenue: null,
  };
}
