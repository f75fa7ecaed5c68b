import type { CampaignDocument, JsonObject } from "@beckon/core";
import { Random } from "../sim/random.ts";

/** Rare events of a shop, which share a tenth of the traffic and most of the campaigns. */
const RARE = [
  "Wishlist Updated",
  "Coupon Entered",
  "Coupon Applied",
  "Coupon Denied",
  "Product Shared",
  "Product Reviewed",
  "Review Opened",
  "Order Refunded",
  "Order Cancelled",
  "Order Updated",
  "Cart Viewed",
  "Cart Shared",
  "Checkout Step Viewed",
  "Checkout Step Completed",
  "Payment Info Entered",
  "Promotion Viewed",
  "Promotion Clicked",
  "Product Clicked",
  "Product Removed",
  "Subscription Started",
  "Subscription Paused",
  "Trial Started",
  "Trial Ended",
  "Store Visited",
  "App Installed",
  "App Updated",
  "Support Asked",
  "Return Started",
  "Gift Card Bought",
  "Loyalty Joined",
];

/** How a shop's traffic is spread: most of it concerns no campaign, some of it a few. */
const TRAFFIC: readonly { readonly upTo: number; readonly kind: "page" | "identify" | "track"; readonly name: string }[] = [
  { upTo: 0.35, kind: "page", name: "Page" },
  { upTo: 0.6, kind: "track", name: "Product Viewed" },
  { upTo: 0.7, kind: "track", name: "Products Searched" },
  { upTo: 0.78, kind: "track", name: "Cart Updated" },
  { upTo: 0.82, kind: "track", name: "Checkout Started" },
  { upTo: 0.85, kind: "track", name: "Order Completed" },
  { upTo: 0.9, kind: "identify", name: "Profile Identified" },
];

/** What one event of this traffic is, for a number in [0, 1); the same digits choose among the rare ones. */
export function pickTraffic(luck: number): { readonly kind: "page" | "identify" | "track"; readonly name: string } {
  const common = TRAFFIC.find(({ upTo }) => luck < upTo);
  return common ?? { kind: "track", name: RARE[Math.floor((luck * 1_000_000) % RARE.length)] as string };
}

/** Every name that events of this traffic have. */
export const SHOP_EVENTS: readonly string[] = [...TRAFFIC.map(({ name }) => name), ...RARE];

/** A hundred live campaigns, each on an event of the shop with a filter, a delay and an exception, as marketers build them. */
export function shopCampaigns(count = 100): CampaignDocument[] {
  const events = [
    "Product Viewed",
    "Cart Updated",
    "Cart Updated",
    "Checkout Started",
    "Checkout Started",
    "Order Completed",
    "Order Completed",
    "Order Completed",
  ];
  return Array.from({ length: count }, (_, index) => shopCampaign(index, events[index] ?? (RARE[index % RARE.length] as string)));
}

function shopCampaign(index: number, event: string): CampaignDocument {
  return {
    key: `campaign-${index}`,
    name: `Campaign ${index}`,
    trigger: { kind: "event", event, where: { kind: "property", name: "total", op: "at_least", value: 120 + (index % 5) * 10 } } as never,
    audience: { kind: "not", condition: { kind: "attribute", name: "plan", op: "equals", value: "internal" } } as never,
    delay: { kind: "for", duration: "PT30M" } as never,
    unless: [{ event: "Order Completed", where: { kind: "property", name: "cart_id", op: "equals", value: { from: "entry", name: "cart_id" } } as never }],
    reentry: { kind: "per_key", property: "cart_id" },
    sendWindow: { from: "09:00", to: "21:00" },
    atMost: [{ max: 2, per: { calendar: "day" } }],
    message: { channel: "email", subject: "You left {{ event.total }} behind", body: { format: "text", source: "Hello {{ profile.name }}" } },
  };
}

/** A customer's client: endless Segment events of new and known visitors. */
export class ShopTraffic {
  readonly #random: Random;
  readonly #people: number;
  readonly #newShare: number;
  readonly #name: string;
  #serial = 0;
  #newcomers = 0;

  /** @param people known ones, met again and again  @param newShare share of events that are somebody's first */
  constructor(options: { readonly seed: number; readonly people: number; readonly newShare: number }) {
    this.#random = new Random(options.seed);
    this.#people = options.people;
    this.#newShare = options.newShare;
    this.#name = options.seed.toString(36);
  }

  /** One batch as a Segment library sends it. */
  batch(size: number, now: Date): { batch: JsonObject[]; sentAt: string } {
    return { batch: Array.from({ length: size }, () => this.#event(now)), sentAt: now.toISOString() };
  }

  #event(now: Date): JsonObject {
    const isNew = this.#random.next() < this.#newShare;
    const person = isNew ? `${this.#name}-new-${this.#newcomers++}` : `known-${Math.floor(this.#random.next() * this.#people)}`;
    const { kind, name } = pickTraffic(this.#random.next());
    const base = { type: kind, messageId: `${this.#name}-${this.#serial++}`, userId: person, timestamp: now.toISOString(), context: CONTEXT };
    if (kind === "identify")
      return {
        ...base,
        traits: {
          email: `${person}@shop.example`,
          name: "Ann Example",
          plan: this.#random.next() < 0.5 ? "pro" : "basic",
          city: "Berlin",
          visits: Math.floor(this.#random.next() * 100),
        },
      };
    if (kind === "page")
      return {
        ...base,
        name: "Product",
        properties: { url: "https://shop.example/products/shoe-42", path: "/products/shoe-42", title: "Shoe 42", referrer: "https://search.example/" },
      };
    return {
      ...base,
      event: name,
      properties: {
        product_id: `p-${Math.floor(this.#random.next() * 1000)}`,
        name: "Running shoe, blue",
        category: "Shoes",
        brand: "Acme",
        currency: "EUR",
        quantity: 1,
        total: Math.floor(this.#random.next() * 160),
        cart_id: `c-${person}-${this.#serial % 5}`,
      },
    };
  }
}

const CONTEXT: JsonObject = {
  ip: "203.0.113.7",
  locale: "de-DE",
  timezone: "Europe/Berlin",
  userAgent: "Mozilla/5.0 (X11; Linux x86_64) AppleWebKit/537.36 Chrome/130.0 Safari/537.36",
  library: { name: "@segment/analytics-node", version: "3.1.0" },
};
