const TICK_MS = 10_000;

/** The present to the last ten seconds, for as long as somebody looks. */
export function createPresent(): { subscribe(listener: () => void): () => void; read(): number } {
  let now = Date.now();
  let ticking: ReturnType<typeof setInterval> | undefined;
  const listeners = new Set<() => void>();
  const tick = () => {
    now = Date.now();
    for (const tell of listeners) tell();
  };
  return {
    read: () => now,
    subscribe(listener) {
      listeners.add(listener);
      if (ticking === undefined) {
        // While nobody looked it stood still; by a present of long ago, what has just been would seem to come.
        now = Date.now();
        ticking = setInterval(tick, TICK_MS);
      }
      return () => {
        listeners.delete(listener);
        if (listeners.size > 0) return;
        clearInterval(ticking);
        ticking = undefined;
      };
    },
  };
}
