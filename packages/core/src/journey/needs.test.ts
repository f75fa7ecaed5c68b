import { expect, test } from "vitest";
import { GALLERY } from "../gallery/kinds.ts";
import type { JourneyDocument } from "./journey.ts";
import { needsOf } from "./needs.ts";

const cart = GALLERY.find(({ document }) => document.key === "abandoned-cart-series")?.document as JourneyDocument;

test("the events that a journey waits for are named, the trigger's first", () => {
  expect(needsOf(cart).events).toEqual(["Cart Updated", "Order Completed"]);
});

test("a property is needed where a condition, the re-entry, an exit or a message asks for it", () => {
  expect(needsOf(cart).properties.map(({ name }) => name)).toEqual(["total", "cart_id"]);
  expect(needsOf(cart).properties[1]?.askedBy).toContain("the exit at “Order Completed”");
});

test("what a message says otherwise where it is missing is not needed, and what it only says is", () => {
  const [send] = cart.steps.filter(({ kind }) => kind === "send");
  const saying = (subject: string) =>
    needsOf({ ...cart, steps: [{ ...send, message: { channel: "email", subject } } as never] }).properties.map(({ name }) => name);
  expect(saying("Your {{ event.item }}")).toContain("item");
  expect(saying("Your {{ event.item | default: 'cart' }}")).not.toContain("item");
});

test("a property of an event that is waited for is not one of the entry event", () => {
  const wait = {
    id: "w",
    kind: "wait",
    for: { kind: "event", event: "Paid", where: { kind: "property", name: "amount", op: "equals", value: { from: "entry", name: "due" } } },
  };
  const names = needsOf({ key: "k", name: "n", trigger: { kind: "event", event: "Due" }, steps: [wait] } as never).properties.map(({ name }) => name);
  expect(names).toEqual(["due"]);
});

test.each(GALLERY.map(({ document, segments = [] }) => [document.key, document, segments.map(({ key }) => key)] as const))(
  "%s brings the segments that it asks for",
  (_key, document, brought) => {
    expect(needsOf(document).segments.filter((key) => !brought.includes(key))).toEqual([]);
  },
);
