import type { Instant } from "@beckon/core";
import type { Clock } from "../packages/server/src/clock.ts";

/** A clock that stands still until it is told. */
export interface TestClock extends Clock {
  set(now: Instant): void;
  advance(ms: number): void;
}

export function testClock(start: Instant): TestClock {
  let now = start;
  return {
    now: () => now,
    set(instant) {
      now = instant;
    },
    advance(ms) {
      now += ms;
    },
  };
}
