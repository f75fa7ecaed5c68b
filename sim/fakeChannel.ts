import type { Channel, DeliveryResult, RenderedEmail } from "@beckon/core";
import { shareOf } from "@beckon/core";
import type { Clock } from "../packages/server/src/clock.ts";
import { ChannelGate } from "../packages/server/src/engine/channelHealth.ts";

/** What a provider may do with a message. `die_`: our process dies, after the provider took it or before. */
export type Fate = "accept" | "retry" | "permanent" | "unknown_taken" | "unknown_lost" | "die_taken" | "die_before" | "configuration";

const FATES: readonly (readonly [Fate, number])[] = [
  ["accept", 76],
  ["retry", 7],
  ["permanent", 4],
  ["unknown_taken", 3],
  ["unknown_lost", 2],
  ["die_taken", 4],
  ["die_before", 3],
  ["configuration", 1],
];

export interface FakeChannelOptions {
  readonly seed: number;
  readonly clock: Clock;
  /** Called when a message is handed over, before its fate. Throws where it should never have been. */
  readonly onHandOver: (message: RenderedEmail) => Promise<void>;
  /** The provider has it. */
  readonly onTaken: (message: RenderedEmail, isSure: boolean) => void;
  readonly onFate: (sendId: string, fate: Fate) => void;
  readonly die: () => void;
  /** Nobody dies any more. */
  readonly isCalm: () => boolean;
}

/** A provider with moods. What it does to a message depends on the seed, the message and the attempt alone. */
export class FakeChannel implements Channel<RenderedEmail> {
  readonly name = "email";
  readonly kind = "email";
  readonly concurrency = 1;
  readonly #options: FakeChannelOptions;
  readonly #attempts: Map<string, number>;

  constructor(options: FakeChannelOptions, attempts: Map<string, number>) {
    this.#options = options;
    this.#attempts = attempts;
  }

  async send(message: RenderedEmail): Promise<DeliveryResult> {
    const attempt = (this.#attempts.get(message.sendId) ?? 0) + 1;
    this.#attempts.set(message.sendId, attempt);
    await this.#options.onHandOver(message);
    const wish = fateOf(shareOf(String(this.#options.seed), message.sendId, String(attempt)));
    const fate = this.#options.isCalm() && wish.startsWith("die_") ? "accept" : wish;
    this.#options.onFate(message.sendId, fate);
    if (fate === "accept" || fate === "die_taken" || fate === "unknown_taken") this.#options.onTaken(message, fate === "accept");
    switch (fate) {
      case "accept":
        return { result: "accepted", providerId: `provider-${message.sendId}` };
      case "retry":
        return { result: "retry", afterMs: null, detail: "try again later" };
      case "permanent":
        return { result: "permanent", suppress: attempt % 2 === 0, detail: "no such mailbox" };
      case "unknown_taken":
      case "unknown_lost":
        return { result: "unknown", detail: "the connection broke" };
      case "configuration":
        return { result: "configuration", detail: "wrong password" };
      case "die_taken":
      case "die_before":
        this.#options.die();
        return new Promise(() => {});
    }
  }

  async check(): Promise<{ readonly ok: boolean; readonly detail: string }> {
    return { ok: true, detail: "simulated" };
  }

  async close(): Promise<void> {}
}

/** One message at a time: so the order of hand-overs does not depend on how quickly this machine compresses. */
export class OneAtATime extends ChannelGate {
  override room(): number {
    return Math.min(1, super.room());
  }
}

function fateOf(share: number): Fate {
  let left = share;
  for (const [fate, percent] of FATES) {
    left -= percent;
    if (left < 0) return fate;
  }
  return "accept";
}
