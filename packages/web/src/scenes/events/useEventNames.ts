import type { RegistryEvent } from "@beckon/contract";
import { useRead } from "../../api/hooks.ts";

/** A page of the API; whoever has more event names than that types the others. */
export const EVENT_NAMES_MAX = 200;

/** Event names seen so far, most recent first: for pickers. */
export function useEventNames(): readonly RegistryEvent[] {
  return useRead("listRegistryEvents", { query: { limit: EVENT_NAMES_MAX } }).data?.items ?? [];
}
