import type { Channel, DeliveryResult, RenderedEmail } from "@beckon/core";

/** Where no mail server is set, every mail is taken and goes nowhere: the web app shows it from the `messages` that the sender keeps anyway. */
export class Outbox implements Channel<RenderedEmail> {
  readonly name = "email";
  readonly kind = "email";
  readonly concurrency = 50;

  async send(): Promise<DeliveryResult> {
    return { result: "accepted", providerId: null };
  }

  async check(): Promise<{ readonly ok: boolean; readonly detail: string }> {
    return { ok: true, detail: "No provider carries the mail yet, so it reaches nobody. Choose one under Integrations." };
  }

  async close(): Promise<void> {}
}
