import { DAY, type Instant, SECOND } from "@beckon/core";
import type { Clock } from "../clock.ts";
import type { Db } from "../store/db.ts";
import { type DeliveryRate, deliveryRate } from "../store/deliveryRates.ts";

export interface DeliveryRates {
  readonly day: DeliveryRate;
  readonly week: DeliveryRate;
}

/** A week of a large shop is some hundred thousand rows: counted once for all who look. */
const KEPT_FOR = 30 * SECOND;

/** How much mail comes back, over a day and a week. */
export class DeliveryRateReader {
  readonly #db: Db;
  readonly #clock: Clock;
  #known: { readonly at: Instant; readonly rates: Promise<DeliveryRates> } | null = null;

  constructor(db: Db, clock: Clock) {
    this.#db = db;
    this.#clock = clock;
  }

  read(workspaceId: number): Promise<DeliveryRates> {
    const now = this.#clock.now();
    if (this.#known && now - this.#known.at < KEPT_FOR) return this.#known.rates;
    const rates = this.#count(workspaceId, now);
    this.#known = { at: now, rates };
    rates.catch(() => {
      this.#known = null;
    });
    return rates;
  }

  async #count(workspaceId: number, now: Instant): Promise<DeliveryRates> {
    const since = (days: number) => deliveryRate(this.#db, workspaceId, "email", now - days * DAY);
    return { day: await since(1), week: await since(7) };
  }
}
