/** What a run has met: shows that a green one was not an empty one. */
export interface Tally {
  events: number;
  merges: number;
  parted: number;
  segments: number;
  journeys: number;
  steps: number;
  sent: number;
  crashes: number;
  losses: number;
  unknown: number;
}

export function newTally(): Tally {
  return { events: 0, merges: 0, parted: 0, segments: 0, journeys: 0, steps: 0, sent: 0, crashes: 0, losses: 0, unknown: 0 };
}
