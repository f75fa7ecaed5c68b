import { useSyncExternalStore } from "react";

/** Something that is on or off for the whole app, set from anywhere. */
export interface Toggle {
  readonly open: () => void;
  readonly close: () => void;
  /** A hook: whether it is on now. */
  readonly useOpened: () => boolean;
}

export function toggle(): Toggle {
  let opened = false;
  const listeners = new Set<() => void>();
  const set = (value: boolean) => {
    if (opened === value) return;
    opened = value;
    for (const tell of listeners) tell();
  };
  const subscribe = (tell: () => void) => {
    listeners.add(tell);
    return () => listeners.delete(tell);
  };
  return { open: () => set(true), close: () => set(false), useOpened: () => useSyncExternalStore(subscribe, () => opened) };
}
