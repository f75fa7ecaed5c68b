import type { Json, JsonObject } from "@beckon/core";
import fc from "fast-check";
import { describe, expect, test } from "vitest";
import {
  charge,
  checkoutSession,
  customer,
  invoice,
  oneOfEach,
  price,
  type Shape,
  type StripeEventBody,
  stripeEvent,
  subscription,
  T0,
} from "../../../../../test/fixtures/stripe/stripeEvents.ts";
import type { IncomingEvent } from "../../engine/incoming.ts";
import { incomingStripeEvent, readStripeEvent } from "./incomingStripeEvent.ts";
import type { PropertyDescription } from "./kind.ts";
import { stripeEventKinds } from "./kinds.ts";
import { readStripeEnvelope } from "./stripeEvent.ts";

function incoming(body: StripeEventBody, overtaken = false): IncomingEvent {
  const event = readStripeEnvelope(body);
  if ("problem" in event) throw new Error(event.problem);
  return incomingStripeEvent(event, readStripeEvent(event), overtaken, { workspaceId: 1 });
}

const one = (type: string, shape: Shape = "new") => {
  const event = oneOfEach(shape)[type];
  if (event === undefined) throw new Error(`no fixture for ${type}`);
  return incoming(event);
};

describe.each(["old", "new"] as const)("in the %s API shape", (shape) => {
  test("a new customer brings name, address, language and country to the profile", () => {
    const event = one("customer.created", shape);
    expect(event).toMatchObject({
      name: "Customer Created",
      source: "stripe",
      keepMessageId: true,
      at: T0 * 1000,
      identifiers: [
        { kind: "stripe_customer_id", value: "cus_ann" },
        { kind: "email", value: "ann@shop.example" },
      ],
      attributes: {
        name: "Ann Archer",
        email: "ann@shop.example",
        phone: "+49 30 123456",
        locale: "de-DE",
        country: "DE",
        city: "Berlin",
        stripe_delinquent: false,
      },
      properties: { stripe_type: "customer.created", customer_id: "cus_ann" },
    });
  });

  test("an updated customer says what changed", () => {
    expect(one("customer.updated", shape).properties).toMatchObject({ changes: ["delinquent", "email"], previous_email: "old@shop.example", delinquent: true });
  });

  test("a new subscription says plan, amount, period and trial", () => {
    expect(one("customer.subscription.created", shape)).toMatchObject({
      name: "Subscription Created",
      properties: {
        subscription_id: "sub_1",
        status: "trialing",
        plan: "Pro",
        price_id: "price_pro",
        product_id: "prod_app",
        interval: "month",
        quantity: 2,
        currency: "EUR",
        amount: 5800,
        amount_major: 58,
        amount_display: "€58.00",
        trial_end: "2026-12-04T12:00:00.000Z",
        current_period_end: "2026-12-20T12:00:00.000Z",
        cancel_scheduled: false,
      },
      attributes: { stripe_status: "trialing", stripe_plan: "Pro", stripe_trial_end: "2026-12-04T12:00:00.000Z" },
    });
  });

  test("a plan change names the plan and amount before, and whether it goes up", () => {
    expect(one("customer.subscription.updated", shape).properties).toMatchObject({
      changes: expect.arrayContaining(["plan"]),
      plan_changed: true,
      plan_change: "upgrade",
      previous_plan: "price_basic",
      previous_price_id: "price_basic",
      previous_amount: 1800,
      previous_amount_display: "€18.00",
      plan: "Pro",
      amount: 5800,
    });
  });

  test("an ended subscription says why", () => {
    expect(one("customer.subscription.deleted", shape)).toMatchObject({
      name: "Subscription Deleted",
      properties: {
        cancel_reason: "cancellation_requested",
        cancel_feedback: "too_expensive",
        cancel_comment: "Back in spring",
        ended_at: "2026-11-20T12:00:00.000Z",
      },
      attributes: { stripe_status: "canceled" },
    });
  });

  test("a trial that will end says when and what it costs then", () => {
    expect(one("customer.subscription.trial_will_end", shape)).toMatchObject({
      name: "Subscription Trial Will End",
      properties: { trial_end: "2026-11-23T12:00:00.000Z", amount_display: "€58.00", status: "trialing" },
    });
  });

  test("a charge says amount and card, and finds the person by customer; the billing address only helps to find", () => {
    expect(one("charge.succeeded", shape)).toMatchObject({
      name: "Charge Succeeded",
      identifiers: [{ kind: "stripe_customer_id", value: "cus_ann" }],
      hints: [{ kind: "email", value: "ann.billing@shop.example" }],
      properties: {
        amount: 5800,
        amount_major: 58,
        currency: "EUR",
        card_brand: "visa",
        card_last4: "4242",
        card_exp: "08/2030",
        payment_intent_id: "pi_1",
        charge_id: "ch_1",
      },
    });
    expect(one("charge.succeeded", shape).properties.invoice_id).toBe(shape === "old" ? "in_1" : undefined);
  });

  test("a failed charge says why and what Stripe advises", () => {
    expect(one("charge.failed", shape).properties).toMatchObject({
      failure_code: "card_declined",
      failure_message: "Your card was declined.",
      failure_reason: "insufficient_funds",
      failure_advice: "try_again_later",
      status: "failed",
    });
  });

  test("a drafted invoice has no link and no number", () => {
    const { properties } = one("invoice.created", shape);
    expect(properties).toMatchObject({ status: "draft", amount_due: 5800 });
    expect(Object.keys(properties)).not.toEqual(expect.arrayContaining(["hosted_invoice_url"]));
  });

  test("a sent invoice says when it is due", () => {
    expect(one("invoice.sent", shape).properties).toMatchObject({ due_date: "2026-12-04T12:00:00.000Z", collection_method: "send_invoice" });
  });

  test("a failed invoice payment says attempt, next retry, plan, link and subscription", () => {
    expect(one("invoice.payment_failed", shape)).toMatchObject({
      name: "Invoice Payment Failed",
      identifiers: [
        { kind: "stripe_customer_id", value: "cus_ann" },
        { kind: "email", value: "ann@shop.example" },
      ],
      properties: {
        invoice_id: "in_1",
        invoice_key: "in_1",
        number: "A-0001",
        subscription_id: "sub_1",
        attempt_count: 2,
        next_payment_attempt: "2026-11-25T12:00:00.000Z",
        final_attempt: false,
        amount: 5800,
        amount_display: "€58.00",
        hosted_invoice_url: "https://invoice.stripe.com/i/acct_1/test_1",
        plan: "Pro",
        product_id: "prod_app",
        quantity: 2,
        items: [{ description: "2 × Pro (at €29.00 / month)", amount: 5800, proration: false, price_id: "price_pro" }],
      },
    });
  });

  test("a paid invoice's amount is what was paid", () => {
    expect(one("invoice.payment_succeeded", shape).properties).toMatchObject({ amount: 5800, amount_paid: 5800, amount_remaining: 0, status: "paid" });
  });

  test("an upcoming invoice has no id; its key is subscription and period", () => {
    const { properties } = one("invoice.upcoming", shape);
    expect(properties).toMatchObject({
      invoice_key: "sub_1:2026-11-20T12:00:00.000Z",
      next_payment_attempt: "2026-11-23T12:00:00.000Z",
      subscription_id: "sub_1",
    });
    expect(properties.invoice_id).toBeUndefined();
  });

  test("every described event carries only properties that its kind describes, with the described type", () => {
    const events = oneOfEach(shape);
    expect(Object.keys(events).sort()).toEqual(stripeEventKinds.map((kind) => kind.type).sort());
    for (const kind of stripeEventKinds) {
      const event = events[kind.type];
      const { stripe_type, ...properties } = event ? incoming(event).properties : {};
      expect(stripe_type).toBe(kind.type);
      for (const [name, value] of Object.entries(properties)) {
        expect([kind.type, name, kind.properties[name]?.type]).toEqual([kind.type, name, typeOf(value, kind.properties[name]?.type)]);
      }
    }
  });
});

