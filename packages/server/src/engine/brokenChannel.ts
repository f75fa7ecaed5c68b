import type { Channel, DeliveryResult } from "@beckon/core";

/** A channel that cannot be opened as it is set. Nothing leaves by it, and everybody is told why. */
export class BrokenChannel implements Channel {
  readonly name = "email";
  readonly kind = "email";
  readonly #sentence: string;

  constructor(sentence: string) {
    this.#sentence = sentence;
  }

  async send(): Promise<DeliveryResult> {
    return { result: "configuration", detail: this.#sentence };
  }

  async check(): Promise<{ readonly ok: boolean; readonly detail: string }> {
    return { ok: false, detail: this.#sentence };
  }

  async close(): Promise<void> {}
}
