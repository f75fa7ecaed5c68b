import type { RegistryEvent } from "@beckon/contract";
import { useRead } from "../../api/hooks.ts";

const NAMES_MAX = 200;

/** Event names seen so far, most recent first: for pickers. */
export function useEventNames(): readonly RegistryEvent[] {
  return useRead("listRegistryEvents", { query: { limit: NAMES_MAX } }).data?.items ?? [];
}
