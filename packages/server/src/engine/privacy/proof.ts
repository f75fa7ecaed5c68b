import { DAY } from "@beckon/core";

/** How long it can be shown that somebody was deleted: the usual limit of a claim is three years to the end of the year. */
export const PROOF_KEPT = 4 * 365 * DAY;
