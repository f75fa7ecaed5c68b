import { expect, test } from "vitest";
import { explainReason, REASONS } from "./reasons.ts";

test("fills in the facts", () => {
  expect(explainReason("no_consent", { topic: "news", consent: "unsubscribed" })).toBe("The person does not agree to such messages (news: unsubscribed).");
  expect(explainReason("no_consent", { channel: "email", consent: "unknown" })).toBe("The person does not agree to such messages (email: unknown).");
});

test("names each cap that was full", () => {
  expect(explainReason("frequency_cap", { caps: [{ cap: "at most 1 message per day" }, { cap: "at most 2 messages per week" }] })).toBe(
    "The person already got as many messages as allowed: at most 1 message per day; at most 2 messages per week.",
  );
});

test("says codes in words, and leaves what people and events are called as it is", () => {
  expect(explainReason("suppressed", { address: "ann_b@shop.example", because: "hard_bounce", since: "2026-01-15" })).toBe(
    "The address ann_b@shop.example is not used any more: hard bounce since 2026-01-15.",
  );
  expect(explainReason("exception", { event: "order_completed" })).toContain("order_completed");
});

test("stays a sentence without facts, and has no use for facts that it does not name", () => {
  for (const reason of Object.keys(REASONS) as (keyof typeof REASONS)[]) expect(explainReason(reason, {})).toMatch(/^[A-Z][^{}[\]–]*\.$/);
  expect(explainReason("duplicate", { constructor: "x" })).toBe("This very message was already sent.");
});

test("a fact that is a sentence of its own does not bring a second full stop", () => {
  expect(explainReason("failed", { detail: "The host is private." })).toBe("The message could not be handed over: The host is private.");
});
