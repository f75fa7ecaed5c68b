import { type EventFlag, type Instant, parseInstant } from "@beckon/core";

export interface SegmentTime {
  /** Null: the sender gave none. */
  readonly at: Instant | null;
  readonly flags: readonly EventFlag[];
}

/**
 * When it happened by our clock: what the sender's clock said, moved by how far that clock is from ours, which `sentAt`
 * tells. Without `sentAt` the sender's clock is believed.
 */
export function correctedTime(original: unknown, sentAt: Instant | null, receivedAt: Instant): SegmentTime {
  if (original === undefined || original === null || original === "") return UNTOLD;
  const told = readInstant(original);
  if (told === null) return { at: null, flags: ["odd_time"] };
  return { at: sentAt === null ? told : receivedAt - (sentAt - told), flags: NO_FLAGS };
}

/** ISO 8601, or epoch seconds or milliseconds as number or digits; null where it is none of them. */
export function readInstant(value: unknown): Instant | null {
  if (typeof value === "string") return /^\d{9,14}$/.test(value) ? ofEpoch(Number(value)) : parseInstant(value);
  return typeof value === "number" && Number.isFinite(value) && value > 0 ? ofEpoch(value) : null;
}

/** 1e11 seconds is the year 5138, 1e11 milliseconds is 1973. */
function ofEpoch(value: number): Instant {
  return Math.round(value < 1e11 ? value * 1_000 : value);
}

const NO_FLAGS: readonly EventFlag[] = [];
const UNTOLD: SegmentTime = { at: null, flags: NO_FLAGS };
