import type { TimelineItem } from "@beckon/contract";
import { expect, test } from "vitest";
import { foldSessions, type StoryLine, whatWasDone } from "./foldSessions.ts";

const SESSION = { session_id: "s", started_at: "2026-11-23T10:00:00.000Z", seconds: 600 };
const anItem = (title: string, time: string, more: Partial<TimelineItem> = {}): TimelineItem => ({
  id: `${title} ${time}`,
  kind: "event",
  at: `2026-11-23T${time}.000Z`,
  title,
  body: null,
  source: "segment",
  data: {},
  flags: [],
  links: [],
  ...more,
});
const end = anItem("Session Ended", "10:40:00", { kind: "session", source: "beckon", data: SESSION });
const start = anItem("Session Started", "10:00:00", { kind: "session", source: "beckon", data: { ...SESSION, seconds: 0 } });
const left = anItem("Cart Left", "10:10:00");
const seen = [anItem("Page Viewed: Shoes", "10:05:00"), anItem("Page Viewed: Home", "10:00:00")];
const mail = anItem("Mail sent", "10:07:00", { kind: "message", source: "beckon" });
const before = anItem("Order Completed", "09:00:00");

const told = (line: StoryLine) => ("item" in line ? line.item.title : `session: ${whatWasDone(line.session)}`);

test("what was done in a session that is over is one line, and what came of it keeps its own", () => {
  expect(foldSessions([end, left, mail, ...seen, start, before]).map(told)).toEqual([
    "session: Cart Left · Page Viewed 2 times",
    "Mail sent",
    "Order Completed",
  ]);
});

test("a session that goes on is told event by event", () => {
  expect(foldSessions([left, ...seen, start]).map(told)).toEqual(["Cart Left", "Page Viewed: Shoes", "Page Viewed: Home", "Session Started"]);
});

test("an end of which nothing more is loaded stays as it is", () => {
  expect(foldSessions([end]).map(told)).toEqual(["Session Ended"]);
  expect(foldSessions([end, left]).map(told)).toEqual(["session: Cart Left"]);
});

test("what a payment provider says in between is not part of it", () => {
  const paid = anItem("Invoice Paid", "10:06:00", { source: "stripe" });
  expect(foldSessions([end, left, paid, start]).map(told)).toEqual(["session: Cart Left", "Invoice Paid"]);
});

test("of many kinds the latest are named and the others counted", () => {
  const many = ["A", "B", "C", "D", "E", "F"].map((name) => anItem(name, "10:03:00"));
  expect(foldSessions([end, ...many]).map(told)).toEqual(["session: A · B · C · D · 2 other kinds"]);
});
