import type { Me, Permission } from "@beckon/contract";
import { useRead } from "./hooks.ts";

/** Who is signed in; only to be used below the shell, which waits for it. */
export function useMe(): Me | undefined {
  return useRead("getMe").data;
}

/** Whether the signed-in user may do it, so that buttons which would be refused are not offered. */
export function useMay(permission: Permission): boolean {
  return useMe()?.permissions.includes(permission) ?? false;
}
