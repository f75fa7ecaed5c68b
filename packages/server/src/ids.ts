import type { Instant } from "@beckon/core";
import { V7Generator } from "uuidv7";

const generator = new V7Generator();

/** How far the clock may step back before ids follow it; within it they stay in order of creation. */
const ROLLBACK_ALLOWANCE_MS = 10_000;

/** A UUIDv7 (RFC 9562): sortable by creation, in order within this process also inside one millisecond. */
export function newId(now: Instant): string {
  return generator.generateOrResetCore(Math.max(0, now), ROLLBACK_ALLOWANCE_MS).toString();
}