function typeOf(value: Json, described: PropertyDescription["type"] | undefined): PropertyDescription["type"] {
  if (Array.isArray(value)) return "list";
  if (typeof value === "object") return "object";
  if (typeof value === "string") return described === "date" && /^\d{4}-\d\d-\d\dT[\d:.]+Z$/.test(value) ? "date" : "text";
  return typeof value === "number" ? "number" : "boolean";
}

describe("names", () => {
  test("each kind is named by Stripe's words in title case", () => {
    for (const kind of stripeEventKinds) {
      const words = kind.type.replace("customer.subscription.", "subscription.").split(/[._]/);
      expect(kind.name).toBe(words.map((word) => word[0]?.toUpperCase() + word.slice(1)).join(" "));
    }
  });

  test("a type without a file of its own keeps Stripe's name and is read by its object", () => {
    expect(incoming(stripeEvent("invoice.voided", invoice("new", { status: "void" })))).toMatchObject({
      name: "invoice.voided",
      properties: { plan: "Pro", status: "void" },
    });
    expect(
      incoming(stripeEvent("review.opened", { object: "review", id: "prv_1", open: true, charge: "ch_1", amount: 100, currency: "usd" })).properties,
    ).toMatchObject({ object_id: "prv_1", open: true, charge_id: "ch_1", amount_display: "$1.00" });
  });
});

