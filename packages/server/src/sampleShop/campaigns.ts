import type { AttributeCondition, CampaignDocument, EventTrigger, ForDelay, MessageBody, PropertyCondition, SessionEndedTrigger } from "@beckon/core";
import { SAMPLE_ATTRIBUTE, SAMPLE_CAMPAIGN_PREFIX } from "@beckon/core";
import { SHOP_NAME, SHOP_URL } from "./catalog.ts";

/** Sample campaigns speak to sample people only: what real people do starts none of them. */
const onlySamplePeople: AttributeCondition = { kind: "attribute", name: SAMPLE_ATTRIBUTE, op: "equals", value: true };

const shared = {
  audience: onlySamplePeople,
  tags: ["sample"],
} as const;

const hello = 'Hello {{ profile.first_name | default: "there" }}';
const from = { name: SHOP_NAME, email: "hello@sample-shop.example" };

const leftCart: CampaignDocument = {
  ...shared,
  key: `${SAMPLE_CAMPAIGN_PREFIX}left-cart`,
  name: "Left cart",
  description: "Somebody left a cart: remind them, unless they buy it. In a real shop one waits half an hour; here two minutes.",
  trigger: {
    kind: "event",
    event: "Cart Updated",
    where: { kind: "property", name: "total", op: "at_least", value: 30 } satisfies PropertyCondition as PropertyCondition,
  } satisfies EventTrigger as EventTrigger,
  delay: { kind: "for", duration: "PT2M" } satisfies ForDelay as ForDelay,
  unless: [
    {
      event: "Order Completed",
      where: { kind: "property", name: "cart_id", op: "equals", value: { from: "entry", name: "cart_id" } } satisfies PropertyCondition as PropertyCondition,
    },
  ],
  onRepeat: "restart",
  atMost: [{ max: 2, per: { calendar: "day" } }],
  holdout: 10,
  goal: { event: "Order Completed", within: "P3D", revenue: "total", currency: "currency" },
  message: {
    channel: "email",
    from,
    subject: '{{ profile.first_name | default: "You" }}, your cart is still here',
    preheader: "We kept everything for you",
    body: mail(
      "You left something behind",
      `${hello}, {{ event.products | size }} {% if event.products.size == 1 %}thing waits{% else %}things wait{% endif %} in your cart, for {{ event.total }} {{ event.currency }} together.`,
      "Back to the cart",
      `${SHOP_URL}/cart/{{ event.cart_id }}`,
    ),
  },
};

const paymentFailed: CampaignDocument = {
  ...shared,
  key: `${SAMPLE_CAMPAIGN_PREFIX}payment-failed`,
  name: "Payment failed",
  description: "Stripe could not take a payment of the coffee club: ask for another card, once per invoice.",
  trigger: { kind: "event", event: "Invoice Payment Failed" } satisfies EventTrigger as EventTrigger,
  delay: { kind: "for", duration: "PT1M" } satisfies ForDelay as ForDelay,
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
  goal: { event: "Invoice Payment Succeeded", within: "P3D" },
  message: {
    channel: "email",
    from,
    subject: "Your payment did not go through",
    body: mail(
      "Your payment did not go through",
      `${hello}, your bank refused the payment for the {{ event.plan | default: "coffee club" }}. It takes a minute to mend.`,
      "Update the card",
      `{{ event.hosted_invoice_url | default: "${SHOP_URL}/account" }}`,
    ),
  },
};

const trialEnds: CampaignDocument = {
  ...shared,
  key: `${SAMPLE_CAMPAIGN_PREFIX}trial-ends`,
  name: "Trial ends soon",
  description: "Three days before a trial of the coffee club ends, as Stripe tells it.",
  trigger: { kind: "event", event: "Subscription Trial Will End" } satisfies EventTrigger as EventTrigger,
  reentry: { kind: "window", window: "P14D" },
  goal: { event: "Invoice Payment Succeeded", within: "P7D" },
  message: {
    channel: "email",
    from,
    subject: "Three more days of coffee on us",
    body: mail(
      "Your trial ends soon",
      `${hello}, your trial of the coffee club ends on {{ event.trial_end | date: "%-d %B" }}. You need not do anything to keep it.`,
      "See your next bag",
      `${SHOP_URL}/club`,
    ),
  },
};

