import { randomUUID } from "node:crypto";
import { PROVIDERS_CHANNEL, SENDS_CHANNEL, WakeCalls, WORK_CHANNEL } from "../engine/wakeCalls.ts";
import { listen } from "../store/notifications.ts";
import type { Base, Running } from "./base.ts";

/**
 * Who is to be told that there is something to do. The parts of this process are told directly and put themselves in when they start;
 * other processes hear it through the database. An embedded database has no other processes, so nothing is called out.
 */
export class WakeUps {
  readonly #me = randomUUID();
  readonly #calls: WakeCalls | null;
  readonly #workers: ((buckets?: ReadonlySet<number>) => void)[] = [];
  readonly #senders: (() => void)[] = [];
  readonly #starters: (() => void)[] = [];
  readonly #jobRunners: (() => void)[] = [];
  readonly #keepers: (() => void)[] = [];

  constructor(base: Pick<Base, "db" | "isEmbedded">) {
    this.#calls = base.isEmbedded ? null : new WakeCalls(base.db, this.#me);
  }

  onWork(wake: (buckets?: ReadonlySet<number>) => void): void {
    this.#workers.push(wake);
  }

  onSends(wake: () => void): void {
    this.#senders.push(wake);
  }

  onDefinitions(wake: () => void): void {
    this.#starters.push(wake);
  }

  onJobs(wake: () => void): void {
    this.#jobRunners.push(wake);
  }

  /** A job was added. Other processes see it within a second by themselves. */
  readonly jobs = (): void => {
    for (const wake of this.#jobRunners) wake();
  };

  onProviders(wake: () => void): void {
    this.#keepers.push(wake);
  }

  /** Rows wait in these buckets, or somewhere. */
  readonly work = (buckets?: ReadonlySet<number>): void => {
    for (const wake of this.#workers) wake(buckets);
    this.#calls?.call(WORK_CHANNEL);
  };

  /** Sends are ready. */
  readonly sends = (): void => {
    for (const wake of this.#senders) wake();
    this.#calls?.call(SENDS_CHANNEL);
  };

  /** A campaign or the rules have changed. Other processes see it within a second by themselves. */
  readonly definitions = (): void => {
    for (const wake of this.#starters) wake();
    this.work();
  };

  /** An account at a provider was changed, or another was chosen. */
  readonly providers = (): void => {
    for (const wake of this.#keepers) wake();
    this.#calls?.call(PROVIDERS_CHANNEL);
  };

  /** Hears what other processes call; only worth a connection where somebody here can be woken. */
  listen(pool: Base["pool"]): Running[] {
    if (this.#calls === null || this.#workers.length + this.#senders.length + this.#keepers.length === 0) return [];
    const unlessMine = (wake: () => void) => (from: string | null) => {
      if (from !== this.#me) wake();
    };
    const listening = listen(pool, {
      [WORK_CHANNEL]: unlessMine(() => {
        for (const wake of this.#workers) wake();
      }),
      [SENDS_CHANNEL]: unlessMine(() => {
        for (const wake of this.#senders) wake();
      }),
      [PROVIDERS_CHANNEL]: unlessMine(() => {
        for (const wake of this.#keepers) wake();
      }),
    });
    return [{ name: "notifications", stop: () => listening.stop() }];
  }
}
