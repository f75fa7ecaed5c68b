import { useSyncExternalStore } from "react";
import { createPresent } from "./present.ts";

const present = createPresent();

/** The present, to the last ten seconds: one clock for all relative times on the screen. */
export function useNow(): number {
  return useSyncExternalStore(present.subscribe, present.read);
}
