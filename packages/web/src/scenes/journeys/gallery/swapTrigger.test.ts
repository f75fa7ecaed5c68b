import { type JourneyDocument, needsOf } from "@beckon/core";
import { GALLERY } from "@beckon/core/gallery";
import { expect, test } from "vitest";
import { missingOf, swapTrigger } from "./swapTrigger.ts";

const cart = GALLERY.find(({ document }) => document.key === "abandoned-cart-series")?.document as JourneyDocument;
const birthday = GALLERY.find(({ document }) => document.trigger.kind === "date")?.document as JourneyDocument;

test("another event starts the journey, and nothing else of it changes", () => {
  const swapped = swapTrigger(cart, "Basket Saved", false);
  expect(swapped).toEqual({ ...cart, trigger: { ...cart.trigger, event: "Basket Saved" } });
});

test("the condition on the old event's properties can be left out", () => {
  expect(swapTrigger(cart, "Basket Saved", true).trigger).toEqual({ kind: "event", event: "Basket Saved" });
});

test("an event can stand in for a date", () => {
  expect(swapTrigger(birthday, "Party Booked", false).trigger).toEqual({ kind: "event", event: "Party Booked" });
});

test("what the event has not brought along is named, with what asks for it", () => {
  expect(missingOf(needsOf(cart), ["total"]).map(({ name }) => name)).toEqual(["cart_id"]);
});
