import type { GalleryJourney } from "./gallery.ts";
import { branch, delay, HELLO, happens, mail, on, task, waitFor } from "./parts.ts";

const GROUP = "Product use" as const;
const APP = "{{ event.url | default: 'https://app.example' }}";

/** From signing up to using a product, and when use falls off. */
export const PRODUCT_JOURNEYS: readonly GalleryJourney[] = [
  {
    group: GROUP,
    document: {
      key: "onboarding",
      name: "Onboarding to the first success",
      description: "Greets by role, waits for the first success, helps who has not got there after three days, and offers a call after a week.",
      trigger: on("Signed Up"),
      reentry: { kind: "once" },
      goal: { event: "Activated", within: "P14D" },
      steps: [
        branch("role", { kind: "attribute", name: "role", op: "equals", value: "admin" } as never, "for-admins", "for-members", "admins"),
        mail(
          "for-admins",
          {
            subject: "Set up your team",
            heading: "Three things to set up",
            lines: [HELLO, "invite your team, choose who may see what, and add how you pay."],
            button: ["Set it up", APP],
          },
          { name: "For admins", next: "success" },
        ),
        mail(
          "for-members",
          {
            subject: "Your first project",
            heading: "Begin with a project",
            lines: [HELLO, "most people begin with something small. It takes five minutes."],
            button: ["Begin", APP],
          },
          { name: "For members", next: "success" },
        ),
        waitFor("success", "Activated", "P3D", { next: "well-done", timeout: "tip" }),
        mail(
          "well-done",
          { subject: "Well done", heading: "Your first success", lines: [HELLO, "this is what people do next."], button: ["What is next", APP] },
          { name: "Well done" },
        ),
        mail(
          "tip",
          { subject: "A tip for your first project", heading: "Stuck?", lines: [HELLO, "here is how others began."], button: ["Show me", APP] },
          { name: "Tip", next: "success-late" },
        ),
        waitFor("success-late", "Activated", "P4D", { next: "well-done", timeout: "call" }),
        mail(
          "call",
          {
            subject: "Shall we call?",
            heading: "Fifteen minutes with us",
            lines: [HELLO, "we show you around, and you ask whatever you like."],
            button: ["Choose a time", APP],
          },
          { name: "Offer a call" },
        ),
      ],
    },
  },
  {
    group: GROUP,
    segments: [
      {
        key: "went-quiet",
        name: "Went quiet: here before, and not in the last two weeks",
        condition: {
          kind: "all",
          conditions: [
            { kind: "did", event: "Session Started" },
            { kind: "did", event: "Session Started", count: { op: "at_most", value: 0 }, within: "P14D" },
          ],
        } as never,
      },
    ],
    document: {
      key: "inactivity",
      name: "Somebody goes quiet",
      description: "Two weeks without a visit: a tip, then what colleagues did, then a task for whoever looks after the customer.",
      trigger: { kind: "segment_entered", segment: "went-quiet" } as never,
      reentry: { kind: "window", window: "P30D" },
      unless: [happens("Session Started")],
      goal: { event: "Session Started", within: "P14D" },
      steps: [
        mail(
          "tip",
          {
            subject: "Something you have not tried",
            heading: "Worth a try",
            lines: [HELLO, "this saves most people an hour a week."],
            button: ["Try it", APP],
          },
          { name: "Tip", next: "five-days" },
        ),
        delay("five-days", "P5D", "colleagues"),
        mail(
          "colleagues",
          {
            subject: "What happened meanwhile",
            heading: "While you were away",
            lines: [HELLO, "this is new in your workspace."],
            button: ["Have a look", APP],
          },
          { name: "What colleagues did", next: "a-week" },
        ),
        delay("a-week", "P7D", "reach-out"),
        task("reach-out", "Reach out: gone quiet for four weeks", "Two mails have not brought the person back.", "P3D"),
      ],
    },
  },
  {
    group: GROUP,
    document: {
      key: "limit-nearly-used",
      name: "Limit nearly used",
      description: "When four fifths of a plan's limit are used: what a larger plan would give, and once more when it is used up.",
      trigger: on("Usage Limit Approached"),
      reentry: { kind: "window", window: "P30D" },
      unless: [happens("Subscription Updated")],
      goal: { event: "Subscription Updated", within: "P14D" },
      steps: [
        mail(
          "nearly",
          {
            subject: "You have used most of your plan",
            heading: "Room to grow",
            lines: [HELLO, "with the next plan you would not have to think about it."],
            button: ["Compare plans", APP],
          },
          { name: "Nearly used", next: "used-up" },
        ),
        waitFor("used-up", "Usage Limit Reached", "P30D", { next: "full" }),
        mail(
          "full",
          {
            subject: "Your plan is used up",
            heading: "Nothing is lost",
            lines: [HELLO, "what comes now waits until next month, or until you take the next plan."],
            button: ["Take the next plan", APP],
          },
          { name: "Used up", purpose: "transactional" },
        ),
      ],
    },
  },
];
