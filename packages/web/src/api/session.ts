import { useSyncExternalStore } from "react";

let over = false;
const listeners = new Set<() => void>();

function set(value: boolean): void {
  if (over === value) return;
  over = value;
  for (const tell of listeners) tell();
}

/** Whether the server has told us, while somebody was working, that the session is over. */
export const session = { end: () => set(true), begin: () => set(false) };

export function useSessionOver(): boolean {
  return useSyncExternalStore(
    (tell) => {
      listeners.add(tell);
      return () => listeners.delete(tell);
    },
    () => over,
  );
}
