import type { Me, Permission } from "@beckon/contract";
import { useRead } from "./hooks.ts";

/** Cache key of who is signed in: what a sign-in answers is put there. */
export const ME = ["getMe", {}] as const;

/** Who is signed in; only to be used below the shell, which waits for it. */
export function useMe(): Me | undefined {
  return useRead("getMe").data;
}

/** Whether the signed-in user may do it, so that buttons which would be refused are not offered. */
export function useMay(permission: Permission): boolean {
  return useMe()?.permissions.includes(permission) ?? false;
}
