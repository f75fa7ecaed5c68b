import { BUCKETS } from "@beckon/core";
import type { Db } from "../../store/db.ts";
import { hasMoreProfilesThan } from "../../store/profileSearch.ts";

/** Buckets of one step, by how many people there are at least. */
const STEPS = [
  { people: 100_000, buckets: 1 },
  { people: 5_000, buckets: 16 },
] as const;

/** How many buckets make a step of a second at most, where each person costs a little. */
export async function bucketsAStep(db: Db, workspaceId: number): Promise<number> {
  for (const { people, buckets } of STEPS) if (await hasMoreProfilesThan(db, workspaceId, people)) return buckets;
  return BUCKETS;
}
