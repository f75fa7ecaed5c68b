import { expect, test } from "vitest";
import type { FrequencyCap } from "../campaign/campaign.ts";
import { askGroups, clashesByTrigger, type RunningCourse } from "./programme.ts";

const course = (id: string, event: string, more: object = {}): RunningCourse => ({
  id,
  document: { key: id, name: id, trigger: { kind: "event", event } as RunningCourse["document"]["trigger"], ...more },
});
const oneAsk = (more: object = {}): FrequencyCap => ({ max: 1, per: { calendar: "day" }, ...more });

test("a cap of one message a day makes a group of the courses whose messages it counts", () => {
  const courses = [
    course("cart", "Cart Updated", { tags: ["ask"] }),
    course("welcome", "Signed Up"),
    course("receipt", "Paid", { purpose: "transactional", tags: ["ask"] }),
  ];
  const groups = askGroups(courses, [oneAsk({ tag: "ask" }), oneAsk(), { max: 3, per: { calendar: "week" } }]);
  expect(groups.map((group) => group.courses)).toEqual([["cart"], ["cart", "welcome"]]);
});

test("two courses by one event clash, and are kept apart where a group holds both", () => {
  const courses = [course("first", "Signed Up", { tags: ["ask"] }), course("second", "Signed Up", { tags: ["ask"] }), course("third", "Cart Updated")];
  const [clash, ...others] = clashesByTrigger(courses, []);
  expect([clash, others]).toEqual([{ courses: ["first", "second"], event: "Signed Up", keptApart: false }, []]);
  expect(clashesByTrigger(courses, askGroups(courses, [oneAsk({ tag: "ask" })]))[0]?.keptApart).toBe(true);
});

test("a receipt clashes with nothing", () => {
  expect(clashesByTrigger([course("a", "Paid"), course("b", "Paid", { purpose: "transactional" })], [])).toEqual([]);
});
