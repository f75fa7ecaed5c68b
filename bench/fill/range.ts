import type { Instant } from "@beckon/core";

/** The time that a made-up past covers; its traffic grows evenly from nothing, so a square root tells how far a share of all is. */
export class Range {
  readonly start: Instant;
  readonly end: Instant;

  constructor(start: Instant, end: Instant) {
    this.start = start;
    this.end = end;
  }

  /** When the thing with this number of so many happened: later ones follow closer. */
  instantOf(index: number, count: number): Instant {
    return Math.floor(this.start + (this.end - this.start) * Math.sqrt(index / count));
  }

  /** The share of all that had happened by then. */
  shareAt(at: Instant): number {
    return ((at - this.start) / (this.end - this.start)) ** 2;
  }
}
