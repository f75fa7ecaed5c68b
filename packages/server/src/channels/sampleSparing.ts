import { type Channel, type DeliveryResult, isSampleAddress, type RenderedEmail } from "@beckon/core";

/**
 * Sees to it that no mail to a person of the sample shop ever leaves: it is taken as the outbox takes it, whatever provider is
 * set. All other mail passes.
 */
export class SampleSparing implements Channel<RenderedEmail> {
  readonly kind = "email";
  readonly #channel: Channel;
  readonly #onSample: (mail: RenderedEmail) => void;

  constructor(channel: Channel, onSample: (mail: RenderedEmail) => void) {
    this.#channel = channel;
    this.#onSample = onSample;
  }

  get name(): string {
    return this.#channel.name;
  }

  get concurrency(): number {
    return this.#channel.concurrency ?? 1;
  }

  async send(message: RenderedEmail): Promise<DeliveryResult> {
    if (!isSampleAddress(message.to)) return this.#channel.send(message);
    this.#onSample(message);
    return { result: "accepted", providerId: null };
  }

  check(): Promise<{ readonly ok: boolean; readonly detail: string }> {
    return this.#channel.check();
  }

  close(): Promise<void> {
    return this.#channel.close();
  }
}
