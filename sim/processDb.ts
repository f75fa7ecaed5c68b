import type { Db, Query } from "../packages/server/src/store/db.ts";

/** The process is no more: nothing of it goes on. */
export class Died extends Error {}

/** The connection broke, and whether the statement was carried out cannot be known from here. The process lives on. */
export class ConnectionLost extends Error {}

/** What befalls a process at one of its statements (the commit is one, too). */
export interface Blow {
  /** Strikes at the so-manieth statement from now. */
  countdown: number;
  readonly kind: "die" | "lose";
  /** Before the statement is carried out, or after it and before the answer. */
  readonly when: "before" | "after";
}

/**
 * The database as one simulated process has it. At the statement that its fate has chosen the process dies or loses its
 * connection; a dead process never gets an answer again, so nothing of it can go on.
 */
export class ProcessDb implements Db {
  readonly #inner: Db;
  readonly #open = new Set<Promise<unknown>>();
  /** Rejects when the process dies. */
  readonly death: Promise<never>;
  #kill: (died: Died) => void = () => {};
  #isDead = false;
  blow: Blow | null = null;
  /** What others do between two steps of this process; called only where it holds no lock. */
  between: (() => Promise<void>) | null = null;
  /** Told of each transaction that is begun, and committed, whether or not the process gets to know of that. */
  transactions: { begun(): void; committed(): void } | null = null;

  constructor(inner: Db) {
    this.#inner = inner;
    this.death = new Promise((_, reject) => {
      this.#kill = reject;
    });
    this.death.catch(() => {});
  }

  die(): void {
    this.#isDead = true;
    this.#kill(new Died("The process died."));
  }

  /** Resolves when nothing of it is under way in the database any more. */
  async settled(): Promise<void> {
    await Promise.allSettled(this.#open);
  }

  async query<Row>(text: string, values?: readonly unknown[], name?: string): Promise<{ rows: Row[]; rowCount: number }> {
    await this.between?.();
    return this.#statement(() => this.#inner.query<Row>(text, values, name));
  }

  async transaction<T>(work: (tx: Query) => Promise<T>): Promise<T> {
    await this.between?.();
    if (this.#isDead) return nothing();
    let atCommit: Blow | null = null;
    const whole = this.#track(
      this.#inner.transaction(async (tx) => {
        this.transactions?.begun();
        const result = await Promise.race([work({ query: (text, values, name) => this.#statement(() => tx.query(text, values, name)) }), this.death]);
        atCommit = this.#next();
        if (blowBefore(atCommit)) this.#strike(atCommit);
        return result;
      }),
    );
    try {
      const result = await whole;
      this.transactions?.committed();
      if (atCommit !== null) this.#strike(atCommit);
      return this.#isDead ? nothing() : result;
    } catch (error) {
      if (this.#isDead) return nothing();
      throw error;
    }
  }

  async #statement<T>(run: () => Promise<T>): Promise<T> {
    if (this.#isDead) return nothing();
    const blow = this.#next();
    try {
      if (blowBefore(blow)) this.#strike(blow);
      const result = await this.#track(run());
      if (blow !== null) this.#strike(blow);
      return this.#isDead ? nothing() : result;
    } catch (error) {
      if (this.#isDead) return nothing();
      throw error;
    }
  }

  #next(): Blow | null {
    if (this.blow === null || --this.blow.countdown > 0) return null;
    const { blow } = this;
    this.blow = null;
    return blow;
  }

  #strike({ kind }: Blow): never {
    if (kind === "die") this.die();
    throw kind === "die" ? new Died("The process died.") : new ConnectionLost("The connection was lost.");
  }

  #track<T>(promise: Promise<T>): Promise<T> {
    const settled = promise.then(
      () => {},
      () => {},
    );
    this.#open.add(settled);
    void settled.then(() => this.#open.delete(settled));
    return promise;
  }
}

function blowBefore(blow: Blow | null): blow is Blow {
  return blow?.when === "before";
}

/** What a dead process waits for. */
function nothing(): Promise<never> {
  return new Promise(() => {});
}
