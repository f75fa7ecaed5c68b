import type { Instant } from "@beckon/core";

/** The time, handed in and never taken: tests and the simulator bring their own. */
export interface Clock {
  now(): Instant;
}

export const systemClock: Clock = { now: () => Date.now() };
