import type { GalleryJourney } from "./gallery.ts";
import { branch, delay, HELLO, happens, mail, on, property, sameAsEntry, task, until, waitFor } from "./parts.ts";

const GROUP = "Subscriptions and payments" as const;
const ACCOUNT = "{{ event.hosted_invoice_url | default: 'https://app.example/billing' }}";
const AMOUNT = "{{ event.amount_due | default: 0 | divided_by: 100.0 | money: event.currency }}";

/** What Stripe says about subscriptions and payments. */
export const SUBSCRIPTION_JOURNEYS: readonly GalleryJourney[] = [
  {
    group: GROUP,
    segments: [
      {
        key: "uses-it",
        name: "Used it on three days of the last two weeks",
        condition: { kind: "did", event: "Session Started", count: { op: "at_least", value: 3 }, within: "P14D" } as never,
      },
    ],
    document: {
      key: "trial-ending",
      name: "Trial ending",
      description: "Three days before a trial ends: who uses it is asked to stay, who does not gets help and more time.",
      trigger: on("Subscription Trial Will End"),
      reentry: { kind: "per_key", property: "subscription_id" },
      unless: [happens("Subscription Deleted", sameAsEntry("subscription_id")), happens("Invoice Paid", property("amount_paid", "greater_than", 0))],
      goal: { event: "Invoice Paid", where: property("amount_paid", "greater_than", 0), within: "P14D" },
      steps: [
        branch("engaged", { kind: "segment", segment: "uses-it", is: "in" } as never, "stay", "help", "uses it"),
        mail(
          "stay",
          {
            subject: "Your trial ends in three days",
            heading: "Keep what you have built",
            lines: [HELLO, "you have used your trial well. Choose a plan, and everything stays as it is."],
            button: ["Choose a plan", ACCOUNT],
          },
          { name: "Ask to stay", next: "last-day" },
        ),
        delay("last-day", "P2D", "last-call"),
        mail(
          "last-call",
          {
            subject: "Your trial ends tomorrow",
            heading: "One day left",
            lines: [HELLO, "after tomorrow your projects can be read, and not changed."],
            button: ["Choose a plan", ACCOUNT],
          },
          { name: "Last day" },
        ),
        mail(
          "help",
          {
            subject: "Shall we give you more time?",
            heading: "Two more weeks?",
            lines: [HELLO, "it seems that you have not had the time to try everything. Take two weeks more, and an hour with one of us."],
            button: ["Yes, please", ACCOUNT],
          },
          { name: "Offer more time", next: "wants-more" },
        ),
        waitFor("wants-more", "Trial Extended", "P3D", { next: "call", timeout: "why" }),
        task("call", "Show around: trial extended", "Asked for more time. Offer an hour, and find out what stood in the way.", "P2D"),
        mail(
          "why",
          { subject: "May we ask why?", heading: "What was missing?", lines: [HELLO, "one sentence helps us more than you think. Just answer."] },
          { name: "Ask why" },
        ),
      ],
    },
  },
  {
    group: GROUP,
    document: {
      key: "failed-payment",
      name: "Failed payment",
      description: "Says so at once, after three days and after five, and then asks a colleague to call. Ends when it is paid.",
      trigger: on("Invoice Payment Failed"),
      reentry: { kind: "per_key", property: "invoice_id" },
      unless: [
        happens("Invoice Payment Succeeded", sameAsEntry("invoice_id")),
        happens("Invoice Paid", sameAsEntry("invoice_id")),
        happens("Subscription Deleted"),
      ],
      purpose: "transactional",
      goal: { event: "Invoice Paid", where: sameAsEntry("invoice_id"), within: "P14D" },
      steps: [
        mail(
          "failed",
          {
            subject: "Your payment did not go through",
            heading: "Your payment did not go through",
            lines: [HELLO, `we could not collect ${AMOUNT}. Often a card has expired.`],
            button: ["Renew the card", ACCOUNT],
          },
          { name: "Failed", purpose: "transactional", next: "three-days" },
        ),
        delay("three-days", "P3D", "again"),
        mail(
          "again",
          {
            subject: "Please renew your card",
            heading: "We try again soon",
            lines: [HELLO, "renew your card, and nothing is interrupted."],
            button: ["Renew the card", ACCOUNT],
          },
          { name: "Again", purpose: "transactional", next: "two-more" },
        ),
        delay("two-more", "P2D", "last"),
        mail(
          "last",
          {
            subject: "Your account will be paused",
            heading: "The last reminder",
            lines: [HELLO, "without a payment your account is paused in two days. Everything in it is kept."],
            button: ["Pay now", ACCOUNT],
          },
          { name: "Last reminder", purpose: "transactional", next: "two-days" },
        ),
        delay("two-days", "P2D", "call"),
        task("call", "Call about a failed payment", "A week without a payment, after three mails.", "P1D"),
      ],
    },
  },
  {
    group: GROUP,
    document: {
      key: "invoices",
      name: "Invoices",
      description: "Tells a week ahead what will be charged, and thanks when it is paid.",
      trigger: on("Invoice Upcoming"),
      reentry: { kind: "per_key", property: "subscription_id" },
      unless: [happens("Subscription Deleted", sameAsEntry("subscription_id"))],
      purpose: "transactional",
      steps: [
        mail(
          "upcoming",
          {
            subject: "Your next invoice",
            heading: "Your next invoice",
            lines: [HELLO, `in some days we collect ${AMOUNT}. Nothing is to be done.`],
            button: ["See my plan", ACCOUNT],
          },
          { name: "Upcoming", purpose: "transactional", next: "paid" },
        ),
        waitFor("paid", "Invoice Paid", "P14D", { next: "receipt", where: sameAsEntry("subscription_id") }),
        mail(
          "receipt",
          { subject: "Your receipt", heading: "Thank you", lines: [HELLO, "your payment has arrived."], button: ["See the invoice", ACCOUNT] },
          { name: "Receipt", purpose: "transactional" },
        ),
      ],
    },
  },
  {
    group: GROUP,
    document: {
      key: "plan-changed",
      name: "Plan changed",
      description: "Says what has changed, and a week later shows what the new plan can do.",
      trigger: on("Subscription Updated", property("plan", "exists")),
      reentry: { kind: "window", window: "P7D" },
      unless: [happens("Subscription Deleted")],
      steps: [
        mail(
          "changed",
          {
            subject: "Your plan has changed",
            heading: "Your new plan",
            lines: [HELLO, "you are on {{ event.plan | default: 'your new plan' }} now."],
            button: ["See my plan", ACCOUNT],
          },
          { name: "What changed", purpose: "transactional", next: "a-week" },
        ),
        delay("a-week", "P7D", "can-do"),
        mail(
          "can-do",
          {
            subject: "Three things your plan can do",
            heading: "Make the most of it",
            lines: [HELLO, "most people overlook these."],
            button: ["Show me", ACCOUNT],
          },
          { name: "What it can do" },
        ),
      ],
    },
  },
  {
    group: GROUP,
    document: {
      key: "cancellation",
      name: "Cancellation and win-back",
      description: "Asks why, tells after two weeks what is new, and after two months makes an offer. Ends with a new subscription.",
      trigger: on("Subscription Deleted"),
      reentry: { kind: "per_key", property: "subscription_id" },
      unless: [happens("Subscription Created")],
      goal: { event: "Subscription Created", within: "P60D" },
      steps: [
        mail(
          "why",
          {
            subject: "May we ask why?",
            heading: "Sorry to see you go",
            lines: [HELLO, "one sentence on what was missing helps us. Your data is kept for three months."],
          },
          { name: "Ask why", purpose: "transactional", next: "two-weeks" },
        ),
        delay("two-weeks", "P14D", "morning"),
        until("morning", "10:00", "news", [2, 3, 4]),
        mail(
          "news",
          { subject: "What is new", heading: "Since you left", lines: [HELLO, "some of it you had asked for."], button: ["Have a look", ACCOUNT] },
          { name: "News", next: "six-weeks" },
        ),
        delay("six-weeks", "P46D", "offer"),
        mail(
          "offer",
          {
            subject: "Come back for half the price",
            heading: "Three months at half the price",
            lines: [HELLO, "everything is still as you left it."],
            button: ["Come back", ACCOUNT],
          },
          { name: "Offer" },
        ),
      ],
    },
  },
];