describe("money", () => {
  test("yen have no minor unit, dinars three digits, and Icelandic crowns come with two that are always 00", () => {
    const amounts = (currency: string, amount: number) => incoming(stripeEvent("charge.succeeded", charge("new", { amount, currency }))).properties;
    expect(amounts("jpy", 1200)).toMatchObject({ amount: 1200, amount_major: 1200, amount_display: "¥1,200", currency: "JPY" });
    expect(amounts("kwd", 5120)).toMatchObject({ amount_major: 5.12 });
    expect(amounts("isk", 500)).toMatchObject({ amount_major: 5 });
    expect(amounts("usd", 1999)).toMatchObject({ amount_major: 19.99, amount_display: "$19.99" });
  });

  test("a refund says what came back this time and in all", () => {
    expect(one("charge.refunded").properties).toMatchObject({ refund_amount: 4800, refund_amount_display: "€48.00", amount_refunded: 5800, refunded: true });
  });
});

describe("whose it is", () => {
  const identifiersOf = (type: string, object: JsonObject) => incoming(stripeEvent(type, object)).identifiers.map(({ kind, value }) => `${kind}=${value}`);

  test("the shop's user id in the metadata goes before everything else", () => {
    expect(identifiersOf("customer.created", customer({ metadata: { user_id: "user-ann" } }))).toEqual([
      "user_id=user-ann",
      "stripe_customer_id=cus_ann",
      "email=ann@shop.example",
    ]);
  });

  test("an invoice takes it from the subscription's metadata, in both shapes", () => {
    const details = { subscription_details: { metadata: { userId: "user-ann" }, subscription: "sub_1" } };
    expect(identifiersOf("invoice.paid", invoice("new", { parent: details }))[0]).toBe("user_id=user-ann");
    expect(identifiersOf("invoice.paid", invoice("old", details))[0]).toBe("user_id=user-ann");
  });

  test("a checkout takes it from client_reference_id", () => {
    expect(identifiersOf("checkout.session.completed", checkoutSession())).toEqual(["user_id=user-ann", "stripe_customer_id=cus_ann"]);
  });

  test("an expanded or deleted customer is still that customer", () => {
    expect(identifiersOf("charge.succeeded", charge("new", { customer: { id: "cus_ann", object: "customer", deleted: true } }))).toEqual([
      "stripe_customer_id=cus_ann",
    ]);
    expect(identifiersOf("customer.subscription.updated", subscription("new", { customer: customer({ metadata: { user_id: "u" } }) }))).toEqual([
      "user_id=u",
      "stripe_customer_id=cus_ann",
      "email=ann@shop.example",
    ]);
  });

  test("a guest is known by the address typed for the payment", () => {
    expect(identifiersOf("charge.succeeded", charge("new", { customer: null }))).toEqual(["email=ann.billing@shop.example"]);
  });

  test("a charge without customer and address names nobody", () => {
    expect(identifiersOf("charge.succeeded", charge("new", { customer: null, billing_details: null, receipt_email: null }))).toEqual([]);
  });

  test("a box ticked for news at the checkout joins e-mail, an empty one says nothing", () => {
    const consent = (promotions: string | null) => incoming(stripeEvent("checkout.session.completed", checkoutSession({ consent: { promotions } }))).consent;
    expect(consent("opt_in")).toEqual({ channels: { email: "subscribed" }, by: "stripe_checkout" });
    expect([consent("opt_out"), consent(null)]).toEqual([undefined, undefined]);
  });
});

