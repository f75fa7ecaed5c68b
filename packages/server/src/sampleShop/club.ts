import { DAY, type Instant, type JsonObject, SECOND } from "@beckon/core";
import type { Call } from "./call.ts";
import { CLUB, SHOP_NAME, SHOP_URL } from "./catalog.ts";
import type { Dice } from "./dice.ts";
import type { SamplePerson } from "./people.ts";

/** What Stripe would post about the coffee club: customers, trials, renewals and payments that fail. */

export function customerCreated(person: SamplePerson, at: Instant): Call {
  const { firstName, lastName, email, country, city, locale, currency } = person;
  return stripe("customer.created", at, {
    id: person.customerId,
    object: "customer",
    created: seconds(at),
    name: `${firstName} ${lastName}`,
    email,
    address: { country, city },
    preferred_locales: [locale],
    currency: currency.toLowerCase(),
    delinquent: false,
    balance: 0,
    metadata: metadata(person),
  });
}

export function trialBegan(person: SamplePerson, at: Instant): Call {
  return stripe("customer.subscription.created", at, subscription(person, at, "trialing"));
}

/** Three days before its end, as Stripe tells it. */
export function trialWillEnd(person: SamplePerson, beganAt: Instant, at: Instant): Call {
  return stripe("customer.subscription.trial_will_end", at, subscription(person, beganAt, "trialing"));
}

export function becamePaying(person: SamplePerson, beganAt: Instant, at: Instant): Call {
  return stripe("customer.subscription.updated", at, subscription(person, beganAt, "active"), { status: "trialing" });
}

export function left(person: SamplePerson, dice: Dice, beganAt: Instant, at: Instant): Call {
  const feedback = dice.pick(["too_expensive", "unused", "switched_service", "other"]);
  return stripe("customer.subscription.deleted", at, {
    ...subscription(person, beganAt, "canceled"),
    canceled_at: seconds(at),
    ended_at: seconds(at),
    cancellation_details: { reason: "cancellation_requested", feedback },
  });
}

export function paid(person: SamplePerson, invoiceId: string, at: Instant): Call {
  return stripe("invoice.payment_succeeded", at, invoice(person, invoiceId, at, "paid"));
}

export function paymentFailed(person: SamplePerson, invoiceId: string, at: Instant): Call {
  return stripe("invoice.payment_failed", at, invoice(person, invoiceId, at, "open"));
}

function subscription(person: SamplePerson, beganAt: Instant, status: string): JsonObject {
  const trialEnd = beganAt + CLUB.trialDays * DAY;
  return {
    id: `sub_SampleShop${serial(person)}`,
    object: "subscription",
    customer: person.customerId,
    status,
    currency: person.currency.toLowerCase(),
    created: seconds(beganAt),
    start_date: seconds(beganAt),
    trial_start: seconds(beganAt),
    trial_end: seconds(trialEnd),
    cancel_at_period_end: false,
    collection_method: "charge_automatically",
    items: {
      object: "list",
      data: [
        {
          id: `si_SampleShop${serial(person)}`,
          quantity: 1,
          current_period_start: seconds(beganAt),
          current_period_end: seconds(status === "active" ? trialEnd + 30 * DAY : trialEnd),
          price: price(person),
        },
      ],
    },
    metadata: metadata(person),
  };
}

function invoice(person: SamplePerson, id: string, at: Instant, status: "paid" | "open"): JsonObject {
  const amount = price(person)["unit_amount"] as number;
  return {
    id,
    object: "invoice",
    number: `NL-${id.slice(-6).toUpperCase()}`,
    customer: person.customerId,
    customer_email: person.email,
    customer_name: `${person.firstName} ${person.lastName}`,
    status,
    billing_reason: "subscription_cycle",
    collection_method: "charge_automatically",
    currency: person.currency.toLowerCase(),
    amount_due: amount,
    amount_paid: status === "paid" ? amount : 0,
    amount_remaining: status === "paid" ? 0 : amount,
    subtotal: amount,
    total: amount,
    attempt_count: 1,
    attempted: true,
    ...(status === "open" ? { next_payment_attempt: seconds(at + 3 * DAY) } : {}),
    period_start: seconds(at - 30 * DAY),
    period_end: seconds(at),
    hosted_invoice_url: `${SHOP_URL}/invoices/${id}`,
    lines: {
      object: "list",
      data: [
        {
          id: `il_${id.slice(3)}`,
          amount,
          quantity: 1,
          description: `1 × ${CLUB.name}`,
          subscription: `sub_SampleShop${serial(person)}`,
          price: price(person),
        },
      ],
    },
    metadata: metadata(person),
  };
}

function price({ currency, rate }: SamplePerson): JsonObject {
  return {
    id: `${CLUB.priceId}${currency}`,
    object: "price",
    nickname: CLUB.name,
    product: { id: CLUB.productId, name: CLUB.name },
    currency: currency.toLowerCase(),
    // Yen have no minor unit.
    unit_amount: currency === "JPY" ? Math.round((CLUB.amount / 100) * rate) : Math.round(CLUB.amount * rate),
    recurring: { interval: "month", interval_count: 1 },
  };
}

function metadata(person: SamplePerson): JsonObject {
  return { user_id: person.userId, shop: SHOP_NAME };
}

/** `sub_` and `in_` ids of the sample shop can be told from real ones, as its customers can. */
export function invoiceId(dice: Dice): string {
  return `in_SampleShop${dice.code(10)}`;
}

function serial(person: SamplePerson): string {
  return person.userId.slice(-4);
}

/** The id is given by the door, which knows the run. */
function stripe(type: string, at: Instant, object: JsonObject, previous?: JsonObject): Call {
  return {
    to: "stripe",
    event: {
      object: "event",
      type,
      created: seconds(at),
      livemode: false,
      api_version: "2026-04-22.dahlia",
      data: { object, ...(previous ? { previous_attributes: previous } : {}) },
    },
  };
}

function seconds(at: Instant): number {
  return Math.floor(at / SECOND);
}
