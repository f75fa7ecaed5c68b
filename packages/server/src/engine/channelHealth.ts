import { type Channel, type DeliveryResult, type Instant, type MessageChannel, MINUTE, type RenderedMessage, SECOND } from "@beckon/core";
import type { Clock } from "../clock.ts";

/** A channel whose settings turned out wrong, or whose provider cannot be reached, since when and why. */
export interface ChannelStop {
  readonly since: Instant;
  readonly sentence: string;
}

const FIRST_PAUSE = 2 * SECOND;
const LONGEST_PAUSE = MINUTE;

/**
 * A channel that stops itself. An error of our settings would meet every message alike: the first one closes the gate, with
 * a sentence for the first screen, and nothing is claimed for it any more. From time to time one message is let through,
 * and as soon as one is taken the gate is open again.
 */
export class ChannelGate implements Channel {
  #channel: Channel;
  readonly #clock: Clock;
  #told: () => void = () => {};
  #stop: ChannelStop | null = null;
  #pause = FIRST_PAUSE;
  readonly #underWay = new WeakMap<Channel, number>();
  #tryAgainAt: Instant = 0;

  constructor(channel: Channel, clock: Clock) {
    this.#channel = channel;
    this.#clock = clock;
  }

  /** Told whenever the gate closes or opens. */
  onChange(told: () => void): void {
    this.#told = told;
  }

  /** From now on messages leave by this one, and the gate is open for it; the former is closed when nothing is on its way by it. */
  replace(channel: Channel): void {
    const former = this.#channel;
    this.#channel = channel;
    this.#open();
    const left = this.#underWay.get(former);
    if (left === undefined || left === 0) void former.close();
  }

  /** The channel itself, for a message whose fate says nothing of the others: a test. */
  get channel(): Channel {
    return this.#channel;
  }

  get name(): string {
    return this.#channel.name;
  }

  get kind(): MessageChannel {
    return this.#channel.kind;
  }

  get concurrency(): number {
    return this.#channel.concurrency ?? 1;
  }

  get stopped(): ChannelStop | null {
    return this.#stop;
  }

  /** How many messages may be claimed now: any number, one to try with, or none. */
  room(): number {
    if (this.#stop === null) return Number.POSITIVE_INFINITY;
    return this.#clock.now() >= this.#tryAgainAt ? 1 : 0;
  }

  /** Milliseconds until it is worth asking for room again. */
  pauseLeft(): number {
    return this.#stop === null ? 0 : Math.max(0, this.#tryAgainAt - this.#clock.now());
  }

  async send(message: RenderedMessage): Promise<DeliveryResult> {
    const channel = this.#channel;
    const result = await this.#sendBy(channel, message);
    // It says nothing of the channel that has come in its place meanwhile.
    if (channel !== this.#channel) return result;
    if (result.result === "configuration") this.#close(result.detail);
    else this.#open();
    return result;
  }

  async #sendBy(channel: Channel, message: RenderedMessage): Promise<DeliveryResult> {
    this.#underWay.set(channel, (this.#underWay.get(channel) ?? 0) + 1);
    try {
      return await channel.send(message);
    } finally {
      const left = (this.#underWay.get(channel) ?? 1) - 1;
      this.#underWay.set(channel, left);
      if (left === 0 && channel !== this.#channel) void channel.close();
    }
  }

  async check(): Promise<{ readonly ok: boolean; readonly detail: string }> {
    const { ok, detail } = await this.#channel.check();
    // What a check sees is newer than the stop; what only a message meets (a refused sender) it does not see.
    return ok && this.#stop !== null
      ? { ok: false, detail: `Nothing is sent since ${new Date(this.#stop.since).toISOString()}: ${this.#stop.sentence}` }
      : { ok, detail };
  }

  close(): Promise<void> {
    return this.#channel.close();
  }

  #close(sentence: string): void {
    const now = this.#clock.now();
    if (this.#stop === null) this.#pause = FIRST_PAUSE;
    // Several messages that were under way together are one failure.
    else if (now >= this.#tryAgainAt) this.#pause = Math.min(LONGEST_PAUSE, 2 * this.#pause);
    const isNew = this.#stop === null;
    this.#stop = { since: this.#stop?.since ?? now, sentence };
    this.#tryAgainAt = now + this.#pause;
    if (isNew) this.#told();
  }

  #open(): void {
    if (this.#stop === null) return;
    this.#stop = null;
    this.#told();
  }
}
