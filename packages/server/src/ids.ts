import type { Instant } from "@beckon/core";
import { V7Generator } from "uuidv7";

let generator = new V7Generator();

/** How far the clock may step back before ids follow it; within it they stay in order of creation. */
const ROLLBACK_ALLOWANCE_MS = 10_000;

/** A UUIDv7 (RFC 9562): sortable by creation, in order within this process also inside one millisecond. */
export function newId(now: Instant): string {
  return generator.generateOrResetCore(Math.max(0, now), ROLLBACK_ALLOWANCE_MS).toString();
}

/** Makes all further ids from these numbers, so that a simulated run can be repeated exactly; without numbers they are random again. */
export function deriveIdsFrom(numbers?: { nextUint32(): number }): void {
  generator = new V7Generator(numbers);
}
