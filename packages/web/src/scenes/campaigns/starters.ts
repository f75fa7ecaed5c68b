import type { CampaignDocument, EventTrigger, ForDelay, PropertyCondition, SessionEndedTrigger } from "@beckon/core";
import { STARTER_LINK, STARTER_TEXT } from "./leftovers.ts";
import { starterMail } from "./starterMail.ts";

/** A campaign to begin with. */
export interface Starter {
  readonly id: string;
  readonly title: string;
  readonly does: string;
  readonly document: CampaignDocument;
}

const blank: Starter = {
  id: "blank",
  title: "From nothing",
  does: "You choose the trigger and write the mail.",
  document: {
    key: "new-campaign",
    name: "New campaign",
    trigger: { kind: "event", event: "Cart Updated" } satisfies EventTrigger as EventTrigger,
    message: {
      channel: "email",
      subject: 'Hello {{ profile.first_name | default: "there" }}',
      body: starterMail('Hello {{ profile.first_name | default: "there" }}', STARTER_TEXT, "Go to the shop", STARTER_LINK),
    },
  },
};

const cart: Starter = {
  id: "cart",
  title: "Abandoned cart",
  does: "A cart over 100, half an hour later, unless they order that very cart.",
  document: {
    key: "cart-reminder",
    name: "Cart reminder",
    trigger: {
      kind: "event",
      event: "Cart Updated",
      where: { kind: "property", name: "total", op: "greater_than", value: 100 } satisfies PropertyCondition as PropertyCondition,
    } as EventTrigger,
    delay: { kind: "for", duration: "PT30M" } satisfies ForDelay as ForDelay,
    unless: [
      {
        event: "Order Completed",
        where: { kind: "property", name: "cart_id", op: "equals", value: { from: "entry", name: "cart_id" } } satisfies PropertyCondition as PropertyCondition,
      },
    ],
    onRepeat: "restart",
    sendWindow: { from: "09:00", to: "21:00" },
    atMost: [{ max: 2, per: { calendar: "day" } }],
    goal: { event: "Order Completed", within: "P7D", revenue: "total", currency: "currency" },
    message: {
      channel: "email",
      subject: '{{ profile.first_name | default: "You" }}, your cart is still here',
      preheader: "We kept everything for you",
      body: starterMail(
        "You left something behind",
        'Hello {{ profile.first_name | default: "there" }}, your cart of {{ event.total }} {{ event.currency | default: "EUR" }} is waiting for you.',
        "Back to the cart",
        "https://shop.example/cart/{{ event.cart_id }}",
      ),
    },
  },
};

const payment: Starter = {
  id: "payment",
  title: "Failed payment",
  does: "Stripe could not take an invoice: ask for another card, once per invoice.",
  document: {
    key: "payment-failed",
    name: "Payment failed",
    trigger: { kind: "event", event: "Invoice Payment Failed" } as EventTrigger,
    unless: [
      {
        event: "Invoice Payment Succeeded",
        where: {
          kind: "property",
          name: "invoice_id",
          op: "equals",
          value: { from: "entry", name: "invoice_id" },
        } satisfies PropertyCondition as PropertyCondition,
      },
    ],
    reentry: { kind: "per_key", property: "invoice_id" },
    purpose: "transactional",
    message: {
      channel: "email",
      subject: "Your payment did not go through",
      body: starterMail(
        "Your payment did not go through",
        'Hello {{ profile.first_name | default: "there" }}, your bank refused the payment. It takes a minute to mend.',
        "Update the card",
        '{{ event.hosted_invoice_url | default: "https://shop.example/account" }}',
      ),
    },
  },
};

const browsing: Starter = {
  id: "browsing",
  title: "Looked, did not buy",
  does: "They looked at products and left without ordering.",
  document: {
    key: "looked-did-not-buy",
    name: "Looked, did not buy",
    trigger: { kind: "session_ended", did: [{ event: "Product Viewed" }], without: ["Order Completed"] } satisfies SessionEndedTrigger as SessionEndedTrigger,
    delay: { kind: "for", duration: "PT2H" } satisfies ForDelay as ForDelay,
    unless: [{ event: "Order Completed" }],
    reentry: { kind: "window", window: "P7D" },
    message: {
      channel: "email",
      subject: 'Still thinking about {{ event.name | default: "it" }}?',
      body: starterMail(
        "Still thinking?",
        'Hello {{ profile.first_name | default: "there" }}, what you looked at is still in stock.',
        "Have another look",
        "https://shop.example/",
      ),
    },
  },
};

/** Its link leads to the page where the person presses "Yes": the proof that the address is theirs. */
export const confirmation: Starter = {
  id: "confirmation",
  title: "Confirm a subscription",
  does: "Double opt-in: they asked for a topic, and confirm it by a link.",
  document: {
    key: "confirm-subscription",
    name: "Confirm a subscription",
    trigger: { kind: "event", event: "Subscription Requested" } as EventTrigger,
    purpose: "transactional",
    message: {
      channel: "email",
      subject: "Please confirm: {{ event.topic_name }}",
      preheader: "One click, and you are in",
      body: {
        format: "mjml",
        source: `<mjml>
  <mj-head>
    <mj-attributes>
      <mj-all font-family="Helvetica, Arial, sans-serif" />
      <mj-text font-size="16px" line-height="1.6" color="#24211e" />
    </mj-attributes>
  </mj-head>
  <mj-body background-color="#f4f2ef">
    <mj-section background-color="#ffffff" padding="32px 24px">
      <mj-column>
        <mj-text font-size="24px" font-weight="700">Is this you?</mj-text>
        <mj-text>Somebody, probably you, asked {{ workspace.name }} to send “{{ event.topic_name }}” to this address. Confirm it, and it begins. If it was not you, do nothing: no more mail comes.</mj-text>
        <mj-button background-color="#136b60" border-radius="8px" href="{{ message.confirm_url }}">Yes, subscribe me</mj-button>
      </mj-column>
    </mj-section>
  </mj-body>
</mjml>
`,
      },
    },
  },
};

export const STARTERS: readonly Starter[] = [blank, cart, payment, browsing, confirmation];
