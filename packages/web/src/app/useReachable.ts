import type { Permission } from "@beckon/contract";
import { useMe } from "../api/me.ts";

/** Keeps of a list what whoever is signed in may reach. */
export function useReachable(): <T extends { readonly needs?: Permission }>(items: readonly T[]) => readonly T[] {
  const permissions = useMe()?.permissions ?? [];
  return (items) => items.filter(({ needs }) => needs === undefined || permissions.includes(needs));
}
