import { type Channel, type Instant, SECOND } from "@beckon/core";
import type { Clock } from "../clock.ts";
import { putChannelStop, removeChannelStop } from "../store/channelStops.ts";
import type { Db } from "../store/db.ts";
import { type ProviderRow, readActiveProvider } from "../store/providers.ts";
import { AuditLog, bySystem } from "./auditLog.ts";
import type { ChannelGate } from "./channelHealth.ts";
import { Loop, type Service } from "./service.ts";

export interface ChannelKeeperOptions {
  readonly db: Db;
  readonly clock: Clock;
  readonly workspaceId: number;
  /** Under which name a stop is said; that of the process. */
  readonly owner: string;
  readonly gate: ChannelGate;
  /** Follows the choice in the app; null where the environment has decided. */
  readonly choice: {
    channelOf(row: ProviderRow): Channel;
    /** Where no provider is chosen. */
    readonly fallback: Channel;
  } | null;
  readonly onError: (error: unknown) => void;
}

/** A change is called out; this is for the call that got lost. */
const POLL_MS = 2 * SECOND;
/** A stop is said again this often; `STOP_BELIEVED` is longer. */
const SAY_AGAIN = 30 * SECOND;
/** A process that has said nothing for so long is gone, and what it said with it. */
export const STOP_BELIEVED = 90 * SECOND;

/**
 * Keeps the mail channel of this process the one that was chosen, without a restart: messages on their way end with the old one, the next
 * leave by the new. And lets the other processes know when the channel has stopped.
 */
export class ChannelKeeper implements Service {
  readonly #options: ChannelKeeperOptions;
  readonly #loop: Loop;
  #current = "";
  #carrier: string | null = null;
  #said: { readonly since: Instant; readonly at: Instant } | null = null;

  constructor(options: ChannelKeeperOptions) {
    this.#options = options;
    this.#loop = new Loop({
      round: async () => {
        await this.runOnce();
        return POLL_MS;
      },
      onError: options.onError,
    });
    options.gate.onChange(() => this.wake());
  }

  start(): void {
    this.#loop.start();
  }

  async stop(): Promise<void> {
    await this.#loop.stop();
  }

  wake(): void {
    this.#loop.wake();
  }

  /** Kind of the provider that carries the messages; null: none was chosen. */
  get carrier(): string | null {
    return this.#carrier;
  }

  async runOnce(): Promise<void> {
    await this.#follow();
    await this.#say();
  }

  async #follow(): Promise<void> {
    const { db, workspaceId, gate, choice } = this.#options;
    if (choice === null) return;
    const row = await readActiveProvider(db, workspaceId);
    const wanted = row === null ? "" : `${row.kind} ${row.version} ${row.connectedAt}`;
    if (wanted === this.#current) return;
    gate.replace(row === null ? choice.fallback : choice.channelOf(row));
    this.#current = wanted;
    this.#carrier = row?.kind ?? null;
  }

  async #say(): Promise<void> {
    const { db, clock, owner, gate } = this.#options;
    const now = clock.now();
    const stop = gate.stopped;
    if (stop === null) {
      if (this.#said !== null) {
        await removeChannelStop(db, gate.name, owner);
        await this.#tell("resumeChannel", `sends by ${gate.name} again`);
      }
      this.#said = null;
    } else if (this.#said?.since !== stop.since || now - this.#said.at >= SAY_AGAIN) {
      await putChannelStop(db, { channel: gate.name, owner, ...stop }, now);
      if (this.#said?.since !== stop.since) await this.#tell("stopChannel", `stopped sending by ${gate.name}: ${stop.sentence}`);
      this.#said = { since: stop.since, at: now };
    }
  }

  async #tell(action: string, sentence: string): Promise<void> {
    const { db, clock, workspaceId, gate } = this.#options;
    await new AuditLog(db, clock).tell(bySystem(workspaceId, action, sentence, { kind: "channel", id: gate.name }));
  }
}
