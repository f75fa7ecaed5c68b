import { createHmac } from "node:crypto";
import { SECOND } from "@beckon/core";
import type { Clock } from "../clock.ts";
import type { Call } from "./call.ts";

export interface DoorSettings {
  /** Where Beckon listens. */
  readonly url: string;
  readonly writeKey: string;
  readonly stripeSecret: string;
  /** In the ids of all that is sent: what was removed can be loaded again, and is not taken for a repeat. */
  readonly run: string;
}

/** Segment takes at most 500 KB at once. */
const BATCH_MAX = 400;
const TRIES = 5;

/** How the sample shop speaks to Beckon: by the public API, as a real one does. */
export class Door {
  readonly #settings: DoorSettings;
  readonly #clock: Clock;
  #told = 0;

  constructor(settings: DoorSettings, clock: Clock) {
    this.#settings = settings;
    this.#clock = clock;
  }

  /** Tells all of it, in an order that each person can have lived. `progress` hears how many were told. */
  async tell(calls: readonly Call[], progress: (told: number) => void = () => undefined): Promise<void> {
    for (let from = 0; from < calls.length; from += BATCH_MAX) {
      const chunk = calls.slice(from, from + BATCH_MAX);
      const batch = chunk.flatMap((call) => (call.to === "track" ? [{ ...call.item, messageId: this.#id("") }] : []));
      if (batch.length > 0) await this.#track(batch);
      for (const call of chunk) if (call.to === "stripe") await this.#stripe({ id: this.#id("evt_SampleShop"), ...call.event });
      progress(from + chunk.length);
    }
  }

  /** Fetches an address of a mail, as the mail program and the browser of its reader do. */
  async visit(address: string): Promise<void> {
    const { pathname, search } = new URL(address);
    await fetch(`${this.#settings.url}${pathname}${search}`, { redirect: "manual", headers: { "user-agent": READER } });
  }

  async #track(batch: readonly object[]): Promise<void> {
    const key = Buffer.from(`${this.#settings.writeKey}:`).toString("base64");
    const answer = await this.#post("/v1/batch", JSON.stringify({ batch }), { authorization: `Basic ${key}` });
    const { rejected } = (await answer.json()) as { readonly rejected?: readonly { readonly message: string }[] };
    if (rejected?.[0]) throw new Error(`Beckon refused an event of the sample shop: ${rejected[0].message}`);
  }

  async #stripe(event: object): Promise<void> {
    const body = JSON.stringify(event);
    const time = Math.floor(this.#clock.now() / SECOND);
    const signature = createHmac("sha256", this.#settings.stripeSecret).update(`${time}.${body}`).digest("hex");
    await this.#post("/webhooks/stripe", body, { "stripe-signature": `t=${time},v1=${signature}` });
  }

  /** A busy Beckon asks to come again, and is obeyed. */
  async #post(path: string, body: string, headers: { readonly [name: string]: string }): Promise<Response> {
    for (let left = TRIES; ; left -= 1) {
      const answer = await fetch(`${this.#settings.url}${path}`, { method: "POST", body, headers: { "content-type": "application/json", ...headers } });
      if (answer.ok) return answer;
      const wait = Number(answer.headers.get("retry-after"));
      if (left <= 1 || !wait) throw new Error(`Beckon answered the sample shop at ${path} with ${answer.status}: ${await answer.text()}`);
      await new Promise((resolve) => setTimeout(resolve, wait * SECOND));
    }
  }

  #id(prefix: string): string {
    this.#told += 1;
    return `${prefix || "sample-shop-"}${this.#settings.run}${prefix ? "" : "-"}${this.#told}`;
  }
}

const READER = "Mozilla/5.0 (X11; Linux x86_64; rv:140.0) Gecko/20100101 Firefox/140.0";
