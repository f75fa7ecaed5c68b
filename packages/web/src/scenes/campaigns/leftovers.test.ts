import type { Message } from "@beckon/core";
import { expect, test } from "vitest";
import { leftoversIn } from "./leftovers.ts";
import { STARTERS } from "./starters.ts";

const blank = STARTERS.find(({ id }) => id === "blank")?.document.message as Message;

test("a campaign from nothing that nobody has written on is told so before its launch", () => {
  expect(leftoversIn(blank).map(({ message }) => message)).toEqual([
    "The mail still says “Write here what you want to say.”",
    "A link still leads to `https://shop.example/`, which is only an example.",
  ]);
});

test("a mail of one's own is left alone", () => {
  expect(leftoversIn({ channel: "email", subject: "Tea", body: { format: "text", source: "See https://tea.example.com/" } } as unknown as Message)).toEqual([]);
});
