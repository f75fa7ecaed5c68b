/** Wakes a loop that sleeps. A wake that comes while nobody sleeps is kept for the next sleep, so none is lost. */
export class Signal {
  #raised = false;
  #wakeUp: (() => void) | null = null;

  wake(): void {
    this.#raised = true;
    this.#wakeUp?.();
  }

  /** Sleeps until woken, at most so long. */
  async sleep(ms: number): Promise<void> {
    if (!this.#raised && ms > 0) {
      await new Promise<void>((resolve) => {
        const timeout = setTimeout(resolve, Math.min(ms, MAX_TIMEOUT));
        this.#wakeUp = () => {
          clearTimeout(timeout);
          resolve();
        };
      });
    }
    this.#wakeUp = null;
    this.#raised = false;
  }
}

/** Node fires a longer timeout at once. */
const MAX_TIMEOUT = 2 ** 31 - 1;