describe("attributes", () => {
  test("a subscription without a trial removes the end of the last one", () => {
    expect(one("customer.subscription.updated").attributes).toMatchObject({ stripe_status: "active", stripe_plan: "Pro", stripe_trial_end: null });
  });

  test("a name that Stripe does not know does not remove the one that the shop told", () => {
    expect(Object.keys(incoming(stripeEvent("customer.updated", customer({ name: null, phone: "", preferred_locales: [] }))).attributes ?? {})).toEqual([
      "email",
      "country",
      "city",
      "stripe_delinquent",
      "stripe_currency",
      "stripe_customer_since",
      "stripe_deleted",
    ]);
  });

  test("a deleted customer is marked, one that is made again is not", () => {
    expect([one("customer.deleted").attributes, one("customer.created").attributes?.stripe_deleted]).toEqual([{ stripe_deleted: true }, null]);
  });
});

describe("subscriptions", () => {
  const changes = (previous: JsonObject, shape: Shape = "new") =>
    incoming(stripeEvent("customer.subscription.updated", subscription(shape), { previous })).properties;

  test("an update of metadata alone changes no plan", () => {
    expect(changes({ metadata: { a: "1" } })).toMatchObject({ changes: ["metadata"], plan_changed: false });
  });

  test("a renewal is called period in both shapes", () => {
    expect(changes({ current_period_end: T0, current_period_start: T0 - 100 }, "old").changes).toEqual(["period"]);
    const item = { id: "si_1", quantity: 2, price: price("price_pro", 2900), current_period_end: T0 };
    expect(changes({ items: { data: [item] } }).changes).toEqual(["period"]);
  });

  test("more seats are a change of quantity", () => {
    const item = { id: "si_1", quantity: 1, price: price("price_pro", 2900), current_period_end: T0 + 30 * 86_400 };
    expect(changes({ items: { data: [item] } })).toMatchObject({ changes: ["quantity"], previous_quantity: 1, quantity: 2 });
  });

  test("a yearly plan that costs less a day is a downgrade, whatever its sum", () => {
    const monthly = { id: "si_1", quantity: 2, price: price("price_pro", 2900) };
    const yearly = subscription("new", {}, price("price_year", 30_000, { recurring: { interval: "year", interval_count: 1 } }));
    expect(incoming(stripeEvent("customer.subscription.updated", yearly, { previous: { items: { data: [monthly] } } })).properties.plan_change).toBe(
      "downgrade",
    );
  });

  test("a payload of 2013 with one plan on the subscription is read as well", () => {
    const oldest = {
      id: "su_1",
      object: "subscription",
      customer: "cus_ann",
      status: "trialing",
      quantity: 1,
      trial_end: T0,
      plan: { id: "gold", name: "Gold club", amount: 100, currency: "usd", interval: "month" },
    };
    expect(incoming(stripeEvent("customer.subscription.trial_will_end", oldest)).properties).toMatchObject({
      plan: "Gold club",
      amount_display: "$1.00",
      trial_end: "2026-11-20T12:00:00.000Z",
    });
  });
});

describe("an event that was overtaken", () => {
  test("is flagged late and leaves the attributes as they are", () => {
    const event = incoming(stripeEvent("customer.subscription.updated", subscription("new")), true);
    expect(event).toMatchObject({ flags: ["late"], properties: { late: true } });
    expect(event.attributes).toBeUndefined();
  });
});

test("no object, whatever its fields hold, makes a reader throw", () => {
  const names = fc.constantFrom(
    "id",
    "customer",
    "items",
    "data",
    "lines",
    "price",
    "plan",
    "amount",
    "currency",
    "metadata",
    "created",
    "status",
    "parent",
    "previous",
    "trial_end",
    "quantity",
    "product",
    "recurring",
    "interval",
  );
  const value = fc.letrec<{ value: Json }>((tie) => ({
    value: fc.oneof(
      { maxDepth: 5 },
      fc.constantFrom<Json>(null, true, 1, -1e300, 1e18, "", "usd", "month", "price_pro"),
      fc.array(tie("value"), { maxLength: 3 }),
      fc.dictionary(names, tie("value"), { maxKeys: 5 }) as fc.Arbitrary<Json>,
    ),
  })).value;
  const object = fc.dictionary(names, value, { maxKeys: 10 }) as fc.Arbitrary<JsonObject>;
  const type = fc.constantFrom(...stripeEventKinds.map((kind) => kind.type), "other.thing");
  fc.assert(
    fc.property(type, object, object, (eventType, data, previous) => {
      const event = incoming(stripeEvent(eventType, data, { previous }));
      expect(JSON.parse(JSON.stringify(event.properties))).toEqual(event.properties);
    }),
    { numRuns: 1_000 },
  );
});