const askReview: CampaignDocument = {
  ...shared,
  key: `${SAMPLE_CAMPAIGN_PREFIX}ask-for-a-review`,
  name: "Ask for a review",
  description: "After an order, by day on the recipient's own clock. In a real shop one waits a week; here five minutes.",
  trigger: { kind: "event", event: "Order Completed" } satisfies EventTrigger as EventTrigger,
  delay: { kind: "for", duration: "PT5M" } satisfies ForDelay as ForDelay,
  unless: [{ event: "Product Reviewed" }],
  reentry: { kind: "window", window: "P7D" },
  sendWindow: { from: "08:00", to: "21:00" },
  goal: { event: "Product Reviewed", within: "P7D" },
  message: {
    channel: "email",
    from,
    subject: 'How is it, {{ profile.first_name | default: "tell us" }}?',
    body: mail("How is your coffee?", `${hello}, two sentences help others to choose, and us to roast better.`, "Write a review", `${SHOP_URL}/reviews`),
  },
};

const lookedDidNotBuy: CampaignDocument = {
  ...shared,
  key: `${SAMPLE_CAMPAIGN_PREFIX}looked-did-not-buy`,
  name: "Looked, did not buy",
  description: "A draft to play with: change it, look at the preview, launch it.",
  trigger: { kind: "session_ended", did: [{ event: "Product Viewed" }], without: ["Order Completed"] } satisfies SessionEndedTrigger as SessionEndedTrigger,
  delay: { kind: "for", duration: "PT2H" } satisfies ForDelay as ForDelay,
  unless: [{ event: "Order Completed" }],
  reentry: { kind: "window", window: "P7D" },
  message: {
    channel: "email",
    from,
    subject: 'Still thinking about {{ event.name | default: "it" }}?',
    body: mail("Still thinking?", `${hello}, what you looked at is still in stock.`, "Have another look", SHOP_URL),
  },
};

export const LIVE_CAMPAIGNS: readonly CampaignDocument[] = [leftCart, paymentFailed, trialEnds, askReview];
export const DRAFT_CAMPAIGNS: readonly CampaignDocument[] = [lookedDidNotBuy];

function mail(title: string, text: string, button: string, link: string): MessageBody {
  return {
    format: "mjml",
    source: `<mjml>
  <mj-head>
    <mj-attributes>
      <mj-all font-family="Georgia, serif" />
      <mj-text font-size="17px" line-height="1.6" color="#2b2420" />
    </mj-attributes>
  </mj-head>
  <mj-body background-color="#f3ede4">
    <mj-section padding="24px 24px 8px">
      <mj-column>
        <mj-text align="center" font-size="15px" letter-spacing="2px" color="#7a5c43">NORTHLIGHT COFFEE</mj-text>
      </mj-column>
    </mj-section>
    <mj-section background-color="#ffffff" padding="32px 24px" border-radius="12px">
      <mj-column>
        <mj-text font-size="26px" line-height="1.3">${title}</mj-text>
        <mj-text>${text}</mj-text>
        <mj-button background-color="#7a3e1d" border-radius="24px" font-size="16px" href="${link.replaceAll('"', "'")}">${button}</mj-button>
      </mj-column>
    </mj-section>
    <mj-section>
      <mj-column>
        <mj-text align="center" font-size="13px" color="#6b5a4c">You get this because you shop with Northlight Coffee. <a href="{{ message.unsubscribe_url }}">Unsubscribe</a></mj-text>
      </mj-column>
    </mj-section>
  </mj-body>
</mjml>
`,
  };
}
