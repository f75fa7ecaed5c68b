import type { JourneyDocument, SendStep } from "@beckon/core";
import { starterMail } from "../campaigns/starterMail.ts";

/** A trigger and one mail: what a journey needs to be kept. */
export const BLANK_JOURNEY: JourneyDocument = {
  key: "new-journey",
  name: "New journey",
  trigger: { kind: "event", event: "Signed Up" } as JourneyDocument["trigger"],
  steps: [
    {
      id: "welcome",
      kind: "send",
      name: "Welcome",
      message: {
        channel: "email",
        subject: 'Hello {{ profile.first_name | default: "there" }}',
        body: starterMail('Hello {{ profile.first_name | default: "there" }}', "Write here what you want to say.", "Go to the shop", "https://shop.example/"),
      },
    } satisfies SendStep as SendStep,
  ],
};
