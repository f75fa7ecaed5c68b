import type { GalleryJourney } from "./gallery.ts";
import { branch, delay, HELLO, happens, mail, on, property, sameAsEntry, until, waitFor } from "./parts.ts";

const ORDERED = "Order Completed";
const SHOP = "{{ event.url | default: 'https://shop.example' }}";
const orderGoal = { event: ORDERED, within: "P7D", revenue: "total", currency: "currency" } as const;
const TOTAL = "{{ event.total | default: 0 | money: event.currency }}";

const did = (event: string, within: string | null, op: string, value: number) => ({ kind: "did", event, count: { op, value }, ...(within ? { within } : {}) });

/** What shops send about browsing, carts and orders, in the words of Segment's e-commerce specification. */
export const SHOP_JOURNEYS: readonly GalleryJourney[] = [
  {
    group: "Shop",
    document: {
      key: "welcome-series",
      name: "Welcome series",
      description:
        "Greets who has just signed up, tells the story two days later, and after an order says what goes with it. Who reacts to nothing hears once more after three weeks.",
      trigger: on("Signed Up"),
      reentry: { kind: "once" },
      holdout: 10,
      goal: orderGoal,
      steps: [
        mail(
          "welcome",
          {
            subject: "Welcome to {{ workspace.name }}",
            heading: "Good to have you here",
            lines: [HELLO, "here is where most people begin."],
            button: ["Look around", SHOP],
          },
          { name: "Welcome", next: "first-order" },
        ),
        waitFor("first-order", ORDERED, "P2D", { next: "next-morning", timeout: "story" }),
        until("next-morning", "10:00", "goes-with-it"),
        mail(
          "goes-with-it",
          {
            subject: "Thank you for your first order",
            heading: "What goes well with it",
            lines: [HELLO, "people who chose the same liked these as well."],
            button: ["See what goes with it", SHOP],
          },
          { name: "Goes with it" },
        ),
        mail(
          "story",
          {
            subject: "How {{ workspace.name }} came about",
            heading: "Our story",
            lines: [HELLO, "two minutes on who we are, and what our customers like best."],
            button: ["Read on", SHOP],
          },
          { name: "Story", next: "order-after-story" },
        ),
        waitFor("order-after-story", ORDERED, "P21D", { next: "thanks", timeout: "follow-up" }),
        mail(
          "thanks",
          {
            subject: "Thank you",
            heading: "Thank you for your order",
            lines: [HELLO, "as a thank-you, your next order comes with free shipping."],
            button: ["Go on", SHOP],
          },
          { name: "Thanks" },
        ),
        mail(
          "follow-up",
          {
            subject: "Anything we can help with?",
            heading: "Not sure yet?",
            lines: [HELLO, "just answer this mail; a person reads it."],
            button: ["See what is new", SHOP],
          },
          { name: "Follow-up" },
        ),
      ],
    },
  },
  {
    group: "Shop",
    document: {
      key: "abandoned-cart-series",
      name: "Abandoned cart",
      description: "One hour after the last change of a cart that was not ordered; again after a day, and after two days where it is worth it.",
      trigger: on("Cart Updated", property("total", "at_least", 20)),
      reentry: { kind: "per_key", property: "cart_id" },
      onRepeat: "restart",
      unless: [happens(ORDERED, sameAsEntry("cart_id"))],
      holdout: 10,
      goal: { ...orderGoal, where: sameAsEntry("cart_id") },
      steps: [
        delay("one-hour", "PT1H", "reminder"),
        mail(
          "reminder",
          {
            subject: "Your cart is still here",
            heading: "We kept your cart",
            lines: [HELLO, `your cart of ${TOTAL} waits for you.`],
            button: ["Back to my cart", SHOP],
          },
          { name: "Reminder", next: "one-day" },
        ),
        delay("one-day", "PT23H", "others-say"),
        mail(
          "others-say",
          {
            subject: "What others say",
            heading: "In good company",
            lines: [HELLO, "this is what customers say about what is in your cart."],
            button: ["Back to my cart", SHOP],
          },
          { name: "What others say", next: "second-day" },
        ),
        delay("second-day", "P1D", "worth-it"),
        branch("worth-it", property("total", "at_least", 100), "last-call", undefined, "cart of 100 or more"),
        mail(
          "last-call",
          {
            subject: "Free shipping on your cart, until tomorrow",
            heading: "One more reason",
            lines: [HELLO, "order your cart until tomorrow, and shipping is on us."],
            button: ["Order now", SHOP],
          },
          { name: "Last call" },
        ),
      ],
    },
  },
  {
    group: "Shop",
    document: {
      key: "abandoned-checkout",
      name: "Abandoned checkout",
      description: "Half an hour and a day after a checkout that was begun and not finished.",
      trigger: on("Checkout Started"),
      reentry: { kind: "per_key", property: "checkout_id" },
      unless: [happens(ORDERED, sameAsEntry("checkout_id"))],
      priority: 70,
      goal: { ...orderGoal, where: sameAsEntry("checkout_id") },
      steps: [
        delay("half-an-hour", "PT30M", "stuck"),
        mail(
          "stuck",
          {
            subject: "Did something go wrong?",
            heading: "Your order is nearly done",
            lines: [HELLO, "if anything got in the way, just answer this mail."],
            button: ["Finish my order", SHOP],
          },
          { name: "Stuck?", next: "a-day" },
        ),
        delay("a-day", "P1D", "reminder"),
        mail(
          "reminder",
          {
            subject: "Your order waits for you",
            heading: "Still one step to go",
            lines: [HELLO, "we keep it for one more day."],
            button: ["Finish my order", SHOP],
          },
          { name: "Reminder" },
        ),
      ],
    },
  },
  {
    group: "Shop",
    segments: [{ key: "looked-twice", name: "Looked at a product twice in a day", condition: did("Product Viewed", "P1D", "at_least", 2) }],
    document: {
      key: "product-abandonment",
      name: "Product looked at again and again",
      description: "Four hours after somebody looked at products twice in a day and put none into a cart.",
      trigger: { kind: "segment_entered", segment: "looked-twice" } as never,
      reentry: { kind: "window", window: "P7D" },
      unless: [happens("Product Added"), happens(ORDERED)],
      goal: orderGoal,
      steps: [
        delay("four-hours", "PT4H", "look-again"),
        mail(
          "look-again",
          {
            subject: "Still thinking about it?",
            heading: "Have another look",
            lines: [HELLO, "the things you looked at are still there, and some that are like them."],
            button: ["Look again", SHOP],
          },
          { name: "Look again" },
        ),
      ],
    },
  },
  {
    group: "Shop",
    document: {
      key: "browse-abandonment",
      name: "Category looked at, nothing chosen",
      description: "The next day, the best of a category that somebody looked at without opening a product.",
      trigger: on("Product List Viewed"),
      reentry: { kind: "window", window: "P14D" },
      unless: [happens("Product Viewed"), happens(ORDERED)],
      goal: orderGoal,
      steps: [
        delay("a-day", "P1D", "best-of"),
        mail(
          "best-of",
          {
            subject: "The best of {{ event.category | default: 'our shop' }}",
            heading: "What others choose",
            lines: [HELLO, "the favourites of {{ event.category | default: 'our customers' }} this week."],
            button: ["See them", SHOP],
          },
          { name: "Best of" },
        ),
      ],
    },
  },
  {
    group: "Shop",
    document: {
      key: "order-confirmation",
      name: "Order confirmation",
      description: "At once after an order: what was ordered, and for how much.",
      trigger: on(ORDERED),
      reentry: { kind: "per_key", property: "order_id" },
      purpose: "transactional",
      steps: [
        mail(
          "confirmation",
          {
            subject: "Your order {{ event.order_id | default: '' }}",
            heading: "Thank you for your order",
            lines: [HELLO, `we have your order of ${TOTAL} and tell you when it leaves.`],
            button: ["See my order", SHOP],
          },
          { name: "Confirmation", purpose: "transactional" },
        ),
      ],
    },
  },
  {
    group: "Shop",
    document: {
      key: "shipping",
      name: "Shipping and delivery",
      description: "When an order leaves, when it is out for delivery, and when it has come.",
      trigger: on("Order Shipped"),
      reentry: { kind: "per_key", property: "order_id" },
      unless: [happens("Order Cancelled", sameAsEntry("order_id"))],
      purpose: "transactional",
      steps: [
        mail(
          "shipped",
          {
            subject: "Your order is on its way",
            heading: "On its way",
            lines: [HELLO, "your order has left our house."],
            button: ["Follow it", "{{ event.tracking_url | default: 'https://shop.example' }}"],
          },
          { name: "Shipped", purpose: "transactional", next: "out" },
        ),
        waitFor("out", "Order Out For Delivery", "P14D", { next: "today", timeout: "arrived", where: sameAsEntry("order_id") }),
        mail(
          "today",
          { subject: "Your order comes today", heading: "It comes today", lines: [HELLO, "your order is with the driver."] },
          { name: "Comes today", purpose: "transactional", next: "arrived" },
        ),
        waitFor("arrived", "Order Delivered", "P14D", { next: "delivered", where: sameAsEntry("order_id") }),
        mail(
          "delivered",
          {
            subject: "Your order has arrived",
            heading: "It is there",
            lines: [HELLO, "your order was delivered. Is anything wrong with it? Just answer this mail."],
          },
          { name: "Delivered", purpose: "transactional" },
        ),
      ],
    },
  },
  {
    group: "Shop",
    document: {
      key: "cross-sell",
      name: "What goes with it",
      description: "Three days after an order, unless another one or a refund has come.",
      trigger: on(ORDERED),
      reentry: { kind: "window", window: "P30D" },
      unless: [happens("Order Refunded", sameAsEntry("order_id"))],
      holdout: 10,
      goal: orderGoal,
      steps: [
        waitFor("another", ORDERED, "P3D", { timeout: "goes-with-it" }),
        mail(
          "goes-with-it",
          {
            subject: "Goes well with your order",
            heading: "Made for each other",
            lines: [HELLO, "others who bought the same came back for these."],
            button: ["See them", SHOP],
          },
          { name: "Goes with it" },
        ),
      ],
    },
  },
  {
    group: "Shop",
    needs: ["a code that all may use, written into the last mail: codes of each person's own come with promotions"],
    document: {
      key: "review-request",
      name: "Review and thank-you",
      description: "A week after delivery asks for a review, reminds once, and thanks with a gift.",
      trigger: on("Order Delivered"),
      reentry: { kind: "per_key", property: "order_id" },
      unless: [happens("Order Refunded", sameAsEntry("order_id"))],
      goal: { event: "Product Reviewed", within: "P30D" },
      steps: [
        waitFor("reviewed-unasked", "Product Reviewed", "P7D", { next: "thanks", timeout: "ask" }),
        mail(
          "ask",
          { subject: "How do you like it?", heading: "Tell us, and others", lines: [HELLO, "two sentences are enough."], button: ["Write a review", SHOP] },
          { name: "Ask", next: "reviewed" },
        ),
        waitFor("reviewed", "Product Reviewed", "P5D", { next: "thanks", timeout: "remind" }),
        mail(
          "remind",
          {
            subject: "Your view is worth something to us",
            heading: "Have you a minute?",
            lines: [HELLO, "for your review there is a small gift."],
            button: ["Write a review", SHOP],
          },
          { name: "Remind", next: "reviewed-late" },
        ),
        waitFor("reviewed-late", "Product Reviewed", "P14D", { next: "thanks" }),
        mail(
          "thanks",
          {
            subject: "Thank you: a gift for your review",
            heading: "Thank you",
            lines: [HELLO, "here is your gift: <strong>THANKYOU</strong>. It is worth ten per cent of your next order."],
            button: ["Use it", SHOP],
          },
          { name: "Thanks with gift" },
        ),
      ],
    },
  },
  {
    group: "Shop",
    segments: [{ key: "ordered-once", name: "Ordered once", condition: { kind: "did", event: ORDERED, count: { op: "exactly", value: 1 } } as never }],
    document: {
      key: "second-order",
      name: "From the first order to the second",
      description: "Two weeks after a first order something to learn, a month after it something to come back for.",
      trigger: { kind: "segment_entered", segment: "ordered-once" } as never,
      reentry: { kind: "once" },
      unless: [happens(ORDERED)],
      holdout: 10,
      goal: { ...orderGoal, within: "P30D" },
      steps: [
        delay("two-weeks", "P14D", "learn"),
        mail(
          "learn",
          {
            subject: "Get more out of it",
            heading: "Three things worth knowing",
            lines: [HELLO, "how others use it, how to care for it, and what it can do beside."],
            button: ["Read on", SHOP],
          },
          { name: "Learn", next: "a-month" },
        ),
        delay("a-month", "P16D", "come-back"),
        mail(
          "come-back",
          {
            subject: "Something for your second order",
            heading: "Come back",
            lines: [HELLO, "your second order ships for free this week."],
            button: ["To the shop", SHOP],
          },
          { name: "Come back" },
        ),
      ],
    },
  },
  {
    group: "Shop",
    needs: ["a property “refill_at” of orders of things that are used up: the date on which they will be"],
    document: {
      key: "replenishment",
      name: "Replenishment",
      description: "Shortly before something is used up, and once more four days later.",
      trigger: on(ORDERED, property("refill_at", "exists")),
      reentry: { kind: "per_key", property: "order_id" },
      unless: [happens(ORDERED, sameAsEntry("product_id"))],
      goal: orderGoal,
      steps: [
        {
          id: "nearly-used-up",
          kind: "delay",
          delay: { kind: "until_property", name: "refill_at", offset: "P3D", before: true, at: "10:00", past: "exit" },
          next: "refill",
        } as never,
        mail(
          "refill",
          { subject: "Time for a refill?", heading: "Nearly used up", lines: [HELLO, "one click, and the same comes again."], button: ["Order again", SHOP] },
          { name: "Refill", next: "four-days" },
        ),
        delay("four-days", "P4D", "remind"),
        mail(
          "remind",
          {
            subject: "Before it runs out",
            heading: "Still some left?",
            lines: [HELLO, "order today, and it is with you before it runs out."],
            button: ["Order again", SHOP],
          },
          { name: "Remind" },
        ),
      ],
    },
  },
  {
    group: "Shop",
    needs: ["“Product Back In Stock” from the shop, for each person who asked for it"],
    document: {
      key: "back-in-stock",
      name: "Back in stock",
      description: "At once when something is there again that the person waits for.",
      trigger: on("Product Back In Stock"),
      reentry: { kind: "per_key", property: "product_id" },
      priority: 70,
      goal: { ...orderGoal, within: "P3D" },
      steps: [
        mail(
          "there-again",
          {
            subject: "{{ event.name | default: 'What you waited for' }} is back",
            heading: "There again",
            lines: [HELLO, "{{ event.name | default: 'what you waited for' }} can be ordered again, as long as there is some."],
            button: ["Order now", SHOP],
          },
          { name: "There again" },
        ),
      ],
    },
  },
  {
    group: "Shop",
    needs: ["“Product Price Dropped” from the shop, for each person who looked at it"],
    document: {
      key: "price-drop",
      name: "Price drop",
      description: "At once when something costs less that the person looked at.",
      trigger: on("Product Price Dropped"),
      reentry: { kind: "per_key", property: "product_id" },
      goal: { ...orderGoal, within: "P3D" },
      steps: [
        mail(
          "costs-less",
          {
            subject: "{{ event.name | default: 'Something you looked at' }} costs less now",
            heading: "A better price",
            lines: [HELLO, "now {{ event.price | default: 0 | money: event.currency }}."],
            button: ["See it", SHOP],
          },
          { name: "Costs less" },
        ),
      ],
    },
  },
];
