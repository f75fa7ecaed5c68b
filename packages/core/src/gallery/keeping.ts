import type { GalleryJourney } from "./gallery.ts";
import { delay, HELLO, happens, mail, on, property, task, waitFor } from "./parts.ts";

const GROUP = "Keeping people" as const;
const SHOP = "{{ event.url | default: 'https://shop.example' }}";
const ORDERED = "Order Completed";
const orderGoal = { event: ORDERED, within: "P14D", revenue: "total", currency: "currency" } as const;
const none = (event: string, within: string) => ({ kind: "did", event, count: { op: "at_most", value: 0 }, within });

/** Winning back, thanking, and letting go. */
export const KEEPING_JOURNEYS: readonly GalleryJourney[] = [
  {
    group: GROUP,
    segments: [
      {
        key: "no-order-in-60-days",
        name: "Ordered once, and not in 60 days",
        condition: { kind: "all", conditions: [{ kind: "did", event: ORDERED }, none(ORDERED, "P60D")] } as never,
      },
    ],
    document: {
      key: "win-back",
      name: "Win-back",
      description: "Sixty days after the last order, to the second: we miss you, what is new, and a reason to come back.",
      trigger: { kind: "segment_entered", segment: "no-order-in-60-days" } as never,
      reentry: { kind: "window", window: "P90D" },
      unless: [happens(ORDERED)],
      holdout: 10,
      goal: orderGoal,
      steps: [
        mail(
          "miss-you",
          {
            subject: "It has been a while",
            heading: "We miss you",
            lines: [HELLO, "this has come in since you were here."],
            button: ["See what is new", SHOP],
          },
          { name: "We miss you", next: "a-week" },
        ),
        delay("a-week", "P7D", "picks"),
        mail(
          "picks",
          { subject: "Chosen for you", heading: "You may like these", lines: [HELLO, "chosen by what you bought before."], button: ["See them", SHOP] },
          { name: "Picks", next: "another-week" },
        ),
        delay("another-week", "P8D", "reason"),
        mail(
          "reason",
          {
            subject: "Ten per cent, this week",
            heading: "A reason to come back",
            lines: [HELLO, "your code is <strong>WELCOMEBACK</strong>, until Sunday."],
            button: ["Use it", SHOP],
          },
          { name: "A reason" },
        ),
      ],
    },
  },
  {
    group: GROUP,
    segments: [{ key: "fifth-order", name: "Five orders or more", condition: { kind: "did", event: ORDERED, count: { op: "at_least", value: 5 } } as never }],
    needs: ["a code that all may use, written into the mail: codes of each person's own come with promotions"],
    document: {
      key: "vip",
      name: "Thank-you at the fifth order",
      description: "The moment somebody orders for the fifth time.",
      trigger: { kind: "segment_entered", segment: "fifth-order" } as never,
      reentry: { kind: "once" },
      goal: orderGoal,
      steps: [
        mail(
          "thanks",
          {
            subject: "Five orders: thank you",
            heading: "You are one of our best customers",
            lines: [HELLO, "as a thank-you: <strong>TOPFIVE</strong>, fifteen per cent on your next order."],
            button: ["Use it", SHOP],
          },
          { name: "Thank-you" },
        ),
      ],
    },
  },
  {
    group: GROUP,
    needs: ["an attribute “birthday”, as 1990-05-17 or 05-17"],
    document: {
      key: "birthday",
      name: "Birthday",
      description: "At nine on the birthday by the person's clock; who was born on 29 February gets it on the 28th. One reminder a week later.",
      trigger: { kind: "date", attribute: "birthday", at: "09:00", yearly: true } as never,
      reentry: { kind: "window", window: "P300D" },
      goal: orderGoal,
      steps: [
        mail(
          "wishes",
          {
            subject: "Happy birthday",
            heading: "Happy birthday",
            lines: [HELLO, "our gift: <strong>BIRTHDAY</strong>, ten per cent for two weeks."],
            button: ["Use it", SHOP],
          },
          { name: "Wishes", next: "used" },
        ),
        waitFor("used", ORDERED, "P7D", { timeout: "remind" }),
        mail(
          "remind",
          {
            subject: "Your birthday gift is still there",
            heading: "One week left",
            lines: [HELLO, "<strong>BIRTHDAY</strong> can be used for one more week."],
            button: ["Use it", SHOP],
          },
          { name: "Remind" },
        ),
      ],
    },
  },
  {
    group: GROUP,
    segments: [
      {
        key: "gets-mails-and-opens-none",
        name: "Got five mails or more in 120 days and opened none",
        condition: {
          kind: "all",
          conditions: [
            { kind: "engagement", message: "sent", channel: "email", count: { op: "at_least", value: 5 }, within: "P120D" },
            { kind: "engagement", message: "opened", channel: "email", count: { op: "at_most", value: 0 }, within: "P120D" },
          ],
        } as never,
      },
    ],
    document: {
      key: "sunset",
      name: "Sunset",
      description: "Who has opened nothing for 120 days is asked whether they still want to hear from us; without an answer they are let go.",
      trigger: { kind: "segment_entered", segment: "gets-mails-and-opens-none" } as never,
      reentry: { kind: "window", window: "P180D" },
      unless: [happens("Message Clicked"), happens(ORDERED)],
      steps: [
        mail(
          "still",
          {
            subject: "Still want to hear from us?",
            heading: "Shall we go on?",
            lines: [HELLO, "one click, and all stays as it is."],
            button: ["Yes, go on", SHOP],
          },
          { name: "Still interested?", next: "a-week" },
        ),
        delay("a-week", "P7D", "last"),
        mail(
          "last",
          {
            subject: "The last mail",
            heading: "The last mail, unless you say so",
            lines: [HELLO, "without a click we stop writing in a week."],
            button: ["Go on", SHOP],
          },
          { name: "Last call", next: "one-more-week" },
        ),
        delay("one-more-week", "P7D", "let-go"),
        { id: "let-go", kind: "set_consent", name: "Let go", channels: { email: "unsubscribed" } } as never,
      ],
    },
  },
  {
    group: GROUP,
    document: {
      key: "advocacy",
      name: "What people say about you",
      description: "After a score: who is glad is asked to tell others, who is not gets a call.",
      trigger: on("NPS Answered"),
      reentry: { kind: "window", window: "P90D" },
      goal: { event: "Referral Made", within: "P30D" },
      steps: [
        {
          id: "score",
          kind: "branch",
          branches: [
            { name: "9 or 10", if: property("score", "at_least", 9), next: "tell-others" },
            { name: "6 or less", if: property("score", "at_most", 6), next: "call" },
          ],
          else: "thanks",
        } as never,
        mail(
          "tell-others",
          {
            subject: "Thank you. Would you tell a friend?",
            heading: "Tell a friend",
            lines: [HELLO, "for every friend who comes there is something for both of you."],
            button: ["Invite a friend", SHOP],
          },
          { name: "Tell others" },
        ),
        task("call", "Call: unhappy customer", "Gave a low score. Listen first.", "P1D", "sorry"),
        mail(
          "sorry",
          { subject: "Thank you for your honesty", heading: "We want to do better", lines: [HELLO, "one of us will be in touch."] },
          { name: "Sorry" },
        ),
        mail(
          "thanks",
          { subject: "Thank you", heading: "Thank you for your answer", lines: [HELLO, "what would have made it a ten? Just answer this mail."] },
          { name: "Thanks" },
        ),
      ],
    },
  },
  {
    group: GROUP,
    document: {
      key: "lead-follow-up",
      name: "Follow-up of a request",
      description: "Answers a form at once, gives it to a colleague, and asks again when nobody got to talk.",
      trigger: on("Form Submitted"),
      reentry: { kind: "window", window: "P7D" },
      unless: [happens("Meeting Booked")],
      goal: { event: "Meeting Booked", within: "P14D" },
      steps: [
        mail(
          "received",
          { subject: "We have your request", heading: "Thank you", lines: [HELLO, "one of us answers within a working day."] },
          { name: "Received", purpose: "transactional", next: "hand-over" },
        ),
        task("hand-over", "Answer a request", "Came by the form.", "P1D", "three-days"),
        delay("three-days", "P3D", "time"),
        mail(
          "time",
          { subject: "Shall we find a time?", heading: "A short call?", lines: [HELLO, "choose whatever suits you."], button: ["Choose a time", SHOP] },
          { name: "Find a time" },
        ),
      ],
    },
  },
];
